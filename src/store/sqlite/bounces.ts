import { domainOf } from '../../lib/address.ts';
import { bounceFrom, givenUp, isFlood, type NotedBounce, timesInARow } from '../common/bounce.ts';
import type { BounceCounts } from '../ledger.ts';
import { floodLimit, isGivenUp } from '../returned-mail.ts';
import type { Leaving } from '../subscriber-store.ts';
import type { Tables } from './tables.ts';

/** The single steps by which the list learns of mailboxes that are gone. */
export class Bounces {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  counts(sending: number): BounceCounts {
    const rows = this.#tables.rows(
      'SELECT state, count(*) AS number FROM bounce WHERE sending = ? GROUP BY state',
      sending,
    );
    const of = (state: string) => (rows.find((row) => row.state === state)?.number ?? 0) as number;
    return { open: of('open'), held: of('held'), marked: of('marked') };
  }

  /** Remembers what was said, until it is settled. */
  note({ sending, subscriber, at, way, gravity, how }: NotedBounce): void {
    const sql = `INSERT OR REPLACE INTO bounce (sending, subscriber, at, way, gravity, how)
      SELECT ?, id, ?, ?, ?, ? FROM subscriber WHERE id = ? AND status <> 'erased'`;
    this.#tables.run(sql, sending, at.getTime(), way, gravity, how, subscriber);
  }

  /** The last word on a letter says nothing of the mailbox. */
  drop({ sending, subscriber }: Pick<NotedBounce, 'sending' | 'subscriber'>): void {
    const sql = "DELETE FROM bounce WHERE sending = ? AND subscriber = ? AND state <> 'marked'";
    this.#tables.run(sql, sending, subscriber);
  }

  /** The mailbox took a letter, so what was said of it before is wrong. */
  refute(subscriber: number): void {
    this.#tables.run("DELETE FROM bounce WHERE subscriber = ? AND state <> 'marked'", subscriber);
  }

  /** Marks what is open, and holds what is not to be believed. */
  settle(sending: number, held: 'all' | ReadonlySet<string>, now: Date): void {
    const open = this.#unsettled(sending, 'open');
    // Runs that were broken off, one after the other, may have had no other answer.
    const taken = "SELECT 1 FROM delivery WHERE sending = ? AND state = 'sent' LIMIT 1";
    const isAll = held === 'all' || (open.length >= floodLimit.letters && !this.#tables.row(taken, sending));
    for (const bounce of open) {
      const { normal } = this.#tables.row('SELECT normal FROM subscriber WHERE id = ?', bounce.subscriber)!;
      if (isAll || (typeof normal === 'string' && held.has(domainOf(normal)))) this.hold(bounce);
      else this.mark(bounce, now);
    }
  }

  hold({ sending, subscriber }: Pick<NotedBounce, 'sending' | 'subscriber'>): void {
    this.#tables.run("UPDATE bounce SET state = 'held' WHERE sending = ? AND subscriber = ?", sending, subscriber);
  }

  /** How many readers are off the list by it. */
  accept(sending: number, now: Date): number {
    const taken = this.#unsettled(sending, 'held').map((bounce) => this.mark(bounce, now));
    return taken.filter((leaving) => leaving && !leaving.before).length;
  }

  /** Nothing comes back for a mailbox that may work again and is not given up yet. */
  mark({ sending, subscriber, gravity, how, at }: NotedBounce, now: Date): Leaving | undefined {
    this.#tables.run("UPDATE bounce SET state = 'marked' WHERE sending = ? AND subscriber = ?", sending, subscriber);
    if (gravity === 'hard') return this.#leave(subscriber, how, now);
    const times = this.count({ sending, subscriber, at });
    return isGivenUp(times) ? this.#leave(subscriber, givenUp(times, how), now) : undefined;
  }

  /** Counts a mailbox that may work again; when the last issues came back that did so one after the other. */
  count({ sending, subscriber, at }: Pick<NotedBounce, 'sending' | 'subscriber' | 'at'>): number[] {
    const values = [subscriber, sending, at.getTime()];
    this.#tables.run('INSERT OR IGNORE INTO soft_bounce (subscriber, sending, at) VALUES (?, ?, ?)', ...values);
    return this.#inARow(subscriber);
  }

  /** Whether more of an issue came back by mail than is to be believed, unless a person has believed as much before. */
  isFlooded(sending: number): boolean {
    const sql = `SELECT count(*) AS all_told, count(*) FILTER (WHERE state = 'marked') AS marked FROM bounce
      WHERE sending = ? AND way = 'mail' AND gravity = 'hard'`;
    const { all_told: all, marked } = this.#tables.row(sql, sending) as { all_told: number; marked: number };
    if (all < floodLimit.letters) return false;
    const answered = "SELECT count(*) AS number FROM delivery WHERE sending = ? AND state IN ('sent', 'failed')";
    const letters = this.#tables.row(answered, sending)!.number as number;
    return isFlood({ all, marked, letters });
  }

  #leave(subscriber: number, how: string, now: Date): Leaving {
    const leaving = this.#tables.leave(subscriber, 'bounced', { how }, now);
    this.#tables.run('DELETE FROM soft_bounce WHERE subscriber = ?', subscriber);
    return leaving;
  }

  #unsettled(sending: number, state: 'open' | 'held'): NotedBounce[] {
    const sql = 'SELECT * FROM bounce WHERE sending = ? AND state = ? ORDER BY subscriber';
    return this.#tables.rows(sql, sending, state).map(bounceFrom);
  }

  /** One that was taken and stayed away ends the row. */
  #inARow(subscriber: number): number[] {
    const issues = this.#tables.rows(
      `SELECT n.id, b.at FROM (
        SELECT sending AS id FROM soft_bounce WHERE subscriber = ?1
        UNION SELECT d.sending FROM delivery d
          WHERE d.sending IN (SELECT id FROM sending) AND d.subscriber = ?1 AND d.state = 'sent'
      ) n LEFT JOIN soft_bounce b ON b.subscriber = ?1 AND b.sending = n.id
      WHERE n.id <= (SELECT max(sending) FROM soft_bounce WHERE subscriber = ?1) ORDER BY n.id DESC`,
      subscriber,
    );
    return timesInARow(issues);
  }
}
