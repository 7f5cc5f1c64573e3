import { setTimeout } from 'node:timers/promises';

/** Time and chance as a run of the loop knows them. */
export interface Timing {
  /** What the ledger dates things by; it may jump. */
  clock(): Date;
  /** Milliseconds since some moment; it never goes back. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Fulfilled when the time is over or the signal aborts; never rejected. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * @param clock What the real time is.
 * @param speed How many times as fast as in earnest it passes: for rehearsals.
 */
export function realTiming(clock: () => Date, speed = 1): Timing {
  return {
    clock,
    now: () => performance.now() * speed,
    random: Math.random,
    // A timer beyond 2^31 ms would ring at once; whoever waits looks at the time again.
    wait: (milliseconds, signal) =>
      setTimeout(Math.min(milliseconds / speed, 3_600_000), undefined, { signal }).catch(() => undefined),
  };
}
