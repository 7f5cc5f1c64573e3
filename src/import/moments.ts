import { instantOf } from '../read/formats/date.ts';

/**
 * The first of several values that is a date, as RFC 3339. Each comes with what its clock is: `Z`, a time zone, or
 * nothing where the value says it itself. WordPress has 0000-00-00 for none.
 */
export function instantFrom(...values: readonly (readonly [text: string, clock: string])[]): string | undefined {
  for (const [text, clock] of values) {
    if (text === '' || /^0000/.test(text)) continue;
    const found =
      instantOf(clock === 'Z' ? `${text}Z` : text, clock === '' || clock === 'Z' ? 'UTC' : clock) ?? rfc822(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The dates of RSS, such as `Sat, 20 Oct 2018 10:00:00 +0000`. */
function rfc822(text: string): string | undefined {
  if (!/^(?:[a-z]{3},?\s+)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d\d:\d\d/i.test(text)) return undefined;
  const epoch = Date.parse(text);
  return Number.isNaN(epoch) ? undefined : instantOf(new Date(epoch).toISOString(), 'UTC');
}

/** The moment of a change if it is after the first publication. */
export function laterThan(date: string | undefined, updated: string | undefined): string | undefined {
  if (date === undefined || updated === undefined) return undefined;
  return Date.parse(updated) > Date.parse(date) ? updated : undefined;
}

/** A date in RFC 3339, in the notations of databases in UTC, or in milliseconds. */
export function momentIn(value: unknown): string | undefined {
  if (value instanceof Date) return momentIn(value.getTime());
  const isEpoch = typeof value === 'number' && Math.abs(value) < 8e15;
  const text = isEpoch ? new Date(value).toISOString() : cellText(value);
  return instantFrom([text, /[Zz]$|[+-]\d\d:?\d\d$/.test(text) ? '' : 'Z']);
}

/** The text of a value of JSON, YAML or CSV; empty if it is none. */
export function cellText(value: unknown): string {
  return typeof value === 'string' ? value.trim().toWellFormed() : typeof value === 'number' ? String(value) : '';
}
