import type { Store } from '../store.ts';
import { openPostgres, type PostgresOptions } from './database.ts';
import { PostgresLedger } from './ledger/ledger.ts';
import { PostgresShared } from './ledger/shared.ts';
import { PostgresReturnedMail } from './returned-mail.ts';
import { PostgresSignUps } from './sign-ups.ts';
import { PostgresSubscribers } from './subscribers.ts';
import { PostgresTurns } from './turns.ts';

/** The four ports over a PostgreSQL database. `leaseInterval` is that of `StoreOptions`. */
export async function openPostgresStore(
  url: string,
  { leaseInterval, ...options }: PostgresOptions & { readonly leaseInterval?: number | undefined },
): Promise<Store> {
  const open = await openPostgres(url, options);
  return {
    subscribers: new PostgresSubscribers(open),
    ledger: new PostgresLedger(open, leaseInterval),
    returnedMail: new PostgresReturnedMail(open),
    signUps: new PostgresSignUps(open),
    shared: new PostgresShared(open, leaseInterval),
    turns: new PostgresTurns(open),
    close: () => open.connection.close(),
  };
}
