import { ProblemError } from '../model/problem.ts';
import type { ScheduleSettings } from '../model/publication.ts';
import type { BackgroundStep } from '../server/background.ts';
import { Journal } from './journal.ts';
import { scheduledMoment, turnOf } from './schedule.ts';

/** How a run ended that a schedule began. */
export interface RunEnd {
  readonly isDone: boolean;
  /** A line for the log. */
  readonly words: string;
}

export interface ScheduleParts {
  /** Reads the settings as they are now; none where they have no schedule any more. */
  readonly schedule: () => Promise<ScheduleSettings | undefined>;
  /** Of the publication. */
  readonly directory: string;
  readonly clock: () => Date;
  /** Does a run, and ends soon after the signal. */
  readonly run: (signal: AbortSignal) => Promise<RunEnd>;
  /** Takes a line for the log. */
  readonly say: (words: string) => void;
  /** Counts runs by what became of them. */
  readonly count?: (result: 'done' | 'failed' | 'missed') => void;
}

/** A wake of the server means other work: settings and journal are read again no sooner than this, in milliseconds. */
const glance = 10_000;

/** Does a run at each time of the schedule, and makes up for one that was missed a short time ago. */
export function scheduleStep({ schedule, directory, clock, run, say, count }: ScheduleParts): BackgroundStep {
  let known: ScheduleSettings | undefined;
  let said: string | undefined;
  let asleep: { readonly from: number; readonly to: number } | undefined;
  const read = async () => {
    try {
      known = await schedule();
      said = undefined;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const words = `run: ${error.message.split('\n')[0]}; the schedule stays as it was`;
      if (words !== said) say(words);
      said = words;
    }
    return known;
  };
  const look = async (signal: AbortSignal): Promise<number | undefined> => {
    const settings = await read();
    if (settings === undefined || settings.run.length === 0) return undefined;
    const journal = await Journal.open(directory, clock);
    if (journal.coverage.until === undefined) await journal.note('schedule', 'begun');
    const { due, missed, next } = turnOf(settings, journal.coverage, clock());
    if (missed.length > 0) {
      await journal.note('run', 'missed');
      count?.('missed');
      say(wordsOfMissed(settings, missed, next));
    }
    if (due === undefined) return next.getTime() - clock().getTime();
    const { isDone, words } = await run(signal);
    if (signal.aborted) {
      say(`run: ${words}`);
      return undefined;
    }
    count?.(isDone ? 'done' : 'failed');
    const after = await Journal.open(directory, clock);
    // One that failed before its first step left no word of it.
    if (!isDone && after.ends === journal.ends) await after.note('run', 'failed');
    const then = turnOf(settings, after.coverage, clock()).next;
    say(`run: ${words}; the next one is on ${scheduledMoment(settings.timezone, then)}`);
    return then.getTime() - clock().getTime();
  };
  return {
    run: async (signal) => {
      const now = clock().getTime();
      if (asleep && now >= asleep.from && now < Math.min(asleep.to, asleep.from + glance)) return asleep.to - now;
      asleep = undefined;
      const wait = await look(signal);
      const from = clock().getTime();
      if (wait !== undefined) asleep = { from, to: from + wait };
      return wait;
    },
  };
}

function wordsOfMissed({ timezone }: ScheduleSettings, missed: readonly Date[], next: Date): string {
  const [latest] = missed;
  const times =
    missed.length === 1 ? 'the time' : `${missed.length >= 100 ? 'at least 100' : missed.length} times, the last`;
  return `run: missed ${times} on ${scheduledMoment(timezone, latest!)}; that is longer ago than schedule.maxAge, so that nothing is made up for: the next one is on ${scheduledMoment(timezone, next)}, and "tidings run" does one now`;
}
