import { expect, test } from 'vitest';
import { formatDuration, formatSize } from '../../src/strings/calendar.ts';

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
  expect(formatSize(2_140, 'ar-EG')).toBe('2.14 كيلوبايت');
  expect(formatSize(2_345_678, 'ar')).toBe('2.35 ميغابايت');
});

test.each([
  ['fr', ['1\u00a0octet', '3\u00a0octets']],
  ['pl', ['1 bajt', '3 bajty', '5 bajtów']],
  ['ru', ['1 байт', '3 байта', '5 байт']],
  ['ja', ['1 バイト', '3 バイト']],
  ['zh-Hant', ['1 位元組', '3 位元組']],
  ['zh-TW', ['1 位元組', '3 位元組']],
  ['zh-Hans', ['1字节', '3字节']],
])('a few bytes are counted in %s as its plural is', (language, texts) => {
  expect([1, 3, 5].slice(0, texts.length).map((bytes) => formatSize(bytes, language))).toEqual(texts);
});

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [754, '12:34'],
  [3725, '1:02:05'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
