import { randomInt } from 'node:crypto';
import { chmodSync, closeSync, lstatSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { KeyHandle } from '../../lib/key-handle.ts';
import { ProblemError } from '../../model/problem.ts';
import { fingerprintOf } from '../../subscribers/token.ts';
import { isReadOnly } from '../../system/files.ts';
import { otherKey } from '../common/other-key.ts';
import type { DatabaseOptions } from './database-options.ts';
import { inWords } from './fault.ts';
import { isNewest, migrate } from './migrations.ts';
import { PatientWriter } from './patient-writer.ts';
import { transaction } from './transaction.ts';

/** The file that holds the list and the ledger of sendings; both work over one connection. */
export interface OpenDatabase extends Pick<DatabaseOptions, 'key' | 'clock' | 'named'> {
  readonly database: DatabaseSync;
  /** The list's own number. */
  readonly list: number;
  /** Everything that is written goes through it. */
  readonly writer: PatientWriter;
}

/**
 * Opens the database in a file, or begins one. Several processes may have it open. On a read-only file system, such as a
 * mounted snapshot, it can be read, and whatever would write is refused.
 * @throws ProblemError with exit code 2 if the file is damaged, foreign, newer than this program or of another key.
 */
export function openDatabase(file: string, options: DatabaseOptions): OpenDatabase {
  const { key, clock, named, patience = 10_000, hold = patience } = options;
  const opened = (database: DatabaseSync): OpenDatabase => {
    const list = settle(database, key, named);
    return { database, key, clock, named, list, writer: new PatientWriter({ database, named }, { patience, hold }) };
  };
  let database: DatabaseSync | undefined;
  try {
    if (isReadOnly(file)) {
      database = openSnapshot(file, named);
      return opened(database);
    }
    keepPrivate(file);
    database = new DatabaseSync(file, { timeout: patience, enableForeignKeyConstraints: true });
    // An erased address must not linger in free pages. FULL: work reported as done outlives a power cut.
    database.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -16000; PRAGMA trusted_schema = OFF');
    migrate(database, named);
    // A long import changes the same pages of the index again and again: 64 MB of log before they are moved save a third.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000');
    return opened(database);
  } catch (error) {
    database?.close();
    throw inWords(error, named);
  }
}

/** SQLite cannot make the files there through which processes share a database, so it reads the file as unchanging. */
function openSnapshot(file: string, named: string): DatabaseSync {
  const refuse = (message: string) => {
    const hint = `Copy ${named} and the files that end in -wal and -shm, if there are any, to a folder that you may write to, and read them there.`;
    throw new ProblemError([{ severity: 'error', rule: 'database', message: `${named} ${message}`, hint }], {
      exitCode: 2,
      state: 'Nothing was changed.',
    });
  };
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    refuse('is on a read-only file system and was in use when that was made: its newest changes are in another file');
  const database = new DatabaseSync(new URL('?immutable=1', pathToFileURL(file)), { readOnly: true });
  if (!isNewest(database, named))
    refuse('is of an older version and cannot be brought up to date on a read-only file system');
  return database;
}

/** The list and its companions are for their owner alone; SQLite gives `-wal` and `-shm` the mode of the file. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  // A link may lead to a file of somebody else, or of another purpose: that one keeps its mode.
  const found = lstatSync(file);
  if (found.isFile() && (found.mode & 0o077) !== 0) chmodSync(file, 0o600);
}

/** The number of the list, made with its first use; refuses a key under which nobody's leaving would be known. */
function settle(database: DatabaseSync, key: KeyHandle, named: string): number {
  const read = database.prepare('SELECT value FROM setting WHERE name = ?');
  const write = database.prepare('INSERT INTO setting (name, value) VALUES (?, ?)');
  const known = () => read.get('list');
  if (!known()) {
    transaction({ database, named }, () => {
      if (known()) return;
      const list = Buffer.alloc(4);
      list.writeUInt32BE(randomInt(1, 2 ** 32));
      write.run('list', list);
      write.run('key', fingerprintOf(key));
    });
  }
  const made = Buffer.from(read.get('key')!.value as Uint8Array);
  if (!made.equals(fingerprintOf(key))) throw otherKey(named);
  return Buffer.from(known()!.value as Uint8Array).readUInt32BE();
}
