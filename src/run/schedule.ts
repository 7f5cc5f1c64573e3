import { nextTime, timesBefore } from '../lib/cron.ts';
import type { ScheduleSettings } from '../model/publication.ts';
import type { Coverage } from './journal.ts';

type Times = Pick<ScheduleSettings, 'run' | 'timezone' | 'maxAge'>;

/** The step that a schedule asks for now. */
export interface ScheduleTurn {
  /** The time for which a run is to begin now. */
  readonly due?: Date;
  /** Times that went by without a run and are too old to be made up for, the latest first; of many the latest hundred. */
  readonly missed: readonly Date[];
  /** When to look again. */
  readonly next: Date;
}

/** After a run failed, milliseconds until it is tried again. */
const pause = 15 * 60_000;

/** A timer comes a moment late, however punctual it is meant to be. */
const least = 60_000;

/** Where nothing is known of earlier runs, no time was missed. */
export function turnOf({ run, timezone, maxAge }: Times, { until, failed }: Coverage, now: Date): ScheduleTurn {
  const next = nextTime(run, timezone, now) ?? new Date(now.getTime() + pause);
  const open = timesBefore(run, timezone, now, 100).filter((time) => until !== undefined && time > until);
  const [latest] = open;
  if (latest === undefined) return { missed: [], next };
  const end = latest.getTime() + Math.max(maxAge, least);
  if (now.getTime() > end) return { missed: open, next };
  const again = failed === undefined || failed < latest ? now : new Date(failed.getTime() + pause);
  if (again <= now) return { due: latest, missed: [], next };
  return { missed: [], next: new Date(Math.min(again.getTime(), next.getTime(), end + 1)) };
}

/** `Friday, 4 December 2026, 07:00 (Europe/Berlin)` */
export function scheduledMoment(timezone: string, at: Date): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const words = (form: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...form, timeZone: timezone }).format(at);
  return `${words({ weekday: 'long' })}, ${words({ ...day, weekday: undefined })}, ${words(clock)} (${timezone})`;
}
