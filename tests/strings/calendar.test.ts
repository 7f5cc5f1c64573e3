import { expect, test } from 'vitest';
import { formatDayOfMonth, formatDayOfYear, formatMonth } from '../../src/strings/calendar.ts';

test.each([
  ['en', '23', 'November 23', 'November'],
  ['en-GB', '23', '23 November', 'November'],
  ['de', '23', '23. November', 'November'],
  ['ja', '23日', '11月23日', '11月'],
  ['ar-EG', '23', '23 نوفمبر', 'نوفمبر'],
  ['es', '23', '23 de noviembre', 'Noviembre'],
  ['zh-Hans', '23日', '11月23日', '11月'],
  ['zh-Hant', '23日', '11月23日', '11月'],
  ['ru', '23', '23 ноября', 'Ноябрь'],
])('in %s a day of a month is "%s", of a year "%s", and its month "%s"', (language, ofMonth, ofYear, month) => {
  const instant = '2026-11-23T09:00:00+01:00';
  expect(formatDayOfMonth(instant, language)).toBe(ofMonth);
  expect(formatDayOfYear(instant, language)).toBe(ofYear);
  expect(formatMonth(instant, language)).toBe(month);
});

test('a day is the one that its own offset says', () => {
  expect(formatDayOfMonth('2026-11-23T23:59:59-11:00', 'en')).toBe('23');
  expect(formatDayOfMonth('2026-11-23T00:00:00+14:00', 'en')).toBe('23');
});

test('months are those of the year that heads the list, in whatever calendar a language dates', () => {
  expect(formatMonth('2026-11-23T09:00:00Z', 'fa')).toBe('نوامبر');
});
