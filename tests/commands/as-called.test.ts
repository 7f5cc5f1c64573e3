import { expect, test } from 'vitest';
import { asCalled } from '../../src/commands/as-called.ts';

test('the single executable names commands as they are called there', () => {
  const words = 'Then build:\n  npx tidings build\n';
  expect(asCalled(words, true)).toBe('Then build:\n  tidings build\n');
  expect(asCalled(words, false)).toBe(words);
});
