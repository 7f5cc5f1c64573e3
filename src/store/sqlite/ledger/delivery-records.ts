import { countsFrom, eventsFrom, recordFrom, storedAs } from '../../common/delivery-rows.ts';
import { isFree } from '../../common/lease.ts';
import { type Counts, type DeliveryEvent, type DeliveryRecord, type State, states } from '../../ledger.ts';
import type { Tables } from '../tables.ts';

type SqlRow = ReturnType<Tables['rows']>[number];

/** How many are read at once; between two portions no reading stays open. */
const portion = 1_000;

/** Reads the rows of deliveries. A delivery under way whose sender is dead is reported as in doubt. */
export class DeliveryRecords {
  readonly #tables: Tables;
  readonly #clock: () => Date;

  constructor(tables: Tables, clock: () => Date) {
    this.#tables = tables;
    this.#clock = clock;
  }

  counts(sending: number): Counts {
    const sql = 'SELECT state, count(*) AS number FROM delivery WHERE sending = ? GROUP BY state';
    const rows = this.#tables.rows(sql, sending);
    return countsFrom(rows, this.#isAlive(sending));
  }

  async *read(sending: number, state?: State): AsyncGenerator<DeliveryRecord> {
    for (let last = 0; ; ) {
      const stored = state === undefined ? states : storedAs(state, this.#isAlive(sending));
      const marks = stored.map(() => '?').join(', ');
      const sql = `${records} WHERE d.sending = ? AND d.subscriber > ? AND d.state IN (${marks})
        ORDER BY d.subscriber LIMIT ?`;
      const rows = this.#tables.rows(sql, sending, last, ...stored, portion);
      yield* this.#recordsFrom(rows);
      if (rows.length < portion) return;
      last = rows.at(-1)!.subscriber as number;
    }
  }

  who(sending: number, subscriber: number): DeliveryRecord | undefined {
    return this.#recordsFrom(
      this.#tables.rows(`${records} WHERE d.sending = ? AND d.subscriber = ?`, sending, subscriber),
    )[0];
  }

  historyOf(subscriber: number): DeliveryRecord[] {
    const sql = `${records} WHERE d.sending IN (SELECT id FROM sending WHERE frozen IS NOT NULL) AND d.subscriber = ?
      ORDER BY d.sending`;
    return this.#recordsFrom(this.#tables.rows(sql, subscriber));
  }

  #recordsFrom(rows: readonly SqlRow[]): DeliveryRecord[] {
    const events = this.#eventsOf(rows);
    const alive = new Map<unknown, boolean>();
    for (const { sending, holder } of rows)
      if (!alive.has(sending)) alive.set(sending, !isFree(holder as string | null));
    const now = this.#clock().getTime();
    return rows.map((row) => recordFrom(row, { alive: alive.get(row.sending)!, now, events }));
  }

  #eventsOf(rows: readonly SqlRow[]): Map<string, DeliveryEvent[]> {
    const keys = JSON.stringify(rows.map(({ sending, subscriber }) => [sending, subscriber]));
    return eventsFrom(this.#tables.rows(eventsSql, keys));
  }

  #isAlive(sending: number): boolean {
    const row = this.#tables.row('SELECT holder FROM sending WHERE id = ?', sending);
    return row !== undefined && !isFree(row.holder as string | null);
  }
}

const records = `SELECT d.sending, n.slug, n.holder, d.subscriber, s.address, d.state, d.attempts, d.first, d.due
  FROM delivery d JOIN sending n ON n.id = d.sending JOIN subscriber s ON s.id = d.subscriber`;

const eventsSql = `SELECT o.* FROM json_each(?) AS wanted CROSS JOIN outcome o
  ON o.sending = wanted.value ->> 0 AND o.subscriber = wanted.value ->> 1
  ORDER BY o.sending, o.subscriber, o.number`;
