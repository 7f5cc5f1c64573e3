import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDeviceName, slugOf } from '../../src/lib/slug.ts';
import { runs } from '../runs.ts';
import { anyText } from '../text.ts';

test.each<[string, string]>([
  ['Hello, World', 'hello-world'],
  ['  --Trim--  me--', 'trim-me'],
  ["It's the author’s", 'its-the-authors'],
  ['Ünï_code & Straße', 'ünï-code-straße'],
  ['Cafe\u0301', 'café'],
  ['港の灯りと、手紙', '港の灯りと-手紙'],
  ['رسالة من المرفأ', 'رسالة-من-المرفأ'],
  ['हिन्दी में', 'हिन्दी-में'],
  ['ශ්\u200dරී ලංකා', 'ශ්රී-ලංකා'],
  ['I ❤\ufe0f tea', 'i-tea'],
  ['1\ufe0f\u20e3 first', '1-first'],
  ['👨‍👩‍👧 🇯🇵', ''],
  ['../../etc/passwd', 'etc-passwd'],
  ['a\u0000b\\c', 'a-b-c'],
  ['2026: a year', '2026-a-year'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(slugOf(text)).toBe(expected);
});

test('a long title is cut between words, a long word between characters, to what file systems bear', () => {
  expect(slugOf('word '.repeat(100))).toBe(`${'word-'.repeat(23)}word`);
  const japanese = slugOf('港'.repeat(300));
  expect(japanese).toBe('港'.repeat(40));
});

test('any text becomes a safe path segment, and a slug stays what it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const slug = slugOf(text);
      expect(slug).toMatch(/^([\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*)?$/u);
      expect(Buffer.byteLength(slug)).toBeLessThanOrEqual(120);
      expect(slugOf(slug)).toBe(slug);
    }),
    { numRuns: runs(2000) },
  );
});

test.each(['con', 'NUL', 'aux.png', 'com1', 'lpt9.tar.gz', 'prn'])('%s is the name of a device on Windows', (name) => {
  expect(isDeviceName(name)).toBe(true);
});

test.each(['console', 'com', 'com10', 'a-con', 'nul-e', 'auxiliary.png'])('%s is not', (name) => {
  expect(isDeviceName(name)).toBe(false);
});
