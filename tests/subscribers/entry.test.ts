import { describe, expect, test } from 'vitest';
import { checkEntry, momentOf, type RawEntry, tagsOf } from '../../src/subscribers/entry.ts';

const declared = new Set(['town', 'first_name']);
const check = (raw: Partial<RawEntry>) =>
  checkEntry({ address: 'ada@example.org', consent: 'by a form', ...raw }, declared);

test('what is said of a person is stored in one form', () => {
  expect(
    check({
      name: ' Ada\r\n\tLove\ufffdlace\u202e ',
      language: 'DE-at',
      tags: ['b', 'a', 'b'],
      fields: { town: 'Vienna', first_name: ' ' },
      consented: '2026-11-20 09:00:00',
      shown: 'A letter a month.',
    }),
  ).toEqual({
    address: { typed: 'ada@example.org', normal: 'ada@example.org' },
    name: 'Ada Lovelace',
    language: 'de-AT',
    tags: ['a', 'b'],
    fields: { town: 'Vienna' },
    status: 'active',
    consent: { how: 'by a form', shown: 'A letter a month.', at: new Date('2026-11-20T09:00:00Z') },
  });
});

test.each([
  [{ address: ' ' }, 'there is no address'],
  [{ address: 'ada@localhost' }, '"ada@localhost" is no address that mail from elsewhere reaches'],
  [{ address: 'a\ufffdda@example.org' }, '"a\ufffdda@example.org" is not an e-mail address'],
  [{ address: 'ada@' }, '"ada@" is not an e-mail address'],
  [{ consent: ' ' }, 'nothing says how this person agreed'],
  [{ status: 'maybe' }, '"maybe" is not a status'],
  [{ status: 'erased' }, '"erased" is not a status'],
  [{ frequency: 'weekly' }, '"weekly" is not a frequency; write each or digests'],
  [{ status: 'constructor' }, '"constructor" is not a status'],
  [{ language: 'german!' }, '"german!" is not a language tag such as en or de-AT'],
  [{ tags: ['Two Words'] }, '"Two Words" is not a tag; "two-words" would be one'],
  [{ tags: ['!'] }, '"!" is not a tag'],
  [{ fields: { twon: 'Vienna' } }, 'there is no field "twon"; did you mean "town"?'],
  [{ fields: { phone: '1' } }, 'there is no field "phone" under "newsletter", "fields" in tidings.yaml'],
  [{ name: 'x'.repeat(501) }, 'name is longer than 500 characters'],
  [{ fields: { town: 'x'.repeat(501) } }, 'town is longer than 500 characters'],
  [{ shown: 'x'.repeat(10_001) }, 'shown is longer than 10000 characters'],
  [{ consented: 'yesterday' }, '"yesterday" is not a date such as 2026-11-23'],
  [{ status: 'bounced', left: '2026-02-30' }, '"2026-02-30" is not a date such as 2026-11-23'],
] satisfies [Partial<RawEntry>, string][])('%j is refused in words', (raw, reason) => {
  expect(check(raw)).toBe(reason);
});

test('an address may have a name before it, as mail programs copy it; a name of its own comes first', () => {
  const address = 'Ada Lovelace <ada@example.org>';
  expect(check({ address })).toMatchObject({ address: { typed: 'ada@example.org' }, name: 'Ada Lovelace' });
  expect(check({ address, name: 'Countess' })).toMatchObject({ name: 'Countess' });
  expect(check({ address: 'Ada <ada@example.org>, Ben <ben@example.org>' })).toContain('is not an e-mail address');
});

test('a language that is written out is understood', () => {
  expect(check({ language: 'German' })).toMatchObject({ language: 'de' });
});

describe('the status of other programs', () => {
  test.each([
    ['', 'active'],
    ['subscribed', 'active'],
    ['Enabled', 'active'],
    ['unconfirmed', 'pending'],
    ['cleaned', 'bounced'],
    ['blocklisted', 'unsubscribed'],
    ['complained', 'complained'],
  ])('%j means %s', (status, expected) => expect(check({ status })).toMatchObject({ status: expected }));
});

test('somebody who left needs no consent to stay away', () => {
  expect(check({ status: 'unsubscribed', consent: '' })).toMatchObject({ status: 'unsubscribed' });
});

test('a tag may be of any script, but not of two words or upper case', () => {
  expect(tagsOf(['リーダー', 'wien-1'])).toEqual(['wien-1', 'リーダー']);
  expect(tagsOf(['Wien'])).toBe('"Wien" is not a tag; "wien" would be one');
});

test.each([
  ['2024-03-01', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01 09:00', '2024-03-01T09:00:00.000Z'],
  [' 2024-03-01 09:00:00 ', '2024-03-01T09:00:00.000Z'],
  ['2024-03-01T09:00:00.123456+00:00', '2024-03-01T09:00:00.123Z'],
  ['2024-03-01 14:30:00.5 +0530 IST', '2024-03-01T09:00:00.500Z'],
  ['2024-03-01 14:30:00 +0530 +0530', '2024-03-01T09:00:00.000Z'],
  ['2024-03-01 09:00:00 UTC', '2024-03-01T09:00:00.000Z'],
  ['2024-03-01 07:00:00-02', '2024-03-01T09:00:00.000Z'],
  ['2024-02-30 09:00:00', undefined],
  ['2024-03-01 25:00:00', undefined],
  ['3/1/2024 9:00', undefined],
  ["2024-03-01 09:00:00 o'clock", undefined],
])('the moment %j is %s', (text, instant) => {
  expect(momentOf(text)?.toISOString()).toBe(instant);
});
