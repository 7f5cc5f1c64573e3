import { expect, test } from 'vitest';
import { counted, grouped } from '../../src/lib/count-words.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [-1_234_567, '-1,234,567'],
  [-12, '-12'],
  [1_234.5, '1,234.5'],
  [0.25, '0.25'],
])('%d is written %s', (number, written) => {
  expect(grouped(number)).toBe(written);
});

test('one thing is no plural, none and two are', () => {
  expect([0, 1, 2, 1_200].map((number) => counted(number, 'article'))).toEqual([
    '0 articles',
    '1 article',
    '2 articles',
    '1,200 articles',
  ]);
});
