import { setTimeout } from 'node:timers/promises';
import type { Timing } from '../send/loop/timing.ts';

/** In a rehearsal a minute passes in a second, so that nobody waits for what is tried again later. */
const factor = 60;

/** @param epoch When the rehearsal began, in real milliseconds since 1970: all of its processes go by it. */
export function fastClock(epoch: number): () => Date {
  return () => new Date(epoch + (Date.now() - epoch) * factor);
}

/** Time as a rehearsed sender knows it. */
export function fastTiming(epoch: number): Timing {
  return {
    clock: fastClock(epoch),
    now: () => performance.now() * factor,
    random: Math.random,
    wait: (milliseconds, signal) =>
      // A timer beyond 2^31 ms would ring at once; whoever waits looks at the time again.
      setTimeout(Math.min(milliseconds / factor, 60_000), undefined, { signal }).catch(() => undefined),
  };
}
