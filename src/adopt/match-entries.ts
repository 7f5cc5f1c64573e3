import { inZone } from '../lib/time.ts';
import { type AddressKeys, addressKeys } from './address-keys.ts';
import type { OldEntry } from './old-feed.ts';

/** An article as an entry of an earlier feed is compared with it. */
export interface Candidate {
  /** Absolute: its own address, and those that it has left. */
  readonly addresses: readonly string[];
  /** Every id under which a feed may name it. */
  readonly ids: readonly string[];
  readonly title: string;
  /** RFC 3339; absent if neither its file nor the lock has a date. */
  readonly published?: string | undefined;
}

/** How an entry was found to be an article. */
export type MatchedBy = 'address' | 'id' | 'title';

export interface EntryMatch<Article extends Candidate> {
  readonly entry: OldEntry;
  readonly article: Article;
  readonly by: MatchedBy;
}

export interface UnmatchedEntry {
  readonly entry: OldEntry;
  /** `several`: more than one entry or article answers, and nothing is guessed. `nothing`: it says nothing at all. */
  readonly reason: 'none' | 'several' | 'nothing';
}

export interface FeedMatches<Article extends Candidate> {
  readonly matches: readonly EntryMatch<Article>[];
  readonly unmatched: readonly UnmatchedEntry[];
}

export interface MatchOptions {
  /** The hosts on which the publication has been. */
  readonly ownHosts: ReadonlySet<string>;
  readonly timezone: string;
}

/**
 * Which article each entry of one feed is: by its address, else by its id, else by its title and day. What several
 * entries or articles answer to is left open.
 */
export function matchFeedEntries<Article extends Candidate>(
  entries: readonly OldEntry[],
  articles: readonly Article[],
  { ownHosts, timezone }: MatchOptions,
): FeedMatches<Article> {
  const matcher = new Matcher(distinct(entries), articles);
  const keys = (address: string | undefined) => (address === undefined ? undefined : addressKeys(address, ownHosts));
  const each = (addresses: readonly (string | undefined)[], kind: keyof AddressKeys) =>
    addresses.flatMap((address) => keys(address)?.[kind] ?? []);
  for (const kind of ['exact', 'loose'] as const)
    matcher.pass(
      'address',
      ({ url }) => each([url], kind),
      ({ addresses }) => each(addresses, kind),
    );
  matcher.pass(
    'id',
    ({ id }) => (id === undefined ? [] : [id]),
    ({ ids }) => ids,
  );
  // Many feeds have the address as id, and a counting address as link.
  for (const kind of ['exact', 'loose'] as const)
    matcher.pass(
      'address',
      ({ id }) => each([id], kind),
      ({ addresses }) => each(addresses, kind),
    );
  const days = ({ published }: { readonly published?: string | undefined }) => daysOf(published, timezone);
  matcher.pass(
    'title',
    (one) => titleDays(one, days(one)),
    (one) => titleDays(one, days(one)),
  );
  matcher.passUndated(({ title }) => titleKey(title), days);
  return matcher.result();
}

/** Entries that several pages repeat count once; the first is the newest. */
function distinct(entries: readonly OldEntry[]): readonly OldEntry[] {
  const seen = new Map<string, OldEntry>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.id, entry.url, entry.id === undefined && entry.url === undefined && entry.title]);
    if (!seen.has(key)) seen.set(key, entry);
  }
  return [...seen.values()];
}

/** Matches what is left, one kind of key after the other. */
class Matcher<Article extends Candidate> {
  readonly #entries: readonly OldEntry[];
  readonly #articles: readonly Article[];
  readonly #matches = new Map<OldEntry, { readonly article: Article; readonly by: MatchedBy }>();
  readonly #taken = new Set<Article>();
  readonly #doubtful = new Set<OldEntry>();

  constructor(entries: readonly OldEntry[], articles: readonly Article[]) {
    this.#entries = entries;
    this.#articles = articles;
  }

  pass(by: MatchedBy, ofEntry: (entry: OldEntry) => readonly string[], ofArticle: (one: Article) => readonly string[]) {
    const open = this.#open();
    const owners = index(this.#articles, ofArticle);
    const wanted = new Map<OldEntry, Article>();
    for (const entry of open) {
      const found = new Set(
        ofEntry(entry)
          .flatMap((key) => owners.get(key) ?? [])
          .filter((one) => !this.#taken.has(one)),
      );
      if (found.size > 1) this.#doubtful.add(entry);
      else for (const article of found) wanted.set(entry, article);
    }
    const rivals = Map.groupBy(wanted.keys(), (entry) => wanted.get(entry)!);
    for (const [article, [entry, ...others]] of rivals) {
      // One id is one entry to every reader, however often a feed has it.
      const same = others.every(({ id }) => id !== undefined && id === entry!.id);
      if (same) this.#take(entry!, article, by, others);
      else for (const one of [entry!, ...others]) this.#doubtful.add(one);
    }
  }

  /** By the title alone, where it is the only one on both sides and a date is missing on one. */
  passUndated(
    titleOf: (one: OldEntry | Article) => string,
    daysIn: (one: OldEntry | Article) => readonly string[],
  ): void {
    const titles = (one: OldEntry | Article) => [titleOf(one)].filter((title) => title !== '');
    const articles = index(this.#articles, titles);
    for (const [title, [entry, ...others]] of index(this.#open(), titles)) {
      const [article, ...more] = articles.get(title) ?? [];
      if (!entry || !article || this.#taken.has(article)) continue;
      if ([entry, article, ...others, ...more].every((one) => daysIn(one).length > 0)) continue;
      if (others.length + more.length === 0) this.#take(entry, article, 'title', []);
      else for (const one of [entry, ...others]) this.#doubtful.add(one);
    }
  }

  result(): FeedMatches<Article> {
    return {
      matches: [...this.#matches].map(([entry, match]) => ({ entry, ...match })),
      unmatched: this.#entries
        .filter((entry) => !this.#matches.has(entry))
        .map((entry) => ({ entry, reason: reasonOf(entry, this.#doubtful) })),
    };
  }

  #open(): OldEntry[] {
    return this.#entries.filter((entry) => !this.#matches.has(entry) && !this.#doubtful.has(entry));
  }

  #take(entry: OldEntry, article: Article, by: MatchedBy, twins: readonly OldEntry[]): void {
    this.#taken.add(article);
    for (const one of [entry, ...twins]) this.#matches.set(one, { article, by });
  }
}

function reasonOf(entry: OldEntry, doubtful: ReadonlySet<OldEntry>): UnmatchedEntry['reason'] {
  if (doubtful.has(entry)) return 'several';
  return entry.id === undefined && entry.url === undefined && entry.title === undefined ? 'nothing' : 'none';
}

function index<One>(ones: readonly One[], keysOf: (one: One) => readonly string[]): Map<string, One[]> {
  const found = new Map<string, One[]>();
  for (const one of ones)
    for (const key of new Set(keysOf(one))) {
      const others = found.get(key);
      if (others) others.push(one);
      else found.set(key, [one]);
    }
  return found;
}

function titleDays({ title }: { readonly title?: string }, days: readonly string[]): string[] {
  const key = titleKey(title);
  return key === '' ? [] : days.map((day) => `${day} ${key}`);
}

/** Letters and digits alone: typographers change quotes, dashes and blanks. */
function titleKey(title = ''): string {
  const text = title.normalize('NFKC').toLowerCase();
  return text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '') || text.replace(/\s+/g, '');
}

/** The day as it is written, in UTC and where the publication is: feeds state one instant in several zones. */
function daysOf(published: string | undefined, timezone: string): string[] {
  if (published === undefined) return [];
  const instant = new Date(published);
  return [...new Set([published, instant.toISOString(), inZone(instant, timezone)].map((date) => date.slice(0, 10)))];
}
