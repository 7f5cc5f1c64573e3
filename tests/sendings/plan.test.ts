import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { desk, settingsOf } from './desk.ts';

const refusal = async (work: Promise<unknown>): Promise<ProblemError> => {
  const error: unknown = await work.catch((thrown) => thrown);
  if (error instanceof ProblemError) return error;
  throw new Error(`nothing was refused, but ${String(error)}`);
};

test('a plan counts who would get an issue, with its subject, and stores nothing', async () => {
  const { plan, ledger } = await desk(['ada@example.org', 'grace@example.org']);
  const { slug, subject, count, audience, compiled } = await plan();
  expect([slug, subject, count, audience.prepared]).toEqual(['frost', 'The first frost', 2, 2]);
  expect(compiled!.letters).toHaveLength(1);
  expect(await ledger.sendings()).toEqual([]);
});

test('the plan of a frozen issue compiles nothing and is about those who wait', async () => {
  const { plan, freeze } = await desk(['ada@example.org', 'grace@example.org']);
  const sending = await freeze(await plan());
  const rest = await plan();
  expect(rest).toMatchObject({ sending: { id: sending!.id }, count: 2, problems: [] });
  expect(rest.compiled).toBeUndefined();
});

test('no letter goes to a real reader with placeholders in the settings, each of which is named at its line', async () => {
  const { plan } = await desk(['ada@example.org', 'grace@mail.test', 'mary@tidings.internal']);
  const { problems, exitCode, state } = await refusal(plan());
  expect([exitCode, state]).toEqual([2, 'Nothing was sent.']);
  expect(problems.map(({ severity, rule, file, line }) => [severity, rule, file, line])).toEqual(
    [2, 4, 6, 7].map((line) => ['error', 'placeholder', 'tidings.yaml', line]),
  );
});

test('a list of names that are set apart may be sent placeholders, with one warning', async () => {
  const { plan } = await desk(['ada@example.org', 'grace@mail.test', 'mary@localhost.invalid']);
  const { count, problems } = await plan();
  expect(count).toBe(3);
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'placeholder', line: 2 }]);
  expect(problems[0]!.message).toContain('lines 4, 6, 7');
});

test('only who would get the letter counts: a real reader without the tag is in no danger', async () => {
  const { plan, subscribers, enlist } = await desk([]);
  await enlist('ada@example.org', 'mary@tidings.internal');
  await subscribers.tag(1, { add: ['trial'], remove: [] });
  expect(await plan({ tag: 'trial' })).toMatchObject({ count: 1 });
  await refusal(plan());
});

test('settings of ones own raise no doubt, and a person may vouch for placeholders', async () => {
  const { plan } = await desk(['mary@tidings.internal'], { domain: 'tidings.internal' });
  expect((await plan()).problems).toEqual([]);
  const doubtful = await desk(['mary@tidings.internal']);
  expect((await doubtful.plan({}, { ignore: ['placeholder'] })).count).toBe(1);
});

test('letters that were frozen with placeholders do not reach a real reader who came later', async () => {
  const { plan, send, enlist, folder } = await desk(['ada@example.org']);
  await send();
  await enlist('mary@tidings.internal');
  // Mended since, which the frozen letters know nothing of.
  await writeFile(join(folder, 'tidings.yaml'), settingsOf('tidings.internal'));
  const { problems } = await refusal(plan({ new: true }));
  expect(problems[0]).toMatchObject({ severity: 'error', rule: 'placeholder' });
  expect(problems[0]!.hint).toContain('The letters of frost were frozen so');
});

test('who is asked for more than was frozen is told which flag is in the way', async () => {
  const { plan, freeze } = await desk(['ada@example.org']);
  await expect(plan({ new: true })).rejects.toThrow('frost was never sent to the list');
  await expect(plan({ only: 'failed' })).rejects.toThrow('frost was never sent to the list');
  await freeze(await plan());
  await expect(plan({ tag: 'members' })).rejects.toThrow('the audience of frost was frozen without a tag');
});
