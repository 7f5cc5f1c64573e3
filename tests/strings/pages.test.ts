import { expect, test } from 'vitest';
import { pageWordsFor } from '../../src/strings/tables.ts';

test('English words serve every kind of English, and say that they are English elsewhere', () => {
  expect(pageWordsFor('en-GB').subscribe).toBe('Subscribe');
  expect(pageWordsFor('eo').subscribe).toBe('Subscribe');
  expect(pageWordsFor('eo').language).toBe('en');
});

test('one article is not several', () => {
  const { articles } = pageWordsFor('en');
  expect([0, 1, 2].map(articles)).toEqual(['0 articles', '1 article', '2 articles']);
});
