import { Cron } from 'croner';

/** Why a text is no line of cron that ever comes due. */
export interface CronFault {
  readonly message: string;
  readonly hint: string;
}

/** Tells why a line cannot be used; nothing if it can. */
export function cronFault(line: string): CronFault | undefined {
  const fields = line.trim().split(/\s+/);
  if (!/^@/.test(line.trim()) && fields.length !== 5)
    return {
      message: `has ${fields.length} ${fields.length === 1 ? 'word' : 'words'} where a line of cron has five`,
      hint: `${order} Every Friday at seven in the morning is "0 7 * * 5".`,
    };
  try {
    // croner reads 7:00 as 7.
    if (fields.some((field) => !/^@?[\w*?,/#+-]+$/.test(field))) throw new Error('unknown characters');
    // A line without years comes round again after 400 at the latest.
    if (cronOf(line, 'UTC').nextRun(anyMonday) !== null) return undefined;
  } catch (error) {
    return faultIn(fields, error as Error);
  }
  return { message: 'is a time that never comes', hint: 'No such day is in the calendar, as with 30 February.' };
}

/** The next time of any of the lines after an instant. A line that passed `cronFault` has one. */
export function nextTime(lines: readonly string[], timezone: string, after: Date): Date | undefined {
  const times = lines.flatMap((line) => cronOf(line, timezone).nextRun(after) ?? []);
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** The times of the lines up to an instant and including it, the latest first, as many as are asked for at most. */
export function timesBefore(lines: readonly string[], timezone: string, upTo: Date, most: number): readonly Date[] {
  const end = new Date(upTo.getTime() + 1);
  const times = lines.flatMap((line) => cronOf(line, timezone).previousRuns(most, end));
  const instants = [...new Set(times.map((time) => time.getTime()))].toSorted((a, b) => b - a);
  return instants.slice(0, most).map((time) => new Date(time));
}

const order = 'In this order: minute, hour, day of the month, month, day of the week.';
const anyMonday = new Date('2001-01-01T00:00:00Z');

/**
 * By the clock of the zone: a time that clocks skip comes when the gap ends, and one that they show twice comes once.
 * Only a line of every hour, such as "0 * * * *", comes each hour that passes.
 */
function cronOf(line: string, timezone: string): Cron {
  const fields = line.trim().split(/\s+/);
  const [minute = '', hour = '', ...days] = fields;
  // croner takes a line with a step for one of every so many minutes, and would have it twice.
  const isClockTime = fields.length === 5 && !/^[*?]$/.test(hour);
  const plain = isClockTime ? [listed(minute, 59), listed(hour, 23), ...days].join(' ') : line.trim();
  return new Cron(plain, { paused: true, timezone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
}

/** A field whose steps and stars are the numbers that they mean; a part that is none of these stays as it is. */
function listed(field: string, last: number): string {
  return field
    .split(',')
    .map((part) => {
      const [, range = '', step = '1'] = /^([*?]|\d+-\d+)(?:\/(\d+))?$/.exec(part) ?? [];
      if (range === '' || Number(step) < 1 || Number(step) > last) return part;
      const [from, to] = /\d/.test(range) ? range.split('-').map(Number) : [0, last];
      if (from! > to! || to! > last) return part;
      const count = Math.floor((to! - from!) / Number(step)) + 1;
      return Array.from({ length: count }, (_, index) => from! + index * Number(step)).join(',');
    })
    .join(',');
}

const names = ['minute', 'hour', 'day of the month', 'month', 'day of the week'];
const ranges = ['0 to 59', '0 to 23', '1 to 31', '1 to 12 or JAN to DEC', '0 to 7 or SUN to SAT'];

/** Names the field: each one is tried by itself, with stars in the places of the others. */
function faultIn(fields: readonly string[], error: Error): CronFault {
  if (fields.length !== 5)
    return {
      message: 'is no short form of cron',
      hint: 'Write five fields such as "0 7 * * 5", or @hourly, @daily, @weekly, @monthly or @yearly.',
    };
  const at = fields.findIndex((field, index) => {
    if (!/^[\w*?,/#+-]+$/.test(field)) return true;
    try {
      new Cron(names.map((_, place) => (place === index ? field : '*')).join(' '), { paused: true, mode: '5-part' });
      return false;
    } catch {
      return true;
    }
  });
  if (at === -1) return { message: `is no line of cron (${error.message})`, hint: order };
  return {
    message: `has no ${names[at]} in "${fields[at]}"`,
    hint: `Write ${ranges[at]}, a list such as 1,3, a range such as 1-5, or a step such as */2. ${order}`,
  };
}
