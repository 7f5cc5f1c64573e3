import { cancelledByHand, type DeliveryEvent, type State } from '../../ledger.ts';
import type { Queries } from '../connection.ts';

/** The single steps of one sending that transactions are made of: a delivery changes, and the log is added to. */
export class PostgresLog {
  readonly #queries: Queries;
  readonly #sending: number;

  constructor(queries: Queries, sending: number) {
    this.#queries = queries;
    this.#sending = sending;
  }

  async suppress(subscriber: number, now: Date, reply?: string): Promise<void> {
    const changed = await this.#queries.run(
      `UPDATE tidings.delivery SET state = 'suppressed', due = NULL
        WHERE sending = $1 AND subscriber = $2 AND state = 'pending'`,
      ...[this.#sending, subscriber],
    );
    if (changed !== 1) throw noSuchState(this.#sending, subscriber);
    await this.#add([subscriber], { kind: 'suppressed', at: now, reply });
  }

  /** Makes pending once more, with a letter, what was suppressed because the person had left, and not by hand. */
  async resume(subscriber: number, letter: number, now: Date): Promise<void> {
    const changed = await this.#queries.run(
      `UPDATE tidings.delivery SET state = 'pending', first = NULL, due = $1, letter = $2
        WHERE sending = $3 AND subscriber = $4 AND state = 'suppressed' AND $5::text IS DISTINCT FROM
          (SELECT reply FROM tidings.outcome o WHERE o.sending = $3 AND o.subscriber = $4 ORDER BY number DESC LIMIT 1)`,
      ...[now.getTime(), letter, this.#sending, subscriber, cancelledByHand],
    );
    if (changed === 1) await this.#add([subscriber], { kind: 'retried', at: now });
  }

  /** Suppresses all that are pending, in one step however many they are, and returns their number. */
  async cancel(now: Date): Promise<number> {
    return this.#queries.run(
      `WITH changed AS (UPDATE tidings.delivery SET state = 'suppressed', due = NULL
          WHERE sending = $1 AND state = 'pending' RETURNING subscriber)
        INSERT INTO tidings.outcome (sending, subscriber, number, at, kind, reply)
          SELECT $1, c.subscriber, (SELECT coalesce(max(number), 0) + 1 FROM tidings.outcome o
            WHERE o.sending = $1 AND o.subscriber = c.subscriber), $2, 'suppressed',
            CASE WHEN s.status = 'erased' THEN NULL ELSE $3 END
          FROM changed c JOIN tidings.subscriber s ON s.id = c.subscriber`,
      ...[this.#sending, now.getTime(), cancelledByHand],
    );
  }

  /** Marks deliveries under way as in doubt, because their sender is gone; only those of some neighbours, if they are named. */
  async settle(now: Date, { first, last } = everybody): Promise<void> {
    const rows = await this.#queries.rows(
      `UPDATE tidings.delivery SET state = 'in-doubt'
        WHERE sending = $1 AND state = 'under-way' AND subscriber BETWEEN $2 AND $3 RETURNING subscriber`,
      ...[this.#sending, first, last],
    );
    const reply = "the sender stopped before the server's answer was recorded";
    await this.#add(
      rows.map(({ subscriber }) => subscriber as number),
      { kind: 'in-doubt', reply, at: now },
    );
  }

  /** Makes some of those behind a number pending once more, and returns theirs. */
  async retry(state: State, { above, limit, now }: { above: number; limit: number; now: Date }): Promise<number[]> {
    // Due, so that a sender finds it that is past it; and tried for as long as a new one.
    const rows = await this.#queries.rows(
      `WITH chosen AS (SELECT subscriber FROM tidings.delivery WHERE sending = $1 AND subscriber > $2 AND state = $3
          ORDER BY subscriber LIMIT $4 FOR UPDATE)
        UPDATE tidings.delivery d SET state = 'pending', first = NULL, due = $5 FROM chosen c
          WHERE d.sending = $1 AND d.subscriber = c.subscriber RETURNING d.subscriber`,
      ...[this.#sending, above, state, limit, now.getTime()],
    );
    const subscribers = rows.map(({ subscriber }) => subscriber as number).sort((one, other) => one - other);
    await this.#add(subscribers, { kind: 'retried', at: now });
    return subscribers;
  }

  async #add(subscribers: readonly number[], { at, kind, reply }: LogLine): Promise<void> {
    if (subscribers.length === 0) return;
    // Nothing that may hold an address is added of somebody who was erased meanwhile.
    await this.#queries.run(
      `INSERT INTO tidings.outcome (sending, subscriber, number, at, kind, reply)
        SELECT $1, s.id, (SELECT coalesce(max(number), 0) + 1 FROM tidings.outcome o
          WHERE o.sending = $1 AND o.subscriber = s.id), $3, $4, CASE WHEN s.status = 'erased' THEN NULL ELSE $5 END
        FROM tidings.subscriber s WHERE s.id = ANY ($2::bigint[])`,
      ...[this.#sending, subscribers, at.getTime(), kind, reply ?? null],
    );
  }
}

/** Numbers of subscribers that hold all there can be. */
export const everybody: { readonly first: number; readonly last: number } = { first: 0, last: Number.MAX_SAFE_INTEGER };

interface LogLine extends Pick<DeliveryEvent, 'at' | 'kind'> {
  readonly reply?: string | undefined;
}

function noSuchState(sending: number, subscriber: number): Error {
  return new Error(`delivery ${sending}/${subscriber} is in no state in which this can happen to it`);
}
