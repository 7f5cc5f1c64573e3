import { describe, expect, test } from 'vitest';
import { examineQueue } from '../../src/worker/examine-queue.ts';
import { loadQueueDriver } from '../../src/worker/queue-driver.ts';
import { nothing } from '../store/ledger-contract.ts';
import { bouncerOf, hasBouncer } from '../store/postgres/pgbouncer.ts';
import { hasPostgres, sharedPostgres } from '../store/postgres/server.ts';
import { crewOf, everyReader } from './crew.ts';

/** Waits for the end of all that was handed over. */
const soon = { timeout: 30_000, interval: 50 };

test('a missing pg-boss is told with the command that installs it', async () => {
  await expect(loadQueueDriver('file:///nowhere/worker.js')).rejects.toMatchObject({
    message: 'workers need the library pg-boss, which is not installed',
    problems: [{ hint: 'Install it next to Tidings: npm install pg@8 pg-boss@12' }],
    exitCode: 2,
  });
});

describe.skipIf(!hasPostgres)('workers', () => {
  test('send what is handed over, and each reader gets one letter', async () => {
    const { ledger, id, hire, sent, shared } = await crewOf(43);
    await Promise.all([hire(), hire(), hire()]);
    await expect.poll(() => ledger.counts(id), soon).toEqual({ ...nothing, sent: 43 });
    expect(await sent()).toEqual(everyReader(43));
    await expect.poll(() => shared!.batches(id), soon).toEqual({ held: 0, waiting: 0, later: 0, resting: 0 });
  }, 60_000);

  test('make lost jobs anew from the ledger, and a doubled job sends nothing twice', async () => {
    const { ledger, id, hire, sent, shared, openQueue, database, jobs } = await crewOf(20);
    const queue = await openQueue(undefined, false);
    const names = await shared!.waiting(9);
    await queue.add(names);
    await queue.add(names);
    await database.query(`DELETE FROM "${jobs}".job`);
    const one = await hire();
    await expect.poll(() => ledger.counts(id), soon).toEqual({ ...nothing, sent: 20 });
    await queue.add(names);
    await queue.close();
    await one.end();
    expect(await sent()).toEqual(everyReader(20));
  }, 60_000);

  test('send nothing of what is paused, and go on when that has ended', async () => {
    const { ledger, id, hire, sent, shared, openQueue, database, jobs } = await crewOf(10);
    const queue = await openQueue(undefined, false);
    await queue.add(await shared!.waiting(9));
    await queue.close();
    await ledger.pause('all');
    const one = await hire();
    const open = async () => {
      const sql = `SELECT 1 FROM "${jobs}".job WHERE name = 'batches' AND state IN ('created', 'active')`;
      return (await database.query(sql)).rowCount;
    };
    // The jobs were taken, and nothing came of them.
    await expect.poll(open, soon).toBe(0);
    await one.end();
    expect(await sent()).toEqual([]);
    await ledger.resume('all');
    await hire();
    await expect.poll(() => ledger.counts(id), soon).toEqual({ ...nothing, sent: 10 });
  }, 60_000);

  test('are counted, with the jobs that wait, and nothing is made by looking', async () => {
    const { url } = await sharedPostgres();
    const { hire, jobs, shared, ledger, openQueue, database } = await crewOf(20);
    const look = () => examineQueue(url, 'the database', jobs);
    expect(await look()).toEqual({ isInstalled: true, workers: 0, waiting: 0 });
    const made = 'SELECT 1 FROM pg_namespace WHERE nspname = $1';
    expect((await database.query(made, [jobs])).rowCount).toBe(0);
    await ledger.pause('all');
    const queue = await openQueue(undefined, false);
    await queue.add([{ sending: 9, number: 9 }, ...(await shared!.waiting(9))]);
    expect(await look()).toMatchObject({ version: expect.any(Number), workers: 0, waiting: 1 });
    await queue.close();
    await Promise.all([hire(), hire()]);
    await expect.poll(look, soon).toMatchObject({ workers: 2, waiting: 0 });
  }, 60_000);

  test.skipIf(!hasBouncer)(
    'work behind PgBouncer, which tells nobody of a job',
    async () => {
      const { ledger, id, hire, sent } = await crewOf(20);
      const url = await bouncerOf(await sharedPostgres());
      await hire({ url });
      await expect.poll(() => ledger.counts(id), soon).toEqual({ ...nothing, sent: 20 });
      expect(await sent()).toEqual(everyReader(20));
    },
    60_000,
  );
});
