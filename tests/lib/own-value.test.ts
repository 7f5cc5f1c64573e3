import { expect, test } from 'vitest';
import { ownValue } from '../../src/lib/own-value.ts';

test.each([
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'other',
])('a table without the word %s has no value for it', (word) => {
  expect(ownValue({ hard: 1 }, word)).toBeUndefined();
  expect(ownValue(JSON.parse(`{"${word}": 1}`), word)).toBe(1);
});
