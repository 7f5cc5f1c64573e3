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
  ['ru', '23 ноября 2026'],
  ['uk', '23 листопада 2026'],
])('a date in %s reads %s', (language, text) => {
  expect(formatDate('2026-11-23T09:00:00+01:00', language)).toBe(text);
});

test.each([
  ['fr', '1er novembre 2026'],
  ['pt', '1º de novembro de 2026'],
  ['pt-PT', '1 de novembro de 2026'],
  ['it', '1º novembre 2026'],
])('the first of a month in %s reads %s', (language, text) => {
  expect(formatDate('2026-11-01T09:00:00Z', language)).toBe(text);
});

test('no day but the first is counted', () => {
  expect(formatDate('2026-11-21T09:00:00Z', 'fr')).toBe('21 novembre 2026');
});

test.each([
  'ar',
  'ar-EG',
  'ar-SA',
  'ar-MA',
  'ar-AE',
])('a date in %s has the digits of Arabic news sites', (language) => {
  expect(formatDate('2026-11-23T09:00:00Z', language)).toMatch(/^23 \p{L}+ 2026$/u);
});

test.each([
  ['ar-EG-u-nu-arab', '٢٣ نوفمبر ٢٠٢٦'],
  ['fa', '۲۳ نوامبر ۲۰۲۶'],
  ['fa-u-ca-persian', '۲ آذر ۱۴۰۵'],
  ['th', '23 พฤศจิกายน ค.ศ. 2026'],
])('%s dates by the calendar of its addresses, or as its tag asks', (language, text) => {
  expect(formatDate('2026-11-23T09:00:00Z', language)).toBe(text);
});

test('a date is the day that its own offset says, wherever it is printed', () => {
  expect(formatDate('2026-11-23T00:30:00+14:00', 'en')).toBe('November 23, 2026');
  expect(formatDate('2026-11-23T23:30:00-11:00', 'en')).toBe('November 23, 2026');
});

test('names are listed as their language does', () => {
  expect(joinNames(['One'], 'en')).toBe('One');
  expect(joinNames(['One', 'Two', 'Three'], 'en')).toBe('One, Two, and Three');
  expect(joinNames(['一', '二'], 'ja')).toBe('一、二');
  expect(joinNames(['Ana', 'Isabel'], 'es')).toBe('Ana e Isabel');
});

test('what stands for a name leaves the words between names as the names want them', () => {
  const numbered = (_: string, index: number) => `[${index}]`;
  expect(joinNames(['Ana', 'Isabel'], 'es', numbered)).toBe('[0] e [1]');
  expect(joinNames(['דנה', 'נועה'], 'he', numbered)).toBe('[0] ו[1]');
  expect(joinNames(['Dana', 'Noa'], 'he', numbered)).toBe('[0] ו-[1]');
});
