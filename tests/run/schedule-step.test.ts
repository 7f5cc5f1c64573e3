import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { Journal } from '../../src/run/journal.ts';
import type { RunEnd } from '../../src/run/schedule-step.ts';
import { scheduleStep } from '../../src/run/schedule-step.ts';
import { runWeek, type WeekStep } from '../../src/run/week.ts';
import { folderOf } from '../folder.ts';

const hour = 3_600_000;
const never = new AbortController().signal;
const settings = { run: ['0 7 * * 5'], timezone: 'Europe/Berlin', maxAge: 6 * hour };

/** A server's schedule at a clock that the test sets; each run does one step, as `work` says. */
async function at(start: string, work: () => Promise<{ code?: number; words?: string }> = async () => ({})) {
  const directory = await folderOf({ '.tidings/.keep': '' });
  let now = new Date(start);
  const clock = () => now;
  const [said, counted, runs]: [string[], string[], string[]] = [[], [], []];
  const place = { config: { directory, display: String }, clock };
  const step: WeekStep = { name: 'build', work };
  const parts = {
    schedule: async (): Promise<typeof settings | undefined> => settings,
    directory,
    clock,
    run: async (): Promise<RunEnd> => {
      runs.push(now.toISOString());
      const { code } = await runWeek([step], place);
      return { isDone: code === 0, words: code === 0 ? 'nothing was due' : `failed with ${code}` };
    },
    say: (words: string) => void said.push(words),
    count: (result: string) => void counted.push(result),
  };
  let turn = scheduleStep(parts);
  return {
    ...{ directory, clock, said, counted, runs, parts },
    /** Looks at another time. */
    look: (time: string) => {
      now = new Date(time);
      return turn.run(never);
    },
    /** As a server that was started anew. */
    restart: (changed: Partial<typeof parts> = {}) => {
      turn = scheduleStep({ ...parts, ...changed });
    },
  };
}

test('a run begins at its time, once, and a server that is started anew knows of it', async () => {
  const { look, restart, runs, said, counted } = await at('2026-12-03T12:00:00Z');
  expect(await look('2026-12-03T12:00:00Z')).toBe(18 * hour);
  expect(await look('2026-12-04T05:59:59Z')).toBe(1000);
  expect(runs).toEqual([]);
  expect(await look('2026-12-04T06:00:00Z')).toBe(7 * 24 * hour);
  await look('2026-12-04T06:00:30Z');
  restart();
  await look('2026-12-04T07:00:00Z');
  expect(runs).toEqual(['2026-12-04T06:00:00.000Z']);
  expect(said).toEqual(['run: nothing was due; the next one is on Friday, 11 December 2026, 07:00 (Europe/Berlin)']);
  expect(counted).toEqual(['done']);
});

test('a server that was down at the time makes up for it, and after longer than maxAge says so once', async () => {
  const { look, restart, runs, said, counted } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  restart();
  await look('2026-12-04T11:00:00Z');
  expect(runs).toHaveLength(1);
  restart();
  await look('2027-01-02T00:00:00Z');
  await look('2027-01-02T00:01:00Z');
  restart();
  await look('2027-01-02T00:02:00Z');
  expect(runs).toHaveLength(1);
  expect(counted).toEqual(['done', 'missed']);
  expect(said[1]).toBe(
    'run: missed 4 times, the last on Friday, 1 January 2027, 07:00 (Europe/Berlin); that is longer ago than schedule.maxAge, so that nothing is made up for: the next one is on Friday, 8 January 2027, 07:00 (Europe/Berlin), and "tidings run" does one now',
  );
});

test('a run by hand after the time is the run of that time', async () => {
  const { look, runs, directory, clock } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  await look('2026-12-04T05:59:59Z');
  const journal = await Journal.open(directory, () => new Date('2026-12-04T06:30:00Z'));
  await journal.note('run', 'begun');
  await journal.note('run', 'done');
  await look('2026-12-04T07:00:00Z');
  expect(runs).toEqual([]);
  expect(clock()).toEqual(new Date('2026-12-04T07:00:00Z'));
});

test('a run that was cut off is made up for at once by a server that is started anew', async () => {
  const { look, restart, runs, directory } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  const journal = await Journal.open(directory, () => new Date('2026-12-04T06:00:00Z'));
  await journal.note('run', 'begun');
  await journal.note('build', 'begun');
  restart();
  await look('2026-12-04T06:02:00Z');
  expect(runs).toEqual(['2026-12-04T06:02:00.000Z']);
});

test('a run that fails is told, tried again after a quarter of an hour, and does not end the server', async () => {
  let code = 1;
  const { look, runs, said, counted } = await at('2026-12-03T12:00:00Z', async () => ({ code }));
  await look('2026-12-03T12:00:00Z');
  expect(await look('2026-12-04T06:00:00Z')).toBe(hour / 4);
  expect(said).toEqual(['run: failed with 1; the next one is on Friday, 4 December 2026, 07:15 (Europe/Berlin)']);
  await look('2026-12-04T06:10:00Z');
  expect(runs).toHaveLength(1);
  code = 0;
  await look('2026-12-04T06:15:00Z');
  expect(runs).toHaveLength(2);
  await look('2026-12-04T06:31:00Z');
  expect(runs).toHaveLength(2);
  expect(counted).toEqual(['failed', 'done']);
});

test('a run that cannot even begin is not tried again at once', async () => {
  const { look, restart } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  let tries = 0;
  restart({
    run: async () => {
      tries += 1;
      return { isDone: false, words: 'could not begin: ENOENT' };
    },
  });
  expect(await look('2026-12-04T06:00:00Z')).toBe(hour / 4);
  await look('2026-12-04T06:00:30Z');
  expect(tries).toBe(1);
});

test('another schedule in the settings holds from the next look on, and none ends the runs', async () => {
  const { look, restart, runs } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  restart({ schedule: async () => ({ ...settings, run: ['0 8 * * 5'] }) });
  expect(await look('2026-12-04T06:00:00Z')).toBe(hour);
  restart({ schedule: async () => undefined });
  expect(await look('2026-12-04T07:00:00Z')).toBeUndefined();
  expect(runs).toEqual([]);
});

test('settings that cannot be read any more are told once, and the schedule that was read before holds', async () => {
  const { look, restart, runs, said, parts } = await at('2026-12-03T12:00:00Z');
  let isBroken = false;
  restart({
    schedule: async () => {
      if (isBroken) throw new ProblemError([{ severity: 'error', rule: 'yaml', message: 'a bracket is missing' }]);
      return parts.schedule();
    },
  });
  await look('2026-12-03T12:00:00Z');
  isBroken = true;
  await look('2026-12-03T12:30:00Z');
  await look('2026-12-04T06:00:00Z');
  expect(runs).toHaveLength(1);
  expect(said.filter((line) => line.includes('a bracket is missing'))).toHaveLength(1);
});

test('a server that ends waits for the run, and leaves it to the next start to go on', async () => {
  const { look, restart, said, directory, clock, runs } = await at('2026-12-03T12:00:00Z');
  await look('2026-12-03T12:00:00Z');
  const ending = new AbortController();
  const begun = Promise.withResolvers<void>();
  const place = { config: { directory, display: String }, clock, signal: ending.signal };
  const step = scheduleStep({
    schedule: async () => settings,
    ...{ directory, clock: () => new Date('2026-12-04T06:00:00Z') },
    run: async (signal) => {
      const build: WeekStep = {
        name: 'build',
        work: () =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            begun.resolve();
          }),
      };
      await runWeek([build], place).catch(() => undefined);
      return { isDone: false, words: 'stopped with the server; the next one goes on' };
    },
    say: (words) => void said.push(words),
  });
  const ended = step.run(ending.signal);
  await begun.promise;
  ending.abort();
  await ended;
  expect(said).toEqual(['run: stopped with the server; the next one goes on']);
  restart();
  await look('2026-12-04T06:01:00Z');
  expect(runs).toHaveLength(1);
});

test('a clock that was wrong for a while does not stop the schedule', async () => {
  const { look, runs, directory } = await at('2026-12-03T12:00:00Z');
  await mkdir(join(directory, '.tidings'), { recursive: true });
  const file = join(directory, '.tidings/runs.jsonl');
  await appendFile(file, '{"at":"2026-11-27T06:00:01Z","step":"run","outcome":"done"}\n');
  await appendFile(file, '{"at":"2031-01-01T00:00:00Z","step":"run","outcome":"done"}\n');
  await appendFile(file, '{"at":"nonsense","step":"run","outcome":"done"}\n');
  await look('2026-12-04T06:00:00Z');
  expect(runs).toHaveLength(1);
});

test('asking often reads the settings seldom', async () => {
  const { look, restart } = await at('2026-12-03T12:00:00Z');
  let reads = 0;
  restart({
    schedule: async () => {
      reads += 1;
      return settings;
    },
  });
  for (let second = 0; second < 10; second += 1) await look(`2026-12-03T12:00:0${second}Z`);
  expect(reads).toBe(1);
});

test('the journal keeps what the next run has to know, however long it grows', async () => {
  const { directory, clock } = await at('2026-12-03T12:00:00Z');
  const file = join(directory, '.tidings/runs.jsonl');
  const known = [
    '{"at":"2026-11-26T07:00:00Z","step":"publish","outcome":"done","output":"abc"}',
    '{"at":"2026-11-26T07:00:01Z","step":"ping","outcome":"done","output":"def"}',
    '{"at":"2026-11-26T07:00:02Z","step":"run","outcome":"missed"}',
  ];
  const quiet = '{"at":"2026-11-30T08:00:00Z","step":"fetch","outcome":"nothing"}';
  await appendFile(file, `${[...known, ...Array.from({ length: 5_000 }, () => quiet)].join('\n')}\n`);
  const journal = await Journal.open(directory, clock);
  for (const one of [journal, await Journal.open(directory, clock)]) {
    expect([one.outputAfter('publish'), one.outputAfter('ping')]).toEqual(['abc', 'def']);
    expect(one.coverage.until).toEqual(new Date('2026-11-26T07:00:02Z'));
  }
  expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(2_100);
});
