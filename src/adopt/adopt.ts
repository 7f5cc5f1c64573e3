import type { Config } from '../config/config.ts';
import { isUri } from '../lib/uri.ts';
import type { Manuscript } from '../model/article.ts';
import { feedIdOf } from '../model/feed-ids.ts';
import { isHeld } from '../model/held.ts';
import { hasErrors, type Problem, ProblemError } from '../model/problem.ts';
import { firstCommitsOf } from '../publish/first-commits.ts';
import { formatEntry } from '../publish/lock/format.ts';
import { identifyArticles } from '../publish/lock/identify.ts';
import { mayMint } from '../publish/lock/keep.ts';
import type { Lock, LockEntry } from '../publish/lock/lock.ts';
import { readLock } from '../publish/lock/lock-file.ts';
import { matchEntries } from '../publish/lock/match.ts';
import { namedBy, readPublication, sentBy } from '../publish/prepare.ts';
import { hostOf } from './address-keys.ts';
import type { OldEntries } from './earlier-ids.ts';
import { adviseFeedPaths, type FeedPathAdvice } from './feed-paths.ts';
import { type Candidate, type MatchedBy, matchFeedEntries, type UnmatchedEntry } from './match-entries.ts';
import type { OldEntry, OldFeed } from './old-feed.ts';
import { settleEntry } from './settle-entry.ts';
import { type SettledArticle, sharedIds } from './shared-ids.ts';

/** An article that an earlier feed has. */
export interface AdoptedArticle extends SettledArticle {
  readonly by: MatchedBy;
  /** `new`: no build had met it; `changed`: one had, under another line. */
  readonly change: 'new' | 'changed' | 'unchanged';
}

/** An entry that is no article here, or none that can be had. */
export interface StrayEntry {
  readonly feed: OldFeed;
  readonly entry: OldEntry;
  /** `held`: its article is a draft or not due; `taken`: another feed of its format names the article otherwise. */
  readonly reason: UnmatchedEntry['reason'] | 'held' | 'taken';
}

export interface Adoption {
  readonly articles: readonly AdoptedArticle[];
  readonly strays: readonly StrayEntry[];
  /** Articles of today that no earlier feed has. */
  readonly unknown: readonly Manuscript[];
  /** Matched entries of each feed. */
  readonly counts: ReadonlyMap<OldFeed, number>;
  readonly advice: FeedPathAdvice;
  /** The id of the feeds, if it becomes another one. */
  readonly feedId?: { readonly from?: string; readonly to: string };
  readonly before: Lock;
  readonly lock: Lock;
  readonly problems: readonly Problem[];
}

interface Known extends Candidate {
  readonly manuscript: Manuscript;
  /** The line as a build would write it; absent for what no build publishes yet. */
  readonly entry?: LockEntry;
  readonly isKnown: boolean;
}

/**
 * The lock with the ids and dates of earlier feeds. Reads the publication and its lock; writes nothing.
 * @throws ProblemError as a build does.
 */
export async function planAdoption(config: Config, feeds: readonly OldFeed[]): Promise<Adoption> {
  const planned = await planWith(config, feeds);
  // An address may hold the date, and that of a file without one comes from the earlier feed.
  const dated = planned.articles.flatMap(({ manuscript, entry }) =>
    manuscript.published === undefined ? [entry] : [],
  );
  return dated.length > 0 ? planWith(config, feeds, dated) : planned;
}

/** @param dated Lines with dates that no lock has yet, for articles whose files say none. */
async function planWith(
  config: Config,
  feeds: readonly OldFeed[],
  dated: readonly LockEntry[] = [],
): Promise<Adoption> {
  const before = await readLock(config);
  const read = await readPublication(config, [...before.entries, ...dated]);
  const { settings, now } = config;
  const due = read.manuscripts.filter((manuscript) => !isHeld(manuscript, now));
  const announced = new Set([...sentBy(before), ...namedBy(read.issues)]);
  const identified = identifyArticles(due, before.entries, settings, now, {
    announced,
    keeps: mayMint(config),
    committed: await firstCommitsOf(due, before.entries, config),
  });
  if (hasErrors(identified.problems)) throw new ProblemError(identified.problems);
  const { known } = matchEntries(due, before.entries);
  const candidates = [
    ...due.map((manuscript, index) =>
      candidateOf(manuscript, identified.entries[index]!, known.get(manuscript), settings.url),
    ),
    ...read.manuscripts
      .filter((manuscript) => isHeld(manuscript, now))
      .map((manuscript) => candidateOf(manuscript, undefined, undefined, settings.url)),
  ];
  const ownHosts = hostsOf(feeds, settings.url);
  const found = matchAll(feeds, candidates, { ownHosts, timezone: settings.timezone });
  const settled = [...found.olds].map(([candidate, { old, by }]): AdoptedArticle => {
    const { manuscript, entry, isKnown } = candidate as Known & { readonly entry: LockEntry };
    const isFixed = manuscript.id !== undefined || announced.has(entry.id);
    const after = settleEntry(withOwnGuid(old, manuscript), {
      entry,
      isKnown,
      isFixed,
      says: manuscript,
      ownHosts,
      now,
    });
    const change = !isKnown ? 'new' : isSameLine(entry, after) ? 'unchanged' : 'changed';
    return { manuscript, by, entry: after, change };
  });
  const { kept, problems } = sharedIds(settled, identified.entries, before.entries);
  const articles = kept.map((index) => settled[index]!);
  const feedId = feedIdFrom(feeds, before);
  const advice = adviseFeedPaths(feeds, settings);
  return {
    articles,
    strays: found.strays,
    unknown: due.filter((_, index) => !found.olds.has(candidates[index]!)),
    counts: found.counts,
    advice,
    ...(feedId && { feedId }),
    before,
    lock: { ...lockWith(before, articles, identified.entries, feedId?.to), ...addressesIn(before, advice) },
    problems: [...problems, ...articles.flatMap((one) => replaced(one, known.get(one.manuscript)))],
  };
}

function candidateOf(
  manuscript: Manuscript,
  entry: LockEntry | undefined,
  known: LockEntry | undefined,
  site: string,
): Known {
  const left = [...(entry?.moved ?? []), ...(manuscript.redirects ?? [])];
  const moved = left.map((path) => new URL(site).origin + path);
  const ids = entry ? [entry.id, ...(['atom', 'rss', 'json'] as const).map((format) => feedIdOf(format, entry))] : [];
  return {
    manuscript,
    ...(entry && { entry }),
    isKnown: known !== undefined,
    addresses: [manuscript.url, ...moved],
    ids: [...new Set([...ids, ...[manuscript.id, manuscript.guid].flatMap((id) => id ?? [])])],
    title: manuscript.title,
    published: manuscript.published ?? known?.published,
  };
}

/** A guid in the file is that of RSS, whatever an earlier feed had. */
function withOwnGuid(old: OldEntries, { guid }: Manuscript): OldEntries {
  if (guid === undefined || old.rss === undefined || old.rss.id === guid) return old;
  const { isLink: _, ...rss } = old.rss;
  return { ...old, rss: { ...rss, id: guid } };
}

/** The hosts of this publication and of the earlier sites; not those where others are at home, too, below a path. */
function hostsOf(feeds: readonly OldFeed[], url: string): ReadonlySet<string> {
  const roots = feeds.flatMap(({ site }) => (site !== undefined && URL.parse(site)?.pathname === '/' ? [site] : []));
  return new Set([url, ...roots].flatMap((address) => hostOf(address) ?? []));
}

function matchAll(
  feeds: readonly OldFeed[],
  candidates: readonly Known[],
  options: Parameters<typeof matchFeedEntries>[2],
) {
  const olds = new Map<Known, { old: OldEntries; by: MatchedBy }>();
  const strays: StrayEntry[] = [];
  const counts = new Map<OldFeed, number>();
  for (const feed of feeds) {
    const { matches, unmatched } = matchFeedEntries(feed.entries, candidates, options);
    for (const { entry, article, by } of matches) {
      const { old = {}, by: first = by } = olds.get(article) ?? {};
      const other = old[feed.format];
      if (article.entry === undefined) strays.push({ feed, entry, reason: 'held' });
      else if (other && other.id !== entry.id) strays.push({ feed, entry, reason: 'taken' });
      else olds.set(article, { old: other ? old : { ...old, [feed.format]: entry }, by: first });
    }
    strays.push(...unmatched.map((stray) => ({ feed, ...stray })));
    counts.set(feed, matches.length);
  }
  return { olds, strays, counts };
}

/** Atom alone has a word for the id of a feed. The first feed that is named decides. */
function feedIdFrom(feeds: readonly OldFeed[], { feed: before }: Lock): Adoption['feedId'] {
  const id = feeds.find((feed) => feed.kind === 'atom' && feed.id !== undefined && isUri(feed.id))?.id;
  if (id === undefined || id === before) return undefined;
  return { ...(before !== undefined && { from: before }), to: id };
}

function addressesIn({ addresses: before = [] }: Lock, { addresses }: FeedPathAdvice): Pick<Lock, 'addresses'> {
  const all = new Map([...before, ...addresses].map((one) => [one.address, one]));
  return all.size > 0 ? { addresses: [...all.values()] } : {};
}

/** The lines of the lock, those of adopted articles as they are now; a line that loses its file to another says so. */
function lockWith(
  before: Lock,
  articles: readonly AdoptedArticle[],
  built: readonly LockEntry[],
  feed = before.feed,
): Lock {
  const adopted = articles.filter(({ change }) => change !== 'unchanged').map(({ entry }) => entry);
  const ids = new Set(adopted.map(({ id }) => id));
  const paths = new Set(adopted.map(({ path }) => path));
  const removed = new Map(built.flatMap((entry) => (entry.removed === undefined ? [] : [[entry.id, entry]])));
  const others = before.entries.flatMap((entry) => {
    if (ids.has(entry.id)) return [];
    if (entry.removed !== undefined || !paths.has(entry.path)) return [entry];
    return removed.get(entry.id) ?? [];
  });
  return { ...before, ...(feed !== undefined && { feed }), entries: [...others, ...adopted] };
}

function isSameLine(one: LockEntry, other: LockEntry): boolean {
  return formatEntry(one) === formatEntry(other);
}

/** Readers of the feeds that Tidings has made know the article by the id that is given up. */
function replaced({ manuscript, entry }: AdoptedArticle, known: LockEntry | undefined): Problem[] {
  const changed =
    known && (['atom', 'rss', 'json'] as const).filter((one) => feedIdOf(one, known) !== feedIdOf(one, entry));
  if (!changed || changed.length === 0) return [];
  return [
    {
      severity: 'warning',
      rule: 'id-replaced',
      message: 'a build has given this article another id before, which the one of the earlier feed replaces',
      hint: 'Only who subscribed to the feeds that Tidings has made meanwhile sees it as new. If that is most of your readers, do not adopt the earlier feed.',
      file: manuscript.origin.file,
      line: manuscript.origin.line,
    },
  ];
}
