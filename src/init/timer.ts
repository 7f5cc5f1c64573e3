/**
 * A line of cron in the words of systemd.time(7), an expression each; cron comes on either of the two days that a line names.
 * Undefined where systemd has no words for it, such as the last day of a month.
 */
export function calendarOf(line: string, timezone: string): string[] | undefined {
  const fields = (short[line.trim()] ?? line).trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields.map((field, index) => part(field, index));
  if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) return undefined;
  const at = `${hour}:${minute}:00 ${timezone}`;
  const onDay = `*-${month}-${day} ${at}`;
  const onWeekday = `${weekday} *-${month}-* ${at}`;
  if (weekday === '*') return [onDay];
  return day === '*' ? [onWeekday] : [onDay, onWeekday];
}

/** Whether each program called cron understands a line that the schedule of the settings takes. */
export function isPlainCron(line: string): boolean {
  return Object.hasOwn(short, line.trim()) || /^(([\d*,/-]+|[a-z]{3}(-[a-z]{3})?)(\s+|$)){5}$/i.test(line.trim());
}

const short: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Of a step without a beginning: the first value of each field. */
const firsts = [0, 0, 1, 1, 0];

/** A field: `*`, numbers, names, ranges, lists and steps. Days of the week have no steps in systemd, and are listed. */
function part(field: string, index: number): string | undefined {
  const parts = field.split(',').map((one) => single(one, index));
  return parts.every((one) => one !== undefined) ? parts.join(',') : undefined;
}

function single(text: string, index: number): string | undefined {
  const [, range = '', step] = /^(\*|\w+(?:-\w+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  if (range === '*' && step === undefined) return '*';
  const [from, to] = range === '*' ? [firsts[index]!, undefined] : range.split('-').map((one) => numberOf(one, index));
  if (from === undefined || (range.includes('-') && to === undefined)) return undefined;
  if (index === 4) return step === undefined && (to ?? from) <= 7 ? weekdays(from, to) : undefined;
  return `${from}${to === undefined ? '' : `..${to}`}${step === undefined ? '' : `/${step}`}`;
}

function weekdays(from: number, to: number | undefined): string | undefined {
  if (to === undefined) return days[from];
  return from <= to
    ? days
        .slice(from, to + 1)
        .filter((day, at, all) => all.indexOf(day) === at)
        .join(',')
    : undefined;
}

function numberOf(text: string, index: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const found = (index === 4 ? days : index === 3 ? months : []).findIndex(
    (name) => name !== '' && name.toUpperCase() === text.toUpperCase(),
  );
  return found === -1 ? undefined : found;
}
