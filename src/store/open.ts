import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ProblemError } from '../model/problem.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openDatabase } from './sqlite/database.ts';
import type { DatabaseOptions } from './sqlite/database-options.ts';
import { SqliteLedger } from './sqlite/ledger/ledger.ts';
import { SqliteReturnedMail } from './sqlite/returned-mail.ts';
import { SqliteSignUps } from './sqlite/sign-ups.ts';
import { SqliteSubscribers } from './sqlite/subscribers.ts';
import type { Store } from './store.ts';

export { DatabaseFault } from './common/fault.ts';
export { type DatabaseReport, examineDatabase } from './postgres/examine.ts';
export { copyStore } from './sqlite/backup.ts';
export type { DatabaseOptions } from './sqlite/database-options.ts';
export type { Store } from './store.ts';

export interface StoreOptions extends DatabaseOptions {
  /** How often a sending process shows that it lives, in milliseconds; 2,000 by default. */
  readonly leaseInterval?: number;
  /** The file of SQLite that an empty PostgreSQL database must not take the place of, if it holds readers. */
  readonly before?: string;
}

/**
 * Opens the database of a list, or begins one. Several processes may have it open at the same time.
 * @param place The path of the SQLite file, or the address of a PostgreSQL database (`postgres://…`), whose own time
 * takes the place of the clock.
 * @throws ProblemError with exit code 2 if it is damaged, foreign, newer than this program or of another key.
 */
export async function openStore(place: string, options: StoreOptions): Promise<Store> {
  return /^postgres(ql)?:\/\//.test(place) ? openServer(place, options) : openFile(place, options);
}

async function openServer(url: string, { key, named, patience, leaseInterval, before }: StoreOptions): Promise<Store> {
  const store = await openPostgresStore(url, { key, named, patience, leaseInterval });
  try {
    if (before !== undefined && (await isEmpty(store)) && hasReaders(before)) throw leftBehind(named);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openFile(file: string, { leaseInterval, before: _, ...options }: StoreOptions): Store {
  const open = openDatabase(file, options);
  return {
    subscribers: new SqliteSubscribers(open),
    ledger: new SqliteLedger(open, leaseInterval),
    returnedMail: new SqliteReturnedMail(open),
    signUps: new SqliteSignUps(open),
    close: async () => {
      if (open.database.isOpen) open.database.close();
    },
  };
}

async function isEmpty({ subscribers, ledger }: Store): Promise<boolean> {
  for await (const _ of subscribers.read()) return false;
  return (await ledger.sendings()).length === 0;
}

function hasReaders(file: string): boolean {
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { timeout: 10_000, readOnly: true });
  try {
    return database.prepare('SELECT 1 FROM subscriber LIMIT 1').get() !== undefined;
  } catch {
    // No list of Tidings.
    return false;
  } finally {
    database.close();
  }
}

function leftBehind(named: string): ProblemError {
  const message = `${named} holds nobody, and tidings.db holds readers`;
  const hint =
    'Copy them by "tidings subscribers migrate --to postgres"; to begin a new list, move tidings.db away; to use tidings.db, take DATABASE_URL from the environment and .env.';
  return new ProblemError([{ severity: 'error', rule: 'two-lists', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
