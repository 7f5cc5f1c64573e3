type Read = (date: Date) => string;

const words: readonly (readonly [string, Read])[] = [
  ['year', (date) => String(date.getUTCFullYear())],
  ['short_year', (date) => padded(date.getUTCFullYear() % 100)],
  ['month', (date) => padded(date.getUTCMonth() + 1)],
  ['i_month', (date) => String(date.getUTCMonth() + 1)],
  ['short_month', (date) => monthOf(date).slice(0, 3)],
  ['long_month', (date) => monthOf(date)],
  ['monthname', (date) => monthOf(date)],
  ['day', (date) => padded(date.getUTCDate())],
  ['i_day', (date) => String(date.getUTCDate())],
  ['y_day', (date) => padded(dayOfYear(date), 3)],
  ['yearday', (date) => String(dayOfYear(date))],
  ['week', (date) => padded(weekOf(date).week)],
  ['w_year', (date) => String(weekOf(date).year)],
  ['w_day', (date) => String(date.getUTCDay() || 7)],
  ['weekday', (date) => String(date.getUTCDay())],
  ['short_day', (date) => weekdayOf(date).slice(0, 3)],
  ['long_day', (date) => weekdayOf(date)],
  ['weekdayname', (date) => weekdayOf(date)],
  ['hour', (date) => padded(date.getUTCHours())],
  ['minute', (date) => padded(date.getUTCMinutes())],
  ['second', (date) => padded(date.getUTCSeconds())],
];

/** The parts of Go's layouts, which Hugo takes, too: `:2006` is the year. */
const ofGo: Readonly<Record<string, string>> = {
  2006: 'year',
  '06': 'short_year',
  '01': 'month',
  1: 'i_month',
  Jan: 'short_month',
  January: 'long_month',
  '02': 'day',
  2: 'i_day',
  '002': 'y_day',
  Mon: 'short_day',
  Monday: 'long_day',
  15: 'hour',
  '04': 'minute',
  '05': 'second',
};

const named = new Map(words);

/** The words for parts of a date after the colon of a permalink, in the notations of Jekyll and Hugo, and what each says. */
export const dateWordsOfPermalinks: readonly (readonly [string, Read])[] = [
  ...words,
  ...Object.entries(ofGo).map(([word, same]): [string, Read] => [word, named.get(same)!]),
];

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function monthOf(date: Date): string {
  return months[date.getUTCMonth()]!;
}

function weekdayOf(date: Date): string {
  return weekdays[date.getUTCDay()]!;
}

const dayLength = 86_400_000;

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / dayLength) + 1;
}

/** ISO 8601: the week that holds the Thursday. */
function weekOf(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * dayLength);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

function padded(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
