import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { readLock } from '../../src/publish/lock/lock-file.ts';
import { desk, frost, settingsOf } from './desk.ts';

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

test('a list of names that are set apart may be sent placeholders', async () => {
  const { plan } = await desk(['ada@example.org', 'grace@mail.test', 'mary@localhost.invalid']);
  const { count, problems } = await plan();
  expect(count).toBe(3);
  expect(problems).toEqual([]);
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

test('an issue that the lock calls sent is not sent again by a list that knows nothing of it', async () => {
  const { plan, send, forgetList } = await desk(['ada@example.org']);
  await send();
  const { ledger } = await forgetList('ada@example.org');
  const { problems, exitCode } = await refusal(plan({}, { ledger }));
  expect(exitCode).toBe(2);
  expect(problems[0]).toMatchObject({ severity: 'error', rule: 'unknown-sending' });
  expect(problems[0]!.message).toBe('frost was frozen for sending, but the list in tidings.db knows nothing of it');
  expect(problems[0]!.hint).toContain('--already-sent');
  const allowed = await plan({ alreadySent: true }, { ledger });
  expect(allowed.count).toBe(1);
  expect(allowed.problems[0]).toMatchObject({ severity: 'warning', rule: 'unknown-sending' });
});

test('a freeze that broke off here is gone on with, though the lock calls the issue sent', async () => {
  const { plan, freeze, ledger } = await desk(['ada@example.org']);
  const first = await plan();
  const stop = () => {
    throw new Error('killed');
  };
  await expect(freeze(first, {}, { onProgress: stop })).rejects.toThrow('killed');
  expect(await ledger.sendings()).toEqual([]);
  expect(await freeze(await plan())).toBeDefined();
});

test('what was frozen and reached nobody is taken back: text, audience and articles are those of now', async () => {
  const { plan, freeze, run, enlist, ledger, folder } = await desk(['ada@example.org']);
  await freeze(await plan());
  await writeFile(join(folder, 'articles/frost.md'), frost.replace('White beds', 'Green beds'));
  await enlist('grace@example.org');
  expect((await plan()).problems).toMatchObject([{ rule: 'frozen', hint: expect.stringContaining('--refreeze') }]);
  const anew = await plan({ refreeze: true });
  expect([anew.count, anew.problems.filter(({ rule }) => rule === 'frozen')]).toEqual([2, []]);
  const sending = await freeze(anew, { refreeze: true });
  expect((await ledger.letters(sending!.id))[0]!.letter.html.join('')).toContain('Green beds');
  expect((await ledger.sendings()).map(({ id }) => id)).toEqual([sending!.id]);
  expect((await run(sending!))!.counts).toMatchObject({ sent: 2, pending: 0 });
});

test('an issue of other articles than were frozen is sent with those it names now, and the lock says so', async () => {
  const issue = (articles: string) => `---\nsubject: Winter\narticles: [${articles}]\n---\n\nDear readers,\n`;
  const snow = frost.replace('The first frost', 'Snow').replace('23', '24');
  const { plan, freeze, config, folder } = await desk(['ada@example.org'], {
    files: { 'issues/winter.md': issue('frost'), 'articles/snow.md': snow },
  });
  await freeze(await plan({}, { name: 'winter' }));
  await writeFile(join(folder, 'issues/winter.md'), issue('snow'));
  const anew = await plan({ refreeze: true }, { name: 'issues/winter.md' });
  expect(anew.compiled!.letters[0]!.letter.text.join('')).toContain('Snow');
  await freeze(anew, { refreeze: true });
  const { issues = [] } = await readLock(await config());
  expect(issues.map(({ articles }) => articles)).toEqual([anew.compiled!.articles[anew.compiled!.issue]]);
});

test('nothing is taken back that anybody may have got, or that was never frozen', async () => {
  const { plan, send } = await desk(['ada@example.org']);
  await expect(plan({ refreeze: true })).rejects.toThrow('frost was never sent to the list');
  await send();
  await expect(plan({ refreeze: true })).rejects.toThrow('1 have got frost, so it cannot be taken back');
});

test('letters in doubt can be sent again while another one waits, and both count', async () => {
  const { plan, freeze, ledger } = await desk(['ada@example.org', 'grace@example.org', 'mary@example.org']);
  const sending = (await freeze(await plan()))!;
  const share = (await ledger.take(sending.id))!;
  await share.next(3);
  await share.intend(1);
  await share.record(1, { kind: 'in-doubt', relay: 'r', reply: 'the connection was closed' });
  await share.record(2, { kind: 'later', relay: 'r', reply: '451 4.7.1', due: new Date('2026-12-01T10:00:00Z') });
  await share.intend(3);
  await share.record(3, { kind: 'sent', relay: 'r', reply: '250 ok' });
  await share.release();
  const again = await plan({ only: 'in-doubt' });
  expect(again.count).toBe(2);
  await freeze(again, { only: 'in-doubt' });
  expect(await ledger.counts(sending.id)).toMatchObject({ pending: 2, sent: 1, 'in-doubt': 0 });
});
