import type pg from 'pg';
import type { StoredRow } from '../common/rows.ts';
import { clientsOf } from './address.ts';
import { loadDriver } from './driver.ts';
import { isTransient, postgresFault } from './fault.ts';

/** Statements of one connection or of any, with `$1` for values. Tables are written as `tidings.subscriber`. */
export interface Queries {
  /** One row; nothing if there is none. */
  row(sql: string, ...values: SqlValue[]): Promise<StoredRow | undefined>;
  rows(sql: string, ...values: SqlValue[]): Promise<StoredRow[]>;
  /** How many rows it changed. */
  run(sql: string, ...values: SqlValue[]): Promise<number>;
}

export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly Uint8Array[];

/** A transaction, with the time of the database at which it began to work. */
export interface Transaction extends Queries {
  readonly now: Date;
}

/** What only one process may do at a time: change the list, count a mail against budgets, or bring the tables up to date. */
const locks = { list: 1, 'sign-ups': 2, tables: 3 } as const;

export interface ConnectionOptions {
  /** As messages name it. */
  readonly named: string;
  /** `tidings`, unless several lists share a database. */
  readonly schema?: string | undefined;
  /** How long to wait for the server and for others who write, in milliseconds. */
  readonly patience: number;
  /** In the place of the database's own time. */
  readonly clock?: (() => Date) | undefined;
}

interface WriteOptions {
  readonly lock?: keyof typeof locks;
  /** Takes back what was done, and returns what it came to all the same. */
  readonly isTrial?: boolean;
}

/** So many connections of a process at most: its commits one after the other, and readers next to them. */
const most = 5;

/** How often a transaction is begun again that another one was in the way of. */
const attempts = 5;

/**
 * The connections of one process with a database. No statement has a name, nothing is set for a session, and no lock
 * outlives its transaction, so that PgBouncer may give each transaction another connection of its own.
 */
export class PostgresConnection implements Queries {
  readonly named: string;
  readonly #pool: pg.Pool;
  readonly #options: ConnectionOptions;
  readonly #prefix: string;
  readonly #texts = new Map<string, string>();
  #isClosed = false;

  private constructor(pool: pg.Pool, options: ConnectionOptions) {
    this.#pool = pool;
    this.#options = options;
    this.named = options.named;
    const { schema = 'tidings' } = options;
    this.#prefix = `"${schema.replaceAll('"', '""')}".`;
    // One that breaks while nobody uses it: the next one who asks gets a new one.
    pool.on('error', () => undefined);
  }

  /** @throws ProblemError if the library is missing, or the address is wrong. */
  static async open(url: string, options: ConnectionOptions): Promise<PostgresConnection> {
    const { Pool, types } = await loadDriver();
    const clients = await clientsOf(url);
    const pool = new Pool({
      ...clients.options,
      Client: clients.Client,
      max: most,
      keepAlive: true,
      connectionTimeoutMillis: options.patience,
      fallback_application_name: 'tidings',
      allowExitOnIdle: true,
      types: { getTypeParser: typeParsers(types) },
    });
    return new PostgresConnection(pool, options);
  }

  get schema(): string {
    return this.#options.schema ?? 'tidings';
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async row(sql: string, ...values: SqlValue[]): Promise<StoredRow | undefined> {
    return (await this.#query(this.#pool, sql, values)).rows[0];
  }

  async rows(sql: string, ...values: SqlValue[]): Promise<StoredRow[]> {
    return (await this.#query(this.#pool, sql, values)).rows;
  }

  async run(sql: string, ...values: SqlValue[]): Promise<number> {
    return (await this.#query(this.#pool, sql, values)).rowCount ?? 0;
  }

  async now(): Promise<Date> {
    if (this.#options.clock) return this.#options.clock();
    return new Date((await this.row(`SELECT ${nowSql}`))!.now as number);
  }

  /**
   * The database's time in the place of one that a caller takes for now: machines that share a list may have other clocks.
   */
  moment(taken: Date, now: Date): Date {
    return this.#options.clock ? taken : now;
  }

  /** How many milliseconds it is until a time of this process's clock. */
  until(local: Date): number {
    return local.getTime() - (this.#options.clock?.().getTime() ?? Date.now());
  }

  /** A time of the database as this process's clock has it. `now`: the database's. */
  local(due: Date, now: Date): Date {
    return this.#options.clock ? due : new Date(Date.now() + due.getTime() - now.getTime());
  }

  /**
   * One call of a function of the schema, which is a transaction of its own. Its first values are how long it may wait for
   * others, as text, and the time in the place of the database's own, or NULL.
   */
  async call(sql: string, ...values: SqlValue[]): Promise<StoredRow> {
    const { patience, clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const all = [String(Math.round(patience)), clock?.().getTime() ?? null, ...values];
        return (await this.#pool.query(this.#textOf(sql), plain(all))).rows[0];
      } catch (error) {
        if (!isTransient(error) || attempt === attempts) throw postgresFault(error, this.named);
      }
    }
  }

  /** Does several things as one, or none of them. The work may be begun again from its start, so it changes nothing else. */
  async write<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    { lock, isTrial = false }: WriteOptions = {},
  ): Promise<Result> {
    const begin = `BEGIN; SET LOCAL lock_timeout = ${Math.round(this.#options.patience)}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#transaction(begin, work, { lock, end: isTrial ? 'ROLLBACK' : 'COMMIT' });
      } catch (error) {
        if (!isTransient(error) || attempt === attempts) throw postgresFault(error, this.named);
      }
    }
  }

  /** Reads several things as of one moment. */
  async read<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    try {
      return await this.#transaction('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', work, { end: 'COMMIT' });
    } catch (error) {
      throw postgresFault(error, this.named);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#pool.end();
  }

  async #transaction<Result>(
    begin: string,
    work: (transaction: Transaction) => Promise<Result>,
    { lock, end }: { lock?: keyof typeof locks | undefined; end: 'COMMIT' | 'ROLLBACK' },
  ): Promise<Result> {
    const client = await this.#connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query(begin);
      const now = await this.#began(client, lock);
      const queries = this.#over(client);
      const result = await work({ ...queries, now });
      await client.query(end);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((reason: Error) => {
        broken ??= reason;
      });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async #began(client: pg.PoolClient, lock: keyof typeof locks | undefined): Promise<Date> {
    const { clock } = this.#options;
    if (lock === undefined) {
      if (clock) return clock();
      return new Date((await client.query(`SELECT ${nowSql}`)).rows[0].now);
    }
    // The second number tells lists apart that share a database.
    const sql = `SELECT pg_advisory_xact_lock($1, hashtext($2)), ${nowSql}`;
    const { rows } = await client.query(sql, [locks[lock] + lockBase, this.schema]);
    return clock?.() ?? new Date(rows[0].now);
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw postgresFault(error, this.named);
    }
  }

  #over(client: pg.PoolClient): Queries {
    return {
      row: async (sql, ...values) => (await client.query(this.#textOf(sql), plain(values))).rows[0],
      rows: async (sql, ...values) => (await client.query(this.#textOf(sql), plain(values))).rows,
      run: async (sql, ...values) => (await client.query(this.#textOf(sql), plain(values))).rowCount ?? 0,
    };
  }

  async #query(pool: pg.Pool, sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult> {
    try {
      return await pool.query(this.#textOf(sql), plain(values));
    } catch (error) {
      throw postgresFault(error, this.named);
    }
  }

  #textOf(sql: string): string {
    if (this.schema === 'tidings') return sql;
    let text = this.#texts.get(sql);
    if (text === undefined) {
      text = sql.replaceAll(/\btidings\./g, this.#prefix);
      this.#texts.set(sql, text);
    }
    return text;
  }
}

/** The time of the database in milliseconds, also in a transaction that began long ago. */
const nowSql = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now';

/** `tdng`, so that other programs' locks are others. */
const lockBase = 0x74_64_6e_60;

/** PostgreSQL's texts hold no NUL, which servers' answers may. */
function plain(values: readonly SqlValue[]): unknown[] {
  return values.map((value) => {
    if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD');
    if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value);
    if (Array.isArray(value))
      return value.map((one) => (typeof one === 'string' ? one.replaceAll('\0', '\uFFFD') : one));
    return value;
  });
}

/** Numbers of 64 bits come as text: ours are counts, times and numbers of rows, which a number holds. */
function typeParsers({ getTypeParser }: typeof pg.types): typeof pg.types.getTypeParser {
  return ((oid: number, format?: 'text' | 'binary') =>
    oid === 20 && format !== 'binary' ? Number : getTypeParser(oid, format as 'text')) as typeof getTypeParser;
}
