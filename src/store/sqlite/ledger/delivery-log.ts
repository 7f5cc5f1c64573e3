import { cancelledByHand, type DeliveryEvent, type Outcome, type State } from '../../ledger.ts';
import { Bounces } from '../bounces.ts';
import type { Tables } from '../tables.ts';

/** The single steps of one sending that transactions are made of: a delivery changes, and the log is added to. */
export class DeliveryLog {
  readonly #tables: Tables;
  readonly #sending: number;

  constructor(tables: Tables, sending: number) {
    this.#tables = tables;
    this.#sending = sending;
  }

  /** False, and recorded, if the subscriber is no longer to be written to. */
  intend(subscriber: number, now: Date): boolean {
    const person = this.#tables.row('SELECT status, normal FROM subscriber WHERE id = ?', subscriber);
    const normal = person?.status === 'active' ? (person.normal as string) : undefined;
    // Also by its hash: a list of suppressed ones may have come in that names nobody.
    if (normal === undefined || this.#tables.suppression(this.#tables.hashOf({ typed: normal, normal }))) {
      this.suppress(subscriber, now);
      return false;
    }
    const values = [now.getTime(), this.#sending, subscriber];
    this.#one(
      `UPDATE delivery SET state = 'under-way', due = NULL, attempts = attempts + 1,
      first = coalesce(first, ?) WHERE sending = ? AND subscriber = ? AND state = 'pending'`,
      ...values,
    );
    return true;
  }

  record(subscriber: number, outcome: Outcome, now: Date): void {
    const { kind, relay, reply } = outcome;
    const state: State = kind === 'later' ? 'pending' : kind;
    const due = kind === 'later' ? outcome.due.getTime() : null;
    // What a server refused before the dot was tried, though nothing was intended yet.
    const asked = relay === undefined ? 0 : 1;
    const values = [state, due, asked, asked, now.getTime(), this.#sending, subscriber];
    this.#one(
      `UPDATE delivery SET state = ?, due = ?, attempts = attempts + (state = 'pending' AND ?),
      first = coalesce(first, iif(?, ?, NULL))
      WHERE sending = ? AND subscriber = ? AND state IN ('pending', 'under-way')`,
      ...values,
    );
    this.#add(subscriber, { kind, relay, reply, at: now });
    this.#learn(subscriber, outcome, now);
  }

  suppress(subscriber: number, now: Date, reply?: string): void {
    const values = [this.#sending, subscriber];
    this.#one(
      `UPDATE delivery SET state = 'suppressed', due = NULL
      WHERE sending = ? AND subscriber = ? AND state = 'pending'`,
      ...values,
    );
    this.#add(subscriber, { kind: 'suppressed', at: now, reply });
  }

  /** Makes pending once more, with a letter, what was suppressed because the person had left, and not by hand. */
  resume(subscriber: number, letter: number, now: Date): void {
    const resumed = this.#tables.run(
      `UPDATE delivery SET state = 'pending', first = NULL, due = ?1, letter = ?2
        WHERE sending = ?3 AND subscriber = ?4 AND state = 'suppressed' AND ?5 IS NOT
          (SELECT reply FROM outcome o WHERE o.sending = ?3 AND o.subscriber = ?4 ORDER BY number DESC LIMIT 1)`,
      ...[now.getTime(), letter, this.#sending, subscriber, cancelledByHand],
    );
    if (resumed.changes === 1) this.#add(subscriber, { kind: 'retried', at: now });
  }

  /** Suppresses all that are pending, in two steps however many they are, and returns their number. */
  cancel(now: Date): number {
    this.#tables.run(
      `INSERT INTO outcome (sending, subscriber, number, at, kind, reply)
        SELECT d.sending, d.subscriber, (SELECT coalesce(max(number), 0) + 1 FROM outcome o
          WHERE o.sending = d.sending AND o.subscriber = d.subscriber), ?, 'suppressed', iif(s.status = 'erased', NULL, ?)
        FROM delivery d JOIN subscriber s ON s.id = d.subscriber WHERE d.sending = ? AND d.state = 'pending'`,
      ...[now.getTime(), cancelledByHand, this.#sending],
    );
    const sql = "UPDATE delivery SET state = 'suppressed', due = NULL WHERE sending = ? AND state = 'pending'";
    return Number(this.#tables.run(sql, this.#sending).changes);
  }

  /** Marks deliveries under way as in doubt, because their sender is gone. */
  settle(now: Date): void {
    const sql = "SELECT subscriber FROM delivery WHERE sending = ? AND state = 'under-way'";
    const reply = "the sender stopped before the server's answer was recorded";
    for (const { subscriber } of this.#tables.rows(sql, this.#sending)) {
      const change = "UPDATE delivery SET state = 'in-doubt' WHERE sending = ? AND subscriber = ?";
      this.#tables.run(change, this.#sending, subscriber!);
      this.#add(subscriber as number, { kind: 'in-doubt', reply, at: now });
    }
  }

  /** Makes some of those behind a number pending once more, and returns theirs. */
  retry(state: State, { above, limit, now }: { above: number; limit: number; now: Date }): number[] {
    const sql =
      'SELECT subscriber FROM delivery WHERE sending = ? AND subscriber > ? AND state = ? ORDER BY subscriber LIMIT ?';
    const subscribers = this.#tables
      .rows(sql, this.#sending, above, state, limit)
      .map((row) => row.subscriber as number);
    for (const subscriber of subscribers) {
      // Due, so that a sender finds it that is past it; and tried for as long as a new one.
      this.#tables.run(
        "UPDATE delivery SET state = 'pending', first = NULL, due = ? WHERE sending = ? AND subscriber = ?",
        now.getTime(),
        this.#sending,
        subscriber,
      );
      this.#add(subscriber, { kind: 'retried', at: now });
    }
    return subscribers;
  }

  /** Keeps the mark of a bounce until the end of the run; a letter that is taken refutes it. */
  #learn(subscriber: number, outcome: Outcome, at: Date): void {
    const bounces = new Bounces(this.#tables);
    if (outcome.kind === 'sent') bounces.refute(subscriber);
    if (outcome.kind !== 'failed') return;
    const { bounce: gravity, reply: how } = outcome;
    const which = { sending: this.#sending, subscriber };
    if (gravity) bounces.note({ ...which, gravity, how, way: 'smtp', at });
    else bounces.drop(which);
  }

  #one(sql: string, ...values: (string | number | null)[]): void {
    if (this.#tables.run(sql, ...values).changes !== 1)
      throw new Error(`delivery ${values.slice(-2).join('/')} is in no state in which this can happen to it`);
  }

  #add(subscriber: number, { at, kind, relay, reply }: Event): void {
    // Nothing that may hold an address is added of somebody who was erased meanwhile.
    this.#tables.run(
      `INSERT INTO outcome (sending, subscriber, number, at, kind, relay, reply) VALUES (?1, ?2,
        (SELECT coalesce(max(number), 0) + 1 FROM outcome WHERE sending = ?1 AND subscriber = ?2), ?3, ?4, ?5,
        (SELECT iif(status = 'erased', NULL, ?6) FROM subscriber WHERE id = ?2))`,
      ...[this.#sending, subscriber, at.getTime(), kind, relay ?? null, reply ?? null],
    );
  }
}

interface Event extends Pick<DeliveryEvent, 'at' | 'kind'> {
  readonly relay?: string | undefined;
  readonly reply?: string | undefined;
}
