import { expect, test } from 'vitest';
import { wordsFor } from '../../src/strings/tables.ts';

test('English words serve every kind of English', () => {
  expect(wordsFor('en').unsubscribe).toBe('Unsubscribe');
  expect(wordsFor('en-GB').language).toBe('en');
});

test('a language without a table gets English words, and they say that they are English', () => {
  expect(wordsFor('eo').language).toBe('en');
});

test.each([
  ['en', 1, 'Frost, and one more'],
  ['en', 19, 'Frost, and 19 more'],
  ['de', 1, 'Frost, und ein weiterer Artikel'],
  ['ru', 1, 'Frost, и ещё 1 статья'],
  ['ru', 3, 'Frost, и ещё 3 статьи'],
  ['ru', 19, 'Frost, и ещё 19 статей'],
  ['pl', 2, 'Frost, i jeszcze 2 artykuły'],
  ['pl', 19, 'Frost, i jeszcze 19 artykułów'],
  ['ar', 2, 'Frost، ومقالان آخران'],
  ['ar', 19, 'Frost، و19 مقالًا آخر'],
  ['ja', 19, 'Frost、ほか19本'],
  ['pt-BR', 2, 'Frost, e mais 2'],
])('in %s a title and %i more are a subject in the form that the number needs', (language, others, subject) => {
  expect(
    wordsFor(language)
      .digestTitles('Frost', others)
      .replace(/[\u2068\u2069]/g, ''),
  ).toBe(subject);
});
