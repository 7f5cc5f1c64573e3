import { setTimeout as pause } from 'node:timers/promises';
import type { OpenDatabase } from './database.ts';
import { inWords } from './fault.ts';

/** How long to wait for readers, in milliseconds. Ours are done in less; one that holds on longer does so for hours. */
const longest = 2_000;

/** Milliseconds between two attempts. */
const interval = 50;

/**
 * Moves SQLite's write-ahead log into the file and empties it. False if another process still reads the database as it
 * was before: both files then keep bytes that were erased since.
 * @throws ProblemError if the database fails in a way that a person can mend.
 */
export async function emptyLog(open: Pick<OpenDatabase, 'database' | 'named' | 'writer'>): Promise<boolean> {
  const end = performance.now() + Math.min(longest, open.writer.patience);
  for (;;) {
    if (isEmptied(open)) return true;
    if (performance.now() >= end) return false;
    await pause(interval);
  }
}

function isEmptied({ database, named }: Pick<OpenDatabase, 'database' | 'named'>): boolean {
  try {
    const { timeout } = database.prepare('PRAGMA busy_timeout').get() as { timeout: number };
    database.exec(`PRAGMA busy_timeout = ${Math.min(timeout, longest)}`);
    try {
      // A checkpoint that has to give way is no error: only this row says so (sqlite.org/pragma.html#pragma_wal_checkpoint).
      const row = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      const { busy, log, checkpointed } = row as Record<'busy' | 'log' | 'checkpointed', number>;
      return busy === 0 && log === checkpointed;
    } finally {
      database.exec(`PRAGMA busy_timeout = ${timeout}`);
    }
  } catch (error) {
    throw inWords(error, named);
  }
}
