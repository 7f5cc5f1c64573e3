import { describe, expect, test } from 'vitest';
import { scheduledMoment, turnOf } from '../../src/run/schedule.ts';

const hour = 3_600_000;
const fridays = { run: ['0 7 * * 5'], timezone: 'Europe/Berlin', maxAge: 6 * hour };
const at = (text: string) => new Date(text);
/** 4 December 2026, a Friday, 7:00 in Berlin. */
const friday = at('2026-12-04T06:00:00Z');
const weekLater = at('2026-12-11T06:00:00Z');
const before = { until: at('2026-11-27T06:00:01Z') };

describe('a time of the schedule', () => {
  test('is waited for, and due from its moment on', () => {
    expect(turnOf(fridays, before, at('2026-12-04T05:59:59.999Z'))).toEqual({ missed: [], next: friday });
    expect(turnOf(fridays, before, friday)).toEqual({ due: friday, missed: [], next: weekLater });
    expect(turnOf(fridays, before, at('2026-12-04T06:00:00.004Z'))).toMatchObject({ due: friday });
  });

  test('has one run: one that began at it or later covers it', () => {
    for (const until of [friday, at('2026-12-04T06:00:00.004Z'), at('2026-12-04T08:00:00Z')])
      expect(turnOf(fridays, { until }, at('2026-12-04T09:00:00Z'))).toEqual({ missed: [], next: weekLater });
  });

  test('that was missed is made up for within maxAge, and left after that', () => {
    expect(turnOf(fridays, before, at('2026-12-04T12:00:00Z'))).toMatchObject({ due: friday, missed: [] });
    expect(turnOf(fridays, before, at('2026-12-04T12:00:01Z'))).toEqual({ missed: [friday], next: weekLater });
  });

  test('is due by a timer that comes a moment late even where nothing is made up for', () => {
    expect(turnOf({ ...fridays, maxAge: 0 }, before, at('2026-12-04T06:00:30Z'))).toMatchObject({ due: friday });
    expect(turnOf({ ...fridays, maxAge: 0 }, before, at('2026-12-04T06:02:00Z'))).toMatchObject({ missed: [friday] });
  });

  test('was not missed where no server has looked at the schedule before', () => {
    expect(turnOf(fridays, {}, at('2026-12-04T09:00:00Z'))).toEqual({ missed: [], next: weekLater });
  });
});

test('after a month of silence one run makes up for all, if the last time is recent, and else all are told', () => {
  const silent = { until: at('2026-11-06T06:00:01Z') };
  expect(turnOf(fridays, silent, at('2026-12-04T07:00:00Z'))).toEqual({ due: friday, missed: [], next: weekLater });
  const { due, missed } = turnOf(fridays, silent, at('2026-12-06T07:00:00Z'));
  expect(due).toBeUndefined();
  expect(missed.map((time) => time.toISOString().slice(0, 10))).toEqual([
    '2026-12-04',
    '2026-11-27',
    '2026-11-20',
    '2026-11-13',
  ]);
});

test('of thousands of missed times a hundred are counted', () => {
  const often = { ...fridays, run: ['* * * * *'], maxAge: 0 };
  expect(
    turnOf({ ...often, run: ['*/2 * * * *'] }, { until: at('2026-01-01T00:00:00Z') }, at('2026-12-04T07:01:30Z'))
      .missed,
  ).toHaveLength(100);
});

describe('a run that failed', () => {
  const failed = { ...before, failed: at('2026-12-04T06:01:00Z') };

  test('is tried again a quarter of an hour later', () => {
    expect(turnOf(fridays, failed, at('2026-12-04T06:02:00Z'))).toEqual({
      missed: [],
      next: at('2026-12-04T06:16:00Z'),
    });
    expect(turnOf(fridays, failed, at('2026-12-04T06:16:00Z'))).toMatchObject({ due: friday });
  });

  test('is given up when it is older than maxAge', () => {
    const late = { ...before, failed: at('2026-12-04T11:55:00Z') };
    expect(turnOf(fridays, late, at('2026-12-04T11:56:00Z')).next).toEqual(at('2026-12-04T12:00:00.001Z'));
    expect(turnOf(fridays, late, at('2026-12-04T12:00:00.001Z'))).toEqual({ missed: [friday], next: weekLater });
  });

  test('of an earlier time keeps none waiting', () => {
    const daily = { ...fridays, run: ['0 * * * *'] };
    expect(turnOf(daily, { ...before, failed: at('2026-12-04T05:55:00Z') }, friday)).toMatchObject({ due: friday });
  });
});

describe('over the change of the clocks', () => {
  const nightly = { run: ['30 2 * * *'], timezone: 'Europe/Berlin', maxAge: hour };

  test('a time that is skipped has its run when the gap ends', () => {
    const until = at('2026-03-28T01:30:01Z');
    expect(turnOf(nightly, { until }, at('2026-03-29T00:59:59Z')).next).toEqual(at('2026-03-29T01:00:00Z'));
    expect(turnOf(nightly, { until }, at('2026-03-29T01:00:00Z'))).toMatchObject({ due: at('2026-03-29T01:00:00Z') });
    expect(turnOf(nightly, { until: at('2026-03-29T01:00:00Z') }, at('2026-03-29T01:30:00Z'))).toMatchObject({
      missed: [],
      next: at('2026-03-30T00:30:00Z'),
    });
  });

  test('a time that comes twice has one run', () => {
    expect(turnOf(nightly, { until: at('2026-10-24T00:30:01Z') }, at('2026-10-25T00:30:00Z'))).toMatchObject({
      due: at('2026-10-25T00:30:00Z'),
    });
    const second = turnOf(nightly, { until: at('2026-10-25T00:30:00Z') }, at('2026-10-25T01:30:00Z'));
    expect(second).toEqual({ missed: [], next: at('2026-10-26T01:30:00Z') });
  });
});

test('a moment is told with its day of the week, by the clock of the schedule', () => {
  expect(scheduledMoment('Europe/Berlin', friday)).toBe('Friday, 4 December 2026, 07:00 (Europe/Berlin)');
  expect(scheduledMoment('America/New_York', friday)).toBe('Friday, 4 December 2026, 01:00 (America/New_York)');
});
