import { inZone } from '../../lib/time.ts';
import { instantOf } from '../../read/formats/date.ts';

/** A date of front matter as the two fields of a form have it, by the clock of the publication. */
export function wallClock(date: string, timezone: string): { readonly day: string; readonly time: string } {
  const instant = instantOf(date, timezone);
  if (instant === undefined) return { day: '', time: '' };
  const [day = '', time = ''] = inZone(new Date(instant), timezone).split('T');
  return { day, time: /^\d{4}-\d\d-\d\d$/.test(date.trim()) ? '' : time.slice(0, 5) };
}

/** The date of front matter that two fields of a form mean. */
export function frontDate(day: string, time: string): string {
  return `${day.trim()} ${time.trim()}`.trim();
}

/** Whether it is empty or a date. */
export function isFrontDate(date: string, timezone: string): boolean {
  return date === '' || instantOf(date, timezone) !== undefined;
}
