import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInstant } from '../../../src/lib/time.ts';
import { foreignInstant } from '../../../src/read/formats/foreign-date.ts';
import { runs } from '../../runs.ts';
import { problemsOf, read, settings } from '../reading.ts';

test.each<[string, string | undefined]>([
  ['2026-11-23', '2026-11-23T00:00:00+01:00'],
  ['2024/05/06', '2024-05-06T00:00:00+02:00'],
  ['2024/5/6', '2024-05-06T00:00:00+02:00'],
  ['2024.05.06', '2024-05-06T00:00:00+02:00'],
  ['2024-5-6 9:00', '2024-05-06T09:00:00+02:00'],
  ['2024-05-06 09:00:00 -0500', '2024-05-06T09:00:00-05:00'],
  ['2024-05-06 09:00:00 UTC', '2024-05-06T09:00:00Z'],
  ['2024-05-06T09:00:00.123Z', '2024-05-06T09:00:00Z'],
  // YAML 1.1 timestamps, from its own type repository.
  ['2001-12-15T02:59:43.1Z', '2001-12-15T02:59:43Z'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43-05:00'],
  ['2001-12-14 21:59:43.10 -5', '2001-12-14T21:59:43-05:00'],
  ['2001-12-15 2:59:43.10', '2001-12-15T02:59:43+01:00'],
  // RFC 822 and 2822.
  ['Mon, 06 May 2024 09:00:00 -0500', '2024-05-06T09:00:00-05:00'],
  ['Mon, 06 May 2024 09:00:00 GMT', '2024-05-06T09:00:00Z'],
  ['6 May 24 09:00 EST', '2024-05-06T09:00:00-05:00'],
  ['6 May 99 09:00 PDT', '1999-05-06T09:00:00-07:00'],
  // What people, JavaScript, git and Ruby write.
  ['May 6, 2024', '2024-05-06T00:00:00+02:00'],
  ['May 6th, 2024 at 9:30 pm', '2024-05-06T21:30:00+02:00'],
  ['6 May 2024', '2024-05-06T00:00:00+02:00'],
  ['06-May-2024', '2024-05-06T00:00:00+02:00'],
  ['6.5.2024', '2024-05-06T00:00:00+02:00'],
  ['2024-05-06 12:00 am', '2024-05-06T00:00:00+02:00'],
  ['Mon May 06 2024 09:00:00 GMT+0200 (Central European Summer Time)', '2024-05-06T09:00:00+02:00'],
  ['Mon May 6 09:00:00 2024 -0800', '2024-05-06T09:00:00-08:00'],
  ['2024-05-06 09:00:00 2024 -0800', '2024-05-06T09:00:00-08:00'],
  ['9999-12-31', '9999-12-31T00:00:00+01:00'],
  // Both orders are in use.
  ['05/06/2024', undefined],
  ['0000-01-01', undefined],
  ['2024/02/30', undefined],
  ['2024/13/01', undefined],
  ['32 May 2024', undefined],
  ['Maybe 6, 2024', undefined],
  ['2024-05-06 25:00', undefined],
  ['2024-05-06 13:00 pm', undefined],
  ['2024-05-06 09:00 Mars/Olympus', undefined],
  ['2024', undefined],
  ['yesterday', undefined],
  ['', undefined],
])('%j in Vienna is %s', (text, expected) => {
  expect(foreignInstant(text, 'Europe/Vienna')).toBe(expected);
});

test('whatever is written, the result is an instant or nothing', () => {
  const piece = fc.constantFrom(
    '2024',
    '05',
    '6',
    '-',
    '/',
    ' ',
    ':',
    '09',
    '00',
    'May',
    'Mon,',
    'T',
    'Z',
    '+0200',
    'pm',
    'GMT',
    '(x)',
    '.5',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const found = foreignInstant(pieces.join(''), 'Europe/Vienna');
      expect(found === undefined || isInstant(found)).toBe(true);
    }),
    { numRuns: runs(1000) },
  );
});

test('strict front matter names the date that was meant', async () => {
  const strict = { settings: { ...settings, frontMatter: 'strict' as const } };
  const { problems } = await read(
    { 'articles/a.md': '---\ntitle: T\ndate: Mon, 06 May 2024 09:00:00 GMT\n---\nText.\n' },
    strict,
  );
  expect(problems).toMatchObject([{ severity: 'error', line: 3, hint: 'Write it as 2024-05-06T09:00:00Z.' }]);
});

test('a date of which nobody knows the order of day and month is an error with its place', async () => {
  const problems = await problemsOf('---\ntitle: T\ndate: 05/06/2024\n---\nText.\n');
  expect(problems).toMatchObject([{ severity: 'error', file: 'articles/hello.md', line: 3, column: 7 }]);
});
