import type { Row, Stranger } from '../../subscribers/entry.ts';
import {
  type Address,
  type Consent,
  type ConsentRecord,
  type Departure,
  type Status,
  type Subscriber,
  type Suppression,
  statuses,
} from '../../subscribers/subscriber.ts';
import { subscriberFrom } from '../common/rows.ts';
import type {
  BouncedSince,
  Erasure,
  Filter,
  Joined,
  Joining,
  Leaving,
  MergeOutcome,
  PersonalData,
  SubscriberChange,
  SubscriberCounts,
  SubscriberStore,
  WishStanding,
} from '../subscriber-store.ts';
import { Batches } from './batches.ts';
import { changeInPostgres, moveInPostgres } from './change.ts';
import type { Queries, Transaction } from './connection.ts';
import type { OpenPostgres } from './database.ts';
import { confirmInPostgres, standingInPostgres } from './join.ts';
import { MergeBatch, SeenRows } from './merge.ts';
import { personalDataInPostgres } from './personal-data.ts';
import { restoreInPostgres } from './restore.ts';
import { PostgresTables, personColumns } from './tables.ts';
import { isOf, Values } from './values.ts';

/** How many are read at once. */
const portion = 1000;

interface Departing {
  readonly who: Address | number;
  readonly reason: Exclude<Departure, 'erased'>;
  readonly note: Consent;
}

/** The list in PostgreSQL. Changes of it are made one after the other, whichever process makes them. */
export class PostgresSubscribers implements SubscriberStore {
  readonly list: number;
  readonly #open: OpenPostgres;
  readonly #tables: PostgresTables;
  readonly #departures: Batches<Departing, Leaving>;

  constructor(open: OpenPostgres) {
    this.#open = open;
    this.#tables = new PostgresTables(open.connection, open.key);
    // A mail program may press for thousands within a minute of a letter; each waits for the disk.
    this.#departures = new Batches((entries) => this.#leaveAll(entries), { goesOn: true });
    this.list = open.list;
  }

  async *merge(
    batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
    { apply }: { apply: boolean },
  ): AsyncGenerator<readonly MergeOutcome[]> {
    const seen = new SeenRows();
    for await (const batch of batches) {
      const work = (transaction: Transaction) =>
        new MergeBatch(this.#in(transaction), transaction, apply).merge(batch, seen);
      const outcomes = apply ? await this.#write(work) : await this.#open.connection.read(work);
      seen.keep();
      yield outcomes;
    }
  }

  async find(address: Address): Promise<Subscriber | undefined> {
    return this.#tables.find(address);
  }

  async get(id: number): Promise<Subscriber | undefined> {
    return this.#tables.get(id);
  }

  async *read({ status, tag, language }: Filter = {}): AsyncGenerator<Subscriber> {
    const values = new Values(0, portion);
    const conditions = [
      ...(tag === undefined ? ['s.id > $1'] : [`t.subscriber > $1 AND t.tag = ${values.mark(tag)}`]),
      "s.status <> 'erased'",
      ...(status === undefined ? [] : [`s.status = ${values.mark(status)}`]),
      ...(language === undefined ? [] : [isOf(values.mark(language))]),
    ];
    const [from, order] = tag
      ? ['tidings.tag t JOIN tidings.subscriber s ON s.id = t.subscriber', 't.subscriber']
      : ['tidings.subscriber s', 's.id'];
    const sql = `SELECT ${personColumns} FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT $2`;
    for (;;) {
      const rows = await this.#open.connection.rows(sql, ...values.list);
      const found = rows.map((row) => subscriberFrom(row)!);
      yield* found;
      if (found.length < portion) return;
      values.list[0] = found.at(-1)!.id;
    }
  }

  async consentOf(id: number): Promise<ConsentRecord[]> {
    return this.#tables.consentOf(id);
  }

  async count(): Promise<SubscriberCounts> {
    const rows = await this.#open.connection.rows(
      'SELECT status, count(*) AS number FROM tidings.subscriber GROUP BY status',
    );
    const found = new Map(rows.map(({ status, number }) => [status, number as number]));
    const suppressed = await this.#open.connection.row('SELECT count(*) AS number FROM tidings.suppression');
    return {
      statuses: Object.fromEntries(statuses.map((status) => [status, found.get(status) ?? 0])) as Record<
        Status,
        number
      >,
      suppressed: suppressed!.number as number,
    };
  }

  async fieldNames(): Promise<string[]> {
    const sql = `SELECT DISTINCT key COLLATE "C" AS key FROM tidings.subscriber, json_object_keys(fields::json) AS key
      WHERE fields <> '{}' ORDER BY 1`;
    return (await this.#open.connection.rows(sql)).map(({ key }) => key as string);
  }

  async tag(id: number, { add, remove }: { add: readonly string[]; remove: readonly string[] }): Promise<boolean> {
    return this.#write(async (transaction) => {
      const tables = this.#in(transaction);
      const subscriber = await tables.get(id);
      if (!subscriber) return false;
      const changes = (await tables.addTags(id, add)) + (await tables.removeTags(id, remove));
      if (changes > 0) await tables.update(id, subscriber, transaction.now);
      return changes > 0;
    });
  }

  async leave(who: Address | number, reason: Exclude<Departure, 'erased'>, note: Consent): Promise<Leaving> {
    return this.#departures.add({ who, reason, note });
  }

  async confirm(joining: Joining, at: Date): Promise<Joined> {
    // When it was asked for is sealed in the link, by the clock of the machine that sent it.
    return this.#write((transaction) =>
      confirmInPostgres(this.#in(transaction), joining, this.#open.connection.moment(at, transaction.now)),
    );
  }

  async standingOf(wish: Pick<Joining, 'address' | 'asked'>): Promise<WishStanding> {
    return this.#open.connection.read((transaction) => standingInPostgres(this.#in(transaction), wish));
  }

  async change(id: number, change: SubscriberChange, note: Consent): Promise<Subscriber | undefined> {
    return this.#write((transaction) => changeInPostgres(this.#in(transaction), id, change, note, transaction.now));
  }

  async move(id: number, to: Address, note: Consent): Promise<'moved' | 'taken' | 'gone'> {
    return this.#write((transaction) => moveInPostgres(this.#in(transaction), id, to, note, transaction.now));
  }

  async dataOf(id: number): Promise<PersonalData | undefined> {
    return this.#open.connection.read((transaction) => personalDataInPostgres(this.#in(transaction), id));
  }

  async restoreBounced(which: BouncedSince, { apply }: { apply: boolean }): Promise<number> {
    const work = (transaction: Transaction) => restoreInPostgres(this.#in(transaction), which, transaction.now);
    return this.#open.connection.write(work, { lock: 'list', isTrial: !apply });
  }

  /** What PostgreSQL keeps of it in freed places of its files, in its log and in copies, it lets go of in its own time. */
  async forget(address: Address): Promise<Erasure | undefined> {
    const erased = await this.#write(async (transaction) => {
      const tables = this.#in(transaction);
      const hash = tables.hashOf(address);
      const subscriber = await tables.find(address);
      await transaction.run('DELETE FROM tidings.waiting_mail WHERE recipient = $1', hash);
      for (const text of new Set([address.typed, address.normal]))
        await transaction.run('DELETE FROM tidings.provider_event WHERE strpos(lower(content), lower($1)) > 0', text);
      if (!subscriber) return (await tables.suppression(hash))?.reason === 'erased';
      await tables.lift(hash);
      await tables.erase(subscriber.id, transaction.now);
      await tables.suppress({ hash, reason: 'erased', at: transaction.now });
      return true;
    });
    return erased ? { isComplete: true } : undefined;
  }

  async suppressionOf(address: Address): Promise<Suppression | undefined> {
    return this.#tables.suppression(this.#tables.hashOf(address));
  }

  async *strangers(): AsyncGenerator<Stranger> {
    const sql = `SELECT hash, reason, at FROM tidings.suppression
      WHERE hash > $1 AND subscriber IS NULL ORDER BY hash LIMIT $2`;
    for (let last: Uint8Array = Buffer.alloc(0); ; ) {
      const found = (await this.#open.connection.rows(sql, last, portion)).map(({ hash, reason, at }) => ({
        hash: Uint8Array.from(hash as Uint8Array),
        reason: reason as Departure,
        at: new Date(at as number),
      }));
      yield* found;
      if (found.length < portion) return;
      last = found.at(-1)!.hash;
    }
  }

  async #leaveAll(entries: readonly Departing[]): Promise<Leaving[]> {
    return this.#write(async (transaction) => {
      const tables = this.#in(transaction);
      const results: Leaving[] = [];
      for (const { who, reason, note } of entries) results.push(await tables.leave(who, reason, note, transaction.now));
      return results;
    });
  }

  #write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#open.connection.write(work, { lock: 'list' });
  }

  #in(queries: Queries): PostgresTables {
    return new PostgresTables(queries, this.#open.key);
  }
}
