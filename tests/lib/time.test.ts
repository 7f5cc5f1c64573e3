import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inZone, isDay, isInstant, isTimezone, midnight, withOffset } from '../../src/lib/time.ts';
import { runs } from '../runs.ts';

test.each<[string, boolean]>([
  ['2026-11-23T09:00:00Z', true],
  ['2026-11-23T09:00:00+01:00', true],
  ['2026-11-23T09:00:00.123-03:30', true],
  ['2024-02-29T00:00:00Z', true],
  ['2026-11-23', false],
  ['2026-11-23T09:00:00', false],
  ['2026-11-23T09:00Z', false],
  ['2026-11-23 09:00:00Z', false],
  ['2026-02-29T00:00:00Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['2026-13-01T00:00:00Z', false],
  ['2026-11-23T24:00:00Z', false],
  ['2026-11-23T23:59:60Z', false],
  ['2026-11-23T09:00:00+25:00', false],
  ['10000-01-01T00:00:00Z', false],
  ['', false],
])('%j as an instant: %s', (text, expected) => {
  expect(isInstant(text)).toBe(expected);
});

test.each<[string, boolean]>([
  ['2026-11-23', true],
  ['2000-02-29', true],
  ['1000-01-01', true],
  ['0999-12-31', false],
  ['1900-02-29', false],
  ['0099-12-31', false],
  ['2026-00-10', false],
  ['2026-11-31', false],
  ['2026-1-1', false],
  ['2026-11-23T', false],
])('%j as a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

test.each<[string, string, string, string]>([
  ['a day in winter begins in winter time', '2026-01-10', 'Europe/Vienna', '2026-01-10T00:00:00+01:00'],
  ['a day in summer begins in summer time', '2026-07-10', 'Europe/Vienna', '2026-07-10T00:00:00+02:00'],
  ['the day clocks change begins before they do', '2026-03-29', 'Europe/Vienna', '2026-03-29T00:00:00+01:00'],
  ['UTC is written Z', '2026-01-10', 'UTC', '2026-01-10T00:00:00Z'],
  ['an offset need not be whole hours', '2026-01-10', 'Asia/Kathmandu', '2026-01-10T00:00:00+05:45'],
  ['west of Greenwich', '2026-01-10', 'America/St_Johns', '2026-01-10T00:00:00-03:30'],
  ['where clocks skip midnight, after the gap (west)', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T01:00:00-02:00'],
  ['where clocks skip midnight, after the gap (east)', '2026-04-24', 'Africa/Cairo', '2026-04-24T01:00:00+03:00'],
  ['a day that a country skipped', '2011-12-30', 'Pacific/Apia', '2011-12-31T00:00:00+14:00'],
])('midnight: %s', (_, day, timezone, expected) => {
  expect(midnight(day, timezone)).toBe(expected);
});

describe('a wall clock', () => {
  test.each<[string, string, string, string]>([
    ['that is skipped moves on, east', '2026-03-29T02:30:00', 'Europe/Vienna', '2026-03-29T03:30:00+02:00'],
    ['that is skipped moves on, west', '2026-03-08T02:30:00', 'America/New_York', '2026-03-08T03:30:00-04:00'],
    ['that comes twice is the first, east', '2026-10-25T02:30:00', 'Europe/Vienna', '2026-10-25T02:30:00+02:00'],
    ['that comes twice is the first, west', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T01:30:00-04:00'],
  ])('%s', (_, wallClock, timezone, expected) => {
    expect(withOffset(wallClock, timezone)).toBe(expected);
  });

  test('of any zone and day is an instant that shows this clock there, or the clock after a gap', () => {
    const zones = [
      'UTC',
      'Europe/Vienna',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Africa/Casablanca',
    ];
    const dates = fc.date({ min: new Date('1975-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom(...zones), (date, timezone) => {
        const wallClock = date.toISOString().slice(0, 19);
        const instant = withOffset(wallClock, timezone);
        expect(isInstant(instant)).toBe(true);
        const gap = Date.parse(`${instant.slice(0, 19)}Z`) - Date.parse(`${wallClock}Z`);
        expect([0, 1_800_000, 3_600_000]).toContain(gap);
        expect(inZone(new Date(instant), timezone)).toBe(instant);
      }),
      { numRuns: runs(500) },
    );
  });
});

test('an instant is written with the offset of its zone and without parts of a second', () => {
  expect(inZone(new Date('2026-11-23T08:00:00.999Z'), 'Europe/Vienna')).toBe('2026-11-23T09:00:00+01:00');
  expect(inZone(new Date('2026-11-23T00:30:00Z'), 'America/New_York')).toBe('2026-11-22T19:30:00-05:00');
});

test('a zone is known by its IANA name', () => {
  expect(isTimezone('Europe/Vienna')).toBe(true);
  expect(isTimezone('Mars/Base')).toBe(false);
});
