import { deliveryFrom, longestPause, TakenOver } from '../../common/share.ts';
import type { Delivery, Outcome, Share } from '../../ledger.ts';
import { Bounces } from '../bounces.ts';
import type { OpenDatabase } from '../database.ts';
import { subscriberColumns, type Tables } from '../tables.ts';
import { DeliveryLog } from './delivery-log.ts';
import { GroupCommit } from './group-commit.ts';

type SqlRow = ReturnType<Tables['rows']>[number];

interface ShareOptions {
  readonly sending: number;
  /** As the table holds it. */
  readonly holder: string;
  /** In milliseconds, between two signs of life. */
  readonly interval: number;
}

/** This process's share of one sending. It writes only while it holds the lease. */
export class SqliteShare implements Share {
  readonly #open: OpenDatabase;
  readonly #tables: Tables;
  readonly #log: DeliveryLog;
  readonly #sending: number;
  readonly #holder: string;
  readonly #commits = new GroupCommit((work) => this.#commit(work));
  readonly #lost = new AbortController();
  readonly #pulse: NodeJS.Timeout;
  /** Handed out, and nothing recorded since. */
  readonly #handed = new Set<number>();
  /** Up to whom those were handed out who wait for nothing. */
  #reached = 0;
  #released = false;
  #isBeating = false;

  constructor(open: OpenDatabase, tables: Tables, { sending, holder, interval }: ShareOptions) {
    this.#open = open;
    this.#tables = tables;
    this.#log = new DeliveryLog(tables, sending);
    this.#sending = sending;
    this.#holder = holder;
    this.#pulse = setInterval(() => this.#beat(), interval).unref();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async next(limit: number): Promise<readonly Delivery[]> {
    const { failure } = this.#commits;
    if (failure) throw failure.reason;
    const deliveries: Delivery[] = [];
    while (deliveries.length < limit) {
      const rows = this.#take(limit - deliveries.length);
      if (rows.length === 0) break;
      const gone: number[] = [];
      for (const row of rows) {
        const delivery = deliveryFrom(row);
        if (delivery) deliveries.push(delivery);
        else gone.push(row.receiver as number);
      }
      if (gone.length > 0) await this.#suppress(gone);
    }
    return deliveries;
  }

  async nextDue(): Promise<Date | undefined> {
    const now = this.#open.clock().getTime();
    if (this.#due(now, 1).length > 0) return new Date(now);
    const sql = 'SELECT min(due) AS due FROM delivery WHERE sending = ? AND due > ?';
    const { due } = this.#tables.row(sql, this.#sending, now)!;
    return due === null ? undefined : new Date(due as number);
  }

  async intend(subscriber: number): Promise<boolean> {
    const goes = await this.#commits.add(() => this.#log.intend(subscriber, this.#open.clock()));
    if (!goes) this.#handed.delete(subscriber);
    return goes;
  }

  async record(subscriber: number, outcome: Outcome): Promise<void> {
    // Before the next message over the same connection ends, its intent has taken this along: of each connection, one
    // message is in doubt at most.
    await this.#commits.add(() => this.#log.record(subscriber, outcome, this.#open.clock()), { hurry: false });
    this.#handed.delete(subscriber);
  }

  async takenSince(since: Date): Promise<readonly { readonly relay: string; readonly at: Date }[]> {
    const sql = "SELECT relay, at FROM outcome WHERE kind = 'sent' AND at > ? ORDER BY at";
    const rows = this.#tables.rows(sql, since.getTime());
    return rows.map(({ relay, at }) => ({ relay: relay as string, at: new Date(at as number) }));
  }

  async settleBounces(held: 'all' | ReadonlySet<string>): Promise<void> {
    await this.#commits.add(() => new Bounces(this.#tables).settle(this.#sending, held, this.#open.clock()));
  }

  /** As `Ledger.cancel` has it. */
  async cancel(): Promise<number> {
    return this.#commits.add(() => this.#log.cancel(this.#open.clock()));
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#pulse);
    await this.#commits.flush();
    const sound = !this.#commits.failure;
    try {
      // Also after a failure: the next process then need not find out that nobody holds it.
      if (!this.#lost.signal.aborted) await this.#commit(() => this.#letGo());
    } catch (error) {
      if (sound) throw error;
    } finally {
      this.#commits.fail(new Error('the share is released'));
    }
  }

  #letGo(): void {
    this.#log.settle(this.#open.clock());
    this.#tables.run('UPDATE sending SET holder = NULL, beat = beat + 1 WHERE id = ?', this.#sending);
  }

  /** Rows that nobody has at this moment, in the order of the list, and then those whose time has come. */
  #take(limit: number): SqlRow[] {
    const fresh = this.#tables.rows(freshSql, this.#sending, this.#reached, limit);
    if (fresh.length > 0) this.#reached = fresh.at(-1)!.receiver as number;
    const rows = fresh.length > 0 ? fresh : this.#due(this.#open.clock().getTime(), limit);
    for (const { receiver } of rows) this.#handed.add(receiver as number);
    return rows;
  }

  #due(now: number, limit: number): SqlRow[] {
    const enough = limit + this.#handed.size;
    const rows = [
      ...this.#tables.rows(`${dueSql} AND d.due <= ? ORDER BY d.due, d.subscriber LIMIT ?`, this.#sending, now, enough),
      ...this.#tables.rows(`${dueSql} AND d.due > ? LIMIT ?`, this.#sending, now + longestPause, enough),
    ];
    return rows.filter(({ receiver }) => !this.#handed.has(receiver as number)).slice(0, limit);
  }

  async #suppress(subscribers: readonly number[]): Promise<void> {
    await this.#commits.add(() => {
      for (const subscriber of subscribers) this.#log.suppress(subscriber, this.#open.clock());
    });
    for (const subscriber of subscribers) this.#handed.delete(subscriber);
  }

  async #commit(work: () => void): Promise<void> {
    try {
      await this.#open.writer.write(() => {
        const sql = 'SELECT 1 FROM sending WHERE id = ? AND holder = ?';
        if (!this.#tables.row(sql, this.#sending, this.#holder)) throw new TakenOver();
        work();
      });
    } catch (error) {
      if (error instanceof TakenOver) this.#lost.abort(error);
      throw error;
    }
  }

  async #beat(): Promise<void> {
    // One that waits for others who write is enough.
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      // After a failure nothing comes of this share any more, so nobody shall wait for it.
      if (this.#commits.failure) clearInterval(this.#pulse);
      else await this.#commit(() => this.#tables.run('UPDATE sending SET beat = beat + 1 WHERE id = ?', this.#sending));
    } catch (error) {
      // A database that is in use for too long: work that matters meets it, too, and reports it.
      if (!(error instanceof TakenOver)) return;
      clearInterval(this.#pulse);
      this.#commits.fail(error);
    } finally {
      this.#isBeating = false;
    }
  }
}

const columns = `d.subscriber AS receiver, d.letter, d.attempts, d.first, ${subscriberColumns}
  FROM delivery d JOIN subscriber s ON s.id = d.subscriber`;
const freshSql = `SELECT ${columns} WHERE d.sending = ? AND d.subscriber > ? AND d.state = 'pending' AND d.due IS NULL
  ORDER BY d.subscriber LIMIT ?`;
const dueSql = `SELECT ${columns} WHERE d.sending = ?`;
