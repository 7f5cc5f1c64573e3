import type { DatabaseSync } from 'node:sqlite';
import { inWords } from './fault.ts';

/** A connection, and the file as messages name it. */
interface Connection {
  readonly database: DatabaseSync;
  readonly named: string;
}

/**
 * Does several things as one, or none of them. One that writes waits for other writers before it begins, so that it
 * does not have to give way in its midst.
 * @throws ProblemError if the database fails in a way that a person can mend.
 */
export function transaction<Result>(
  { database, named }: Connection,
  work: () => Result,
  { writes = true } = {},
): Result {
  try {
    database.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
  } catch (error) {
    throw inWords(error, named);
  }
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
