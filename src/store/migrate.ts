import { existsSync } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import type { KeyHandle } from '../lib/key-handle.ts';
import { ProblemError } from '../model/problem.ts';
import { isFree } from './common/lease.ts';
import { type CopyProgress, copyRows, sumsOf, type TableSum, underMigration } from './copy/copy.ts';
import { copiedTables } from './copy/tables.ts';
import { PostgresConnection, type Queries } from './postgres/connection.ts';
import { postgresSide } from './postgres/copy-side.ts';
import { openPostgres } from './postgres/database.ts';
import { migratePostgres } from './postgres/migrations.ts';
import { sqliteSide } from './sqlite/copy-side.ts';
import { openDatabase } from './sqlite/database.ts';

interface MigrationOptions {
  /** The file of SQLite, and the address of PostgreSQL. */
  readonly file: string;
  readonly url: string;
  readonly named: { readonly file: string; readonly database: string };
  readonly key: KeyHandle;
  readonly clock: () => Date;
  readonly schema?: string;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

/**
 * Copies a list from a file into an empty database, and proves by counts and hashes of every table that both are the
 * same. One that was broken off is continued. The file stays as it is.
 * @throws ProblemError if the database holds a list, the file is in use by a sender, or it changed in the meantime.
 */
export async function migrateToPostgres(options: MigrationOptions): Promise<TableSum[]> {
  const { file, url, named, key, clock, schema, onProgress } = options;
  // Opening it would make one.
  if (!existsSync(file)) throw refusal(`there is no ${named.file}`, 'There is nothing to copy.');
  const source = openDatabase(file, { key, clock, named: named.file });
  const connection = await PostgresConnection.open(url, { named: named.database, schema, patience: 10_000 });
  try {
    await migratePostgres(connection);
    refuseSender(source.database.prepare('SELECT holder FROM sending').all(), named.file);
    await beginIn(connection, source.list, named);
    const version = () => Object.values(source.database.prepare('PRAGMA data_version').get()!)[0];
    const before = version();
    const from = sqliteSide(source.database);
    const to = postgresSide(connection, connection, key);
    await copyRows(from, to, onProgress);
    const [mine, theirs] = [await sumsOf(from), await sumsOf(to)];
    if (before !== version() || JSON.stringify(mine) !== JSON.stringify(theirs)) {
      await emptyIn(connection);
      throw changed(named.file, named.database);
    }
    for (const table of ['subscriber', 'consent', 'sending', 'waiting_mail']) {
      const last = source.database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table)?.seq ?? 0;
      const sql = `SELECT setval(pg_get_serial_sequence('tidings.${table}', 'id'), $1::bigint + 1, false)`;
      await connection.run(sql, last as number);
    }
    await connection.run('DELETE FROM tidings.setting WHERE name = $1', underMigration);
    return mine;
  } finally {
    source.database.close();
    await connection.close();
  }
}

/** The opposite: from the database into a file that is not there yet. The database stays as it is. */
export async function migrateToSqlite(options: MigrationOptions): Promise<TableSum[]> {
  const { file, named } = options;
  const refused = () => hasList(named.file, 'Move it away, and run this again.');
  if (existsSync(file)) throw refused();
  const temporary = `${file}.migrating`;
  const sums = await copyToFile({ ...options, file: temporary });
  await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? refused() : error;
  });
  await rm(temporary);
  return sums;
}

/** Copies the list of a database into a file, which may be a copy that was broken off. `without`: tables that stay behind. */
export async function copyToFile(
  { file, url, named, key, clock, schema, onProgress }: MigrationOptions,
  without: readonly string[] = [],
): Promise<TableSum[]> {
  const { connection } = await openPostgres(url, { named: named.database, schema, key });
  const target = openDatabase(file, { key, clock, named: named.file });
  try {
    refuseSender(await connection.rows('SELECT holder FROM tidings.sending'), named.database, without);
    const to = sqliteSide(target.database);
    // All as of one moment, whatever changes meanwhile.
    const [mine, theirs] = await connection.read(async (transaction) => {
      const from = postgresSide(transaction, connection, key);
      await copyRows(from, to, onProgress);
      for (const table of without) target.database.exec(`DELETE FROM ${table}`);
      return [await sumsOf(from, without), await sumsOf(to, without)];
    });
    if (JSON.stringify(mine) !== JSON.stringify(theirs)) {
      await rm(file, { force: true });
      throw changed(named.database, named.file);
    }
    target.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return mine;
  } finally {
    target.database.close();
    await connection.close();
  }
}

/** Marks a database that holds nothing, or goes on with one that is marked for the same list. */
async function beginIn(connection: PostgresConnection, list: number, named: MigrationOptions['named']): Promise<void> {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(list);
  const mark = await connection.row('SELECT value FROM tidings.setting WHERE name = $1', underMigration);
  if (mark && !number.equals(mark.value as Buffer)) await emptyIn(connection);
  else if (mark) return;
  for (const table of ['subscriber', 'sending', 'suppression'])
    if (await connection.row(`SELECT 1 FROM tidings.${table} LIMIT 1`))
      throw hasList(named.database, 'Give the list a database of its own, and run this again.');
  await connection.write(async (transaction) => {
    await transaction.run('DELETE FROM tidings.setting');
    await transaction.run('INSERT INTO tidings.setting (name, value) VALUES ($1, $2)', underMigration, number);
  });
}

async function emptyIn(queries: Queries): Promise<void> {
  await queries.run(`TRUNCATE ${copiedTables.map(({ name }) => `tidings.${name}`).join(', ')}`);
}

function refuseSender(
  rows: readonly Readonly<Record<string, unknown>>[],
  named: string,
  without: readonly string[] = [],
): void {
  if (without.length > 0 || rows.every(({ holder }) => isFree(holder as string | null))) return;
  throw refusal(`an issue of ${named} is being sent`, 'Let it end, and run this again.');
}

function hasList(named: string, hint: string): ProblemError {
  return refusal(`${named} holds a list already`, hint);
}

function changed(from: string, to: string): ProblemError {
  return refusal(
    `${from} changed while it was copied`,
    `End "tidings serve" and whatever else uses it, and run this again: ${to} was emptied, and the copy begins anew.`,
  );
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'migrate', message, hint }], {
    exitCode: 2,
    state: 'The old list is as it was.',
  });
}
