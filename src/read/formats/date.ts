import { isDay, isInstant, midnight, withOffset } from '../../lib/time.ts';

/**
 * A date as people write it, as RFC 3339 to the second: `2026-11-23` is midnight in the time zone,
 * `2026-11-23 09:00` the clock there, and a time with an offset or `Z` stays as it is. Nothing if it is no date.
 */
export function instantOf(text: string, timezone: string): string | undefined {
  const parts = written.exec(text.trim());
  if (!parts) return undefined;
  const [, day, minute, second = '00', offset] = parts;
  if (!isDay(day!)) return undefined;
  if (minute === undefined) return midnight(day!, timezone);
  const wallClock = `${day}T${minute}:${second}`;
  if (!isInstant(`${wallClock}Z`)) return undefined;
  if (offset === undefined) return withOffset(wallClock, timezone);
  const instant = wallClock + fullOffset(offset);
  return isInstant(instant) ? instant : undefined;
}

/** The date that was probably meant where leading zeros are missing or the order is that of central Europe. */
export function likelyDate(text: string, timezone: string): string | undefined {
  const date = text
    .trim()
    .replace(/^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?=$|\D)/, '$3-$2-$1')
    .replace(/(?<=^\d{4}-)(\d)(?=-)/, '0$1')
    .replace(/(?<=^\d{4}-\d\d-)(\d)(?=$|\D)/, '0$1')
    .replace(/(?<=[Tt ])(\d)(?=:)/, '0$1');
  return instantOf(date, timezone) === undefined ? undefined : date;
}

/** Parts of a second are let go: RSS cannot say them, and the formats must agree. */
const written = /^(\d{4}-\d\d-\d\d)(?:(?:[Tt]| +)(\d\d:\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?: *([Zz]|[+-]\d\d:?\d\d))?)?$/;

function fullOffset(offset: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  return sign === undefined || `${hours}${minutes}` === '0000' ? 'Z' : `${sign}${hours}:${minutes}`;
}
