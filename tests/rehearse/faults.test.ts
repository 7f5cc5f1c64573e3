import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faults, planFaults } from '../../src/rehearse/faults.ts';
import { runs } from '../runs.ts';

const readersOf = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each([
  [0, 0],
  [4, 0],
  [5, 1],
  [59, 6],
  [100, 10],
  [10_000, 50],
])('of %i readers, %i meet a fault', (count, hit) => {
  expect(planFaults(readersOf(count)).size).toBe(hit);
});

test('a list of a hundred meets every fault once', () => {
  const planned = [...planFaults(readersOf(100)).values()];
  expect(new Set(planned)).toEqual(new Set(faults));
});

test('so many letters lie between two faults that no sender gives the server up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 11, max: 5000 }), (count) => {
      const hit = [...planFaults(readersOf(count)).keys()];
      const gaps = hit.slice(1).map((reader, index) => reader - hit[index]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5);
    }),
    { numRuns: runs(50) },
  );
});
