import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reconnectDelay, retryDelay } from '../../../src/send/loop/backoff.ts';
import { RateLimit } from '../../../src/send/loop/rate-limit.ts';
import { runs } from '../../runs.ts';

/** Lets as many go as may, for so many seconds, and tells when each went. */
function run(rateLimit: RateLimit, { from = 0, seconds }: { from?: number; seconds: number }): number[] {
  const times: number[] = [];
  for (let now = from; now < from + seconds * 1000; now += Math.max(rateLimit.delay(now), 0.01)) {
    if (rateLimit.delay(now) > 0) continue;
    rateLimit.take(now);
    times.push(now);
  }
  return times;
}

describe('a rateLimit', () => {
  test('that is set is kept in every second, however letters come', () => {
    const rate = fc.double({ min: 0.1, max: 2000, noNaN: true });
    const pauses = fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(rate, pauses, (ceiling, gaps) => {
        const rateLimit = new RateLimit({ ceiling, recovery: 1000 });
        const times: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += Math.max(gap < 1500 ? 0 : gap, rateLimit.delay(now));
          rateLimit.take(now);
          times.push(now);
        }
        const most = Math.ceil(ceiling * 1.02) + 1e-6;
        for (const [index, time] of times.entries()) {
          const within = times.slice(index).filter((other) => other < time + 1000 - 1e-6).length;
          expect(within).toBeLessThanOrEqual(Math.max(most, 1));
        }
      }),
      { numRuns: runs(50) },
    );
  });

  test('that is set is reached', () => {
    expect(run(new RateLimit({ ceiling: 14, recovery: 1000 }), { seconds: 10 }).length).toBeGreaterThanOrEqual(140);
  });

  test('that is not set lets all go at once', () => {
    const rateLimit = new RateLimit({ recovery: 1000 });
    for (let count = 0; count < 100; count += 1) {
      expect(rateLimit.delay(5)).toBe(0);
      rateLimit.take(5);
    }
  });

  test('is halved when a server says so, and grows until all is as before', () => {
    const rateLimit = new RateLimit({ ceiling: 10, recovery: 60_000 });
    run(rateLimit, { seconds: 5 });
    rateLimit.slow(5000);
    const rateFrom = (from: number) => run(rateLimit, { from, seconds: 5 }).length / 5;
    expect(rateFrom(5000)).toBeLessThan(6);
    expect(rateFrom(20_000)).toBeGreaterThan(6);
    expect(rateFrom(60_000)).toBe(10);
  });

  test('is cut once when many connections are told together', () => {
    const rateLimit = new RateLimit({ ceiling: 100, recovery: 60_000 });
    run(rateLimit, { seconds: 2 });
    for (let connection = 0; connection < 20; connection += 1) rateLimit.slow(2000 + connection);
    expect(run(rateLimit, { from: 3000, seconds: 1 }).length).toBeGreaterThan(45);
  });

  test('never ends in silence', () => {
    const rateLimit = new RateLimit({ recovery: 60_000 });
    for (let now = 0; now < 3_600_000; now += 60_000) rateLimit.slow(now);
    expect(rateLimit.delay(3_600_000)).toBeLessThanOrEqual(60_000);
  });

  test('without a limit is measured before it is halved', () => {
    const rateLimit = new RateLimit({ recovery: 60_000 });
    for (let now = 0; now < 3000; now += 10) rateLimit.take(now);
    rateLimit.slow(3000);
    const rate = run(rateLimit, { from: 3100, seconds: 2 }).length / 2;
    expect(rate).toBeGreaterThan(45);
    expect(rate).toBeLessThan(60);
  });
});

describe('what is not taken', () => {
  test.each([
    [0, 1],
    [1, 2],
    [3, 8],
    [5, 32],
    [6, 60],
    [10_000, 60],
  ])('after %i tries is tried again in %i minutes, give or take a quarter', (attempts, minutes) => {
    expect(retryDelay(attempts, () => 0.5)).toBe(minutes * 60_000);
    expect(retryDelay(attempts, () => 0)).toBe(minutes * 45_000);
    expect(retryDelay(attempts, () => 1)).toBe(minutes * 75_000);
  });

  test.each([
    [1, 1],
    [2, 2],
    [4, 8],
    [7, 60],
    [10_000, 60],
  ])('a server that failed %i times is called again in %i seconds', (failures, seconds) => {
    expect(reconnectDelay(failures, () => 0.5)).toBe(seconds * 1000);
  });
});
