import { expect, test } from 'vitest';
import { directionOf, formatDate, joinNames } from '../../src/strings/language.ts';

test.each([
  ['en', 'ltr'],
  ['ja', 'ltr'],
  ['ar', 'rtl'],
  ['he', 'rtl'],
  ['fa-IR', 'rtl'],
  ['ur', 'rtl'],
  ['yi', 'rtl'],
  ['az', 'ltr'],
  ['az-Arab', 'rtl'],
  ['ks-Deva', 'ltr'],
  ['und', 'ltr'],
])('%s is written %s', (language, direction) => {
  expect(directionOf(language)).toBe(direction);
});

test.each([
  ['en', 'November 23, 2026'],
  ['en-GB', '23 November 2026'],
  ['de', '23. November 2026'],
  ['ja', '2026年11月23日'],
])('a date in %s reads %s', (language, text) => {
  expect(formatDate('2026-11-23T09:00:00+01:00', language)).toBe(text);
});

test('a date is the day that its own offset says, wherever it is printed', () => {
  expect(formatDate('2026-11-23T00:30:00+14:00', 'en')).toBe('November 23, 2026');
  expect(formatDate('2026-11-23T23:30:00-11:00', 'en')).toBe('November 23, 2026');
});

test('names are listed as their language does', () => {
  expect(joinNames(['One'], 'en')).toBe('One');
  expect(joinNames(['One', 'Two', 'Three'], 'en')).toBe('One, Two, and Three');
  expect(joinNames(['一', '二'], 'ja')).toBe('一、二');
});
