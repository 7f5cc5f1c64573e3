import type { DatabaseSync } from 'node:sqlite';
import { inWords } from './fault.ts';

/** A connection, and the file as messages name it. */
export interface Connection {
  readonly database: DatabaseSync;
  readonly named: string;
}

/**
 * Does several things as one, or none of them. One that writes waits for other writers before it begins, so that it
 * does not have to give way in its midst; the process stands still for so long.
 * @throws ProblemError if the database fails in a way that a person can mend.
 */
export function transaction<Result>(connection: Connection, work: () => Result, { writes = true } = {}): Result {
  begin(connection, { writes });
  return conclude(connection, work);
}

/** @throws DatabaseFault, among others where somebody else writes. */
export function begin({ database, named }: Connection, { writes }: { readonly writes: boolean }): void {
  try {
    database.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
  } catch (error) {
    throw inWords(error, named);
  }
}

/** Does the work of a transaction that has begun, and ends it. */
export function conclude<Result>({ database, named }: Connection, work: () => Result): Result {
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has rolled it back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw inWords(error, named);
  }
}
