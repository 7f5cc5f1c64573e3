import type { StoredRow } from '../../common/rows.ts';
import { deliveryFrom, longestPause, TakenOver } from '../../common/share.ts';
import type { Delivery, Outcome } from '../../ledger.ts';
import type { BatchShare } from '../../shared-sendings.ts';
import { Batches } from '../batches.ts';
import { PostgresBounces } from '../bounces.ts';
import type { Transaction } from '../connection.ts';
import type { OpenPostgres } from '../database.ts';
import { PostgresTables, personColumns } from '../tables.ts';
import { type BatchRange, never, releaseBatch } from './batch-rows.ts';
import { everybody, PostgresLog } from './log.ts';
import { type SenderStep, storeSteps } from './steps.ts';

interface Lease {
  readonly sending: number;
  /** The number under which this process took the sending. */
  readonly epoch: number;
  /** In milliseconds, between two signs of life. */
  readonly interval: number;
  /** Of a sending that workers share: the part of it that this one has, and whose row has the epoch. */
  readonly batch?: BatchRange;
}

/** This process's share of one sending. Each of its transactions begins with the proof that its epoch is the current one. */
export class PostgresShare implements BatchShare {
  readonly #open: OpenPostgres;
  readonly #lease: Lease;
  /** Whose deliveries it is about. */
  readonly #range: Pick<BatchRange, 'first' | 'last'>;
  readonly #steps = new Batches<SenderStep, boolean>((steps) =>
    this.#unlessLost(() => storeSteps(this.#open.connection, this.#lease, steps)),
  );
  readonly #lost = new AbortController();
  readonly #pulse: NodeJS.Timeout;
  /** Handed out, and nothing recorded since. */
  readonly #handed = new Set<number>();
  /** Up to whom those were handed out who wait for nothing. */
  #reached: number;
  #turn: Promise<unknown> = Promise.resolve();
  #released = false;
  #isBeating = false;
  #rest: { readonly until: Date | undefined } | undefined;

  constructor(open: OpenPostgres, lease: Lease) {
    this.#open = open;
    this.#lease = lease;
    this.#range = lease.batch ?? everybody;
    this.#reached = this.#range.first - 1;
    this.#pulse = setInterval(() => this.#beat(), lease.interval).unref();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  next(limit: number): Promise<readonly Delivery[]> {
    // One after the other, so that nobody is handed out twice.
    const turn = this.#turn.then(() => this.#next(limit));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async nextDue(): Promise<Date | undefined> {
    await this.#turn;
    const now = await this.#open.connection.now();
    if ((await this.#due(now, 1)).length > 0) return this.#open.connection.local(now, now);
    const sql = `SELECT min(due) AS due FROM tidings.delivery
      WHERE sending = $1 AND due > $2 AND subscriber BETWEEN $3 AND $4`;
    const { first, last } = this.#range;
    const { due } = (await this.#open.connection.row(sql, this.#lease.sending, now.getTime(), first, last))!;
    return due === null ? undefined : this.#open.connection.local(new Date(due as number), now);
  }

  async intend(subscriber: number): Promise<boolean> {
    const goes = await this.#steps.add({ subscriber });
    if (!goes) this.#handed.delete(subscriber);
    return goes;
  }

  async record(subscriber: number, outcome: Outcome): Promise<void> {
    // Before the next message over the same connection ends, its intent has taken this along: of each connection, one
    // message is in doubt at most.
    await this.#steps.add({ subscriber, outcome }, { hurry: false });
    this.#handed.delete(subscriber);
  }

  async takenSince(since: Date): Promise<readonly { readonly relay: string; readonly at: Date }[]> {
    const sql = "SELECT relay, at FROM tidings.outcome WHERE kind = 'sent' AND at > $1 ORDER BY at";
    const rows = await this.#open.connection.rows(sql, since.getTime());
    return rows.map(({ relay, at }) => ({ relay: relay as string, at: new Date(at as number) }));
  }

  async settleBounces(held: 'all' | ReadonlySet<string>): Promise<void> {
    await this.#alone(
      (transaction) =>
        new PostgresBounces(new PostgresTables(transaction, this.#open.key)).settle(
          this.#lease.sending,
          held,
          transaction.now,
          this.#range,
        ),
      'list',
    );
  }

  /** As `Ledger.cancel` has it. */
  async cancel(): Promise<number> {
    return this.#alone((transaction) => new PostgresLog(transaction, this.#lease.sending).cancel(transaction.now));
  }

  rest(until?: Date): void {
    this.#rest = { until };
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#pulse);
    await this.#steps.flush();
    const sound = !this.#steps.failure;
    try {
      // Also after a failure: the next process then need not find out that nobody holds it.
      if (!this.#lost.signal.aborted) await this.#fenced((transaction) => this.#letGo(transaction));
    } catch (error) {
      if (sound) throw error;
    } finally {
      this.#steps.fail(new Error('the share is released'));
    }
  }

  async #letGo(transaction: Transaction): Promise<void> {
    const { sending, batch } = this.#lease;
    await new PostgresLog(transaction, sending).settle(transaction.now, this.#range);
    if (batch) return releaseBatch(transaction, { sending, ...batch }, this.#restUntil(transaction.now));
    await transaction.run(
      'UPDATE tidings.sending SET holder = NULL, heard = NULL, beat = beat + 1, epoch = epoch + 1 WHERE id = $1',
      sending,
    );
  }

  #restUntil(now: Date): number | undefined {
    if (!this.#rest) return undefined;
    const { until } = this.#rest;
    return until ? now.getTime() + this.#open.connection.until(until) : never;
  }

  async #next(limit: number): Promise<readonly Delivery[]> {
    const { failure } = this.#steps;
    if (failure) throw failure.reason;
    const deliveries: Delivery[] = [];
    while (deliveries.length < limit) {
      const rows = await this.#take(limit - deliveries.length);
      if (rows.length === 0) break;
      const gone: number[] = [];
      for (const row of rows) {
        const delivery = deliveryFrom(row);
        if (delivery) deliveries.push(delivery);
        else gone.push(row.receiver as number);
      }
      // The intent finds that they have left, and writes it down.
      await Promise.all(gone.map((subscriber) => this.intend(subscriber)));
    }
    return deliveries;
  }

  /** Rows that nobody has at this moment, in the order of the list, and then those whose time has come. */
  async #take(limit: number): Promise<StoredRow[]> {
    const { sending } = this.#lease;
    const { last } = this.#range;
    const fresh = await this.#open.connection.rows(freshSql, sending, this.#reached, last, limit);
    if (fresh.length > 0) this.#reached = fresh.at(-1)!.receiver as number;
    const rows = fresh.length > 0 ? fresh : await this.#due(await this.#open.connection.now(), limit);
    for (const { receiver } of rows) this.#handed.add(receiver as number);
    return rows;
  }

  async #due(now: Date, limit: number): Promise<StoredRow[]> {
    const { first, last } = this.#range;
    const times = [now.getTime(), now.getTime() + longestPause];
    const values = [this.#lease.sending, ...times, first, last, limit + this.#handed.size];
    const rows = await this.#open.connection.rows(dueSql, ...values);
    return rows.filter(({ receiver }) => !this.#handed.has(receiver as number)).slice(0, limit);
  }

  /** A step that is no part of a batch, after all that was added before it. */
  async #alone<Result>(work: (transaction: Transaction) => Promise<Result>, lock?: 'list'): Promise<Result> {
    await this.#steps.flush();
    if (this.#steps.failure) throw this.#steps.failure.reason;
    try {
      return await this.#fenced(work, lock);
    } catch (error) {
      this.#steps.fail(error);
      throw error;
    }
  }

  /**
   * A transaction that is done only under the current epoch. The lock of the row makes who takes the sending over wait
   * for its end, so that nothing is written under an epoch that is over.
   */
  async #fenced<Result>(work: (transaction: Transaction) => Promise<Result>, lock?: 'list'): Promise<Result> {
    const proven = async (transaction: Transaction) => {
      const { sending, epoch, batch } = this.#lease;
      const row = batch
        ? await transaction.row(batchFence, sending, batch.number, epoch)
        : await transaction.row(sendingFence, sending, epoch);
      if (!row) throw new TakenOver();
      return work(transaction);
    };
    return this.#unlessLost(() => this.#open.connection.write(proven, lock ? { lock } : {}));
  }

  async #unlessLost<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
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
      if (this.#steps.failure) clearInterval(this.#pulse);
      else if (!(await this.#isHeard())) throw new TakenOver();
    } catch (error) {
      // A database that does not answer: work that matters meets it, too, and reports it.
      if (!(error instanceof TakenOver)) return;
      clearInterval(this.#pulse);
      this.#lost.abort(error);
      this.#steps.fail(error);
    } finally {
      this.#isBeating = false;
    }
  }

  async #isHeard(): Promise<boolean> {
    const { sending, epoch, batch } = this.#lease;
    if (batch) return (await this.#open.connection.run(batchHeard, sending, batch.number, epoch)) === 1;
    return (await this.#open.connection.run(sendingHeard, sending, epoch)) === 1;
  }
}

const sendingFence = 'SELECT 1 FROM tidings.sending WHERE id = $1 AND epoch = $2 FOR SHARE';
const batchFence = 'SELECT 1 FROM tidings.batch WHERE sending = $1 AND number = $2 AND epoch = $3 FOR SHARE';
const sendingHeard = `UPDATE tidings.sending SET beat = beat + 1, heard = clock_timestamp()
  WHERE id = $1 AND epoch = $2`;
const batchHeard =
  'UPDATE tidings.batch SET heard = clock_timestamp() WHERE sending = $1 AND number = $2 AND epoch = $3';

const columns = `d.subscriber AS receiver, d.letter, d.attempts, d.first, ${personColumns}
  FROM tidings.delivery d JOIN tidings.subscriber s ON s.id = d.subscriber`;
const freshSql = `SELECT ${columns} WHERE d.sending = $1 AND d.subscriber > $2 AND d.subscriber <= $3
  AND d.state = 'pending' AND d.due IS NULL ORDER BY d.subscriber LIMIT $4`;
/** Those that are due, and those that wait for a time that only a clock set back makes far. */
const dueSql = `SELECT ${columns} WHERE d.sending = $1 AND d.due IS NOT NULL AND (d.due <= $2 OR d.due > $3)
  AND d.subscriber BETWEEN $4 AND $5 ORDER BY d.due > $3, d.due, d.subscriber LIMIT $6`;
