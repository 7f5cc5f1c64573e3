import { instantOf, likelyDate } from './date.ts';

/**
 * A date as other programs write it, as RFC 3339: besides ours `2024/05/06`, `2024-5-6 9:00`, RFC 822 (`Mon, 06 May 2024
 * 09:00:00 -0500`), a YAML timestamp (`2024-05-06 9:00:00.10 -5`), `May 6, 2024`, `6 May 2024` and what JavaScript
 * and git print. Nothing if it is no date, or if day and month could be exchanged.
 */
export function foreignInstant(text: string, timezone: string): string | undefined {
  const own = instantOf(text, timezone);
  if (own !== undefined) return own;
  // Git and Ruby write the year behind the time.
  const written = text
    .trim()
    .slice(0, 100)
    .replace(/^(\w{3} \w{3} \d{1,2}) (\d\d:\d\d:\d\d) (\d{4})/, '$1 $3 $2')
    .replace(/^(\d{4})(-\d\d-\d\d \d\d:\d\d:\d\d) \1(?= )/, '$1$2');
  for (const { pattern, order } of shapes) {
    const parts = pattern.exec(written);
    if (!parts) continue;
    const [year, month, day] = order.map((index) => parts[index]!) as [string, string, string];
    const date = `${fullYear(year)}-${monthNumber(month)}-${day.padStart(2, '0')}`;
    const clock = clockOf(parts[4]);
    return clock === undefined ? undefined : instantOf(date + clock, timezone);
  }
  const likely = likelyDate(written, timezone);
  return likely === undefined ? undefined : instantOf(likely, timezone);
}

const time = String.raw`(?:(?:,?[ \tT]+(?:at +)?|[Tt])(\d{1,2}:\d\d.*))?$`;
const weekday = String.raw`(?:[A-Za-z]{3,9},?[ \t]+)?`;
const shapes: readonly { readonly pattern: RegExp; readonly order: readonly [number, number, number] }[] = [
  { pattern: new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${time}`), order: [1, 2, 3] },
  {
    pattern: new RegExp(
      String.raw`^${weekday}(\d{1,2})(?:st|nd|rd|th)?[ -]+([A-Za-z]{3,9})\.?,?[ -]+(\d{4}|\d\d)${time}`,
    ),
    order: [3, 2, 1],
  },
  {
    pattern: new RegExp(String.raw`^${weekday}([A-Za-z]{3,9})\.?[ \t]+(\d{1,2})(?:st|nd|rd|th)?,?[ \t]+(\d{4})${time}`),
    order: [3, 1, 2],
  },
];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNames =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;

function monthNumber(month: string): string {
  if (/^\d/.test(month)) return month.padStart(2, '0');
  if (!monthNames.test(month)) return '00';
  return String(months.indexOf(month.slice(0, 3).toLowerCase()) + 1).padStart(2, '0');
}

/** Two digits as RFC 2822 reads them. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) < 50 ? `20${year}` : `19${year}`;
}

/** A time of day as `instantOf` reads it, with a blank before it; empty if there is none, nothing if it is no time. */
function clockOf(text: string | undefined): string | undefined {
  if (text === undefined) return '';
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?[ \t]*([ap]\.?m\.?)?[ \t]*(.*)$/i.exec(text.trim());
  if (!parts) return undefined;
  const [, hour, minute, second = '00', half, zone] = parts;
  const offset = offsetOf(zone!.replace(/[ \t]*\([^)]*\)$/, ''));
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
  if (offset === undefined || (half !== undefined && Number(hour) > 12)) return undefined;
  return ` ${String(hours).padStart(2, '0')}:${minute}:${second}${offset}`;
}

/** The zones that RFC 822 names, and those of central Europe, in hours. */
const zones: Readonly<Record<string, number>> = {
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
};

/** `+02:00`; empty if there is no zone, nothing if it is unknown. */
function offsetOf(zone: string): string | undefined {
  if (zone === '') return '';
  const known = Object.hasOwn(zones, zone.toUpperCase()) ? zones[zone.toUpperCase()] : undefined;
  const [, sign, hours, minutes = '00'] =
    known === undefined
      ? (/^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/.exec(zone) ?? [])
      : ['', known < 0 ? '-' : '+', String(Math.abs(known))];
  return sign === undefined ? undefined : `${sign}${hours!.padStart(2, '0')}:${minutes}`;
}
