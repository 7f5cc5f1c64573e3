import { expect, test } from 'vitest';
import { wordsFor } from '../../src/strings/tables.ts';

test('English words serve every kind of English', () => {
  expect(wordsFor('en').unsubscribe).toBe('Unsubscribe');
  expect(wordsFor('en-GB').language).toBe('en');
});

test('a language without a table gets English words, and they say that they are English', () => {
  expect(wordsFor('eo').language).toBe('en');
});
