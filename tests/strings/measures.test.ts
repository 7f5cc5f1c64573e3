import { expect, test } from 'vitest';
import { formatDuration, formatSize } from '../../src/strings/measures.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [3, '3 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [2_140, '2.14 kB'],
  [2_345_678, '2.35 MB'],
  [1_500_000_000, '1.5 GB'],
  [3_000_000_000_000, '3,000 GB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatSize(bytes, 'en')).toBe(text);
});

test('a size is written as its language writes numbers', () => {
  expect(formatSize(2_140, 'de')).toBe('2,14 kB');
});

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [754, '12:34'],
  [3725, '1:02:05'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
