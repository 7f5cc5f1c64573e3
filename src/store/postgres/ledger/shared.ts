import { beatInterval, isFree, newHolder } from '../../common/lease.ts';
import { pauseName } from '../../common/pause.ts';
import type { BatchCounts, BatchName, BatchShare, RateSlice, SharedSendings } from '../../shared-sendings.ts';
import type { PostgresConnection, Transaction } from '../connection.ts';
import type { OpenPostgres } from '../database.ts';
import { hasHolder, hasOthers, longestSilence, never, silentSql } from './batch-rows.ts';
import { PostgresLog } from './log.ts';
import { PostgresShare } from './share.ts';

/** So many deliveries are a batch. */
const usualSize = 500;

/** Sendings that workers have in common, in the database of the list. */
export class PostgresShared implements SharedSendings {
  readonly #open: OpenPostgres;
  readonly #connection: PostgresConnection;
  readonly #interval: number;

  /** `interval`: how often a share shows that it lives, in milliseconds. */
  constructor(open: OpenPostgres, interval = beatInterval) {
    this.#open = open;
    this.#connection = open.connection;
    this.#interval = interval;
  }

  async handOver(sending: number, size = usualSize): Promise<number | undefined> {
    return this.#connection.write(async (transaction) => {
      const sql = 'SELECT holder FROM tidings.sending WHERE id = $1 AND frozen IS NOT NULL FOR UPDATE';
      const row = await transaction.row(sql, sending);
      if (!row) throw new Error(`there is no frozen sending ${sending}`);
      if (!isFree(row.holder as string | null)) return undefined;
      if (row.holder !== null) await this.#takeFromTheDead(transaction, sending);
      await transaction.run('UPDATE tidings.batch SET due = NULL WHERE sending = $1 AND due = $2', sending, never);
      await transaction.run(divideSql, sending, size);
      await transaction.run('DELETE FROM tidings.rate WHERE free < $1', transaction.now.getTime() - 3_600_000);
      const count = 'SELECT count(*) AS number FROM tidings.batch WHERE sending = $1';
      return (await transaction.row(count, sending))!.number as number;
    });
  }

  async waiting(limit: number): Promise<readonly BatchName[]> {
    const now = await this.#connection.now();
    const rows = await this.#connection.rows(waitingSql, now.getTime(), this.#silence, limit);
    return rows.map(({ sending, number }) => ({ sending: sending as number, number: number as number }));
  }

  async claim({ sending, number }: BatchName, { alone = false } = {}): Promise<BatchShare | undefined> {
    const lock = alone ? ({ lock: 'list' } as const) : {};
    const taken = await this.#connection.write(async (transaction) => {
      if (alone && (await hasOthers(transaction, this.#silence))) return undefined;
      // In the order in which others lock: the sending first.
      const whole = await transaction.row('SELECT holder FROM tidings.sending WHERE id = $1 FOR SHARE', sending);
      if (!whole || !isFree(whole.holder as string | null)) return undefined;
      const row = await transaction.row(
        `SELECT b.first, b.last, b.holder, b.due, ${silentSql} FROM tidings.batch b
          WHERE b.sending = $1 AND b.number = $2 FOR UPDATE`,
        ...[sending, number],
      );
      if (!row || hasHolder(row, this.#silence) || ((row.due as number | null) ?? 0) > transaction.now.getTime())
        return undefined;
      const paused = 'SELECT 1 FROM tidings.setting WHERE name = ANY ($1::text[])';
      if (await transaction.row(paused, [pauseName('all'), pauseName(sending)])) return undefined;
      const { first, last } = row as { first: number; last: number };
      await new PostgresLog(transaction, sending).settle(transaction.now, { first, last });
      const lease = await transaction.row(
        `UPDATE tidings.batch SET holder = $1, epoch = nextval('tidings.lease'), heard = clock_timestamp(), due = NULL
          WHERE sending = $2 AND number = $3 RETURNING epoch`,
        ...[newHolder(), sending, number],
      );
      return { first, last, epoch: lease!.epoch as number };
    }, lock);
    if (!taken) return undefined;
    const { epoch, ...range } = taken;
    return new PostgresShare(this.#open, { sending, epoch, interval: this.#interval, batch: { number, ...range } });
  }

  async batches(sending: number): Promise<BatchCounts> {
    const now = await this.#connection.now();
    const rows = await this.#connection.rows(
      `SELECT b.holder, b.due, ${silentSql} FROM tidings.batch b WHERE b.sending = $1`,
      sending,
    );
    const counts = { held: 0, waiting: 0, later: 0, resting: 0 };
    for (const row of rows) {
      const due = (row.due ?? 0) as number;
      if (hasHolder(row, this.#silence)) counts.held += 1;
      else if (due === never) counts.resting += 1;
      else if (due > now.getTime()) counts.later += 1;
      else counts.waiting += 1;
    }
    return counts;
  }

  async reserve(slices: readonly RateSlice[]): Promise<readonly number[]> {
    // Always in one order, so that two machines never wait for each other.
    const inOrder = slices.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const rows = await this.#connection.rows(
      reserveSql,
      inOrder.map(({ name }) => name),
      inOrder.map(({ rate, count }) => (count * 1000) / rate),
    );
    const waits = new Map(rows.map(({ name, wait }) => [name as string, wait as number]));
    return slices.map(({ name }) => waits.get(name)!);
  }

  get #silence(): number {
    return this.#interval * longestSilence;
  }

  /** A process that sent all of it has ended. */
  async #takeFromTheDead(transaction: Transaction, sending: number): Promise<void> {
    await transaction.run(
      'UPDATE tidings.sending SET holder = NULL, heard = NULL, beat = beat + 1, epoch = epoch + 1 WHERE id = $1',
      sending,
    );
    await new PostgresLog(transaction, sending).settle(transaction.now);
  }
}

/** Those pending that are in no batch, cut into batches; none goes over another one. */
const divideSql = `INSERT INTO tidings.batch (sending, first, last)
  SELECT $1, min(subscriber), max(subscriber) FROM (
    SELECT subscriber, gap, (row_number() OVER (PARTITION BY gap ORDER BY subscriber) - 1) / $2::bigint AS chunk FROM (
      SELECT d.subscriber, coalesce(k.gap, 0) AS gap FROM tidings.delivery d
        LEFT JOIN LATERAL (SELECT b.last AS gap, b.last >= d.subscriber AS is_inside FROM tidings.batch b
          WHERE b.sending = $1 AND b.first <= d.subscriber ORDER BY b.first DESC LIMIT 1) k ON TRUE
        WHERE d.sending = $1 AND d.state = 'pending' AND k.is_inside IS NOT TRUE
    ) AS outside
  ) AS divided GROUP BY gap, chunk ORDER BY 1, 2`;

/** The holder of a dead process of this machine is only known to be dead by the one who claims it. */
const waitingSql = `SELECT b.sending, b.number FROM tidings.batch b
  WHERE coalesce(b.due, 0) <= $1 AND (b.holder IS NULL OR coalesce(extract(epoch FROM clock_timestamp() - b.heard) * 1000, 0) >= $2)
    AND NOT EXISTS (SELECT 1 FROM tidings.setting WHERE name IN ('paused', 'paused-' || b.sending))
  ORDER BY b.sending, b.number LIMIT $3`;

const reserveSql = `WITH now AS (SELECT extract(epoch FROM clock_timestamp())::double precision * 1000 AS now),
  taken AS (
    INSERT INTO tidings.rate AS r (name, free, slice)
      SELECT s.name, n.now + s.slice, s.slice FROM unnest($1::text[], $2::double precision[]) AS s (name, slice), now n
        ORDER BY s.name
    ON CONFLICT (name) DO UPDATE SET slice = excluded.slice,
      free = greatest(r.free, extract(epoch FROM clock_timestamp())::double precision * 1000) + excluded.slice
    RETURNING r.name, r.free - r.slice AS begins)
  SELECT name, begins - extract(epoch FROM clock_timestamp())::double precision * 1000 AS wait FROM taken`;
