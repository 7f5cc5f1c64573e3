import type { Ledger } from './ledger.ts';
import type { ReturnedMailStore } from './returned-mail.ts';
import type { SignUpStore } from './sign-ups.ts';
import { openDatabase } from './sqlite/database.ts';
import type { DatabaseOptions } from './sqlite/database-options.ts';
import { SqliteLedger } from './sqlite/ledger/ledger.ts';
import { SqliteReturnedMail } from './sqlite/returned-mail.ts';
import { SqliteSignUps } from './sqlite/sign-ups.ts';
import { SqliteSubscribers } from './sqlite/subscribers.ts';
import type { SubscriberStore } from './subscriber-store.ts';

export { DatabaseFault } from './common/fault.ts';
export { copyStore } from './sqlite/backup.ts';
export type { DatabaseOptions } from './sqlite/database-options.ts';

/** The four ports over one database. */
export interface Store {
  readonly subscribers: SubscriberStore;
  readonly ledger: Ledger;
  readonly returnedMail: ReturnedMailStore;
  readonly signUps: SignUpStore;
  /** Closes the database; a share of a sending is released before. Closing twice is harmless. */
  close(): Promise<void>;
}

export interface StoreOptions extends DatabaseOptions {
  /** How often a sending process shows that it lives, in milliseconds; 2,000 by default. */
  readonly leaseInterval?: number;
}

/**
 * Opens the database of a list, or begins one. Several processes may have it open at the same time.
 * @param file The path of the SQLite file.
 * @throws ProblemError with exit code 2 if the file is damaged, foreign, newer than this program or of another key.
 */
export async function openStore(file: string, { leaseInterval, ...options }: StoreOptions): Promise<Store> {
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
