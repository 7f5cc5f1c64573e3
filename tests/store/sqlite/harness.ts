import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { StoreOptions } from '../../../src/store/open.ts';
import { folderOf } from '../../folder.ts';
import { type Harness, noon, type StoreProcess } from '../harness.ts';
import { storeAt } from '../store-at.ts';

/** The pid of a process that has ended. */
const { pid: dead } = spawnSync(process.execPath, ['--version']);

interface SqliteHarness extends Harness {
  readonly file: string;
  process(options?: Pick<StoreOptions, 'patience' | 'hold' | 'leaseInterval'>): Promise<StoreProcess>;
}

/** A database in a file of its own, which several processes have open. */
export async function sqliteHarness(): Promise<SqliteHarness> {
  const file = join(await folderOf(), 'tidings.db');
  let now = new Date(noon);
  return {
    file,
    setClock: (instant) => {
      now = new Date(instant);
    },
    process: async (options) => {
      const store = await storeAt(file, { clock: () => now, leaseInterval: 40, ...options });
      const kill = async () => {
        await store.close();
        const other = new DatabaseSync(file);
        for (const table of ['sending', 'waiting_mail'])
          other.exec(`UPDATE ${table} SET holder = json_set(holder, '$.pid', ${dead}) WHERE holder IS NOT NULL`);
        other.close();
      };
      return { ...store, kill };
    },
  };
}

/** The tables themselves, over a connection of its own. */
export function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  return database;
}
