import type { KeyHandle } from '../../lib/key-handle.ts';
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
import type { Queries } from './connection.ts';

/** The columns that `subscriberFrom` reads, of the table `subscriber` with the alias `s`. */
export const personColumns = `s.id, s.address, s.normal, s.name, s.language, s.fields, s.frequency, s.status, s.added,
  s.changed, (SELECT string_agg(tag, ' ') FROM tidings.tag WHERE subscriber = s.id) AS tags`;

/** The single steps that transactions on the list are made of. */
export class PostgresTables {
  readonly queries: Queries;
  readonly #key: KeyHandle;

  constructor(queries: Queries, key: KeyHandle) {
    this.queries = queries;
    this.#key = key;
  }

  hashOf(address: Pick<Address, 'normal'>): Uint8Array {
    return suppressionHash(this.#key, address);
  }

  async get(id: number): Promise<Subscriber | undefined> {
    // Numbers of links may be beyond those of the database.
    return subscriberFrom(
      await this.queries.row(`SELECT ${personColumns} FROM tidings.subscriber s WHERE s.id = $1`, id),
    );
  }

  async find({ normal }: Address): Promise<Subscriber | undefined> {
    return subscriberFrom(
      await this.queries.row(`SELECT ${personColumns} FROM tidings.subscriber s WHERE s.normal = $1`, normal),
    );
  }

  async insert({ address, ...written }: WrittenSubscriber, now: Date): Promise<number> {
    const row = await this.queries.row(
      `INSERT INTO tidings.subscriber (address, normal, hash, name, language, fields, frequency, status, added, changed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id`,
      ...[address.typed, address.normal, this.hashOf(address), ...choiceColumns(written), now.getTime()],
    );
    return row!.id as number;
  }

  async update(id: number, written: Omit<WrittenSubscriber, 'address'>, now: Date): Promise<void> {
    await this.queries.run(
      `UPDATE tidings.subscriber SET name = $1, language = $2, fields = $3, frequency = $4, status = $5, changed = $6
        WHERE id = $7`,
      ...[...choiceColumns(written), now.getTime(), id],
    );
  }

  /** Leaves the number, so that sendings of the past still add up, and nothing of the person. */
  async erase(id: number, now: Date): Promise<void> {
    // Senders wait for a moment, and see the person erased when they go on: no word of a server comes after this.
    await this.queries.rows('SELECT 1 FROM tidings.sending WHERE holder IS NOT NULL ORDER BY id FOR UPDATE');
    await this.queries.rows('SELECT 1 FROM tidings.batch WHERE holder IS NOT NULL ORDER BY sending, number FOR UPDATE');
    await this.queries.run(
      `UPDATE tidings.subscriber SET address = NULL, normal = NULL, hash = NULL, name = NULL, language = NULL,
        fields = '{}', frequency = NULL, status = 'erased', added = $1, changed = $1 WHERE id = $2`,
      ...[now.getTime(), id],
    );
    for (const table of ['tag', 'consent', 'bounce'])
      await this.queries.run(`DELETE FROM tidings.${table} WHERE subscriber = $1`, id);
    await this.queries.run('UPDATE tidings.returned_mail SET reply = NULL WHERE subscriber = $1', id);
    // Servers' replies may hold the address. The list of sendings leads to the key of each outcome.
    await this.queries.run(
      `UPDATE tidings.outcome o SET reply = NULL FROM tidings.sending n
        WHERE o.sending = n.id AND o.subscriber = $1 AND o.reply IS NOT NULL`,
      id,
    );
  }

  /** Ends writing to somebody; who left before keeps the first reason. */
  async leave(who: Address | number, reason: Exclude<Departure, 'erased'>, note: Consent, now: Date): Promise<Leaving> {
    const subscriber = typeof who === 'number' ? await this.get(who) : await this.find(who);
    const address = typeof who === 'number' ? subscriber?.address : who;
    const hash = address && this.hashOf(address);
    const before = hash !== undefined && (await this.suppression(hash)) !== undefined;
    if (!hash || before) return { before, ...(subscriber && { subscriber }) };
    const at = note.at ?? now;
    await this.suppress({ hash, reason, at }, subscriber?.id);
    if (!subscriber) return { before };
    await this.update(subscriber.id, { ...subscriber, status: reason }, now);
    await this.log(subscriber.id, reason, { ...note, at });
    return { before, subscriber: { ...subscriber, status: reason } };
  }

  /** How many were not there before. */
  async addTags(id: number, tags: readonly string[]): Promise<number> {
    if (tags.length === 0) return 0;
    const sql = `INSERT INTO tidings.tag (subscriber, tag) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`;
    return this.queries.run(sql, id, tags);
  }

  async removeTags(id: number, tags: readonly string[]): Promise<number> {
    if (tags.length === 0) return 0;
    return this.queries.run('DELETE FROM tidings.tag WHERE subscriber = $1 AND tag = ANY ($2::text[])', id, tags);
  }

  async log(id: number, event: ConsentEvent, consent: Consent & { at: Date }): Promise<void> {
    const { how, at, shown, textHash, page, asked, language, ip } = consent;
    await this.queries.run(
      `INSERT INTO tidings.consent (subscriber, at, event, how, shown, text_hash, page, asked, language, ip)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      ...[id, at.getTime(), event, how, shown ?? null, textHash ? Buffer.from(textHash, 'hex') : null],
      ...[page ?? null, asked?.getTime() ?? null, language ?? null, ip ?? null],
    );
  }

  /** By number, not by time: clocks are put back. */
  async consentOf(id: number): Promise<ConsentRecord[]> {
    const sql = `SELECT c.*, t.text FROM tidings.consent c LEFT JOIN tidings.consent_text t ON t.hash = c.text_hash
      WHERE c.subscriber = $1 ORDER BY c.id`;
    return (await this.queries.rows(sql, id)).map(consentFrom);
  }

  async suppression(hash: Uint8Array): Promise<Suppression | undefined> {
    const row = await this.queries.row('SELECT reason, at FROM tidings.suppression WHERE hash = $1', hash);
    return row && { reason: row.reason as Departure, at: new Date(row.at as number) };
  }

  async suppress({ hash, reason, at }: Stranger, subscriber?: number): Promise<void> {
    await this.queries.run(
      'INSERT INTO tidings.suppression (hash, reason, at, subscriber) VALUES ($1, $2, $3, $4)',
      ...[hash, reason, at.getTime(), subscriber ?? null],
    );
  }

  async lift(hash: Uint8Array): Promise<void> {
    await this.queries.run('DELETE FROM tidings.suppression WHERE hash = $1', hash);
  }

  /** Notes that a reader has moved away from an address; the last time counts. */
  async leaveBehind(hash: Uint8Array, at: number): Promise<void> {
    await this.queries.run(
      `INSERT INTO tidings.former_address AS f (hash, at) VALUES ($1, $2)
        ON CONFLICT (hash) DO UPDATE SET at = greatest(f.at, excluded.at)`,
      ...[hash, at],
    );
  }

  /** Whether a reader moved away from an address after that time. */
  async wasLeftBehind(hash: Uint8Array, since: Date): Promise<boolean> {
    const sql = 'SELECT 1 FROM tidings.former_address WHERE hash = $1 AND at >= $2';
    return (await this.queries.row(sql, hash, since.getTime())) !== undefined;
  }
}
