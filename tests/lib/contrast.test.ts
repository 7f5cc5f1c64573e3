import { expect, test } from 'vitest';
import { contrast, inRatio } from '../../src/lib/contrast.ts';

test.each([
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#767676', '#ffffff', 4.54],
  ['#0000ff', '#ffffff', 8.59],
  ['#abcdef', '#abcdef', 1],
])('%s on %s has a contrast of %d, as WCAG counts it', (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  expect(contrast(other, one)).toBe(contrast(one, other));
});

test('a contrast that is a little too low never reads like one that passes', () => {
  expect(inRatio(4.4999)).toBe('4.49:1');
  expect(inRatio(21)).toBe('21.00:1');
});
