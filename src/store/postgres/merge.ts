import type { Entry, Row } from '../../subscribers/entry.ts';
import { type Decision, decide } from '../../subscribers/merge.ts';
import { type Departure, isDeparture, type Subscriber, type Suppression } from '../../subscribers/subscriber.ts';
import { mergedChoices } from '../common/choices.ts';
import { choiceColumns, subscriberFrom } from '../common/rows.ts';
import type { MergeOutcome } from '../subscriber-store.ts';
import type { Transaction } from './connection.ts';
import { type PostgresTables, personColumns } from './tables.ts';

/** The rows of earlier batches of one import, by their addresses, in little memory. */
export class SeenRows {
  /** 64 bits of the hash: of a million addresses, two share them once in 40 million lists. */
  readonly #places = new Map<bigint, number>();
  readonly #files: (string | undefined)[] = [];
  /** What was there before the batch that is under way. */
  readonly #before = new Map<bigint, number | undefined>();

  /** The batch that is under way begins from its start. */
  restart(): void {
    for (const [id, place] of this.#before)
      if (place === undefined) this.#places.delete(id);
      else this.#places.set(id, place);
    this.#before.clear();
  }

  /** The batch is stored. */
  keep(): void {
    this.#before.clear();
  }

  /** Remembers a row, and returns an earlier one with the same address, if there was one. */
  note(
    hash: Uint8Array,
    { file, line }: Pick<Row, 'file' | 'line'>,
    leaves: boolean,
  ): { place: string; leaves: boolean } | undefined {
    const id = new DataView(hash.buffer, hash.byteOffset).getBigInt64(0);
    const before = this.#places.get(id);
    if (!this.#before.has(id)) this.#before.set(id, before);
    if (before === undefined) {
      if (this.#files.at(-1) !== file || this.#files.length === 0) this.#files.push(file);
      this.#places.set(id, (this.#files.length - 1) * 2 ** 33 + line * 2 + Number(leaves));
      return undefined;
    }
    if (leaves && before % 2 === 0) this.#places.set(id, before + 1);
    const number = Math.floor((before % 2 ** 33) / 2);
    const name = this.#files[Math.floor(before / 2 ** 33)];
    return { place: name === undefined ? `line ${number}` : `${name}:${number}`, leaves: before % 2 === 1 };
  }
}

/** A new person, who is stored together with others. */
interface Newcomer {
  readonly entry: Entry;
  readonly hash: Uint8Array;
  readonly decision: Extract<Decision, { status: unknown }>;
}

/** Takes the rows of one batch in, in one transaction. */
export class MergeBatch {
  readonly #tables: PostgresTables;
  readonly #now: Date;
  readonly #apply: boolean;
  readonly #known = new Map<string, Subscriber>();
  readonly #suppressed = new Map<string, Suppression>();
  #newcomers: Newcomer[] = [];

  constructor(tables: PostgresTables, { now }: Pick<Transaction, 'now'>, apply: boolean) {
    this.#tables = tables;
    this.#now = now;
    this.#apply = apply;
  }

  async merge(rows: readonly Row[], seen: SeenRows): Promise<MergeOutcome[]> {
    seen.restart();
    const entries = rows.map(({ entry }) => entry).filter((entry) => typeof entry !== 'string');
    await this.#prefetch(entries.flatMap((entry) => ('hash' in entry ? [] : [entry.address.normal])));
    await this.#prefetchHashes(entries.map((entry) => this.#hashOf(entry)));
    const outcomes: MergeOutcome[] = [];
    for (const row of rows) outcomes.push(await this.#mergeRow(row, seen));
    await this.#store();
    return outcomes;
  }

  async #mergeRow({ file, line, address, entry }: Row, seen: SeenRows): Promise<MergeOutcome> {
    const of = { ...(file !== undefined && { file }), line, address };
    const refused = (reason: string): MergeOutcome => ({ ...of, result: 'refused', reason });
    if (typeof entry === 'string') return refused(entry);
    const hash = this.#hashOf(entry);
    const leaves = 'hash' in entry || isDeparture(entry.status);
    const before = seen.note(hash, { ...(file !== undefined && { file }), line }, leaves);
    // A person who left in any line has left, whatever the lines before it said.
    if (before && (before.leaves || !leaves)) return refused(`the same address is in ${before.place}`);
    // What a line before it said is stored first.
    if (before) await this.#store();
    const suppression = this.#suppressed.get(keyOf(hash));
    if ('hash' in entry) {
      if (this.#apply && !suppression) {
        await this.#tables.suppress(entry);
        this.#suppressed.set(keyOf(hash), entry);
      }
      return { ...of, result: suppression ? 'unchanged' : 'new' };
    }
    const known = this.#known.get(entry.address.normal);
    const decision = decide(entry, known, suppression);
    if (decision.result === 'refused') return refused(decision.reason);
    if (decision.result === 'unchanged') return { ...of, result: 'unchanged' };
    if (this.#apply && known) await this.#change(known, { entry, hash, decision });
    else if (this.#apply) this.#newcomers.push({ entry, hash, decision });
    // The line before it has stored them, or would have.
    if (before) return { ...of, result: 'changed', reason: 'status' };
    return { ...of, result: decision.result, ...(decision.reason && { reason: decision.reason }) };
  }

  async #change(known: Subscriber, { entry, hash, decision }: Newcomer): Promise<void> {
    await this.#tables.update(known.id, mergedChoices(entry, known, decision.status), this.#now);
    await this.#follow(known.id, { entry, hash, decision }, false);
    await this.#tables.addTags(known.id, entry.tags);
    await this.#prefetch([known.address.normal]);
    await this.#prefetchHashes([hash]);
  }

  /** The marks and lines of the log that follow from an entry. */
  async #follow(id: number, { entry, hash, decision }: Newcomer, isNew: boolean): Promise<void> {
    const { event, suppress, lift } = decision;
    const { consent } = entry;
    if (consent && !suppress) await this.#tables.log(id, event, { ...consent, at: consent.at ?? this.#now });
    if (lift) await this.#tables.lift(hash);
    if (!suppress) return;
    // How somebody once agreed who left is worth keeping if the list knows when.
    if (isNew && consent?.at) await this.#tables.log(id, 'subscribed', { ...consent, at: consent.at });
    const at = entry.left ?? this.#now;
    await this.#tables.log(id, suppress, { how: entry.told ?? 'by an imported list', at });
    await this.#tables.suppress({ hash, reason: suppress, at }, id);
  }

  /** Stores all new people: most of them in one statement for each table. */
  async #store(): Promise<void> {
    const newcomers = this.#newcomers;
    this.#newcomers = [];
    if (newcomers.length === 0) return;
    const ids = await this.#insert(newcomers);
    const tags = newcomers.flatMap(({ entry }, index) => entry.tags.map((tag) => ({ id: ids[index]!, tag })));
    if (tags.length > 0)
      await this.#tables.queries.run(
        'INSERT INTO tidings.tag (subscriber, tag) SELECT * FROM unnest($1::bigint[], $2::text[]) ON CONFLICT DO NOTHING',
        ...[tags.map(({ id }) => id), tags.map(({ tag }) => tag)],
      );
    const plain = newcomers.filter(isPlain);
    if (plain.length > 0) await this.#logAll(plain, new Map(newcomers.map((one, index) => [one, ids[index]!])));
    for (const [index, one] of newcomers.entries()) if (!isPlain(one)) await this.#follow(ids[index]!, one, true);
    await this.#prefetch(newcomers.map(({ entry }) => entry.address.normal));
    await this.#prefetchHashes(newcomers.map(({ hash }) => hash));
  }

  async #insert(newcomers: readonly Newcomer[]): Promise<number[]> {
    const written = newcomers.map(({ entry, decision }) => mergedChoices(entry, undefined, decision.status));
    const choices = written.map(choiceColumns);
    const column = (index: number) => choices.map((values) => values[index] ?? null);
    const rows = await this.#tables.queries.rows(
      `INSERT INTO tidings.subscriber (address, normal, hash, name, language, fields, frequency, status, added, changed)
        SELECT address, normal, hash, name, language, fields, frequency, status, $9, $9
        FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
          WITH ORDINALITY AS row (address, normal, hash, name, language, fields, frequency, status, number)
        ORDER BY number RETURNING id`,
      ...[written.map(({ address }) => address.typed), written.map(({ address }) => address.normal)],
      newcomers.map(({ hash }) => hash),
      ...[column(0), column(1), column(2), column(3), column(4), this.#now.getTime()],
    );
    return rows.map(({ id }) => id as number);
  }

  async #logAll(newcomers: readonly Newcomer[], ids: ReadonlyMap<Newcomer, number>): Promise<void> {
    const lines = newcomers.map((one) => ({ id: ids.get(one)!, event: one.decision.event, ...one.entry.consent! }));
    await this.#tables.queries.run(
      `INSERT INTO tidings.consent (subscriber, at, event, how, shown, ip)
        SELECT subscriber, at, event, how, shown, ip
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
          WITH ORDINALITY AS row (subscriber, at, event, how, shown, ip, number) ORDER BY number`,
      ...[lines.map(({ id }) => id), lines.map(({ at }) => (at ?? this.#now).getTime())],
      ...[lines.map(({ event }) => event), lines.map(({ how }) => how)],
      ...[lines.map(({ shown }) => shown ?? null), lines.map(({ ip }) => ip ?? null)],
    );
  }

  async #prefetch(normals: readonly string[]): Promise<void> {
    if (normals.length === 0) return;
    const sql = `SELECT ${personColumns} FROM tidings.subscriber s WHERE s.normal = ANY ($1::text[])`;
    for (const row of await this.#tables.queries.rows(sql, normals)) {
      const found = subscriberFrom(row);
      if (found) this.#known.set(found.address.normal, found);
    }
  }

  async #prefetchHashes(hashes: readonly Uint8Array[]): Promise<void> {
    if (hashes.length === 0) return;
    for (const hash of hashes) this.#suppressed.delete(keyOf(hash));
    const sql = 'SELECT hash, reason, at FROM tidings.suppression WHERE hash = ANY ($1::bytea[])';
    for (const { hash, reason, at } of await this.#tables.queries.rows(sql, hashes))
      this.#suppressed.set(keyOf(hash as Uint8Array), { reason: reason as Departure, at: new Date(at as number) });
  }

  #hashOf(entry: Exclude<Row['entry'], string>): Uint8Array {
    return 'hash' in entry ? entry.hash : this.#tables.hashOf(entry.address);
  }
}

/** Whether nothing follows from it but one line of the log, without the hash of a text. */
function isPlain({ entry: { consent }, decision: { suppress, lift } }: Newcomer): boolean {
  return !suppress && !lift && consent !== undefined && consent.textHash === undefined && consent.page === undefined;
}

function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('latin1');
}
