import type { Row, Stranger } from '../../subscribers/entry.ts';
import { decide } from '../../subscribers/merge.ts';
import {
  type Address,
  type Consent,
  type ConsentRecord,
  type Departure,
  isDeparture,
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
import { changeSubscriber, moveSubscriber } from './change.ts';
import { emptyLog } from './checkpoint.ts';
import type { OpenDatabase } from './database.ts';
import { confirmJoining, standingOfWish } from './join.ts';
import { GroupCommit } from './ledger/group-commit.ts';
import { personalData } from './personal-data.ts';
import { restoreBounced } from './restore.ts';
import { storeEntry } from './store-entry.ts';
import { subscriberColumns, Tables } from './tables.ts';
import { transaction } from './transaction.ts';

/** How many are read at once; between two portions no reading stays open, so a long list holds nobody up. */
const portion = 1000;

/**
 * Reads a portion of the list behind a number. By a tag, its index leads, so that no portion looks at those of the
 * portions before it again.
 */
export function portionOf({ status, tag, language }: Filter): { sql: string; values: string[] } {
  const conditions = [
    ...(tag ? ['t.subscriber > ? AND t.tag = ?'] : ['s.id > ?']),
    "s.status <> 'erased'",
    ...(status ? ['s.status = ?'] : []),
    ...(language ? ["(s.language || '-') LIKE (? || '-%')"] : []),
  ];
  const [from, order] = tag
    ? ['tag t CROSS JOIN subscriber s ON s.id = t.subscriber', 't.subscriber']
    : ['subscriber s', 's.id'];
  return {
    sql: `SELECT ${subscriberColumns} FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`,
    values: [tag, status, language].filter((value) => value !== undefined),
  };
}

/** The list in one SQLite file. */
export class SqliteSubscribers implements SubscriberStore {
  readonly list: number;
  readonly #open: OpenDatabase;
  readonly #tables: Tables;
  readonly #departures: GroupCommit;

  constructor(open: OpenDatabase) {
    this.#open = open;
    this.#tables = new Tables(open);
    this.#departures = new GroupCommit((work) => open.writer.write(work), { goesOn: true });
    this.list = open.list;
  }

  async *merge(
    batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
    { apply }: { apply: boolean },
  ): AsyncGenerator<readonly MergeOutcome[]> {
    // Apart from the list, so that a dry run holds no writer up. Hashes: no address lies in a temporary file.
    this.#open.database.exec(
      // Without a row id: from Node 26 on, one that is no safe integer, as the hashes here, is an error of its insertion.
      `PRAGMA temp.cache_size = -8000;
        CREATE TEMP TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, place, leaves) WITHOUT ROWID`,
    );
    try {
      for await (const batch of batches) {
        const work = () => batch.map((row) => this.#mergeRow(row, apply));
        yield apply ? await this.#open.writer.write(work) : transaction(this.#open, work, { writes: false });
      }
    } finally {
      this.#tables.run('DELETE FROM temp.seen');
    }
  }

  async find(address: Address): Promise<Subscriber | undefined> {
    return this.#tables.find(address);
  }

  async get(id: number): Promise<Subscriber | undefined> {
    return this.#tables.get(id);
  }

  async *read(filter: Filter = {}): AsyncGenerator<Subscriber> {
    const { sql, values } = portionOf(filter);
    for (let last = 0; ; ) {
      const found = this.#tables.rows(sql, last, ...values, portion).map((row) => subscriberFrom(row)!);
      yield* found;
      if (found.length < portion) return;
      last = found.at(-1)!.id;
    }
  }

  async consentOf(id: number): Promise<ConsentRecord[]> {
    return this.#tables.consentOf(id);
  }

  async count(): Promise<SubscriberCounts> {
    const rows = this.#tables.rows('SELECT status, count(*) AS number FROM subscriber GROUP BY status');
    const found = new Map(rows.map(({ status, number }) => [status, number as number]));
    return {
      statuses: Object.fromEntries(statuses.map((status) => [status, found.get(status) ?? 0])) as Record<
        Status,
        number
      >,
      suppressed: this.#tables.row('SELECT count(*) AS number FROM suppression')!.number as number,
    };
  }

  async fieldNames(): Promise<string[]> {
    const rows = this.#tables.rows('SELECT DISTINCT key FROM subscriber, json_each(fields) ORDER BY key');
    return rows.map(({ key }) => key as string);
  }

  async tag(id: number, { add, remove }: { add: readonly string[]; remove: readonly string[] }): Promise<boolean> {
    return this.#open.writer.write(() => {
      const subscriber = this.#tables.get(id);
      if (!subscriber) return false;
      const changes = this.#tables.addTags(id, add) + this.#tables.removeTags(id, remove);
      if (changes > 0) this.#tables.update(id, subscriber, this.#open.clock());
      return changes > 0;
    });
  }

  async leave(who: Address | number, reason: Exclude<Departure, 'erased'>, note: Consent): Promise<Leaving> {
    // A mail program may press for thousands within a minute of a letter; each waits for the disk.
    const now = this.#open.clock();
    return this.#departures.add(() => this.#tables.leave(who, reason, note, now));
  }

  async confirm(joining: Joining, at: Date): Promise<Joined> {
    return this.#open.writer.write(() => confirmJoining(this.#tables, joining, at));
  }

  async standingOf(wish: Pick<Joining, 'address' | 'asked'>): Promise<WishStanding> {
    return transaction(this.#open, () => standingOfWish(this.#tables, wish), { writes: false });
  }

  async change(id: number, change: SubscriberChange, note: Consent): Promise<Subscriber | undefined> {
    return this.#open.writer.write(() => changeSubscriber(this.#tables, id, change, note, this.#open.clock()));
  }

  async move(id: number, to: Address, note: Consent): Promise<'moved' | 'taken' | 'gone'> {
    return this.#open.writer.write(() => moveSubscriber(this.#tables, id, to, note, this.#open.clock()));
  }

  async dataOf(id: number): Promise<PersonalData | undefined> {
    return transaction(this.#open, () => personalData(this.#tables, id), { writes: false });
  }

  async restoreBounced(which: BouncedSince, { apply }: { apply: boolean }): Promise<number> {
    return this.#open.writer.write(() => {
      if (!apply) this.#open.database.exec('SAVEPOINT trial');
      const count = restoreBounced(this.#tables, which, this.#open.clock());
      if (!apply) this.#open.database.exec('ROLLBACK TO trial');
      return count;
    });
  }

  async forget(address: Address): Promise<Erasure | undefined> {
    const erased = await this.#open.writer.write(() => {
      const hash = this.#tables.hashOf(address);
      const subscriber = this.#tables.find(address);
      this.#tables.run('DELETE FROM waiting_mail WHERE recipient = ?', hash);
      for (const text of new Set([address.typed, address.normal]))
        this.#tables.run('DELETE FROM provider_event WHERE instr(lower(content), lower(?)) > 0', text);
      if (!subscriber) return this.#tables.suppression(hash)?.reason === 'erased';
      this.#tables.lift(hash);
      this.#tables.erase(subscriber.id, this.#open.clock());
      this.#tables.suppress({ hash, reason: 'erased', at: this.#open.clock() });
      return true;
    });
    // SQLite's own log still holds the pages as they were.
    return erased ? { isComplete: await emptyLog(this.#open) } : undefined;
  }

  async suppressionOf(address: Address): Promise<Suppression | undefined> {
    return this.#tables.suppression(this.#tables.hashOf(address));
  }

  async *strangers(): AsyncGenerator<Stranger> {
    const sql = 'SELECT * FROM suppression WHERE hash > ? AND subscriber IS NULL ORDER BY hash LIMIT ?';
    for (let last: Uint8Array = Buffer.alloc(0); ; ) {
      const found = this.#tables.rows(sql, last, portion).map(({ hash, reason, at }) => ({
        hash: Uint8Array.from(hash as Uint8Array),
        reason: reason as Departure,
        at: new Date(at as number),
      }));
      yield* found;
      if (found.length < portion) return;
      last = found.at(-1)!.hash;
    }
  }

  #mergeRow({ file, line, address, entry }: Row, apply: boolean): MergeOutcome {
    const of = { ...(file !== undefined && { file }), line, address };
    const refused = (reason: string): MergeOutcome => ({ ...of, result: 'refused', reason });
    if (typeof entry === 'string') return refused(entry);
    const hash = 'hash' in entry ? entry.hash : this.#tables.hashOf(entry.address);
    const leaves = 'hash' in entry || isDeparture(entry.status);
    const before = this.#seen(hash, file === undefined ? `line ${line}` : `${file}:${line}`, leaves);
    // A person who left in any line has left, whatever the lines before it said.
    if (before && (before.leaves || !leaves)) return refused(`the same address is in ${before.place}`);
    const suppression = this.#tables.suppression(hash);
    if ('hash' in entry) {
      if (apply && !suppression) this.#tables.suppress(entry);
      return { ...of, result: suppression ? 'unchanged' : 'new' };
    }
    const known = this.#tables.find(entry.address);
    const decision = decide(entry, known, suppression);
    if (decision.result === 'refused') return refused(decision.reason);
    if (decision.result === 'unchanged') return { ...of, result: 'unchanged' };
    if (apply) storeEntry(this.#tables, { entry, hash, known }, decision, this.#open.clock());
    // The line before it has stored them, or would have.
    if (before) return { ...of, result: 'changed', reason: 'status' };
    return { ...of, result: decision.result, ...(decision.reason && { reason: decision.reason }) };
  }

  /** Remembers this row, and returns an earlier row of the same merge with the same address, if there was one. */
  #seen(hash: Uint8Array, place: string, leaves: boolean): { place: string; leaves: boolean } | undefined {
    // 64 bits of the hash: of a million addresses, two share them once in 40 million lists.
    const id = new DataView(hash.buffer, hash.byteOffset).getBigInt64(0);
    const sql = 'INSERT OR IGNORE INTO temp.seen VALUES (?, ?, ?)';
    if (this.#tables.run(sql, id, place, Number(leaves)).changes > 0) return undefined;
    const row = this.#tables.row('SELECT place, leaves FROM temp.seen WHERE id = ?', id)!;
    if (leaves) this.#tables.run('UPDATE temp.seen SET leaves = 1 WHERE id = ?', id);
    return { place: row.place as string, leaves: row.leaves === 1 };
  }
}
