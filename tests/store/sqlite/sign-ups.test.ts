import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/sqlite/database.ts';
import { SqliteSignUps } from '../../../src/store/sqlite/sign-ups.ts';
import { noon } from '../harness.ts';
import { describeSignUps } from '../sign-ups-contract.ts';
import { key } from '../store-at.ts';
import { connect, sqliteHarness } from './harness.ts';

describeSignUps('sign-ups in SQLite', sqliteHarness);

const at = new Date(noon);
const budgets = [{ name: 'all', key: new Uint8Array(32), limit: 10_000, window: 3_600_000 }];
const mail = (size = 400) => new Uint8Array(size).fill(0x5a);

test('a thousand sign-ups of one moment share a write to the disk', async () => {
  const { file, process } = await sqliteHarness();
  const { signUps } = await process();
  await signUps.queue(mail(), budgets, at);
  const before = (await stat(`${file}-wal`)).size;
  const answers = await Promise.all(Array.from({ length: 1000 }, () => signUps.queue(mail(), budgets, at)));
  expect(answers.every(({ queued }) => queued)).toBe(true);
  // Each write of its own would take three pages of 4 kB.
  expect((await stat(`${file}-wal`)).size - before).toBeLessThan(1_500_000);
});

test('a locked database refuses in words, stores nothing, and takes the next one', async () => {
  const { file, process } = await sqliteHarness();
  const { signUps } = await process({ patience: 1 });
  const other = connect(file);
  other.exec('BEGIN IMMEDIATE');
  const calls = [
    ...[signUps.queue(mail(), budgets, at), signUps.queue(mail(), budgets, at), signUps.take(1, at)],
    ...[signUps.expire(at), signUps.settle(1), signUps.postpone(1, at), signUps.keepText('x')],
  ];
  const reason = { name: 'ProblemError', message: 'tidings.db is in use by another program for too long' };
  expect(await Promise.allSettled(calls)).toEqual(
    calls.map(() => ({ status: 'rejected', reason: expect.objectContaining(reason) })),
  );
  other.exec('ROLLBACK');
  expect(await signUps.outbox()).toEqual({ waiting: 0 });
  expect(await signUps.queue(mail(), [{ ...budgets[0]!, limit: 1 }], at)).toEqual({ queued: true });
  expect(await signUps.outbox()).toEqual({ waiting: 1, oldest: at });
});

test('a full disk refuses in words, keeps what was queued before, and takes the next one when there is room', async () => {
  const { file, process } = await sqliteHarness();
  await process();
  const open = openDatabase(file, { key, clock: () => at, named: 'tidings.db' });
  const signUps = new SqliteSignUps(open);
  const limited = [{ ...budgets[0]!, limit: 2 }];
  expect(await signUps.queue(mail(), limited, at)).toEqual({ queued: true });
  const { page_count } = open.database.prepare('PRAGMA page_count').get()!;
  open.database.exec(`PRAGMA max_page_count = ${page_count}`);
  await expect(signUps.queue(mail(100_000), limited, at)).rejects.toThrow('tidings.db has no room left on the disk');
  expect(await signUps.outbox()).toEqual({ waiting: 1, oldest: at });
  open.database.exec('PRAGMA max_page_count = 100000');
  // The refused one was not charged.
  expect(await signUps.queue(mail(100_000), limited, at)).toEqual({ queued: true });
  expect((await signUps.take(9, at)).map((one) => one.mail.length)).toEqual([400, 100_000]);
  open.database.close();
});

test('of a mail that is settled not a byte stays in the tables', async () => {
  const { file, process } = await sqliteHarness();
  const { signUps } = await process();
  await signUps.queue(mail(), budgets, at);
  const { id } = (await signUps.take(1, at))[0]!;
  await signUps.settle(id);
  expect(connect(file).prepare('SELECT count(*) AS number FROM waiting_mail').get()).toEqual({ number: 0 });
});
