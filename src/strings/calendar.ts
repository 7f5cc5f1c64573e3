import { capitalised, dateWriter } from './language.ts';

/** The day of an RFC 3339 instant without its year, by its own offset: "23 November". */
export function formatDayOfYear(instant: string, language: string): string {
  return daysOfYear(language)(instant);
}

/** The day of an RFC 3339 instant within its month, by its own offset: "23". */
export function formatDayOfMonth(instant: string, language: string): string {
  return daysOfMonth(language)(instant);
}

/** The month of an RFC 3339 instant, by its own offset, as a heading: "November", even where a text has "novembre". */
export function formatMonth(instant: string, language: string): string {
  return capitalised(months(language)(instant), language);
}

const daysOfYear = dateWriter({ day: 'numeric', month: 'long' });
const daysOfMonth = dateWriter({ day: 'numeric' });
const months = dateWriter({ month: 'long' });
