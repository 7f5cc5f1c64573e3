import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Quota } from '../../../src/send/loop/quota.ts';
import { runs } from '../../runs.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const noon = Date.parse('2026-11-23T12:00:00Z');
const at = (milliseconds: number) => new Date(noon + milliseconds);

test('without a limit nobody waits, and nothing is kept', () => {
  const quota = new Quota({});
  for (let letter = 0; letter < 1000; letter += 1) quota.add(at(letter));
  expect(quota.delay(at(1000), 1000)).toBe(0);
});

test('the next letter goes when the oldest of a full hour is over, and those under way count', () => {
  const quota = new Quota({ perHour: 3 });
  for (const minutes of [0, 10]) quota.add(at(minutes * minute));
  expect(quota.delay(at(20 * minute), 0)).toBe(0);
  expect(quota.delay(at(20 * minute), 1)).toBe(40 * minute);
  expect(quota.delay(at(20 * minute), 2)).toBe(50 * minute);
  expect(quota.delay(at(20 * minute), 3)).toBe(1000);
  quota.add(at(20 * minute));
  expect(quota.delay(at(20 * minute), 0)).toBe(40 * minute);
  expect(quota.delay(at(60 * minute), 0)).toBe(0);
});

test('the stricter of hour and day holds', () => {
  const quota = new Quota({ perHour: 2, perDay: 3 });
  for (const hours of [0, 1, 2]) quota.add(at(hours * hour));
  expect(quota.delay(at(2 * hour), 0)).toBe(22 * hour);
});

test('a clock that was put back lets nobody wait for letters of the future', () => {
  const quota = new Quota({ perDay: 1 });
  quota.add(at(10 * day));
  expect(quota.delay(at(0), 0)).toBe(0);
});

test('whoever waits as long as that is told never goes over a limit', () => {
  const steps = fc.array(fc.nat(2 * hour), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }), steps, (perHour, perDay, pauses) => {
      const quota = new Quota({ perHour, perDay });
      const times: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        now += quota.delay(at(now), 0);
        expect(quota.delay(at(now), 0)).toBe(0);
        quota.add(at(now));
        times.push(now);
        const within = (span: number) => times.filter((time) => time > now - span).length;
        expect([within(hour) <= perHour, within(day) <= perDay]).toEqual([true, true]);
      }
    }),
    { numRuns: runs(200) },
  );
});
