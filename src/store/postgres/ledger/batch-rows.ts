import { isFree } from '../../common/lease.ts';
import type { StoredRow } from '../../common/rows.ts';
import type { Queries, Transaction } from '../connection.ts';

/** So many intervals without a sign of life are too many: 7 s by default. */
export const longestSilence = 3.5;

/** The deliveries of neighbours on the list; `first` and `last` are numbers of subscribers. */
export interface BatchRange {
  readonly number: number;
  readonly first: number;
  readonly last: number;
}

/** The `due` of a batch that waits for a person. */
export const never = Number.MAX_SAFE_INTEGER;

/** For how many milliseconds nothing was heard of the holder of a batch `b`, by the time of the database. */
export const silentSql = 'coalesce(extract(epoch FROM clock_timestamp() - b.heard) * 1000, 0)::bigint AS silent';

/** Whether a living worker has it. `silence`: so many milliseconds without a sign of life are too many. */
export function hasHolder({ holder, silent }: StoredRow, silence: number): boolean {
  return !isFree(holder as string | null) && (silent as number) < silence;
}

/** Whether living workers have batches of a sending. */
export async function hasWorkers(queries: Queries, sending: number, silence: number): Promise<boolean> {
  const sql = `SELECT b.holder, ${silentSql} FROM tidings.batch b WHERE b.sending = $1 AND b.holder IS NOT NULL`;
  return (await queries.rows(sql, sending)).some((row) => hasHolder(row, silence));
}

/** Whether living workers have batches of any sending. */
export async function hasOthers(queries: Queries, silence: number): Promise<boolean> {
  const sql = `SELECT b.holder, ${silentSql} FROM tidings.batch b WHERE b.holder IS NOT NULL`;
  return (await queries.rows(sql)).some((row) => hasHolder(row, silence));
}

/** Lets others have a batch, from a time on if that is given, and removes one of which nobody is pending any more. */
export async function releaseBatch(
  transaction: Transaction,
  { sending, number, first, last }: BatchRange & { readonly sending: number },
  until: number | undefined,
): Promise<void> {
  const found = await transaction.row(
    `SELECT count(*) AS pending, min(coalesce(due, 0)) AS due FROM tidings.delivery
      WHERE sending = $1 AND subscriber BETWEEN $2 AND $3 AND state = 'pending'`,
    ...[sending, first, last],
  );
  const { pending, due } = found as { pending: number; due: number | null };
  if (pending === 0)
    await transaction.run('DELETE FROM tidings.batch WHERE sending = $1 AND number = $2', sending, number);
  else
    await transaction.run(
      `UPDATE tidings.batch SET holder = NULL, heard = NULL, epoch = nextval('tidings.lease'), due = $3
        WHERE sending = $1 AND number = $2`,
      ...[sending, number, until ?? due],
    );
}
