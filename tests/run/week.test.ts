import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { Journal } from '../../src/run/journal.ts';
import { runWeek, type WeekPlace, type WeekStep } from '../../src/run/week.ts';
import { folderOf } from '../folder.ts';

const clock = () => new Date('2026-11-30T08:00:00Z');

async function placeOf(): Promise<WeekPlace & { readonly config: { readonly directory: string } }> {
  const directory = await folderOf({ '.tidings/.keep': '' });
  return { config: { directory, display: String }, clock };
}

const step = (name: WeekStep['name'], work: WeekStep['work'], isLight = false): WeekStep => ({ name, work, isLight });
const fault = new ProblemError([{ severity: 'error', rule: 'publish', message: 'no connection' }]);

test('steps are done one after the other, and those with nothing to do say nothing', async () => {
  const done: string[] = [];
  const work = (name: string, words?: string) => async () => {
    done.push(name);
    return words === undefined ? {} : { words };
  };
  const report = await runWeek(
    [step('fetch', work('fetch')), step('build', work('build', '3 files'))],
    await placeOf(),
  );
  expect(done).toEqual(['fetch', 'build']);
  expect(report).toEqual({
    code: 0,
    steps: [
      { step: 'fetch', outcome: 'nothing' },
      { step: 'build', outcome: 'done', words: '3 files' },
    ],
  });
});

test('a step that fails stops the run, but a light one does not', async () => {
  const place = await placeOf();
  const sent: string[] = [];
  const send = step('send', async () => {
    sent.push('letter');
    return { words: 'sent' };
  });
  const failing = async () => ({ code: 1 });
  expect(await runWeek([step('check', failing), send], place)).toMatchObject({ code: 1 });
  expect(sent).toEqual([]);
  expect(await runWeek([step('ping', failing, true), send], place)).toMatchObject({ code: 0 });
  expect(sent).toEqual(['letter']);
});

test('a step that cannot be done says where the run stopped, and the next run begins anew', async () => {
  const place = await placeOf();
  const broken = step('publish', () => Promise.reject(fault));
  await expect(runWeek([broken], place)).rejects.toMatchObject({
    problems: fault.problems,
    state: expect.stringContaining('The run stopped at "publish".'),
  });
  expect((await runWeek([step('publish', async () => ({}))], place)).resumed).toBeUndefined();
});

test('a run that is interrupted says where, and not that nothing was done', async () => {
  const place = await placeOf();
  const ending = new AbortController();
  const build = step('build', async () => {
    ending.abort();
    return { words: 'built' };
  });
  const stopped = { problems: [{ rule: 'interrupted' }], state: expect.stringContaining('stopped at "send"') };
  const send = step('send', async () => ({}));
  await expect(runWeek([build, send], { ...place, signal: ending.signal })).rejects.toMatchObject(stopped);
  const again = new AbortController();
  const amid = step('send', async () => {
    again.abort();
    again.signal.throwIfAborted();
    return {};
  });
  await expect(runWeek([amid], { ...place, signal: again.signal })).rejects.toMatchObject(stopped);
  expect((await runWeek([send], place)).resumed).toBe('send');
});

test('after a run that was cut off, the next one says at which step', async () => {
  const place = await placeOf();
  const journal = await Journal.open(place.config.directory, clock);
  await journal.note('fetch', 'begun');
  await journal.note('fetch', 'nothing');
  await journal.note('build', 'begun');
  // The power went amid a line.
  await appendFile(join(place.config.directory, '.tidings/runs.jsonl'), '{"at":"2026-11-30T08');
  const report = await runWeek([step('build', async () => ({ words: 'built' }))], place);
  expect(report).toMatchObject({ resumed: 'build', steps: [{ step: 'build', outcome: 'done' }] });
});

test('of two runs at once the second begins when the first has ended', async () => {
  const place = await placeOf();
  const order: string[] = [];
  const noted = (name: string) => {
    order.push(name);
    return {};
  };
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const held = () => {
    begun.resolve();
    return gate.promise.then(() => noted('first'));
  };
  const first = runWeek([step('build', held)], place);
  await begun.promise;
  const waited = Promise.withResolvers<void>();
  const second = runWeek([step('build', async () => noted('second'))], { ...place, onWait: waited.resolve });
  await waited.promise;
  expect(order).toEqual([]);
  gate.resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

test('the journal knows what was published, and a damaged line of it is passed over', async () => {
  const { config } = await placeOf();
  const journal = await Journal.open(config.directory, clock);
  await journal.note('publish', 'done', { output: 'abc' });
  await journal.note('publish', 'nothing');
  await appendFile(join(config.directory, '.tidings/runs.jsonl'), 'null\n{}\nnonsense\n');
  const again = await Journal.open(config.directory, clock);
  expect(again.outputAfter('publish')).toBe('abc');
  expect(again.outputAfter('ping')).toBeUndefined();
});

test('the journal of years stays small', async () => {
  const { config } = await placeOf();
  const file = join(config.directory, '.tidings/runs.jsonl');
  const line = '{"at":"2026-11-30T08:00:00Z","step":"fetch","outcome":"nothing"}\n';
  await appendFile(file, line.repeat(5_000));
  await Journal.open(config.directory, clock);
  expect((await readFile(file, 'utf8')).length).toBe(line.length * 2_000);
});
