import { type Config, type ConfigFlags, loadConfig } from '../config/config.ts';
import { nextTime } from '../lib/cron.ts';
import { ProblemError } from '../model/problem.ts';
import { runByProcess } from '../run/run-process.ts';
import { scheduleStep } from '../run/schedule-step.ts';
import type { AccessLog } from '../server/access-log.ts';
import type { BackgroundStep } from '../server/background.ts';
import type { Metrics } from '../server/metrics.ts';
import type { ServeFlags } from './flags.ts';
import { runningCommand } from './running-command.ts';
import type { Terminal } from './terminal.ts';

interface Served {
  readonly config: Config;
  readonly path: string;
  readonly flags: ServeFlags;
}

/** The work of `serve --run`: `tidings run` at each time of the schedule, in a process of its own. */
export function scheduledRuns(
  { context }: Terminal,
  { config, path, flags }: Served,
  { log, metrics }: { readonly log: AccessLog; readonly metrics: Metrics },
): BackgroundStep {
  nextRunOf(config, context.clock());
  const { cwd, environment, clock } = context;
  const command = [...runningCommand(), 'run', path, '--json', ...settingFlags(flags)];
  return scheduleStep({
    // What the settings warn of was said when the server began.
    schedule: async () => (await loadConfig(path, flags, { cwd, environment, clock })).settings.schedule,
    directory: config.directory,
    clock,
    run: (signal) => runByProcess({ command, cwd, environment, signal }),
    say: (words) => log.remark(words),
    count: (result) => metrics.count('runs', { result }),
  });
}

/** @throws ProblemError where the settings have no time for a run. */
export function nextRunOf({ settings: { schedule } }: Config, now: Date): Date {
  const next = schedule && nextTime(schedule.run, schedule.timezone, now);
  if (next) return next;
  const message = '"serve --run" needs times for its runs, and there are none in tidings.yaml';
  const hint =
    'Write into it: schedule: {run: "0 7 * * 5"} for every Friday at 7:00, and maxReaders to have letters sent.';
  throw new ProblemError([{ severity: 'error', rule: 'schedule', message, hint }], { exitCode: 2 });
}

const passedOn = ['title', 'url', 'language', 'timezone', 'noticePattern', 'output', 'now'] as const;

/** The flags that stand for settings: the run goes by the same. */
export function settingFlags(flags: ConfigFlags): string[] {
  return passedOn.flatMap((name) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return flags[name] === undefined ? [] : [`--${kebab}=${flags[name]}`];
  });
}
