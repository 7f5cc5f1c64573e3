import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast } from '../../src/lib/contrast.ts';
import { atLightness, lightnessSteps, nearestColour } from '../../src/lib/nearest-colour.ts';
import { runs } from '../runs.ts';

const colors = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

/** OKLab by the matrices of the CSS Working Group, written anew: lightness, a and b. */
function oklab(color: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
  }) as [number, number, number];
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map(([x, y, z]) => Math.cbrt(x! * r + y! * g + z! * b)) as [number, number, number];
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map(([x, y, z]) => x! * cones[0] + y! * cones[1] + z! * cones[2]) as [number, number, number];
}

test('for every colour on every ground there is one near it that can be read, and a readable one stays', () => {
  fc.assert(
    fc.property(colors, colors, (wanted, ground) => {
      const found = nearestColour(wanted, [ground], 4.5);
      expect(found).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(found!, ground)).toBeGreaterThanOrEqual(4.5);
      if (contrast(wanted, ground) >= 4.5) expect(found).toBe(wanted);
    }),
    { numRuns: runs(1000) },
  );
});

test('no lighter or darker colour of the same hue that is nearer can be read', () => {
  fc.assert(
    fc.property(colors, fc.array(colors, { minLength: 1, maxLength: 3 }), (wanted, grounds) => {
      const found = nearestColour(wanted, grounds, 4.5);
      const [lightness] = oklab(wanted);
      const line = Array.from({ length: 2 * lightnessSteps + 1 }, (_, step) => lightness + step / lightnessSteps - 1);
      const passing = line.filter((one) =>
        grounds.every((ground) => contrast(atLightness(wanted, one), ground) >= 4.5),
      );
      if (found === undefined) expect(passing).toEqual([]);
      else if (found !== wanted) {
        const nearest = Math.min(...passing.map((one) => Math.abs(one - lightness)));
        // The rounding of channels moves a dark colour by so much.
        expect(Math.abs(oklab(found)[0] - lightness)).toBeLessThanOrEqual(nearest + 0.004);
      }
    }),
    { numRuns: runs(200) },
  );
});

test('the nearest colour keeps its hue', () => {
  const hue = (color: string) => {
    const [, a, b] = oklab(color);
    return Math.atan2(b, a);
  };
  const chroma = (color: string) => Math.hypot(oklab(color)[1], oklab(color)[2]);
  fc.assert(
    fc.property(colors, colors, (wanted, ground) => {
      const found = nearestColour(wanted, [ground], 4.5)!;
      // Near grey, and in the rounding of channels, a hue is nothing that an eye could see.
      if (chroma(found) < 0.03) return;
      const turned = Math.abs(hue(found) - hue(wanted));
      expect(Math.min(turned, 2 * Math.PI - turned)).toBeLessThan(0.12);
      expect(chroma(found)).toBeLessThan(chroma(wanted) + 0.01);
    }),
    { numRuns: runs(1000) },
  );
});

test('of a lighter and a darker way to pass, the smaller change is taken', () => {
  expect(nearestColour('#7a7a7a', ['#ffffff'], 4.5)).toBe('#767676');
  expect(nearestColour('#6a6a6a', ['#000000'], 4.5)).toMatch(/^#7/);
  // Both ways are open on a middling grey: the dark text goes darker, and the light text lighter.
  expect(nearestColour('#303030', ['#767676'], 4.5)! < '#303030').toBe(true);
  expect(nearestColour('#e0e0e0', ['#767676'], 4.5)! > '#e0e0e0').toBe(true);
});

test('on black and white at once nothing can be read, and it says so', () => {
  expect(nearestColour('#808080', ['#000000', '#ffffff'], 4.6)).toBeUndefined();
  expect(nearestColour('#cc0033', ['#f0f0f0', '#222222'], 7)).toBeUndefined();
});

test('black is black and white is white at the ends of the line', () => {
  expect([-1, 0, 1, 2].map((lightness) => atLightness('#3366cc', lightness))).toEqual([
    '#000000',
    '#000000',
    '#ffffff',
    '#ffffff',
  ]);
});
