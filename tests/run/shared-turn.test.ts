import { expect, test } from 'vitest';
import { withSharedTurn } from '../../src/run/shared-turn.ts';
import { folderOf } from '../folder.ts';
import { postgresHarness } from '../store/postgres/harness.ts';
import { hasPostgres } from '../store/postgres/server.ts';
import { storeAt } from '../store/store-at.ts';

const never = new AbortController().signal;

test('a list in a file has no turns of machines', async () => {
  expect(
    await storeAt(`${await folderOf()}/tidings.db`, { clock: () => new Date('2026-12-01T09:00:00Z') }),
  ).not.toHaveProperty('turns');
});

test.skipIf(!hasPostgres)(
  'of two machines with one list, the second does its run when the first has ended',
  async () => {
    const { process } = await postgresHarness();
    const [one, other] = [(await process()).turns!, (await process()).turns!];
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = withSharedTurn(
      one,
      async () => {
        begun.resolve();
        await gate.promise;
        order.push('first');
      },
      { signal: never },
    );
    await begun.promise;
    const waited = Promise.withResolvers<void>();
    const second = withSharedTurn(other, async () => void order.push('second'), {
      signal: never,
      onWait: waited.resolve,
      life: 600,
    });
    await waited.promise;
    gate.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  },
);

test.skipIf(!hasPostgres)('a machine that waits can be stopped', async () => {
  const { process } = await postgresHarness();
  const [one, other] = [(await process()).turns!, (await process()).turns!];
  await one.take('run', 60_000);
  const ending = new AbortController();
  const waits = withSharedTurn(other, async () => 'done', { signal: ending.signal, onWait: () => ending.abort() });
  await expect(waits).rejects.toThrow();
});

test.skipIf(!hasPostgres)('a machine whose turn another one has taken stops its run', async () => {
  const { process } = await postgresHarness();
  const [one, other] = [(await process()).turns!, (await process()).turns!];
  const run = withSharedTurn(
    {
      take: async () => {
        const turn = (await one.take('run', -1))!;
        await other.take('run', 60_000);
        return turn;
      },
    },
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
    { signal: never, life: 4 },
  );
  expect(await run).toBe('stopped');
});
