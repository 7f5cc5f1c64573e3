import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Marks our databases among those of others, in their headers: "Tidi". */
const application = 0x54_69_64_69;

/** Counts the shapes of the tables: a database of another shape is made anew. */
const shape = 1;

/**
 * What can be made again needs no careful hand: a database that is damaged, of another program or of another shape is
 * removed and made anew. Undefined where there can be none now: another process has it, or nothing may be read there.
 * Nobody may be at work with it but the one that holds the build lock.
 */
export function openMemoryDatabase(file: string, tables: string): DatabaseSync | undefined {
  try {
    return open(file, tables);
  } catch (error) {
    if (!isUseless(error)) return undefined;
  }
  try {
    removeDatabase(file);
    return open(file, tables);
  } catch {
    return undefined;
  }
}

/** With the journal of a save that was broken off: it must not be played into another database. */
export function removeDatabase(file: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(file + ending, { force: true, recursive: true });
}

/** A transaction from here on: nobody changes what was read, and a save is there as a whole or not at all. */
function open(file: string, tables: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON; BEGIN');
    if (isNew(database)) make(database, tables);
    if (pragmaIn(database, 'application_id') !== application || pragmaIn(database, 'user_version') !== shape)
      throw new Useless();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A file that is somebody else's, or of another version. */
class Useless extends Error {}

function isNew(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function make(database: DatabaseSync, tables: string): void {
  database.exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${shape}; ${tables}`);
}

function pragmaIn(database: DatabaseSync, pragma: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_SCHEMA and SQLITE_ERROR, as for a table of other columns. */
const useless: ReadonlySet<number> = new Set([1, 11, 17, 26]);

/** Whether a database, and not its place or another process, is the reason for an error. */
export function isUseless(error: unknown): boolean {
  // The lowest byte is the kind, the others tell more of it.
  return error instanceof Useless || useless.has(((error as { errcode?: number }).errcode ?? 0) & 0xff);
}
