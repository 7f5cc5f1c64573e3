import { setTimeout } from 'node:timers/promises';

/** Time and chance as a run of the loop knows them. */
export interface Timing {
  /** The clock for the ledger's dates; it may jump. */
  clock(): Date;
  /** Milliseconds since some moment; it never goes back. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Fulfilled when the time is over or the signal aborts; never rejected. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * @param clock The real time.
 * @param speed Factor by which time passes faster, for rehearsals.
 */
export function realTiming(clock: () => Date, speed = 1): Timing {
  return {
    clock,
    now: () => performance.now() * speed,
    random: Math.random,
    // A timer beyond 2^31 ms fires at once; the caller checks the time again.
    wait: (milliseconds, signal) =>
      setTimeout(Math.min(milliseconds / speed, 3_600_000), undefined, { signal }).catch(() => undefined),
  };
}
