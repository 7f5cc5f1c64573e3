import { lazyCopy } from '../../lib/lazy-copy.ts';
import { inZone } from '../../lib/time.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import { type FeedIds, feedIdOf, feedIdsIn } from '../../model/feed-ids.ts';
import type { Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import type { LockEntry } from './lock.ts';
import { matchEntries } from './match.ts';

export interface Identified {
  readonly articles: readonly Article[];
  /** The lock's new entries; removed articles stay in it. */
  readonly entries: readonly LockEntry[];
  readonly problems: readonly Problem[];
}

/**
 * Settles the id and the dates of each manuscript: an id that was minted once stays, `published` is written down once,
 * `updated` moves only when the source did, an address that it leaves is noted. `now` marks removed articles in the
 * lock, once; outputs take the time from there. What a person tried for a day and took back leaves nothing, unless it is
 * `announced`, by id or slug. Without a lock, as for a single file, nothing is remembered.
 */
export function identifyArticles(
  manuscripts: readonly Manuscript[],
  kept: readonly LockEntry[] | undefined,
  settings: Pick<Settings, 'url' | 'timezone'>,
  now: Date,
  {
    announced = new Set(),
    keeps = kept !== undefined,
    committed = new Map(),
    order = 1 + latestOrder(kept ?? []),
  }: {
    readonly announced?: ReadonlySet<string>;
    readonly keeps?: boolean;
    /** When the file of an article without a date was first committed, by its path. */
    readonly committed?: ReadonlyMap<string, string>;
    /** Of this build, where the entries given are not all. */
    readonly order?: number;
  } = {},
): Identified {
  const lock = kept ?? [];
  const { known, problems: doubts } = matchEntries(manuscripts, lock);
  const taken = new Map(lock.map((entry) => [entry.id, entry.path]));
  const problems: Problem[] = [...doubts];
  const articles: Article[] = [];
  const met = { seen: inZone(now, settings.timezone), order };
  const current = new Map<string, { entry: LockEntry; manuscript: Manuscript }>();
  for (const manuscript of manuscripts) {
    const before = known.get(manuscript);
    const settled = settledBefore.get(manuscript);
    if (settled && settled.before === before && !current.has(before.id)) {
      taken.set(before.id, manuscript.path);
      current.set(before.id, { entry: before, manuscript });
      articles.push(settled.article);
      continue;
    }
    const commit = committed.get(fileOf(manuscript));
    const published = manuscript.published ?? before?.published ?? commit ?? manuscript.modified;
    if (!manuscript.published && !before) problems.push(undated(manuscript, { published, isCommit: !!commit, keeps }));
    const id = manuscript.id ?? before?.id ?? mint(manuscript, published, settings.url, taken);
    const ids = feedIdsOf(manuscript, before, id);
    if (before) problems.push(...renamed(manuscript, before, { id, ...ids }));
    taken.set(id, manuscript.path);
    const updated = updatedOf(manuscript, before, published);
    const twin = current.get(id);
    if (twin) problems.push(twice(manuscript, twin.manuscript, id));
    const moved = before && formerPaths(before, manuscript.url, settings.url);
    const { page, seen, order }: Partial<LockEntry> = before?.id === id ? before : met;
    const isSame = before?.id === id && isAsBefore(manuscript, before, { published, updated });
    const entry = isSame ? before : entryOf(manuscript, { id, ...ids, published, updated, page, seen, order, moved });
    current.set(id, { entry, manuscript });
    const article = articleOf(manuscript, { id, ...ids, published, updated });
    articles.push(article);
    if (isSame) settledBefore.set(manuscript, { before, article });
  }
  problems.push(...sharedFeedIds(articles));
  const removed = lock
    .filter((entry) => !current.has(entry.id) && !isTrial(entry, now, announced))
    .map((entry) => ({ ...entry, removed: entry.removed ?? inZone(now, settings.timezone) }));
  return { articles, entries: [...[...current.values()].map(({ entry }) => entry), ...removed], problems };
}

/** Of manuscripts that a process has kept: the entry that stayed as it was, and the article. */
const settledBefore = new WeakMap<Manuscript, { readonly before: LockEntry; readonly article: Article }>();

/** Whether an entry stays as it is, which most do. */
function isAsBefore(
  { path, slug, url, hash, bodyHash, guid }: Manuscript,
  before: LockEntry,
  { published, updated }: Pick<LockEntry, 'published' | 'updated'>,
): boolean {
  return (
    before.path === path &&
    before.slug === slug &&
    before.url === url &&
    before.published === published &&
    before.updated === updated &&
    before.hash === hash &&
    before.body === bodyHash &&
    before.removed === undefined &&
    (guid === undefined || before.guid === guid)
  );
}

/** Only with the fields that have a value, as a parsed line has them. */
function entryOf(
  { path, slug, url, hash, bodyHash }: Manuscript,
  { id, published, updated, ...rest }: Pick<LockEntry, 'id' | 'published' | 'updated'> & Record<string, unknown>,
): LockEntry {
  const optional = Object.entries({ body: bodyHash, ...rest }).filter(([, value]) => value !== undefined);
  return { id, path, slug, url, published, updated, hash, ...Object.fromEntries(optional) };
}

/** The ids of an earlier site that the lock keeps; front matter may name another one for RSS and JSON. */
function feedIdsOf({ guid }: Manuscript, before: LockEntry | undefined, id: string): FeedIds {
  const kept = before?.id === id ? feedIdsIn(before) : {};
  if (guid === undefined || guid === kept.guid) return kept;
  const { guidIsLink: _, ...others } = kept;
  return { ...others, guid };
}

/** For how long what a build has met is an experiment, in milliseconds. */
const trialTime = 86_400_000;

/**
 * Whether readers cannot know an article that is gone: it was there for a day at most, was neither sent nor pinged, and
 * has its id from here, not from the service where it was before. Those of another feed stay that feed's.
 */
function isTrial(
  { id, guid, path, slug, seen, removed }: LockEntry,
  now: Date,
  announced: ReadonlySet<string>,
): boolean {
  const isImported = (guid !== undefined || !id.startsWith('tag:')) && !path.startsWith('sources/');
  if (isImported) return false;
  if (seen === undefined || removed !== undefined || announced.has(id) || announced.has(slug)) return false;
  const age = now.getTime() - Date.parse(seen);
  return age >= 0 && age < trialTime;
}

function latestOrder(lock: readonly LockEntry[]): number {
  return lock.reduce((latest, { order = 0 }) => Math.max(latest, order), 0);
}

/** A tag URI (RFC 4151): the host and day at minting time, so that no later move changes it. */
function mint(manuscript: Manuscript, published: string, url: string, taken: ReadonlyMap<string, string>): string {
  const base = `tag:${new URL(url).hostname},${published.slice(0, 10)}:${encodeURIComponent(manuscript.slug)}`;
  let id = base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  return id;
}

function updatedOf(manuscript: Manuscript, before: LockEntry | undefined, published: string): string {
  // Where front matter gives both dates, their order was seen to when it was read.
  if (manuscript.updated) return latest(published, manuscript.updated);
  if (!before) return published;
  const changed = before.hash !== manuscript.hash;
  return latest(published, before.updated, ...(changed ? [manuscript.modified] : []));
}

/** Former paths of an article on this site; undefined if it never moved. */
function formerPaths({ url: before, moved }: LockEntry, url: string, site: string): readonly string[] | undefined {
  if (before === url) return moved;
  const { host } = new URL(site);
  const [former, current] = [URL.parse(before), new URL(url)];
  // At a new domain an article's path is often the old one, which needs no redirect.
  const paths = [...(moved ?? []), ...(former?.host === host ? [former.pathname] : [])];
  const left = [...new Set(paths)].filter((path) => current.host !== host || path !== current.pathname);
  return left.length > 0 ? left : undefined;
}

/** The first of the latest instants. */
function latest(...instants: readonly string[]): string {
  return instants.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}

/** The record of a manuscript. Its content stays where it is until it is asked for: a cached one may never be read. */
function articleOf(manuscript: Manuscript, identity: FeedIds & Pick<Article, 'id' | 'published' | 'updated'>): Article {
  return lazyCopy<Manuscript & Article>(manuscript as Manuscript & Article, identity, buildOnly);
}

/** Fields of a manuscript that only the lock needs. */
const buildOnly: ReadonlySet<keyof Manuscript> = new Set(['path', 'hash', 'bodyHash', 'modified', 'redirects']);

/** The file of a manuscript, also where it holds several. */
function fileOf({ path }: Pick<Manuscript, 'path'>): string {
  return path.replace(/#.*$/s, '');
}

/** Many articles may have none: all say it in the same words. */
function undated(
  manuscript: Manuscript,
  { published, isCommit, keeps }: { published: string; isCommit: boolean; keeps: boolean },
): Problem {
  const day = published.slice(0, 10);
  const origin = isCommit ? "the file's first commit" : "the file's last change";
  const own = 'To choose it yourself add a line such as "date: 2026-11-23" to the front matter.';
  return {
    severity: 'warning',
    rule: 'no-date',
    message: 'the article has no date',
    hint: keeps
      ? `Taken from ${origin} and kept in the lock. ${own}`
      : `Taken from ${origin}: ${day}. A copy of the file has another; add "date: ${day}" to the front matter to keep it.`,
    ...placeOf(manuscript),
  };
}

function renamed(manuscript: Manuscript, before: LockEntry, after: FeedIds & { readonly id: string }): Problem[] {
  const warn = (key: 'id' | 'guid', old: string): Problem => ({
    severity: 'warning',
    rule: 'id-changed',
    message: `"${manuscript.title}" was published as ${old} and is now ${manuscript[key]}`,
    hint: `Feed readers will show it as new. To keep the old id, write "${key}: ${old}" or take the line out.`,
    ...placeOf(manuscript),
  });
  if (before.id !== after.id) return [warn('id', before.id)];
  const [old, now] = [before, after].map((ids) => feedIdOf('rss', ids));
  return old === now ? [] : [warn('guid', old!)];
}

function twice(manuscript: Pick<Article, 'origin'>, other: Pick<Article, 'origin'>, id: string): Problem {
  return {
    severity: 'error',
    rule: 'same-id',
    message: `${manuscript.origin.file} and ${other.origin.file} have the same id ${id}`,
    hint: 'Give one of them an id of its own, or take its id or guid out of the front matter.',
    ...placeOf(manuscript),
  };
}

/** Articles that feeds of one format would name alike, though their ids differ. */
function sharedFeedIds(articles: readonly Article[]): Problem[] {
  if (articles.every(({ guid, atomId, jsonId }) => guid === undefined && atomId === undefined && jsonId === undefined))
    return [];
  const problems = new Map<Article, Problem>();
  for (const format of ['atom', 'rss', 'json'] as const) {
    const owners = new Map<string, Article>();
    for (const article of articles) {
      const printed = feedIdOf(format, article);
      const owner = owners.get(printed);
      if (owner && owner.id !== article.id && !problems.has(article))
        problems.set(article, twice(article, owner, printed));
      owners.set(printed, article);
    }
  }
  return [...problems.values()];
}

function placeOf({ origin }: Pick<Article, 'origin'>): Pick<Problem, 'file' | 'line'> {
  return { file: origin.file, line: origin.line };
}
