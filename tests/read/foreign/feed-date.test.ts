import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInstant } from '../../../src/lib/time.ts';
import { feedDate } from '../../../src/read/foreign/feed-date.ts';
import { runs } from '../../runs.ts';

test.each([
  ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z'],
  ['2026-11-23T09:00:00.125+01:00', '2026-11-23T09:00:00+01:00'],
  ['2026-11-23T09:00:00+0100', '2026-11-23T09:00:00+01:00'],
  ['2026-11-23T09:00Z', '2026-11-23T09:00:00Z'],
  ['2026-11-23 09:00:00 -0500', '2026-11-23T09:00:00-05:00'],
  ['2026/11/23 9:00', '2026-11-23T09:00:00Z'],
  ['2026-11-23', '2026-11-23T00:00:00Z'],
  ['2026-11', '2026-11-01T00:00:00Z'],
  ['2026', '2026-01-01T00:00:00Z'],
  ['20261123', '2026-11-23T00:00:00Z'],
  ['20261123T090000Z', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:00 GMT', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:00 +0200', '2026-11-23T09:00:00+02:00'],
  ['23 Nov 26 09:00 EST', '2026-11-23T09:00:00-05:00'],
  ['23 Nov 96 09:00 PDT', '1996-11-23T09:00:00-07:00'],
  ['Mon, 23 November 2026 9:00:00 CEST', '2026-11-23T09:00:00+02:00'],
  ['Monday, 23-Nov-2026 09:00:00 UT', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:00 GMT+1', '2026-11-23T09:00:00+01:00'],
  ['Mon, 23 Nov 2026 09:00:00 -0000', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:00 +5:30', '2026-11-23T09:00:00+05:30'],
  ['Mon, 23 Nov 2026 09:00:00 J', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:00 XYZ', '2026-11-23T09:00:00Z'],
  ['Mon, 23 Nov 2026 09:00:60 GMT', '2026-11-23T09:00:59Z'],
  ['Mon, 23 Nov 2026', '2026-11-23T00:00:00Z'],
  ['November 23, 2026', '2026-11-23T00:00:00Z'],
  ['Mon Nov 23 09:00:00 2026', '2026-11-23T09:00:00Z'],
  ['Mon Nov 23 09:00:00 CET 2026', '2026-11-23T09:00:00+01:00'],
  ['  Mon,  23 Nov\n2026 09:00:00 GMT ', '2026-11-23T09:00:00Z'],
])('%s is %s', (written, instant) => {
  expect(feedDate(written)).toBe(instant);
});

test.each([
  '',
  '0000-00-00T00:00:00Z',
  '0000-01-01',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  'Sat, 01 Jan 0000 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Mon, 31 Feb 2026 09:00:00 GMT',
  '2026-13-01',
  '2026-11-23T25:00:00Z',
  'yesterday',
  '1764000000',
])('"%s" is no date', (written) => {
  expect(feedDate(written)).toBeUndefined();
});

test('whatever text there is, it is an instant or no date', () => {
  const words = fc.constantFrom('Mon,', '23', 'Nov', '2026', '09:00:00', '-', '+', '1:', 'T', 'GMT', '0000', ' ', 'é');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((list) => list.join(' ')),
      ),
      (text) => {
        const found = feedDate(text);
        expect(found === undefined || isInstant(found)).toBe(true);
      },
    ),
    { numRuns: runs(500) },
  );
});
