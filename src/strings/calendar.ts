import { perLanguage } from './language.ts';

/** The day of an RFC 3339 instant without its year, by its own offset: "23 November". */
export function formatDayOfYear(instant: string, language: string): string {
  return daysOfYear(language).format(wallClock(instant));
}

/** The day of an RFC 3339 instant within its month, by its own offset: "23". */
export function formatDayOfMonth(instant: string, language: string): string {
  return daysOfMonth(language).format(wallClock(instant));
}

/** The month of an RFC 3339 instant, by its own offset: "November". */
export function formatMonth(instant: string, language: string): string {
  return months(language).format(wallClock(instant));
}

const daysOfYear = formatters({ day: 'numeric', month: 'long' });
const daysOfMonth = formatters({ day: 'numeric' });
const months = formatters({ month: 'long' });

/** Years and months group lists by the calendar of RFC 3339; a language's own would contradict the headings. */
function formatters(options: Intl.DateTimeFormatOptions): (language: string) => Intl.DateTimeFormat {
  return perLanguage((language) => {
    return new Intl.DateTimeFormat(language, { ...options, calendar: 'gregory', timeZone: 'UTC' });
  });
}

function wallClock(instant: string): Date {
  return new Date(`${instant.slice(0, 19)}Z`);
}
