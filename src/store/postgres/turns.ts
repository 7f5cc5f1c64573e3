import { isFree, newHolder } from '../common/lease.ts';
import type { Turn, Turns } from '../turns.ts';
import type { OpenPostgres } from './database.ts';

/**
 * A row of `setting` for each turn that is taken, with its holder and the instant, of the database's own clock, at which
 * it ends. A lock of PostgreSQL would be lost with its connection, which PgBouncer hands to others.
 */
export class PostgresTurns implements Turns {
  readonly #open: OpenPostgres;

  constructor(open: OpenPostgres) {
    this.#open = open;
  }

  async take(name: string, life: number): Promise<Turn | undefined> {
    const { connection } = this.#open;
    const [row, holder] = [`turn-${name}`, newHolder()];
    await this.#freeOfTheDead(row);
    const renew = () =>
      connection.write(async (transaction) => (await transaction.run(taken, row, holder, life)) === 1);
    if (!(await renew())) return undefined;
    const release = () =>
      connection.write(async (transaction) => void (await transaction.run(`${removed} ${its} = $2`, row, holder)));
    return { renew, release };
  }

  /** Of a process of this machine that has ended, nobody waits for the end of its turn. */
  async #freeOfTheDead(row: string): Promise<void> {
    const found = await this.#open.connection.row(`SELECT ${its} AS holder FROM tidings.setting WHERE name = $1`, row);
    const holder = found?.holder as string | undefined;
    if (holder === undefined || !isFree(holder)) return;
    await this.#open.connection.write((transaction) => transaction.run(`${removed} ${its} = $2`, row, holder));
  }
}

const value = "convert_from(tidings.setting.value, 'UTF8')::json";
const its = `${value}->>'holder'`;
const now = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
const removed = 'DELETE FROM tidings.setting WHERE name = $1 AND';
const taken = `INSERT INTO tidings.setting (name, value)
  VALUES ($1, convert_to(json_build_object('holder', $2::text, 'until', ${now} + $3::bigint)::text, 'UTF8'))
  ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value
  WHERE ${its} = $2 OR (${value}->>'until')::bigint < ${now}`;
