import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten } from '../../src/lib/shorten.ts';
import { runs } from '../runs.ts';
import { anyText } from '../text.ts';

test.each([
  ['text that fits stays as it is', 'one two', 7, 'one two'],
  ['it ends at a word', 'one two three', 10, 'one two…'],
  ['a word that ends where the room ends stays', 'one two three', 8, 'one two…'],
  ['a short word among long ones stays whole', 'a word of seventeen characters', 16, 'a word of…'],
  ['a word that takes more than half of the room is cut', 'a counterrevolutionary', 10, 'a counter…'],
  ['Japanese ends between words', '私は毎日図書館で本を読む', 7, '私は毎日…'],
  ['a space far before does not shorten Japanese', 'Frost 私は毎日図書館で本を読む', 13, 'Frost 私は毎日…'],
  ['Thai ends between words', 'สวัสดีชาวโลกวันนี้อากาศดี', 10, 'สวัสดีชาว…'],
  ['a vowel sign that begins a Thai word by mistake stays with its character', '港港港港港ำกขค', 7, '港港港港…'],
  ['an emoji stays whole', '👩‍🌾👩‍🌾👩‍🌾', 2, '👩‍🌾…'],
  ['a letter keeps its marks', 'e\u0301'.repeat(9), 5, `${'e\u0301'.repeat(4)}…`],
])('%s', (_, text, most, expected) => {
  expect(shorten(text, most)).toBe(expected);
});

const characters = new Intl.Segmenter('en');

test('whatever the text, it is a beginning of whole characters, no longer than asked for', () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.integer({ min: 2, max: 60 }), (texts, most) => {
      const text = texts.join('');
      const short = shorten(text, most);
      expect([...characters.segment(short)].length).toBeLessThanOrEqual(most);
      if (short === text) return;
      const kept = short.slice(0, -1);
      expect(short).toBe(`${kept}…`);
      expect(text.startsWith(kept)).toBe(true);
      expect(characters.segment(text).containing(kept.length)!.index).toBe(kept.length);
    }),
    { numRuns: runs() },
  );
});
