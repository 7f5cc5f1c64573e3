import { expect, test } from 'vitest';
import { readLock } from '../../src/publish/lock/lock-file.ts';
import { desk } from './desk.ts';

test('a freeze stores letters and audience, and the lock notes the articles that they carry', async () => {
  const { plan, freeze, ledger, config } = await desk(['ada@example.org', 'grace@example.org']);
  const planned = await plan();
  const sending = (await freeze(planned))!;
  expect(sending).toMatchObject({ slug: 'frost', subject: 'The first frost', audience: { prepared: 2 } });
  expect(await ledger.letters(sending.id)).toEqual(planned.compiled!.letters);
  const { issues } = await readLock(await config());
  expect(issues).toEqual([{ issue: sending.issue, articles: planned.compiled!.articles[sending.issue] }]);
});

test('a freeze that was stopped before it began stores nothing', async () => {
  const { plan, freeze, ledger, config } = await desk(['ada@example.org']);
  const planned = await plan();
  await expect(freeze(planned, {}, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(await ledger.sendings()).toEqual([]);
  expect((await readLock(await config())).issues ?? []).toEqual([]);
});

test('who joined since is added to what is frozen, and only then', async () => {
  const { plan, freeze, enlist } = await desk(['ada@example.org']);
  await freeze(await plan());
  await enlist('grace@example.org');
  expect((await plan()).count).toBe(1);
  const more = await plan({ new: true });
  expect(more.count).toBe(2);
  expect((await freeze(more, { new: true }))!.audience.prepared).toBe(2);
});
