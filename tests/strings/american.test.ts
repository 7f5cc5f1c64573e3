import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAmerican } from '../../src/strings/american.ts';
import { dateWriter, joinNames } from '../../src/strings/language.ts';
import { plural } from '../../src/strings/plural.ts';
import { runs } from '../runs.ts';

const forms: Intl.DateTimeFormatOptions[] = [
  { dateStyle: 'long' },
  { day: 'numeric', month: 'long' },
  { day: 'numeric' },
  { month: 'long' },
  { month: 'short' },
  { dateStyle: 'short' },
];

test.each(forms)('days in the form %o are written as CLDR does, with and without Intl', (options) => {
  const format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (day) => {
      const instant = `${day.toISOString().slice(0, 19)}Z`;
      for (const language of ['en', 'en-US']) expect(dateWriter(options)(language)(instant)).toBe(format.format(day));
    }),
    { numRuns: runs(300) },
  );
});

test('numbers and lists of one name are written as CLDR does', () => {
  const rules = new Intl.PluralRules('en');
  const count = plural('en', { one: '# article', other: '# articles' });
  for (const number of [0, 1, 2, 21, 999, 1000, 1_234_567, 1.5, -1])
    expect(count(number)).toBe(
      `${new Intl.NumberFormat('en').format(number)} article${rules.select(number) === 'one' ? '' : 's'}`,
    );
  for (const language of ['en', 'ja', 'ar']) expect(joinNames(['Ada'], language, (name) => `<${name}>`)).toBe('<Ada>');
});

test.each(['en-GB', 'en-u-ca-buddhist', 'de', 'EN'])('%s is another language', (tag) => {
  expect(isAmerican(tag)).toBe(false);
});
