import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cronFault, nextTime, timesBefore } from '../../src/lib/cron.ts';
import { runs } from '../runs.ts';

const times = (line: string, zone: string, after: string, count: number) => {
  const found: string[] = [];
  for (let at = new Date(after); found.length < count; ) {
    at = nextTime([line], zone, at)!;
    found.push(at.toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
};

describe('a line of cron is understood', () => {
  test.each([
    ['0 7 * * 5', '2026-12-04T07:00Z'],
    ['0 7 * * FRI', '2026-12-04T07:00Z'],
    ['0 7 * * fri', '2026-12-04T07:00Z'],
    ['  0  7 * *   5 ', '2026-12-04T07:00Z'],
    ['0 7 ? * 5', '2026-12-04T07:00Z'],
    ['30 6 2 * *', '2026-12-02T06:30Z'],
    ['0 7 L * *', '2026-12-31T07:00Z'],
    ['0 7 * * 5#1', '2026-12-04T07:00Z'],
    ['0 7 * * 5#L', '2026-12-25T07:00Z'],
    ['0 7 * * MON-FRI', '2026-12-01T07:00Z'],
    ['*/20 8-10/2 * * *', '2026-12-01T08:00Z'],
    ['0 0 29 2 *', '2028-02-29T00:00Z'],
    ['0 0 29 2 +MON', '2044-02-29T00:00Z'],
    ['0 0 * * 7', '2026-12-06T00:00Z'],
    ['@hourly', '2026-12-01T01:00Z'],
    ['@daily', '2026-12-02T00:00Z'],
    ['@weekly', '2026-12-06T00:00Z'],
    ['@monthly', '2027-01-01T00:00Z'],
  ])('%s', (line, next) => {
    expect(cronFault(line)).toBeUndefined();
    expect(times(line, 'UTC', '2026-12-01T00:00:00Z', 1)).toEqual([next]);
  });
});

describe('a line that cannot be used says why, and how to mend it', () => {
  test.each([
    ['every friday', 'has 2 words where a line of cron has five', '0 7 * * 5'],
    ['friday', 'has 1 word where', '0 7 * * 5'],
    ['0 7 * *', 'has 4 words', 'In this order: minute, hour'],
    ['0 0 7 * * 5', 'has 6 words', 'In this order: minute, hour'],
    ['TZ=UTC 0 7 * * 5', 'has 6 words', 'In this order'],
    ['2026-12-04T07:00:00Z', 'has 1 word', 'In this order'],
    ['61 7 * * *', 'has no minute in "61"', 'Write 0 to 59'],
    ['0 24 * * *', 'has no hour in "24"', 'Write 0 to 23'],
    ['0 7 0 * *', 'has no day of the month in "0"', 'Write 1 to 31'],
    ['0 7 * 13 *', 'has no month in "13"', 'JAN to DEC'],
    ['0 7 * * 8', 'has no day of the week in "8"', 'SUN to SAT'],
    ['0 7 * * Friday', 'has no day of the week in "Friday"', 'SUN to SAT'],
    ['0 7 * * Freitag', 'has no day of the week in "Freitag"', 'SUN to SAT'],
    ['7:00 * * * 5', 'has no minute in "7:00"', 'Write 0 to 59'],
    ['*/0 * * * *', 'has no minute in "*/0"', 'a step such as */2'],
    ['5/15 * * * *', 'has no minute in "5/15"', 'a step such as */2'],
    ['0 9-7 * * *', 'has no hour in "9-7"', 'a range such as 1-5'],
    ['0 7 30 2 *', 'is a time that never comes', '30 February'],
    ['0 7 31 4,6,9,11 *', 'is a time that never comes', 'No such day'],
    ['@reboot', 'is no short form of cron', '@weekly'],
    ['@friday', 'is no short form of cron', '@weekly'],
  ])('%s', (line, message, hint) => {
    expect(cronFault(line)).toEqual({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('any text is either used or refused, and a line that is used has a next time', () => {
    const field = fc.oneof(
      fc.constantFrom(
        '*',
        '*/5',
        '1-3',
        '0',
        '7',
        '29',
        '30',
        '31',
        '2',
        'FRI',
        'L',
        '?',
        '1,15',
        '5#2',
        '*/0',
        '99',
        '-1',
      ),
      fc.string({ maxLength: 4 }),
    );
    const line = fc.oneof(
      fc.array(field, { minLength: 5, maxLength: 5 }).map((parts) => parts.join(' ')),
      fc.string(),
    );
    const after = new Date('2026-12-01T00:00:00Z');
    fc.assert(
      fc.property(line, (text) => {
        if (cronFault(text) !== undefined) return;
        const next = nextTime([text], 'Europe/Vienna', after);
        expect(next?.getTime()).toBeGreaterThan(after.getTime());
        expect(timesBefore([text], 'Europe/Vienna', next!, 1)).toEqual([next]);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('over the change to summer time and back, by the clock of the zone', () => {
  test('a time keeps its place on the clock', () => {
    expect(times('0 7 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T06:00Z',
      '2026-03-29T05:00Z',
      '2026-03-30T05:00Z',
    ]);
    expect(times('0 7 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T05:00Z',
      '2026-10-25T06:00Z',
      '2026-10-26T06:00Z',
    ]);
  });

  test.each([
    '30 2 * * *',
    '*/30 2 * * *',
    '0,30 2 * * *',
    '30 2 * * 7',
    '30 2,14 * * *',
  ])('a time that clocks skip comes once, when the gap ends: %s', (line) => {
    const [first, second] = times(line, 'Europe/Berlin', '2026-03-28T22:00:00Z', 2);
    expect(first).toBe('2026-03-29T01:00Z');
    expect(Date.parse(second!)).toBeGreaterThanOrEqual(Date.parse('2026-03-29T12:00Z'));
  });

  test.each([
    '30 2 * * *',
    '30 */2 * * *',
    '30 0-6/2 * * *',
    '30 2,4 * * *',
    '*/30 2 * * *',
  ])('a time that clocks show twice comes once: %s', (line) => {
    const near = times(line, 'Europe/Berlin', '2026-10-25T00:10:00Z', 3);
    expect(near[0]).toBe('2026-10-25T00:30Z');
    expect(near).not.toContain('2026-10-25T01:30Z');
  });

  test('a run of every hour comes each hour that passes', () => {
    expect(times('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', 3)).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T01:00Z',
      '2026-10-25T02:00Z',
    ]);
    expect(times('0 * * * *', 'Europe/Berlin', '2026-03-28T23:30:00Z', 3)).toEqual([
      '2026-03-29T00:00Z',
      '2026-03-29T01:00Z',
      '2026-03-29T02:00Z',
    ]);
  });

  test('where clocks change by half an hour, or at midnight, too', () => {
    expect(times('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', 2)).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:15Z',
    ]);
    expect(times('0 0 * * *', 'Asia/Beirut', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-28T22:00Z',
      '2026-03-29T21:00Z',
    ]);
  });
});

test('of several lines the next and the last times are those of any, each once', () => {
  const lines = ['0 7 * * 1', '0 7 * * 5', '0 7 4 12 *'];
  expect(nextTime(lines, 'UTC', new Date('2026-12-01T00:00:00Z'))).toEqual(new Date('2026-12-04T07:00:00Z'));
  expect(timesBefore(lines, 'UTC', new Date('2026-12-07T07:00:00Z'), 3)).toEqual([
    new Date('2026-12-07T07:00:00Z'),
    new Date('2026-12-04T07:00:00Z'),
    new Date('2026-11-30T07:00:00Z'),
  ]);
});
