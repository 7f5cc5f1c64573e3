import { type Problem, ProblemError, withState } from '../model/problem.ts';
import type { BuildLockOptions } from '../publish/output/build-lock.ts';
import { withBuildLock } from '../publish/output/build-lock.ts';
import { Journal } from './journal.ts';

/** A step of a run, in the order in which they are done. */
export interface WeekStep {
  readonly name: 'fetch' | 'inbox' | 'digest' | 'build' | 'check' | 'publish' | 'ping' | 'send';
  /** Whether the next steps are done although this one failed. */
  readonly isLight?: boolean;
  /** @returns a line for a person, or nothing where there was nothing to do. Throws where the run has to stop. */
  work(journal: Journal): Promise<StepOutcome>;
}

export interface StepOutcome {
  readonly words?: string;
  /** The exit code of the step; not 0 stops the run. */
  readonly code?: number;
  /** Of `publish` and `ping`: the state of the output that was published and told of. */
  readonly output?: string;
}

export interface WeekPlace extends BuildLockOptions {
  readonly config: Parameters<typeof withBuildLock>[0];
  readonly clock: () => Date;
}

export interface WeekReport {
  readonly code: number;
  readonly steps: readonly {
    readonly step: WeekStep['name'];
    readonly outcome: 'done' | 'nothing' | 'failed';
    readonly words?: string;
  }[];
  /** The step at which the run before was cut off. */
  readonly resumed?: string;
}

/**
 * Does the steps of a run, one run at a time: a second one waits, and then finds nothing to do. Each step begins from what
 * is there and can be done again, so that a run that was cut off is simply done anew; the journal says where that was.
 */
export async function runWeek(
  steps: readonly WeekStep[],
  { config, clock, signal, onWait }: WeekPlace,
): Promise<WeekReport> {
  return withBuildLock(
    config,
    async () => {
      const journal = await Journal.open(config.directory, clock);
      const resumed = journal.cutOff?.step;
      await journal.note('run', 'begun');
      const report = await doSteps(steps, journal, signal);
      if (!signal?.aborted || report.code === 0)
        await journal.note('run', partly.includes(report.code) ? 'done' : 'failed');
      return { ...report, ...(resumed !== undefined && { resumed }) };
    },
    { signal, onWait, turn: 'run' },
  );
}

/** A sending that ends with 3 has an outcome for everybody: to do it once more changes nothing. */
const partly = [0, 3];

async function doSteps(
  steps: readonly WeekStep[],
  journal: Journal,
  signal: AbortSignal | undefined,
): Promise<Omit<WeekReport, 'resumed'>> {
  const told: WeekReport['steps'][number][] = [];
  for (const { name, isLight = false, work } of steps) {
    if (signal?.aborted) throw interrupted(name);
    await journal.note(name, 'begun');
    const done = await work(journal).catch(async (error: unknown) => {
      if (signal?.aborted && !(error instanceof ProblemError)) throw interrupted(name);
      if (!signal?.aborted) {
        await journal.note(name, 'failed');
        await journal.note('run', 'failed');
      }
      return withState(stateAt(name))(error);
    });
    const { words, output, code = 0 } = done;
    const outcome = code !== 0 ? 'failed' : words === undefined ? 'nothing' : 'done';
    // Cut off, as the journal shows it: the next run does it anew.
    if (code !== 0 && signal?.aborted) return { code, steps: told };
    await journal.note(name, outcome, output === undefined ? {} : { output });
    told.push({ step: name, outcome, ...(words !== undefined && { words }) });
    if (code !== 0 && !isLight) return { code, steps: told };
  }
  return { code: 0, steps: told };
}

function stateAt(name: string): string {
  return `The run stopped at "${name}". What was done before stays, and the next run goes on.`;
}

function interrupted(name: string): ProblemError {
  const problem: Problem = { severity: 'error', rule: 'interrupted', message: 'interrupted' };
  return new ProblemError([problem], { state: stateAt(name) });
}
