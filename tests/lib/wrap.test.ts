import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, widest, wrap } from '../../src/lib/wrap.ts';
import { runs } from '../runs.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['naïve', 5],
  ['nai\u0308ve', 5],
  ['日本語', 6],
  ['ｶﾅ', 2],
  ['ＡＢ', 4],
  ['한국어', 6],
  ['👩‍🌾', 2],
  ['🇦🇹', 2],
  ['1️⃣', 2],
  ['❤️', 2],
  ['👍🏽', 2],
  ['a\u200db', 2],
  ['مرحبا', 5],
  ['مَرْحَبًا', 5],
  ['क्षेत्र', 4],
  ['น้ำ', 2],
  ['ｶﾞ', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['a\u00adb', 2],
  ['a\u200bb', 2],
  ['\u200fa\u200e', 1],
  ['±×÷', 3],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('the widest of some lines is found, and of none it is zero', () => {
  expect(widest(['a', '日本', 'abc'])).toBe(4);
  expect(widest([])).toBe(0);
});

test.each([
  ['words go to the next line whole', 'one two three', 7, ['one two', 'three']],
  ['a word wider than the line stands alone', 'a https://example.org/x b', 8, ['a', 'https://example.org/x', 'b']],
  ['a line end breaks always', 'one\ntwo three', 20, ['one', 'two three']],
  ['an empty line stays', 'one\n\ntwo', 20, ['one', '', 'two']],
  ['nothing is one empty line', '', 20, ['']],
  ['spaces do not pile up at a break', 'one   two', 3, ['one', 'two']],
  ['a no-break space does not break', 'one two\u00a0three', 9, ['one', 'two\u00a0three']],
  ['Japanese breaks between characters', 'これは文章です', 8, ['これは文', '章です']],
  ['a full stop does not begin a line', 'これは文。次', 8, ['これは', '文。次']],
  ['an opening bracket does not end a line', 'これは「文」', 8, ['これは', '「文」']],
  ['a word in Japanese stays whole', 'これはexampleです', 8, ['これは', 'example', 'です']],
  ['Korean breaks at its spaces', '아무 일도 없었다는 듯', 12, ['아무 일도', '없었다는 듯']],
  ['Thai breaks between words', 'สวัสดีชาวโลก', 6, ['สวัสดี', 'ชาวโลก']],
  ['a zero-width space breaks, and goes', 'zero\u200bwidth\u200bspace', 9, ['zerowidth', 'space']],
  ['a zero-width space alone is nothing', 'a \u200b b', 9, ['a b']],
  ['emoji break between each other', '👩‍🌾👩‍🌾👩‍🌾', 4, ['👩‍🌾👩‍🌾', '👩‍🌾']],
  ['a number in brackets stays with its word', 'read this [12] now', 9, ['read', 'this [12]', 'now']],
])('%s', (_, text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('no line is wider than asked unless it is one piece, and nothing is lost', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 4, max: 80 }), (parts, width) => {
      const text = parts.map((part) => part.replace(/\s/g, '_')).join(' ');
      const lines = wrap(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) {
        if (displayWidth(line) > width) expect(line).not.toMatch(/ (?!\[\d+\])/);
      }
    }),
    { numRuns: runs() },
  );
});
