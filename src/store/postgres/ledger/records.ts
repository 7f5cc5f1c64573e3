import { countsFrom, eventsFrom, recordFrom, storedAs } from '../../common/delivery-rows.ts';
import { isFree, senderOf } from '../../common/lease.ts';
import type { StoredRow } from '../../common/rows.ts';
import { type Activity, type Counts, type DeliveryRecord, type State, states } from '../../ledger.ts';
import type { PostgresConnection } from '../connection.ts';
import { hasWorkers } from './batch-rows.ts';

/** How many are read at once. */
const portion = 1_000;

/** Reads the rows of deliveries. A delivery under way whose sender is dead is reported as in doubt. */
export class PostgresRecords {
  readonly #connection: PostgresConnection;

  readonly #silence: number;

  /** `silence`: a worker of which nothing was heard for so many milliseconds is dead. */
  constructor(connection: PostgresConnection, silence: number) {
    this.#connection = connection;
    this.#silence = silence;
  }

  async counts(sending: number): Promise<Counts> {
    const sql = 'SELECT state, count(*) AS number FROM tidings.delivery WHERE sending = $1 GROUP BY state';
    return countsFrom(await this.#connection.rows(sql, sending), await this.#isAlive(sending));
  }

  async *read(sending: number, state?: State): AsyncGenerator<DeliveryRecord> {
    const sql = `${records} WHERE d.sending = $1 AND d.subscriber > $2 AND d.state = ANY ($3::text[])
      ORDER BY d.subscriber LIMIT $4`;
    for (let last = 0; ; ) {
      const stored = state === undefined ? states : storedAs(state, await this.#isAlive(sending));
      const rows = await this.#connection.rows(sql, sending, last, stored, portion);
      yield* await this.#recordsFrom(rows);
      if (rows.length < portion) return;
      last = rows.at(-1)!.subscriber as number;
    }
  }

  async who(sending: number, subscriber: number): Promise<DeliveryRecord | undefined> {
    const sql = `${records} WHERE d.sending = $1 AND d.subscriber = $2`;
    return (await this.#recordsFrom(await this.#connection.rows(sql, sending, subscriber)))[0];
  }

  async historyOf(subscriber: number): Promise<DeliveryRecord[]> {
    const sql = `${records} WHERE n.frozen IS NOT NULL AND d.subscriber = $1 ORDER BY d.sending`;
    return this.#recordsFrom(await this.#connection.rows(sql, subscriber));
  }

  /** Reads the log of a sending once from end to end. `holder` is who has its lease. */
  async activity(sending: number, holder: string | null): Promise<Activity> {
    const times = `SELECT min(at) AS first, max(at) AS last FROM tidings.outcome ${answers}`;
    const { first, last } = (await this.#connection.row(times, sending))!;
    const sender = senderOf(holder);
    const minute = `SELECT count(*) AS number FROM tidings.outcome ${answers} AND kind = 'sent' AND at > $2`;
    const recent = async () =>
      (await this.#connection.row(minute, sending, (last as number) - 60_000))!.number as number;
    return {
      ...(first !== null && { first: new Date(first as number), last: new Date(last as number) }),
      lastMinute: last === null ? 0 : await recent(),
      ...(sender && { sender }),
    };
  }

  async #recordsFrom(rows: readonly StoredRow[]): Promise<DeliveryRecord[]> {
    if (rows.length === 0) return [];
    const events = eventsFrom(
      await this.#connection.rows(
        eventsSql,
        rows.map(({ sending }) => sending as number),
        rows.map(({ subscriber }) => subscriber as number),
      ),
    );
    const now = (await this.#connection.now()).getTime();
    const alive = new Map<unknown, boolean>();
    for (const { sending } of rows) if (!alive.has(sending)) alive.set(sending, await this.#isAlive(sending as number));
    return rows.map((row) => recordFrom(row, { alive: alive.get(row.sending)!, now, events }));
  }

  async #isAlive(sending: number): Promise<boolean> {
    const row = await this.#connection.row('SELECT holder FROM tidings.sending WHERE id = $1', sending);
    if (row !== undefined && !isFree(row.holder as string | null)) return true;
    return hasWorkers(this.#connection, sending, this.#silence);
  }
}

const records = `SELECT d.sending, n.slug, d.subscriber, s.address, d.state, d.attempts, d.first, d.due
  FROM tidings.delivery d JOIN tidings.sending n ON n.id = d.sending JOIN tidings.subscriber s ON s.id = d.subscriber`;

const eventsSql = `SELECT o.* FROM unnest($1::bigint[], $2::bigint[]) AS wanted (sending, subscriber)
  JOIN tidings.outcome o ON o.sending = wanted.sending AND o.subscriber = wanted.subscriber
  ORDER BY o.sending, o.subscriber, o.number`;

/** Events that are servers' answers, as opposed to changes by hand or by the list. */
const answers = "WHERE sending = $1 AND kind IN ('sent', 'failed', 'later', 'in-doubt')";
