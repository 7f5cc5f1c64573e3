import type { DatabaseSync } from 'node:sqlite';

/**
 * Does several things as one, or none of them. One that writes waits for other writers before it begins, so that it
 * does not have to give way in its midst.
 */
export function transaction<Result>(database: DatabaseSync, work: () => Result, { writes = true } = {}): Result {
  database.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has rolled it back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
