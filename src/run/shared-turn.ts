import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Turn, Turns } from '../store/turns.ts';

export interface SharedTurnOptions {
  readonly signal: AbortSignal;
  /** Called once if another machine has the turn. */
  readonly onWait?: () => void;
  /** How long a machine has the turn after it was last heard of, in milliseconds. */
  readonly life?: number;
}

/**
 * Does a run while no other machine with the same list does one. A machine that lost its turn, because it stood still for
 * too long, stops: by then another one may be at work.
 */
export async function withSharedTurn<Result>(
  turns: Turns,
  work: (signal: AbortSignal) => Promise<Result>,
  { signal, onWait, life = 60_000 }: SharedTurnOptions,
): Promise<Result> {
  const turn = await taken(turns, { signal, ...(onWait && { onWait }), life });
  const lost = new AbortController();
  const over = new AbortController();
  const heart = beat(turn, life / 4, over.signal).catch((error: unknown) => lost.abort(error));
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    over.abort();
    await heart;
    await turn.release().catch(() => undefined);
  }
}

async function taken(
  turns: Turns,
  { signal, onWait, life }: Required<Pick<SharedTurnOptions, 'life'>> & SharedTurnOptions,
): Promise<Turn> {
  for (let looks = 0; ; looks += 1) {
    const turn = await turns.take('run', life);
    if (turn) return turn;
    if (looks === 0) onWait?.();
    await pauseFor(life / 60, undefined, { signal });
  }
}

/** Ends when the work is over; fails where the turn is another one's. */
async function beat(turn: Turn, interval: number, over: AbortSignal): Promise<void> {
  for (;;) {
    await pauseFor(interval, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    if (!(await turn.renew())) throw new Error('another machine has taken the run');
  }
}
