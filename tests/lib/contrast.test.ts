import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, nearestWithContrast } from '../../src/lib/contrast.ts';
import { runs } from '../runs.ts';

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

const colors = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('for every colour on every ground there is one near it that can be read, and a readable one stays', () => {
  fc.assert(
    fc.property(colors, colors, (color, ground) => {
      const found = nearestWithContrast(color, [ground], 4.5);
      expect(found).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(found!, ground)).toBeGreaterThanOrEqual(4.5);
      if (contrast(color, ground) >= 4.5) expect(found).toBe(color);
    }),
    { numRuns: runs() },
  );
});

test('on black and white at once nothing can be read', () => {
  expect(nearestWithContrast('#808080', ['#000000', '#ffffff'], 4.6)).toBeUndefined();
});
