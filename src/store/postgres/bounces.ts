import { domainOf } from '../../lib/address.ts';
import { bounceFrom, givenUp, isFlood, type NotedBounce, timesInARow } from '../common/bounce.ts';
import type { BounceCounts } from '../ledger.ts';
import { floodLimit, isGivenUp } from '../returned-mail.ts';
import type { Leaving } from '../subscriber-store.ts';
import type { Queries } from './connection.ts';
import type { PostgresTables } from './tables.ts';

/** The single steps by which the list learns of mailboxes that are gone. */
export class PostgresBounces {
  readonly #tables: PostgresTables;
  readonly #queries: Queries;

  constructor(tables: PostgresTables) {
    this.#tables = tables;
    this.#queries = tables.queries;
  }

  async counts(sending: number): Promise<BounceCounts> {
    const sql = 'SELECT state, count(*) AS number FROM tidings.bounce WHERE sending = $1 GROUP BY state';
    const rows = await this.#queries.rows(sql, sending);
    const of = (state: string) => (rows.find((row) => row.state === state)?.number ?? 0) as number;
    return { open: of('open'), held: of('held'), marked: of('marked') };
  }

  /** Remembers what was said, until it is settled. */
  async note({ sending, subscriber, at, way, gravity, how }: NotedBounce): Promise<void> {
    await this.#queries.run(
      `INSERT INTO tidings.bounce (sending, subscriber, at, way, gravity, how)
        SELECT $1, id, $2, $3, $4, $5 FROM tidings.subscriber WHERE id = $6 AND status <> 'erased'
        ON CONFLICT (sending, subscriber) DO UPDATE SET at = excluded.at, way = excluded.way,
          gravity = excluded.gravity, how = excluded.how, state = 'open'`,
      ...[sending, at.getTime(), way, gravity, how, subscriber],
    );
  }

  /** The last word on a letter says nothing of the mailbox. */
  async drop({ sending, subscriber }: Pick<NotedBounce, 'sending' | 'subscriber'>): Promise<void> {
    const sql = "DELETE FROM tidings.bounce WHERE sending = $1 AND subscriber = $2 AND state <> 'marked'";
    await this.#queries.run(sql, sending, subscriber);
  }

  /** The mailboxes took a letter, so what was said of them before is wrong. */
  async refute(subscribers: readonly number[]): Promise<void> {
    const sql = "DELETE FROM tidings.bounce WHERE subscriber = ANY ($1::bigint[]) AND state <> 'marked'";
    await this.#queries.run(sql, subscribers);
  }

  /** Marks what is open, and holds what is not to be believed; of some neighbours on the list, if they are named. */
  async settle(
    sending: number,
    held: 'all' | ReadonlySet<string>,
    now: Date,
    range?: { readonly first: number; readonly last: number },
  ): Promise<void> {
    const open = await this.#unsettled(sending, 'open', range);
    // Runs that were broken off, one after the other, may have had no other answer.
    const taken = "SELECT 1 FROM tidings.delivery WHERE sending = $1 AND state = 'sent' LIMIT 1";
    const isAll = held === 'all' || (open.length >= floodLimit.letters && !(await this.#queries.row(taken, sending)));
    for (const bounce of open) {
      const sql = 'SELECT normal FROM tidings.subscriber WHERE id = $1';
      const { normal } = (await this.#queries.row(sql, bounce.subscriber))!;
      if (isAll || (typeof normal === 'string' && held.has(domainOf(normal)))) await this.hold(bounce);
      else await this.mark(bounce, now);
    }
  }

  async hold({ sending, subscriber }: Pick<NotedBounce, 'sending' | 'subscriber'>): Promise<void> {
    const sql = "UPDATE tidings.bounce SET state = 'held' WHERE sending = $1 AND subscriber = $2";
    await this.#queries.run(sql, sending, subscriber);
  }

  /** How many readers are off the list by it. */
  async accept(sending: number, now: Date): Promise<number> {
    let number = 0;
    for (const bounce of await this.#unsettled(sending, 'held')) {
      const leaving = await this.mark(bounce, now);
      if (leaving && !leaving.before) number += 1;
    }
    return number;
  }

  /** Nothing comes back for a mailbox that may work again and is not given up yet. */
  async mark({ sending, subscriber, gravity, how, at }: NotedBounce, now: Date): Promise<Leaving | undefined> {
    const sql = "UPDATE tidings.bounce SET state = 'marked' WHERE sending = $1 AND subscriber = $2";
    await this.#queries.run(sql, sending, subscriber);
    if (gravity === 'hard') return this.#leave(subscriber, how, now);
    const times = await this.count({ sending, subscriber, at });
    return isGivenUp(times) ? this.#leave(subscriber, givenUp(times, how), now) : undefined;
  }

  /** Counts a mailbox that may work again; when the last issues came back that did so one after the other. */
  async count({ sending, subscriber, at }: Pick<NotedBounce, 'sending' | 'subscriber' | 'at'>): Promise<number[]> {
    await this.#queries.run(
      'INSERT INTO tidings.soft_bounce (subscriber, sending, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      ...[subscriber, sending, at.getTime()],
    );
    const issues = await this.#queries.rows(
      `SELECT n.id, b.at FROM (
        SELECT sending AS id FROM tidings.soft_bounce WHERE subscriber = $1
        UNION SELECT d.sending FROM tidings.sending i JOIN tidings.delivery d ON d.sending = i.id
          WHERE d.subscriber = $1 AND d.state = 'sent'
      ) n LEFT JOIN tidings.soft_bounce b ON b.subscriber = $1 AND b.sending = n.id
      WHERE n.id <= (SELECT max(sending) FROM tidings.soft_bounce WHERE subscriber = $1) ORDER BY n.id DESC`,
      subscriber,
    );
    return timesInARow(issues);
  }

  async isFlooded(sending: number): Promise<boolean> {
    const sql = `SELECT count(*) AS all_told, count(*) FILTER (WHERE state = 'marked') AS marked FROM tidings.bounce
      WHERE sending = $1 AND way = 'mail' AND gravity = 'hard'`;
    const { all_told: all, marked } = (await this.#queries.row(sql, sending)) as { all_told: number; marked: number };
    if (all < floodLimit.letters) return false;
    const answered = `SELECT count(*) AS number FROM tidings.delivery
      WHERE sending = $1 AND state IN ('sent', 'failed')`;
    const letters = (await this.#queries.row(answered, sending))!.number as number;
    return isFlood({ all, marked, letters });
  }

  async #leave(subscriber: number, how: string, now: Date): Promise<Leaving> {
    const leaving = await this.#tables.leave(subscriber, 'bounced', { how }, now);
    await this.#queries.run('DELETE FROM tidings.soft_bounce WHERE subscriber = $1', subscriber);
    return leaving;
  }

  async #unsettled(
    sending: number,
    state: 'open' | 'held',
    { first, last } = { first: 0, last: Number.MAX_SAFE_INTEGER },
  ): Promise<NotedBounce[]> {
    const sql = `SELECT * FROM tidings.bounce
      WHERE sending = $1 AND state = $2 AND subscriber BETWEEN $3 AND $4 ORDER BY subscriber`;
    return (await this.#queries.rows(sql, sending, state, first, last)).map(bounceFrom);
  }
}
