import { lazyCopy } from '../../lib/lazy-copy.ts';
import { inZone } from '../../lib/time.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import type { Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import type { LockEntry } from './lock.ts';

export interface Identified {
  readonly articles: readonly Article[];
  /** The lock's new entries; removed articles stay in it. */
  readonly entries: readonly LockEntry[];
  readonly problems: readonly Problem[];
}

/**
 * Settles the id and the dates of each manuscript: an id that was minted once stays, `published` is written down once,
 * `updated` moves only when the source did, an address that it leaves is noted. `now` marks removed articles in the
 * lock, once; outputs take the time from there. Without a lock, as for a single file, nothing is remembered.
 */
export function identifyArticles(
  manuscripts: readonly Manuscript[],
  kept: readonly LockEntry[] | undefined,
  settings: Pick<Settings, 'url' | 'timezone'>,
  now: Date,
): Identified {
  const lock = kept ?? [];
  const known = matches(manuscripts, lock);
  const taken = new Map(lock.map((entry) => [entry.id, entry.path]));
  const problems: Problem[] = [];
  const articles: Article[] = [];
  const current = new Map<string, { entry: LockEntry; manuscript: Manuscript }>();
  for (const manuscript of manuscripts) {
    const before = known.get(manuscript);
    const published = manuscript.published ?? before?.published ?? manuscript.modified;
    if (!manuscript.published && !before) problems.push(undated(manuscript, kept !== undefined));
    if (manuscript.id && before && before.id !== manuscript.id) problems.push(renamed(manuscript, before.id));
    const id = manuscript.id ?? before?.id ?? mint(manuscript, published, settings.url, taken);
    taken.set(id, manuscript.path);
    const updated = updatedOf(manuscript, before, published);
    const twin = current.get(id);
    if (twin) problems.push(twice(manuscript, twin.manuscript, id));
    const { path, slug, url, hash } = manuscript;
    const { page } = before?.id === id ? before : {};
    const moved = before && formerPaths(before, url, settings.url);
    const entry = { id, path, slug, url, published, updated, hash, ...(page && { page }), ...(moved && { moved }) };
    current.set(id, { entry, manuscript });
    articles.push(articleOf(manuscript, { id, published, updated }));
  }
  const removed = lock
    .filter((entry) => !current.has(entry.id))
    .map((entry) => ({ ...entry, removed: entry.removed ?? inZone(now, settings.timezone) }));
  return { articles, entries: [...[...current.values()].map(({ entry }) => entry), ...removed], problems };
}

/**
 * Which entry belongs to which manuscript: by its own id, else by its path, else by its unchanged source (a renamed
 * file), else by its address.
 */
function matches(manuscripts: readonly Manuscript[], lock: readonly LockEntry[]): Map<Manuscript, LockEntry> {
  const found = new Map<Manuscript, LockEntry>();
  const free = new Set(lock);
  const take = (manuscript: Manuscript, entry: LockEntry | undefined) => {
    if (!entry || !free.has(entry) || found.has(manuscript)) return;
    found.set(manuscript, entry);
    free.delete(entry);
  };
  const byId = new Map(lock.map((entry) => [entry.id, entry]));
  for (const manuscript of manuscripts) if (manuscript.id) take(manuscript, byId.get(manuscript.id));
  // An entry that is in use wins over one that was removed from the same path.
  const byPath = new Map<string, LockEntry>();
  for (const entry of lock) {
    const other = byPath.get(entry.path);
    if (!entry.removed || !other || other.removed) byPath.set(entry.path, entry);
  }
  for (const manuscript of manuscripts) take(manuscript, byPath.get(manuscript.path));
  const byHash = Map.groupBy(free, (entry) => entry.hash);
  for (const manuscript of manuscripts) {
    const same = byHash.get(manuscript.hash);
    if (same?.length === 1) take(manuscript, same[0]);
  }
  // A file that was moved and edited at once: the entry that just lost its file at the same address is the same article.
  const byUrl = new Map([...free].filter(({ removed }) => !removed).map((entry) => [entry.url, entry]));
  for (const manuscript of manuscripts) take(manuscript, byUrl.get(manuscript.url));
  return found;
}

/** A tag URI (RFC 4151): the host and day at minting time, so that no later move changes it. */
function mint(manuscript: Manuscript, published: string, url: string, taken: ReadonlyMap<string, string>): string {
  const base = `tag:${new URL(url).hostname},${published.slice(0, 10)}:${encodeURIComponent(manuscript.slug)}`;
  let id = base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  return id;
}

function updatedOf(manuscript: Manuscript, before: LockEntry | undefined, published: string): string {
  if (manuscript.updated) return manuscript.updated;
  if (!before) return published;
  const changed = before.hash !== manuscript.hash;
  return latest(published, before.updated, ...(changed ? [manuscript.modified] : []));
}

/** Former paths of an article on this site; undefined if it never moved. */
function formerPaths({ url: before, moved }: LockEntry, url: string, site: string): readonly string[] | undefined {
  if (before === url) return moved;
  const { host } = new URL(site);
  const [former, current] = [new URL(before), new URL(url)];
  // At a new domain an article's path is often the old one, which needs no redirect.
  const paths = [...(moved ?? []), ...(former.host === host ? [former.pathname] : [])];
  const left = [...new Set(paths)].filter((path) => current.host !== host || path !== current.pathname);
  return left.length > 0 ? left : undefined;
}

/** The first of the latest instants. */
function latest(...instants: readonly string[]): string {
  return instants.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}

/** The record of a manuscript. Its content stays where it is until it is asked for: a cached one may never be read. */
function articleOf(manuscript: Manuscript, identity: Pick<Article, 'id' | 'published' | 'updated'>): Article {
  return lazyCopy<Manuscript & Article>(manuscript as Manuscript & Article, identity, buildOnly);
}

/** Fields of a manuscript that only the lock needs. */
const buildOnly: ReadonlySet<keyof Manuscript> = new Set(['path', 'hash', 'modified']);

function undated(manuscript: Manuscript, isKept: boolean): Problem {
  const day = manuscript.modified.slice(0, 10);
  return {
    severity: 'warning',
    rule: 'no-date',
    message: `"${manuscript.title}" has no date`,
    hint: isKept
      ? `Taken from the file's last change and kept in the lock: ${day}. To choose it yourself add "date: ${day}" to the front matter.`
      : `Taken from the file's last change: ${day}. A copy of the file has another; add "date: ${day}" to the front matter to keep it.`,
    ...placeOf(manuscript),
  };
}

function renamed(manuscript: Manuscript, old: string): Problem {
  return {
    severity: 'warning',
    rule: 'id-changed',
    message: `"${manuscript.title}" was published as ${old} and is now ${manuscript.id}`,
    hint: `Feed readers will show it as new. To keep the old id, write "id: ${old}" or take the line out.`,
    ...placeOf(manuscript),
  };
}

function twice(manuscript: Manuscript, other: Manuscript, id: string): Problem {
  return {
    severity: 'error',
    rule: 'same-id',
    message: `${manuscript.origin.file} and ${other.origin.file} have the same id ${id}`,
    hint: 'Give one of them an id of its own, or take its id out of the front matter.',
    ...placeOf(manuscript),
  };
}

function placeOf({ origin }: Manuscript): Pick<Problem, 'file' | 'line'> {
  return { file: origin.file, line: origin.line };
}
