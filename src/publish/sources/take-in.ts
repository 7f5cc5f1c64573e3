import { shorten } from '../../lib/shorten.ts';
import type { FeedSource } from '../../model/feed-source.ts';
import type { ForeignEntry, ForeignFeed } from '../../read/foreign/feed-shape.ts';
import { plainText } from '../../read/foreign/plain-text.ts';
import { type Recognised, recognise } from './recognise.ts';
import type { StoredEntry, StoredFeed } from './stored-feed.ts';

/** The changes of one look at a source, in entries. */
export interface TakenIn {
  readonly stored: StoredFeed;
  /** There was no copy before: all of it counts as seen. */
  readonly isFirst: boolean;
  /** Seen for the first time now. */
  readonly arrived: number;
  /** Of these, those that are too old to be news. */
  readonly tooOld: number;
  /** A digest may carry them from now on. */
  readonly settled: number;
  readonly waiting: number;
  readonly withdrawn: number;
}

/** A change that a person should look at first: one answer of a server may be its mishap. */
export interface SourceDoubt {
  /** Entries that are known by their address or title, and have a new id. */
  readonly renamed: number;
  /** Entries that are gone. */
  readonly vanished: number;
  /** How many are in the feed. */
  readonly present: number;
}

export interface Look {
  readonly now: Date;
  /** A person has looked at the doubt, and takes the change over. */
  readonly accept: boolean;
}

type Source = Pick<FeedSource, 'url' | 'own' | 'settle' | 'maxAge'>;

/**
 * Compares a feed with its stored copy. Everything is seen at the first look. Later an entry has to be there for a
 * while, unchanged, before digests may carry it; one that is taken back vanishes, while an old one that makes room for
 * newer ones stays. Where most ids change at once, or most entries vanish, nothing is changed.
 */
export function takeIn(
  before: StoredFeed | undefined,
  feed: ForeignFeed,
  source: Source,
  { now, accept }: Look,
): TakenIn | SourceDoubt {
  const kept = before?.entries ?? [];
  const found = recognise(feed.entries, kept);
  const present = new Set(found.flatMap(({ known }) => known ?? []));
  const missing = kept.filter((entry) => !present.has(entry));
  const vanished = feed.isCut ? [] : vanishedFrom(missing, found);
  const doubt = doubtIn(found, vanished);
  if (doubt && !accept) return doubt;
  const taken = found.map((one) => settledEntry(one, before !== undefined, source, now));
  const gone = new Set(vanished);
  const rest = missing
    // One that nobody was told of leaves no trace.
    .filter((entry) => feed.isCut || entry.state !== 'waiting' || !gone.has(entry))
    .map((entry): StoredEntry => (gone.has(entry) ? { ...entry, gone: true } : entry));
  const arrived = found.filter(({ known }) => known === undefined);
  const count = (state: StoredEntry['state']) => taken.filter((entry) => entry.state === state).length;
  const wasNew = found.filter(({ known }) => known?.state === 'new' && !known.gone).length;
  return {
    stored: storedFeed(feed, source, [...taken, ...rest]),
    isFirst: before === undefined,
    arrived: arrived.length,
    tooOld: before ? arrived.filter(({ entry }) => isTooOld(entry, source, now)).length : 0,
    settled: Math.max(0, count('new') - wasNew),
    waiting: count('waiting'),
    withdrawn: vanished.filter(({ gone: already }) => !already).length,
  };
}

/** The same where the server says that nothing has changed: all that was there is still there. */
export function stillThere(before: StoredFeed, { settle }: Source, now: Date): TakenIn {
  const entries = before.entries.map((entry) => (isSettled(entry, settle, now) ? settledNow(entry) : entry));
  const settled = entries.filter((entry, index) => entry !== before.entries[index]).length;
  const waiting = entries.filter(({ state }) => state === 'waiting').length;
  const stored = settled === 0 ? before : { ...before, entries };
  return { stored, isFirst: false, arrived: 0, tooOld: 0, settled, waiting, withdrawn: 0 };
}

/** Feeds hold so many entries, or those of so many days: what is older than all that is there was not taken back. */
function vanishedFrom(missing: readonly StoredEntry[], found: readonly Recognised[]): StoredEntry[] {
  const dates = found.map(({ entry, known }) => Date.parse(entry.published ?? known?.published ?? ''));
  const oldest = Math.min(...dates.filter((date) => !Number.isNaN(date)));
  return missing.filter(
    ({ state, published }) => state === 'waiting' || Date.parse(published) > oldest || found.length === 0,
  );
}

function doubtIn(found: readonly Recognised[], vanished: readonly StoredEntry[]): SourceDoubt | undefined {
  const renamed = found.filter(({ isRenamed }) => isRenamed).length;
  const left = vanished.filter(({ gone, state }) => !gone && state !== 'waiting').length;
  const remaining = found.filter(({ known, isRenamed }) => known && !isRenamed).length;
  const isMost = renamed >= 2 && renamed * 2 > found.length;
  const areMost = left > 0 && (found.length === 0 || (left >= 3 && left > remaining));
  return isMost || areMost ? { renamed, vanished: left, present: found.length } : undefined;
}

function settledEntry({ key, entry, known }: Recognised, hasCopy: boolean, source: Source, now: Date): StoredEntry {
  const fields = fieldsOf(entry, known, source, now);
  const identity = { key, id: known?.id ?? entry.id ?? entry.url ?? key };
  const begun = { ...identity, state: 'waiting' as const, since: instant(now), ...fields };
  if (!known) {
    if (!hasCopy || isTooOld(entry, source, now)) return { ...identity, state: 'seen', ...fields };
    return isSettled(begun, source.settle, now) ? settledNow(begun) : begun;
  }
  if (known.state === 'seen' || (known.state === 'new' && !known.gone))
    return { ...identity, state: known.state, ...fields };
  if (known.gone || textOf(known) !== textOf(fields))
    return isSettled(begun, source.settle, now) ? settledNow(begun) : begun;
  const waiting = { ...begun, since: known.since ?? instant(now) };
  return isSettled(waiting, source.settle, now) ? settledNow(waiting) : waiting;
}

function isSettled({ state, since }: Pick<StoredEntry, 'state' | 'since'>, settle: number, now: Date): boolean {
  return state === 'waiting' && since !== undefined && now.getTime() - Date.parse(since) >= settle;
}

function settledNow({ since: _, ...entry }: StoredEntry): StoredEntry {
  return { ...entry, state: 'new' };
}

function isTooOld({ published }: ForeignEntry, { maxAge }: Source, now: Date): boolean {
  return maxAge !== undefined && published !== undefined && now.getTime() - Date.parse(published) > maxAge;
}

/** In a letter nobody reads more of somebody else's article. */
const longestSummary = 500;

type Fields = Omit<StoredEntry, 'key' | 'id' | 'state' | 'since' | 'gone'>;

function fieldsOf(entry: ForeignEntry, known: StoredEntry | undefined, { own }: Source, now: Date): Fields {
  const { url, title, html, language, authors, tags } = entry;
  const written = entry.summary ?? (own || html === undefined ? undefined : plainText(html));
  const summary = written !== undefined && !own ? shorten(written, longestSummary) : written;
  const shared = {
    ...(url !== undefined && { url }),
    ...(title && { title }),
    ...(summary && { summary }),
    published: publishedOf(entry, known, own, now),
    ...(language !== undefined && { language }),
    ...(authors.length > 0 && { authors }),
    ...(tags.length > 0 && { tags }),
  };
  const changed = entry.updated ?? changeOf(known, { ...shared, ...(html !== undefined && { html }) }, own, now);
  const updated = changed !== undefined && Date.parse(changed) > Date.parse(shared.published) ? changed : undefined;
  const dated = { ...shared, ...(updated !== undefined && { updated }) };
  if (!own) return dated;
  return {
    ...dated,
    ...(html !== undefined && { html }),
    ...(entry.base !== undefined && { base: entry.base }),
    ...(entry.image !== undefined && { image: entry.image }),
    ...(entry.attachments.length > 0 && { attachments: entry.attachments }),
  };
}

/** An entry without a date is as old as the first look at it, and one of another's future is new today. */
function publishedOf(entry: ForeignEntry, known: StoredEntry | undefined, own: boolean, now: Date): string {
  const { published } = entry;
  if (published !== undefined && (own || Date.parse(published) <= now.getTime())) return published;
  return known?.published ?? entry.updated ?? instant(now);
}

/** RSS tells no change; that of the words is noticed. */
function changeOf(known: StoredEntry | undefined, fields: Fields, own: boolean, now: Date): string | undefined {
  if (!known || !own) return known?.updated;
  return textOf(known) === textOf(fields) ? known.updated : instant(now);
}

/** The words of an entry. Its markup may differ with every look, as that of counters and advertisements does. */
function textOf({ title, url, summary, html }: Pick<StoredEntry, 'title' | 'url' | 'summary' | 'html'>): string {
  return JSON.stringify([title, url, summary, html === undefined ? undefined : plainText(html)]);
}

function storedFeed(
  { title, url, language }: ForeignFeed,
  source: Source,
  entries: readonly StoredEntry[],
): StoredFeed {
  return {
    feed: source.url,
    ...(title && { title }),
    ...(url !== undefined && { link: url }),
    ...(language !== undefined && { language }),
    entries,
  };
}

function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
