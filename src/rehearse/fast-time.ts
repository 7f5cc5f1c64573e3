import { realTiming, type Timing } from '../send/loop/timing.ts';

/** In a rehearsal a minute passes in a second, so that retries need no waiting. */
const factor = 60;

/** @param epoch When the rehearsal began, in real milliseconds since 1970: all of its processes go by it. */
export function fastClock(epoch: number): () => Date {
  return () => new Date(epoch + (Date.now() - epoch) * factor);
}

/** Time as a rehearsed sender knows it. */
export function fastTiming(epoch: number): Timing {
  return realTiming(fastClock(epoch), factor);
}
