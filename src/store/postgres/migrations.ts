import { ProblemError } from '../../model/problem.ts';
import type { PostgresConnection, Queries } from './connection.ts';
import { firstTables } from './first-tables.ts';
import { sharedTables } from './shared-tables.ts';
import { stepsFunction } from './steps-function.ts';

/** How the tables came to be what they are. Only ever add to the end: databases in the world have run the earlier ones. */
export const postgresMigrations: readonly string[] = [firstTables, stepsFunction, sharedTables];

/**
 * Brings the tables up to date, each step in a transaction of its own, safe with another process that does the same.
 * @throws ProblemError if the schema is another program's or newer than this program, or the database is not in UTF-8.
 */
export async function migratePostgres(connection: PostgresConnection, steps = postgresMigrations): Promise<void> {
  while ((await versionIn(connection, connection, steps)) < steps.length)
    await connection.write(
      async (transaction) => {
        // Another process may have been faster.
        const version = await versionIn(connection, transaction, steps);
        if (version === steps.length) return;
        if (version === 0) await begin(connection, transaction);
        await transaction.run(steps[version]!);
        await transaction.run('UPDATE tidings.format SET version = $1', version + 1);
      },
      { lock: 'tables' },
    );
}

async function begin({ named, schema }: PostgresConnection, transaction: Queries): Promise<void> {
  const { encoding } = (await transaction.row("SELECT current_setting('server_encoding') AS encoding"))!;
  if (encoding !== 'UTF8')
    throw refusal(
      `${named} keeps its texts in ${encoding}`,
      'Create one by: createdb --template=template0 --encoding=UTF8 …',
    );
  // Where it is there already, nobody has to be allowed to create it.
  if (!(await transaction.row('SELECT 1 FROM pg_namespace WHERE nspname = $1', schema)))
    await transaction.run(`CREATE SCHEMA "${schema.replaceAll('"', '""')}"`);
  await transaction.run('CREATE TABLE tidings.format (version BIGINT NOT NULL)');
  await transaction.run('INSERT INTO tidings.format (version) VALUES (0)');
}

/** 0 where there is no table yet. */
async function versionIn(
  { named, schema }: PostgresConnection,
  queries: Queries,
  steps: readonly string[],
): Promise<number> {
  const sql = `SELECT count(*) AS tables, count(*) FILTER (WHERE c.relname = 'format') AS ours FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v')`;
  const { tables, ours } = (await queries.row(sql, schema)) as { tables: number; ours: number };
  if (tables === 0) return 0;
  if (ours === 0)
    throw refusal(
      `the schema "${schema}" of ${named} is another program's`,
      'Give Tidings a database of its own: createdb --encoding=UTF8 tidings',
    );
  const { version } = (await queries.row('SELECT version FROM tidings.format')) as { version: number };
  if (version > steps.length)
    throw refusal(
      `${named} was written by a newer Tidings (format ${version}; this program knows ${steps.length})`,
      'Update Tidings on this machine.',
    );
  return version;
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'database', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
