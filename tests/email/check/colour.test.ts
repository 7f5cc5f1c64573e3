import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inHex, over, readColour } from '../../../src/email/check/colour.ts';
import { runs } from '../../runs.ts';

test.each([
  ['#fff', '#ffffff', 1],
  ['#ABCDEF', '#abcdef', 1],
  ['#00000080', '#000000', 128 / 255],
  ['#0008', '#000000', 136 / 255],
  ['rgb(1, 2, 3)', '#010203', 1],
  ['rgb(1 2 3 / 50%)', '#010203', 0.5],
  ['rgba(255,0,0,.25)', '#ff0000', 0.25],
  ['rgb(100%, 0%, 0%)', '#ff0000', 1],
  ['hsl(120, 100%, 25%)', '#008000', 1],
  ['hsl(-240deg 100% 25%)', '#008000', 1],
  [' White ', '#ffffff', 1],
  ['transparent', '#000000', 0],
])('%s is %s', (text, hex, alpha) => {
  const colour = readColour(text)!;
  expect(inHex(colour)).toBe(hex);
  expect(colour.alpha).toBeCloseTo(alpha, 5);
});

test.each([
  '',
  'inherit',
  'var(--x)',
  'constructor',
  '#12345',
  'rgb(1,2)',
  'rgb(a,b,c)',
  'constructor',
  'hsl(x, 1%, 1%)',
])('%s is no colour that can be computed', (text) => {
  expect(readColour(text)).toBeUndefined();
});

test('half of black over white is grey', () => {
  expect(inHex(over(readColour('rgba(0,0,0,.5)')!, readColour('#fff')!))).toBe('#808080');
});

test('every colour of six digits comes back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const hex = `#${number.toString(16).padStart(6, '0')}`;
      expect(inHex(readColour(hex)!)).toBe(hex);
    }),
    { numRuns: runs() },
  );
});
