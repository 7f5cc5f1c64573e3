import { isDay, isInstant } from '../../lib/time.ts';

/**
 * A date of a feed as RFC 3339 to the second: ISO 8601 and its shortened forms, RFC 822 with the names of zones that
 * people use, and the order of `ctime`. Without a zone it is UTC. Nothing for placeholders such as the years 0 and 9999.
 */
export function feedDate(written: string): string | undefined {
  const text = written.trim().replace(/\s+/g, ' ').slice(0, 100);
  const parts = isoParts(text) ?? mailParts(text) ?? ctimeParts(text);
  if (!parts) return undefined;
  const { year, month, day, time = '', zone = '' } = parts;
  const calendarDay = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(calendarDay) || Number(year) > 2999) return undefined;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(time);
  const wall = clock ? `${clock[1]!.padStart(2, '0')}:${clock[2]}:${seconds(clock[3])}` : '00:00:00';
  const instant = `${calendarDay}T${wall}${offsetOf(zone)}`;
  return isInstant(instant) ? instant : undefined;
}

interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time?: string | undefined;
  readonly zone?: string | undefined;
}

const clockPattern = /(?:(?:T| |, ?)\s*(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?/.source;

const isoPattern = new RegExp(`^(\\d{4})(?!\\d)(?:[-/](\\d{1,2})(?:[-/](\\d{1,2}))?)?${clockPattern} ?(.*)$`, 'i');

const mailPattern = new RegExp(
  `^(?:\\p{L}+\\.?,? )?(\\d{1,2})(?:st|nd|rd|th)?[ -](\\p{L}+)\\.?,?[ -](\\d{2,4})${clockPattern} ?(.*)$`,
  'iu',
);

const americanPattern = new RegExp(
  `^(?:\\p{L}+\\.?,? )?(\\p{L}+)\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${clockPattern} ?(.*)$`,
  'iu',
);

function isoParts(text: string): DateParts | undefined {
  const match = isoPattern.exec(text);
  const compact = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(.*))?$/.exec(text);
  if (compact) {
    const [, year, month, day, hour, minute, second, zone] = compact as unknown as string[];
    return { year: year!, month: month!, day: day!, ...(hour && { time: `${hour}:${minute}:${second}`, zone }) };
  }
  if (!match) return undefined;
  const [, year, month = '1', day = '1', time, zone] = match;
  return { year: year!, month, day, time, zone };
}

/** RFC 822 and 5322: the day of the week and the seconds may be missing, and a year may have two digits. */
function mailParts(text: string): DateParts | undefined {
  const match = mailPattern.exec(text);
  const [, day, name, year, time, zone] = match ?? americanParts(text) ?? [];
  const month = monthNamed(name);
  return month === undefined ? undefined : { year: fullYear(year!), month, day: day!, time, zone };
}

/** `November 23, 2026 09:00`, in the order of `mailParts`. */
function americanParts(text: string): (string | undefined)[] | undefined {
  const match = americanPattern.exec(text);
  return match ? [match[0], match[2], match[1], match[3], match[4], match[5]] : undefined;
}

/** `Mon Nov 23 09:00:00 UTC 2026` */
function ctimeParts(text: string): DateParts | undefined {
  const [, name, day, time, zone, year] =
    /^\p{L}+,? (\p{L}+) (\d{1,2}) (\d{1,2}:\d{2}(?::\d{2})?) (?:(\S+) )?(\d{4})$/u.exec(text) ?? [];
  const month = monthNamed(name);
  return month === undefined ? undefined : { year: year!, month, day: day!, time, zone };
}

function monthNamed(name: string | undefined): string | undefined {
  const index = months.indexOf(name?.slice(0, 3).toLowerCase() ?? '');
  return index === -1 ? undefined : String(index + 1);
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** RFC 5322, section 4.3. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return String(Number(year) + (year.length === 2 && Number(year) < 50 ? 2000 : 1900));
}

/** A leap second has no name in RFC 3339 for the programs that read it. */
function seconds(written = '00'): string {
  return written === '60' ? '59' : written;
}

/** Numbers, and the names of zones that RFC 822 knows and that people add; any other is taken for UTC. */
function offsetOf(zone: string): string {
  const number = /^(?:GMT|UTC|UT)?([+\-\u2212])(\d{1,2}):?(\d{2})?(?!\d)/i.exec(zone);
  if (number) {
    const [, sign, hours, minutes = '00'] = number;
    const digits = `${hours!.padStart(2, '0')}:${minutes}`;
    if (digits === '00:00' || Number(hours) > 14 || Number(minutes) > 59) return 'Z';
    return `${sign === '+' ? '+' : '-'}${digits}`;
  }
  const hours = zones[/^[a-z]+/i.exec(zone)?.[0].toUpperCase() ?? ''];
  if (!hours) return 'Z';
  return `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
}

/** Hours east of UTC. The letters of RFC 822 are left out: it had them the wrong way round, and RFC 5322 takes them for UTC. */
const zones: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  MEZ: 1,
  CEST: 2,
  MESZ: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
};
