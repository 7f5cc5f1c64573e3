import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLock } from '../../src/publish/lock/lock-file.ts';
import { freezeSending } from '../../src/sendings/freeze.ts';
import type { FreezeOptions, Ledger, Plan, Sending } from '../../src/store/ledger.ts';
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

test('where the lock cannot be written nothing is frozen, and the next run goes on as if nothing had been', async () => {
  const { plan, freeze, ledger, folder } = await desk(['ada@example.org']);
  const planned = await plan();
  await rm(join(folder, 'tidings.lock'), { force: true });
  await mkdir(join(folder, 'tidings.lock'));
  await expect(freeze(planned)).rejects.toMatchObject({ name: 'ProblemError' });
  expect(await ledger.sendings()).toEqual([]);
  await rm(join(folder, 'tidings.lock'), { recursive: true });
  expect(await freeze(await plan())).toMatchObject({ audience: { prepared: 1 } });
});

test('a run that is killed between the lock and the list finds its issue begun, and goes on without a question', async () => {
  const { plan, freeze, ledger, config } = await desk(['ada@example.org']);
  const planned = await plan();
  // The lock is noted, and then the process is gone.
  const killed = { ...ledger, freeze: (...args: Parameters<Ledger['freeze']>) => killedAfterNoting(ledger, ...args) };
  await expect(
    freezeSending(planned, { config: await config(), ledger: killed as Ledger, options: {} }),
  ).rejects.toThrow('killed');
  expect((await readLock(await config())).issues).toMatchObject([{ articles: expect.anything() }]);
  expect(await freeze(await plan())).toMatchObject({ audience: { prepared: 1 } });
});

function killedAfterNoting(ledger: Ledger, plan: Plan, { onBegun }: FreezeOptions = {}): Promise<Sending> {
  return ledger.freeze(plan, {
    onBegun: async () => {
      await onBegun?.();
      throw new Error('killed');
    },
  });
}

test('who joined since is added to what is frozen, and only then', async () => {
  const { plan, freeze, enlist } = await desk(['ada@example.org']);
  await freeze(await plan());
  await enlist('grace@example.org');
  expect((await plan()).count).toBe(1);
  const more = await plan({ new: true });
  expect(more.count).toBe(2);
  expect((await freeze(more, { new: true }))!.audience.prepared).toBe(2);
});
