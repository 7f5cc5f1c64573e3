import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answers, PaceCount } from '../../src/report/pace.ts';
import { runs } from '../runs.ts';

const start = Date.parse('2026-11-23T12:00:00Z');

test('every answer is counted once, whatever order and however long it took, in at most 96 stretches without a gap', () => {
  const second = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 400 * 86_400 }));
  const events = fc.array(fc.tuple(second, fc.constantFrom(...answers)), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(events, fc.constantFrom(0, 3_600_000, -12_600_000), (list, offset) => {
      const count = new PaceCount(offset);
      for (const [at, kind] of list) count.add(new Date(start + at * 1000), kind === 'deferred' ? 'later' : kind);
      const { seconds, stretches } = count.list()!;
      expect(stretches.length).toBeLessThanOrEqual(96);
      for (const kind of answers) {
        const sum = stretches.reduce((total, stretch) => total + stretch[kind], 0);
        expect(sum).toBe(list.filter(([, one]) => one === kind).length);
      }
      for (const [index, { at }] of stretches.entries())
        expect(at.getTime()).toBe(stretches[0]!.at.getTime() + index * seconds * 1000);
    }),
    { numRuns: runs(100) },
  );
});

test.each([
  ['a few seconds', 40, 1],
  ['five minutes', 290, 5],
  ['an hour', 3_500, 60],
  ['three hours', 10_800, 300],
  ['a day', 86_400, 3_600],
  ['a week', 7 * 86_400, 21_600],
])('stretches of %s are as short as a chart can show', (_, length, seconds) => {
  const count = new PaceCount(0);
  for (const at of [0, length]) count.add(new Date(start + at * 1000), 'sent');
  expect(count.list()!.seconds).toBe(seconds);
});

test('many stretches are gathered while they are counted, and hours begin as the clock on the wall does', () => {
  const count = new PaceCount(5.5 * 3_600_000);
  for (let at = 0; at < 20_000; at += 1) count.add(new Date(start + at * 1000), 'sent');
  const { seconds, stretches } = count.list()!;
  expect(seconds).toBe(300);
  expect(stretches.reduce((sum, { sent }) => sum + sent, 0)).toBe(20_000);
  count.add(new Date(start + 3 * 86_400_000), 'later');
  expect(count.list()!.seconds).toBe(3_600);
  // 12:00 in London is 17:30 there.
  expect(count.list()!.stretches[0]!.at.toISOString()).toBe('2026-11-23T11:30:00.000Z');
});

test('what no server said is not counted', () => {
  const count = new PaceCount(0);
  count.add(new Date(start), 'suppressed');
  count.add(new Date(start), 'retried');
  expect(count.list()).toBeUndefined();
});
