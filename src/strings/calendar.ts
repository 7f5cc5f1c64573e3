/** The day of an RFC 3339 instant without its year, by its own offset: "23 November". */
export function formatDayOfYear(instant: string, language: string): string {
  return format(instant, language, { day: 'numeric', month: 'long' });
}

/** The day of an RFC 3339 instant within its month, by its own offset: "23". */
export function formatDayOfMonth(instant: string, language: string): string {
  return format(instant, language, { day: 'numeric' });
}

/** The month of an RFC 3339 instant, by its own offset: "November". */
export function formatMonth(instant: string, language: string): string {
  return format(instant, language, { month: 'long' });
}

/** To make a formatter costs a hundred times what it costs to use one. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(instant: string, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = [language, ...Object.keys(options)].join(' ');
  let formatter = formatters.get(key);
  if (!formatter) {
    // Years and months group the archive by the calendar of RFC 3339; a language's own would contradict its headings.
    formatter = new Intl.DateTimeFormat(language, { ...options, calendar: 'gregory', timeZone: 'UTC' });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(`${instant.slice(0, 19)}Z`));
}
