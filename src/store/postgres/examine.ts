import { clientsOf } from './address.ts';
import { postgresFault } from './fault.ts';
import { postgresMigrations } from './migrations.ts';

/** What can be seen of a database without changing anything. */
export interface DatabaseReport {
  /** Of PostgreSQL, such as `15.14`. */
  readonly version: string;
  /** Of the tables; absent where there is no list yet. */
  readonly format?: number;
  /** Of the tables that this program makes. */
  readonly newest: number;
  /** Whether PgBouncer or the like is in between. */
  readonly isPooled: boolean;
  /** By how many milliseconds its clock is ahead of this machine's. */
  readonly ahead: number;
  readonly isReplica: boolean;
}

/** Looks at a database. `named` is the database in messages. @throws ProblemError where it cannot be reached. */
export async function examineDatabase(url: string, named: string): Promise<DatabaseReport> {
  const { Client, options } = await clientsOf(url);
  const client = new Client({ ...options, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const begun = Date.now();
    const { rows } = await client.query(
      `SELECT current_setting('server_version') AS version, pg_backend_pid() AS pid, pg_is_in_recovery() AS replica,
        (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, to_regclass('tidings.format') IS NOT NULL AS begun`,
    );
    const middle = (begun + Date.now()) / 2;
    const [{ version, pid, replica, now, begun: hasList }] = rows;
    const found = hasList ? await client.query('SELECT version::int FROM tidings.format') : undefined;
    return {
      version: version.split(' ')[0],
      ...(found && { format: found.rows[0].version }),
      newest: postgresMigrations.length,
      // A pooler gives its clients numbers of its own.
      isPooled: (client as unknown as { processID: number | null }).processID !== pid,
      ahead: Math.round(now - middle),
      isReplica: replica,
    };
  } catch (error) {
    throw postgresFault(error, named);
  } finally {
    await client.end().catch(() => undefined);
  }
}
