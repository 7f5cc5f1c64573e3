const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Whether a text is a real instant in the form of RFC 3339 with an offset; 30 February is not. */
export function isInstant(text: string): boolean {
  const parts = rfc3339.exec(text);
  if (!parts) return false;
  const [, year, month, day, hour] = parts.map(Number) as [number, number, number, number, number];
  return isCalendarDate(year, month, day) && hour < 24 && !Number.isNaN(Date.parse(text));
}

/**
 * Whether a text is a calendar day written `YYYY-MM-DD`, from the year 1000 on: RSS readers take 0050 for 1950,
 * and people who write 0206 mean 2026.
 */
export function isDay(text: string): boolean {
  const parts = /^([1-9]\d{3})-(\d\d)-(\d\d)$/.exec(text);
  return parts !== null && isCalendarDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/**
 * Midnight that opens a day in a time zone, as RFC 3339 with the offset that holds there then.
 * Where clocks skip midnight, the first instant after the gap.
 */
export function midnight(day: string, timezone: string): string {
  return withOffset(`${day}T00:00:00`, timezone);
}

/**
 * A wall-clock time `YYYY-MM-DDTHH:MM:SS` in a time zone as RFC 3339 with the offset that holds there then.
 * A local time that occurs twice is the first of the two; one that clocks skip moves on by the length of the gap.
 */
export function withOffset(wallClock: string, timezone: string): string {
  const asUtc = Date.parse(`${wallClock}Z`);
  const offsets = [asUtc - dayLength, asUtc + dayLength].map((epoch) => offsetAt(epoch, timezone)) as [number, number];
  const instants = offsets.map((offset) => asUtc - offset * 60_000) as [number, number];
  const holds = offsets.findIndex((offset, index) => offsetAt(instants[index]!, timezone) === offset);
  return inZone(new Date(instants[Math.max(holds, 0)]!), timezone);
}

/** An instant written with the offset that holds in a time zone, to the second. */
export function inZone(instant: Date, timezone: string): string {
  const offset = offsetAt(instant.getTime(), timezone);
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Whether the runtime knows a time zone by this IANA name. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isCalendarDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const dayLength = 86_400_000;

/** Asking Intl is slow, and thousands of articles share few dates. */
const known = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>();

/** Minutes east of UTC. Seconds of historical offsets are cut: RFC 3339 cannot say them. */
function offsetAt(epoch: number, timezone: string): number {
  // Intl takes as long for its first offset as a build for a letter, and most publications have this zone.
  if (timezone === 'UTC') return 0;
  let zone = known.get(timezone);
  if (!zone) {
    const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
    zone = { format, offsets: new Map() };
    known.set(timezone, zone);
  }
  const second = Math.floor(epoch / 1000);
  let offset = zone.offsets.get(second);
  if (offset === undefined) {
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(zone.format.format(epoch)) ?? [];
    offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    if (zone.offsets.size >= 10_000) zone.offsets.clear();
    zone.offsets.set(second, offset);
  }
  return offset;
}
