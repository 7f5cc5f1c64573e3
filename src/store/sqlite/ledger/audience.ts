import type { Way } from '../../../email/frozen.ts';
import { type Audience, type AudienceFilter, type Exclusion, exclusions } from '../../ledger.ts';
import type { OpenDatabase } from '../database.ts';
import type { Tables } from '../tables.ts';
import { transaction } from '../transaction.ts';

/** Whom to look at: everybody up to a number, and who of them has a delivery of a sending already. */
interface Scope {
  readonly selection: AudienceFilter;
  readonly ways: readonly Way[];
  readonly bound: number;
  readonly sending?: number;
}

/** Some subscribers, one after the other, and what is decided of each. */
interface Portion {
  /** The range of subscriber numbers that were looked at: after the first, up to the second. */
  readonly above: number;
  readonly upTo: number;
  readonly chosen: readonly Chosen[];
  /** How many have a delivery already. */
  readonly known: number;
  readonly excluded: readonly Exclusion[];
}

interface Chosen {
  readonly subscriber: number;
  /** The index of the letter. */
  readonly letter: number;
}

/** So many hold nobody up: they are written within some hundredths of a second. */
const size = 10_000;

/** Decides of each subscriber which letter goes there, if any. Nothing is written, and nothing stays open in between. */
export function* portionsOf(
  open: OpenDatabase,
  tables: Tables,
  { selection, ways, bound, sending = 0 }: Scope,
): Generator<Portion> {
  // Of those who are on the list, the status says it. Only a mark without a person has to be compared by its hash.
  const strangers = tables.row('SELECT 1 FROM suppression WHERE subscriber IS NULL LIMIT 1') !== undefined;
  const { sql, values } = decisionOf(selection, ways);
  const query = `SELECT s.id, ${sql} AS decision, ${strangers ? 's.normal' : 'NULL AS normal'} FROM subscriber s
    WHERE s.id > ? AND s.id <= ? ORDER BY s.id LIMIT ?`;
  for (let above = 0; ; ) {
    const read = () => portionFrom(tables, above, tables.rows(query, sending, ...values, above, bound, size));
    // One reading is cheaper than one for each hash.
    const portion = transaction(open, read, { writes: false });
    if (!portion) return;
    yield portion;
    above = portion.upTo;
  }
}

function portionFrom(tables: Tables, above: number, rows: ReturnType<Tables['rows']>): Portion | undefined {
  if (rows.length === 0) return undefined;
  const portion = { chosen: [] as Chosen[], known: 0, excluded: [] as Exclusion[] };
  for (const { id, decision, normal } of rows) {
    if (decision === 'known') portion.known += 1;
    else if (typeof decision === 'string') portion.excluded.push(decision as Exclusion);
    else if (normal !== null && isSuppressed(tables, normal as string)) portion.excluded.push('suppressed');
    else portion.chosen.push({ subscriber: id as number, letter: letterFrom(decision as number | null) });
  }
  return { ...portion, above, upTo: rows.at(-1)!.id as number };
}

/** Adds up what portions say. */
export class AudienceTally {
  readonly #excluded = new Map<Exclusion, number>();
  #prepared = 0;
  #candidates = 0;

  add({ chosen, known, excluded }: Portion): void {
    this.#prepared += chosen.length + known;
    this.#candidates += chosen.length + known + excluded.length;
    for (const exclusion of excluded) this.#excluded.set(exclusion, (this.#excluded.get(exclusion) ?? 0) + 1);
  }

  audience(): Audience {
    const excluded = exclusions.map((exclusion) => [exclusion, this.#excluded.get(exclusion) ?? 0]);
    return { candidates: this.#candidates, prepared: this.#prepared, excluded: Object.fromEntries(excluded) };
  }
}

/** The letter of one subscriber, whatever the status; `beyond-ascii` where few servers carry the address. */
export function chosenLetter(tables: Tables, ways: readonly Way[], subscriber: number): number | 'beyond-ascii' {
  const { sql, values } = choiceOf(ways);
  const { letter } = tables.row(
    `SELECT CASE ${sql} END AS letter FROM subscriber s WHERE s.id = ?`,
    ...values,
    subscriber,
  )!;
  return letter === 'beyond-ascii' ? letter : letterFrom(letter as number | null);
}

/** In SQL, so that of a million people no more than the outcome becomes an object: an exclusion, or a letter's index. */
function decisionOf({ tag, digest }: AudienceFilter, ways: readonly Way[]): { sql: string; values: string[] } {
  const choice = choiceOf(ways);
  const sql = `CASE
    WHEN EXISTS (SELECT 1 FROM delivery WHERE sending = ? AND subscriber = s.id) THEN 'known'
    WHEN s.status <> 'active' THEN s.status
    ${tag === undefined ? '' : `WHEN NOT ${has} THEN 'not-selected'`}
    ${digest ? '' : "WHEN s.frequency = 'digests' THEN 'digests-only'"}
    ${choice.sql}
    END`;
  return { sql, values: [...(tag === undefined ? [] : [tag]), ...choice.values] };
}

const has = 'EXISTS (SELECT 1 FROM tag WHERE subscriber = s.id AND tag = ?)';

/** The branches of a decision about somebody who is to get a letter. */
function choiceOf(ways: readonly Way[]): { sql: string; values: string[] } {
  const paths = ways.map(({ language, has: wanted, lacks, letter }) => ({
    letter,
    values: [...(language === undefined ? [] : [language]), ...wanted, ...lacks],
    conditions: [
      ...(language === undefined ? ['TRUE'] : ["(s.language || '-') LIKE (? || '-%')"]),
      ...wanted.map(() => has),
      ...lacks.map(() => `NOT ${has}`),
    ],
  }));
  const sql = `WHEN substr(s.address, 1, instr(s.address, '@') - 1) GLOB '*[^!-~]*' THEN 'beyond-ascii'
    ${paths.map(({ conditions, letter }) => `WHEN ${conditions.join(' AND ')} THEN ${Number(letter)}`).join('\n    ')}`;
  return { sql, values: paths.flatMap(({ values }) => values) };
}

function isSuppressed(tables: Tables, normal: string): boolean {
  return tables.suppression(tables.hashOf({ typed: normal, normal })) !== undefined;
}

function letterFrom(decision: number | null): number {
  if (decision === null) throw new Error('the ways of an issue leave a reader out');
  return decision;
}
