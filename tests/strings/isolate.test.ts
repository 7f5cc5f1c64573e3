import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isolatedLines } from '../../src/strings/isolate.ts';
import { isolated, joinNames } from '../../src/strings/language.ts';
import { pageWordsFor, wordsFor } from '../../src/strings/tables.ts';
import { runs } from '../runs.ts';

const isolate = (text: string) => `\u2068${text}\u2069`;

test('what is isolated over the end of a line is so on each', () => {
  expect(isolatedLines(['a \u2066git', 'commit', '--all\u2069 b', 'c'])).toEqual([
    'a \u2066git\u2069',
    '\u2066commit\u2069',
    '\u2066--all\u2069 b',
    'c',
  ]);
});

test.each([
  ['a Latin name in Hebrew', 'he', 'Example Letters', true],
  ['an address in Arabic', 'ar', 'reader@example.org', true],
  ['digits alone in Arabic', 'ar', '12', true],
  ['a slot that stands for an address, in Arabic', 'ar', '\u00010\u0002', true],
  ['an Arabic name in Arabic', 'ar', 'رسائل الحديقة', false],
  ['an Arabic date in Arabic', 'ar', '23 نوفمبر 2026', false],
  ['a name in both scripts in Arabic', 'ar', 'مجلة RSS', true],
  ['an Arabic name in English', 'en', 'رسائل', true],
  ['a Japanese name in English', 'en', '庭の手紙', false],
  ['punctuation', 'ar', '…', false],
  ['what is isolated already', 'he', isolate('Example'), false],
])('%s is isolated only where it runs the other way', (_, language, text, otherWay) => {
  expect(isolated(text, language)).toBe(otherWay ? isolate(text) : text);
});

test('a name that runs the other way does not move the words around it', () => {
  expect(wordsFor('ar').firstPublishedBy('The Gazette')).toBe(`نُشر أول مرة في ${isolate('The Gazette')}`);
  expect(wordsFor('he').sentTo('reader@example.org')).toBe(`הוא נשלח לכתובת ${isolate('reader@example.org')}.`);
  expect(wordsFor('en').digestSubject('رسائل', 'November 23, 2026')).toBe(`${isolate('رسائل')}: November 23, 2026`);
  expect(wordsFor('en').byline('Nobody')).toBe('By Nobody');
});

test('the name of a feed holds nothing that nobody sees', () => {
  expect(pageWordsFor('ar').feedOf('Atom', 'Letters')).toBe('Atom: Letters');
});

test('each of several names is isolated by itself, so that they stay in their order', () => {
  expect(joinNames(['نور', 'هدى'], 'en')).toBe(`${isolate('نور')} and ${isolate('هدى')}`);
  expect(wordsFor('ar').byline(joinNames(['A', 'B'], 'ar'))).toBe(`بقلم ${isolate('A')} و${isolate('B')}`);
});

test('whatever the text, isolates are closed, and it is all there', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !/[\u2066-\u2069]/.test(value));
  fc.assert(
    fc.property(text, fc.constantFrom('en', 'ar', 'he', 'ja'), (value, language) => {
      expect([value, isolate(value)]).toContain(isolated(value, language));
    }),
    { numRuns: runs() },
  );
});
