import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/open.ts';
import { folderOf } from '../../folder.ts';
import { key, storeAt } from '../store-at.ts';
import { addressesIn, merge, rowOf } from '../subscriber-store-contract.ts';
import { connectTo } from './harness.ts';
import { hasPostgres, sharedPostgres } from './server.ts';

const clock = () => new Date();

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  async function database(name: string) {
    const { url } = await sharedPostgres();
    const client = await connectTo(url);
    await client.query(`CREATE DATABASE ${name}`);
    onTestFinished(async () => {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await client.end();
    });
    return url.replace('/postgres?', `/${name}?`);
  }

  test('an empty database does not take the place of a file with readers, and a database with readers does', async () => {
    const url = await database('two_lists');
    const file = join(await folderOf(), 'tidings.db');
    const options = { key, clock, named: 'the database', before: file };
    const list = await storeAt(file, { clock });
    // Nobody is in either.
    await (await openStore(url, options)).close();
    await merge(list.subscribers, [rowOf(2, 'ada@example.org')]);
    await expect(openStore(url, options)).rejects.toMatchObject({
      message: 'the database holds nobody, and tidings.db holds readers',
      exitCode: 2,
    });
    const { before: _, ...alone } = options;
    const store = await openStore(url, alone);
    await merge(store.subscribers, [rowOf(2, 'grace@example.org')]);
    await store.close();
    const again = await openStore(url, options);
    expect(await addressesIn(again.subscribers)).toEqual(['grace@example.org']);
    await again.close();
    await again.close();
  });

  test('a file beside it that is no list of Tidings is no reason to stop', async () => {
    const url = await database('one_list');
    const file = join(await folderOf(), 'tidings.db');
    await writeFile(file, 'notes that somebody keeps under this name');
    const store = await openStore(url, { key, clock, named: 'the database', before: file });
    expect(await addressesIn(store.subscribers)).toEqual([]);
    await store.close();
  });
});
