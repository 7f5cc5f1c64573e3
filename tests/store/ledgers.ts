import { spawnSync } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/store/sqlite/database.ts';
import { openLedger } from '../../src/store/sqlite/ledger/ledger.ts';
import { SqliteSubscribers } from '../../src/store/sqlite/subscribers.ts';
import { folderOf } from '../folder.ts';
import { type Harness, noon, type Process } from './ledger-contract.ts';

export const secret = '0123456789abcdef0123456789abcdef';
const key = createSecretKey(secret, 'utf8');

/** The pid of a process that has ended. */
const { pid: dead } = spawnSync(process.execPath, ['--version']);

interface SqliteHarness extends Harness {
  readonly file: string;
  readonly process: (options?: { patience?: number; interval?: number }) => Process & { open: OpenDatabase };
}

/** A list and a ledger in a file of their own, which several processes have open. */
export async function sqliteHarness(): Promise<SqliteHarness> {
  const file = join(await folderOf(), 'tidings.db');
  let now = new Date(noon);
  return {
    file,
    setClock: (instant) => {
      now = new Date(instant);
    },
    process: ({ patience = 10_000, interval = 40 } = {}) => {
      const open = openDatabase(file, { key, clock: () => now, named: 'tidings.db', patience });
      const store = new SqliteSubscribers(open);
      onTestFinished(() => void (open.database.isOpen && open.database.close()));
      const kill = () => {
        open.database.close();
        const other = new DatabaseSync(file);
        other.exec(`UPDATE sending SET holder = json_set(holder, '$.pid', ${dead}) WHERE holder IS NOT NULL`);
        other.close();
      };
      return { open, store, ledger: openLedger(open, { interval }), kill };
    },
  };
}
