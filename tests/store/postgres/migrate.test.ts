import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrateToPostgres, migrateToSqlite } from '../../../src/store/migrate.ts';
import type { Store } from '../../../src/store/open.ts';
import { openPostgresStore } from '../../../src/store/postgres/store.ts';
import { folderOf } from '../../folder.ts';
import { noon } from '../harness.ts';
import { failed, fill, nothing, planOf, sendToAll, sent } from '../ledger-contract.ts';
import { key, storeAt } from '../store-at.ts';
import { addressesIn, addressFor, merge, rowOf } from '../subscriber-store-contract.ts';
import { connectTo, postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

const clock = () => new Date(noon);
const budgets = [{ name: 'all', key: new Uint8Array(32), limit: 1, window: 86_400_000 }];

/** A list with somebody of every kind, and a sending that is half done. */
async function lived({ subscribers, ledger, returnedMail, signUps }: Store): Promise<number> {
  await fill(subscribers, 30);
  const first = await sendToAll(ledger, { issue: 'tag:example.org,2026:first', slug: 'first' });
  await merge(subscribers, [
    rowOf(2, 'grüße@bücher.example', { name: 'Ödön', language: 'de-AT', tags: ['b', 'a'], town: 'Wien' }),
    rowOf(3, 'gone@example.org', { status: 'bounced' }),
  ]);
  await subscribers.leave(3, 'unsubscribed', { how: 'by the link' });
  await subscribers.leave(addressFor('stranger@example.org'), 'complained', { how: 'told' });
  await subscribers.forget(addressFor('reader4@example.org'));
  await subscribers.move(5, addressFor('moved@example.org'), { how: 'by the page' });
  const textHash = await signUps.keepText('I would like to get The Letter.');
  const joining = { address: addressFor('ada@example.org'), tags: [], asked: clock(), textHash } as const;
  await subscribers.confirm({ ...joining, how: 'by the form' }, clock());
  await signUps.queue(new Uint8Array([1, 2, 3]), budgets, clock(), addressFor('waiting@example.org'));
  const verdict = { kind: 'hard', subscriber: 6, sending: first, how: '550', reply: '550 no \0 such user' } as const;
  await returnedMail.take([{ fingerprint: new Uint8Array(32), verdict }], { apply: true });
  await returnedMail.tell([new Uint8Array(32).fill(7)]);
  const { id } = await ledger.freeze(planOf());
  const share = (await ledger.take(id))!;
  await share.next(20);
  await Promise.all([1, 2, 7].map((number) => share.intend(number)));
  await share.record(1, sent);
  await share.record(2, failed);
  // The third one is in doubt from now on.
  await share.release();
  return id;
}

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  async function begin() {
    const folder = await folderOf();
    const file = join(folder, 'tidings.db');
    const list = await storeAt(file, { clock, key });
    const id = await lived(list);
    const { url, schema } = await postgresHarness();
    const named = { file: 'tidings.db', database: 'the database' };
    const options = { file, url, schema, named, key, clock };
    const opened = async () => {
      const store = await openPostgresStore(url, { key, named: 'the database', schema, clock });
      onTestFinished(() => store.close());
      return store;
    };
    return { folder, file, list, id, options, opened, url, schema };
  }

  test('a list moves to PostgreSQL and back, proven equal table by table, and goes on where it was', async () => {
    const { folder, list, id, options, opened } = await begin();
    const expected = await Promise.all([
      addressesIn(list.subscribers),
      list.ledger.counts(id),
      list.subscribers.count(),
    ]);
    await list.close();
    const before = await readFile(options.file);
    const tables = await migrateToPostgres(options);
    expect(tables.find(({ table }) => table === 'delivery')!.rows).toBeGreaterThan(30);
    expect(await readFile(options.file)).toEqual(before);
    const moved = await opened();
    expect(moved.subscribers.list).toBe(list.subscribers.list);
    expect(
      await Promise.all([addressesIn(moved.subscribers), moved.ledger.counts(id), moved.subscribers.count()]),
    ).toEqual(expected);
    expect(await moved.subscribers.suppressionOf(addressFor('stranger@example.org'))).toMatchObject({
      reason: 'complained',
    });
    expect(await moved.signUps.queue(undefined, budgets, clock())).toEqual({ queued: false, budget: 'all' });
    // A number that somebody has, or had, is given to nobody else.
    await merge(moved.subscribers, [rowOf(2, 'new@example.org')]);
    expect((await moved.subscribers.find(addressFor('new@example.org')))!.id).toBeGreaterThan(33);
    const share = (await moved.ledger.take(id))!;
    const rest = await share.next(100);
    expect(rest.map(({ subscriber }) => subscriber.id)).not.toContain(1);
    await share.release();
    await moved.close();
    const back = { ...options, file: join(folder, 'back.db') };
    await migrateToSqlite(back);
    const again = await storeAt(back.file, { clock, key });
    expect(await addressesIn(again.subscribers)).toEqual([...expected[0], 'new@example.org']);
    expect(await again.ledger.counts(id)).toEqual(expected[1]);
    expect(existsSync(`${back.file}.migrating`)).toBe(false);
  });

  test('a copy that was broken off is no list yet, and is gone on with', async () => {
    const { options, opened, id } = await begin();
    const stop = () => {
      throw new Error('killed');
    };
    await expect(
      migrateToPostgres({ ...options, onProgress: ({ table }) => table === 'delivery' && stop() }),
    ).rejects.toThrow('killed');
    await expect(opened()).rejects.toMatchObject({
      message: 'the database holds a list that was not copied to its end',
    });
    const seen: string[] = [];
    await migrateToPostgres({ ...options, onProgress: ({ table }) => seen.push(table) });
    // What was copied before is not copied again.
    expect(seen).not.toContain('subscriber');
    expect(await (await opened()).ledger.counts(id)).toMatchObject({
      ...nothing,
      sent: 1,
      failed: 1,
      'in-doubt': 1,
      pending: expect.any(Number),
    });
  });

  test('a copy that differs from the list is taken back, and made anew the next time', async () => {
    const { options, opened, url, schema } = await begin();
    const client = await connectTo(url);
    onTestFinished(() => client.end());
    const meddle = () => client.query(`UPDATE "${schema}".subscriber SET name = 'Somebody else' WHERE id = 1`);
    let meddled: Promise<unknown> | undefined;
    const onProgress = ({ table }: { table: string }) => {
      if (table === 'sending') meddled ??= meddle();
    };
    await expect(migrateToPostgres({ ...options, onProgress })).rejects.toMatchObject({
      message: 'tidings.db changed while it was copied',
    });
    await meddled;
    await migrateToPostgres(options);
    expect(await (await opened()).subscribers.get(1)).not.toHaveProperty('name');
  });

  test('a list that is there already is never written over, nor one that is being sent copied', async () => {
    const { options, opened, list, id, folder } = await begin();
    const none = join(folder, 'none.db');
    await expect(migrateToPostgres({ ...options, file: none })).rejects.toMatchObject({
      message: 'there is no tidings.db',
    });
    expect(existsSync(none)).toBe(false);
    const share = (await list.ledger.take(id))!;
    await expect(migrateToPostgres(options)).rejects.toMatchObject({ message: 'an issue of tidings.db is being sent' });
    await share.release();
    await expect(migrateToSqlite(options)).rejects.toMatchObject({ message: 'tidings.db holds a list already' });
    await merge((await opened()).subscribers, [rowOf(2, 'ada@example.org')]);
    await expect(migrateToPostgres(options)).rejects.toMatchObject({ message: 'the database holds a list already' });
  });
});
