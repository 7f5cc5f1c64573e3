import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Stranger } from '../../subscribers/entry.ts';
import type {
  Address,
  Consent,
  ConsentEvent,
  ConsentRecord,
  Departure,
  Subscriber,
  Suppression,
} from '../../subscribers/subscriber.ts';
import { suppressionHash } from '../../subscribers/token.ts';
import { choiceColumns, consentFrom, subscriberFrom, type WrittenSubscriber } from '../common/rows.ts';
import type { Leaving } from '../subscriber-store.ts';
import type { OpenDatabase } from './database.ts';
import { inWords } from './fault.ts';

type SqlRow = Record<string, SQLOutputValue>;

/** The single steps that transactions are made of. What a person can mend of a failing database is thrown as a ProblemError. */
export class Tables {
  readonly #open: OpenDatabase;
  readonly #statements = new Map<string, StatementSync>();

  constructor(open: OpenDatabase) {
    this.#open = open;
  }

  hashOf(address: Address): Uint8Array {
    return suppressionHash(this.#open.key, address);
  }

  get(id: number): Subscriber | undefined {
    return subscriberFrom(this.row(`SELECT ${subscriberColumns} FROM subscriber s WHERE s.id = ?`, id));
  }

  find({ normal }: Address): Subscriber | undefined {
    return subscriberFrom(this.row(`SELECT ${subscriberColumns} FROM subscriber s WHERE s.normal = ?`, normal));
  }

  insert({ address, ...written }: WrittenSubscriber, now: Date): number {
    const columns = 'address, normal, name, language, fields, frequency, status, added, changed';
    const { lastInsertRowid } = this.run(
      `INSERT INTO subscriber (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[address.typed, address.normal, ...choiceColumns(written), now.getTime(), now.getTime()],
    );
    return Number(lastInsertRowid);
  }

  update(id: number, written: Omit<WrittenSubscriber, 'address'>, now: Date): void {
    this.run(
      'UPDATE subscriber SET name = ?, language = ?, fields = ?, frequency = ?, status = ?, changed = ? WHERE id = ?',
      ...[...choiceColumns(written), now.getTime(), id],
    );
  }

  /** Leaves the number, so that sendings of the past still add up, and nothing of the person. */
  erase(id: number, now: Date): void {
    this.run(
      `UPDATE subscriber SET address = NULL, normal = NULL, name = NULL, language = NULL, fields = '{}',
        frequency = NULL, status = 'erased', added = ?, changed = ? WHERE id = ?`,
      now.getTime(),
      now.getTime(),
      id,
    );
    for (const table of ['tag', 'consent', 'bounce']) this.run(`DELETE FROM ${table} WHERE subscriber = ?`, id);
    this.run('UPDATE returned_mail SET reply = NULL WHERE subscriber = ?', id);
    // Servers' replies may hold the address. The list of sendings leads to the key of each outcome.
    this.run('UPDATE outcome SET reply = NULL WHERE sending IN (SELECT id FROM sending) AND subscriber = ?', id);
  }

  /** Ends writing to somebody; who left before keeps the first reason. */
  leave(who: Address | number, reason: Exclude<Departure, 'erased'>, note: Consent, now: Date): Leaving {
    const subscriber = typeof who === 'number' ? this.get(who) : this.find(who);
    const address = typeof who === 'number' ? subscriber?.address : who;
    const hash = address && this.hashOf(address);
    const before = hash !== undefined && this.suppression(hash) !== undefined;
    if (!hash || before) return { before, ...(subscriber && { subscriber }) };
    const at = note.at ?? now;
    this.suppress({ hash, reason, at }, subscriber?.id);
    if (!subscriber) return { before };
    this.update(subscriber.id, { ...subscriber, status: reason }, now);
    this.log(subscriber.id, reason, { ...note, at });
    return { before, subscriber: { ...subscriber, status: reason } };
  }

  /** How many were not there before. */
  addTags(id: number, tags: readonly string[]): number {
    const added = tags.map((tag) => this.run('INSERT OR IGNORE INTO tag (subscriber, tag) VALUES (?, ?)', id, tag));
    return added.reduce((sum, { changes }) => sum + Number(changes), 0);
  }

  removeTags(id: number, tags: readonly string[]): number {
    const removed = tags.map((tag) => this.run('DELETE FROM tag WHERE subscriber = ? AND tag = ?', id, tag));
    return removed.reduce((sum, { changes }) => sum + Number(changes), 0);
  }

  log(id: number, event: ConsentEvent, consent: Consent & { at: Date }): void {
    const { how, at, shown, textHash, page, asked, language, ip } = consent;
    const columns = 'subscriber, at, event, how, shown, text_hash, page, asked, language, ip';
    this.run(
      `INSERT INTO consent (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, at.getTime(), event, how, shown ?? null, textHash ? Buffer.from(textHash, 'hex') : null],
      ...[page ?? null, asked?.getTime() ?? null, language ?? null, ip ?? null],
    );
  }

  /** By number, not by time: clocks are put back. */
  consentOf(id: number): ConsentRecord[] {
    const sql = `SELECT c.*, t.text FROM consent c LEFT JOIN consent_text t ON t.hash = c.text_hash
      WHERE c.subscriber = ? ORDER BY c.id`;
    return this.rows(sql, id).map(consentFrom);
  }

  suppression(hash: Uint8Array): Suppression | undefined {
    const row = this.row('SELECT reason, at FROM suppression WHERE hash = ?', hash);
    return row && { reason: row.reason as Departure, at: new Date(row.at as number) };
  }

  suppress({ hash, reason, at }: Stranger, subscriber?: number): void {
    this.run(
      'INSERT INTO suppression (hash, reason, at, subscriber) VALUES (?, ?, ?, ?)',
      hash,
      reason,
      at.getTime(),
      subscriber ?? null,
    );
  }

  lift(hash: Uint8Array): void {
    this.run('DELETE FROM suppression WHERE hash = ?', hash);
  }

  /** Notes that a reader has moved away from an address; the last time counts. */
  leaveBehind(hash: Uint8Array, at: number): void {
    this.run(
      `INSERT INTO former_address (hash, at) VALUES (?, ?)
        ON CONFLICT (hash) DO UPDATE SET at = max(at, excluded.at)`,
      ...[hash, at],
    );
  }

  /** Whether a reader moved away from an address after that time. */
  wasLeftBehind(hash: Uint8Array, since: Date): boolean {
    return this.row('SELECT 1 FROM former_address WHERE hash = ? AND at >= ?', hash, since.getTime()) !== undefined;
  }

  row(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    return this.#execute(sql, (statement) => statement.get(...values));
  }

  rows(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return this.#execute(sql, (statement) => statement.all(...values));
  }

  run(sql: string, ...values: SQLInputValue[]) {
    return this.#execute(sql, (statement) => statement.run(...values));
  }

  #execute<Result>(sql: string, work: (statement: StatementSync) => Result): Result {
    try {
      return work(this.#prepare(sql));
    } catch (error) {
      throw inWords(error, this.#open.named);
    }
  }

  /** Each text is compiled once. */
  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#open.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The columns that `subscriberFrom` reads, of the table `subscriber` with the alias `s`. */
export const subscriberColumns = `s.id, s.address, s.normal, s.name, s.language, s.fields, s.frequency, s.status, s.added, s.changed,
  (SELECT group_concat(tag, ' ') FROM tag WHERE subscriber = s.id) AS tags`;
