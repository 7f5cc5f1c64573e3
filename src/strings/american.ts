/*
 * English of the United States, which is that of a tag without a country, as CLDR writes it. To make an `Intl` object for
 * dates takes longer than all else that a letter takes, and most publications write in this language.
 */

/** Whether a language tag asks for it. */
export function isAmerican(language: string): boolean {
  return language === 'en' || language === 'en-US';
}

/** A day in the form that some options ask for; undefined for other options and for the years before 1000. */
export function americanDay(day: Date, options: Intl.DateTimeFormatOptions): string | undefined {
  const year = day.getUTCFullYear();
  const month = months[day.getUTCMonth()]!;
  if (!(year >= 1000)) return undefined;
  if (options.dateStyle === 'long') return `${month} ${day.getUTCDate()}, ${year}`;
  if (options.month === 'short') return month.slice(0, 3);
  const parts = [options.month === 'long' && month, options.day === 'numeric' && String(day.getUTCDate())];
  return parts.filter(Boolean).join(' ') || undefined;
}

const months = `January February March April May June July August September October November December`.split(' ');
