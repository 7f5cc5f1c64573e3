import { randomInt } from 'node:crypto';
import type { KeyHandle } from '../../lib/key-handle.ts';
import { ProblemError } from '../../model/problem.ts';
import { fingerprintOf } from '../../subscribers/token.ts';
import { otherKey } from '../common/other-key.ts';
import { underMigration } from '../copy/copy.ts';
import { type ConnectionOptions, PostgresConnection, type Queries } from './connection.ts';
import { migratePostgres } from './migrations.ts';

/** The database that holds the list and the ledger of sendings. */
export interface OpenPostgres {
  readonly connection: PostgresConnection;
  readonly key: KeyHandle;
  /** The list's own number. */
  readonly list: number;
}

/** How a list in PostgreSQL is opened. `clock`: in the place of the database's own time. */
export interface PostgresOptions extends Omit<ConnectionOptions, 'patience'> {
  readonly key: KeyHandle;
  readonly patience?: number | undefined;
}

/**
 * Opens a database, or begins a list in it.
 * @throws ProblemError with exit code 2 if it is foreign, newer than this program, of another key or half migrated.
 */
export async function openPostgres(
  url: string,
  { key, patience = 10_000, ...options }: PostgresOptions,
): Promise<OpenPostgres> {
  const connection = await PostgresConnection.open(url, { ...options, patience });
  try {
    await migratePostgres(connection);
    return { connection, key, list: await settle(connection, key) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The number of the list, made with its first use; refuses a key under which nobody's leaving would be known. */
async function settle(connection: PostgresConnection, key: KeyHandle): Promise<number> {
  let settings = await settingsIn(connection);
  if (!settings.has('list') && !settings.has(underMigration))
    settings = await connection.write(
      async (transaction) => {
        const sql = 'INSERT INTO tidings.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING';
        const list = Buffer.alloc(4);
        list.writeUInt32BE(randomInt(1, 2 ** 32));
        if (!(await transaction.row('SELECT 1 FROM tidings.setting WHERE name = $1', 'list'))) {
          await transaction.run(sql, 'list', list);
          await transaction.run(sql, 'key', fingerprintOf(key));
        }
        return settingsIn(transaction);
      },
      { lock: 'tables' },
    );
  if (settings.has(underMigration)) throw halfMigrated(connection.named);
  if (!settings.get('key')?.equals(fingerprintOf(key))) throw otherKey(connection.named);
  return settings.get('list')!.readUInt32BE();
}

async function settingsIn(queries: Queries): Promise<Map<string, Buffer>> {
  const rows = await queries.rows("SELECT name, value FROM tidings.setting WHERE name IN ('list', 'key', 'migration')");
  return new Map(rows.map(({ name, value }) => [name as string, value as Buffer]));
}

function halfMigrated(named: string): ProblemError {
  const message = `${named} holds a list that was not copied to its end`;
  const hint = 'Run "tidings subscribers migrate --to postgres" again, which goes on where it was.';
  return new ProblemError([{ severity: 'error', rule: 'database', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
