import type { Way } from '../email/frozen.ts';
import type { Status } from '../subscribers/subscriber.ts';
import type { Tables } from '../subscribers/tables.ts';
import { type Audience, type Exclusion, exclusions, type Selection } from './ledger.ts';

/** Whom to look at: everybody up to a number, and who of them has a delivery of a sending already. */
interface Scope {
  readonly selection: Selection;
  readonly bound: number;
  readonly sending?: number;
}

/** Some subscribers, one after the other, and what is decided of each. */
interface Portion {
  /** Whoever has a number from the one to the other was looked at. */
  readonly above: number;
  readonly upTo: number;
  readonly chosen: readonly Chosen[];
  /** How many have a delivery already. */
  readonly known: number;
  readonly excluded: readonly Exclusion[];
}

interface Chosen {
  readonly subscriber: number;
  readonly language: string | undefined;
  readonly tags: ReadonlySet<string>;
}

/** So many hold nobody up: they are written within some hundredths of a second. */
const portion = 10_000;

/** Decides of each subscriber whether an issue goes there. Nothing is written, and nothing stays open in between. */
export function* portionsOf(tables: Tables, { selection, bound, sending = 0 }: Scope): Generator<Portion> {
  // Of those who are on the list, the status says it. Only a mark without a person has to be compared by its hash.
  const strangers = tables.row('SELECT 1 FROM suppression WHERE subscriber IS NULL LIMIT 1') !== undefined;
  for (let above = 0; ; ) {
    const rows = tables.rows(candidates, sending, above, bound, portion).map(candidateFrom);
    if (rows.length === 0) return;
    const upTo = rows.at(-1)!.subscriber;
    const fresh = rows.filter(({ known }) => !known);
    const decided = fresh.map((row) => exclusionOf(row, selection, strangers ? tables : undefined));
    yield {
      ...{ above, upTo, known: rows.length - fresh.length },
      chosen: fresh.filter((_, index) => decided[index] === undefined),
      excluded: decided.filter((exclusion) => exclusion !== undefined),
    };
    above = upTo;
  }
}

/** Adds up what portions say. */
export class Tally {
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

/** The letter of the first way that somebody meets. */
export function letterFor({ language, tags }: Omit<Chosen, 'subscriber'>, ways: readonly Way[]): number {
  const speaks = (asked: string) => language === asked || language?.startsWith(`${asked}-`);
  const way = ways.find(
    ({ language: asked, has, lacks }) =>
      (asked === undefined || speaks(asked)) &&
      has.every((tag) => tags.has(tag)) &&
      !lacks.some((tag) => tags.has(tag)),
  );
  if (!way) throw new Error('the ways of an issue leave a reader out');
  return way.letter;
}

const candidates = `SELECT s.id, s.status, s.address, s.normal, s.language,
    (SELECT group_concat(tag, ' ') FROM tag WHERE subscriber = s.id) AS tags,
    (SELECT 1 FROM delivery WHERE sending = ? AND subscriber = s.id) AS known
  FROM subscriber s WHERE s.id > ? AND s.id <= ? ORDER BY s.id LIMIT ?`;

function candidateFrom({ id, status, address, normal, language, tags, known }: ReturnType<Tables['rows']>[number]) {
  return {
    subscriber: id as number,
    status: status as Status,
    typed: (address ?? '') as string,
    normal: (normal ?? '') as string,
    language: (language ?? undefined) as string | undefined,
    tags: tags === null ? nobodys : new Set((tags as string).split(' ')),
    known: known !== null,
  };
}

const nobodys: ReadonlySet<string> = new Set();

function exclusionOf(
  { status, typed, normal, tags }: ReturnType<typeof candidateFrom>,
  { tag }: Selection,
  tables: Tables | undefined,
): Exclusion | undefined {
  if (status !== 'active') return status;
  if (tag !== undefined && !tags.has(tag)) return 'not-selected';
  if (tables?.suppression(tables.hashOf({ typed, normal }))) return 'suppressed';
  return /[^\x21-\x7e]/.test(typed.slice(0, typed.lastIndexOf('@'))) ? 'beyond-ascii' : undefined;
}
