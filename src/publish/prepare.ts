import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { inZone } from '../lib/time.ts';
import type { Article, Manuscript } from '../model/article.ts';
import { isHeld } from '../model/held.ts';
import { overridesIn } from '../model/override.ts';
import { hasErrors, type Problem, ProblemError } from '../model/problem.ts';
import { lastUpdated, newestFirst, type Publication } from '../model/publication.ts';
import { type Read, readArticles } from '../read/index.ts';
import type { IssueManuscript } from '../read/issues/issue.ts';
import type { Memory } from '../read/memory.ts';
import { heldNamed, namedIn } from './drafts.ts';
import { firstCommitsOf } from './first-commits.ts';
import { linksToHeld } from './held-links.ts';
import type { Assembled } from './issues/assemble.ts';
import type { HeldIssue, Offers } from './issues/entries.ts';
import { type FilesLeftOut, lockWithout, problemsWithout, readWithout, unreadSlugs } from './left-out.ts';
import { feedRedirects, historyOf, mergeRedirects, redirectsNamed } from './lock/history.ts';
import { identifyArticles } from './lock/identify.ts';
import { mayMint } from './lock/keep.ts';
import { listIdOf } from './lock/list-id.ts';
import { type Lock, type LockEntry, lockName } from './lock/lock.ts';
import { type LastLock, readLock } from './lock/lock-file.ts';
import { findLostIds } from './lock/lost-ids.ts';
import { paginate } from './lock/paginate.ts';
import { type AskMedia, describeRemote } from './media.ts';
import { readContextOf } from './read-context.ts';
import { emptySelections } from './selections.ts';
import { readSitePages } from './site-pages.ts';
import { sitePictures } from './site-pictures.ts';
import type { TakenArticles } from './sources/taken-articles.ts';
import { issueThemeProblems } from './themes/issue-themes.ts';

/** A publication ready to render, and the lock to write when it is published. */
export interface Prepared {
  readonly publication: Publication;
  /** All that was read as articles, before the lock gave them their ids. */
  readonly manuscripts: readonly Manuscript[];
  readonly lock: Lock;
  /** The lock as it was. */
  readonly before: Lock;
  /** Warnings only; errors were thrown. */
  readonly problems: readonly Problem[];
  /** Drafts and articles whose date has not come, which no output holds. */
  readonly held: {
    readonly drafts: readonly Manuscript[];
    readonly future: readonly Manuscript[];
    readonly issues: readonly HeldIssue[];
  };
  /** The articles that an issue can hold, newest first: with those of others, which are in no other output. */
  readonly choosable: { readonly articles: readonly Article[]; readonly offers: Offers };
  /** Until when nothing changes by itself, in milliseconds: the first date to come. */
  readonly until: number;
  /** The file of the draft that is shown as if it were none. */
  readonly shown?: string;
  /** The held articles of an issue that is shown: they are among the published ones. */
  readonly shownToo: readonly Manuscript[];
  /** The ids of the articles that no later digest carries, each with the slug of the issue that does. */
  readonly carried: ReadonlyMap<string, string>;
  /** The hand-made issues as their files have them. */
  readonly issuesRead: readonly IssueManuscript[];
}

/** What earlier runs read. */
export interface EarlierRuns {
  readonly sources: Memory;
  /** Whether a text of the lock is as a build wrote it. */
  isOwnLock(text: string): boolean;
  /** Kept by a process that reads again and again. */
  readonly lastLock?: LastLock;
}

export interface PrepareOptions {
  readonly ask?: AskMedia;
  readonly signal?: AbortSignal;
  /** The id of an issue that was frozen and reached nobody: it holds what its file says now. */
  readonly thawed?: string | undefined;
  /** The slug or the file of a draft, article or issue, that is to be seen as if it were none. */
  readonly show?: string | undefined;
  /** Whether `show` may also name one whose date has not come. */
  readonly showFuture?: boolean;
  /** To go on without files that have errors, for somebody who only looks at the publication. */
  readonly leftOut?: FilesLeftOut;
}

/** Loaded on demand: most publications take nothing from feeds, and many have no hand-made issues. */
const taking = loadOnce(() => import('./sources/taken-articles.ts'));
const assembling = loadOnce(() => import('./issues/assemble.ts'));

const nothingTaken: TakenArticles = {
  manuscripts: [],
  seen: new Set(),
  foreign: [],
  news: new Set(),
  withdrawn: new Set(),
  problems: [],
};

const noIssues: Assembled = { issues: [], lines: [], held: [], carried: new Map(), problems: [] };

/**
 * Reads the articles of a publication and settles their identity; writes nothing but what `ask` tells of remote files.
 * @throws ProblemError with every error and warning that was found.
 */
export async function prepare(
  config: Config,
  memory?: EarlierRuns,
  { ask, signal, thawed, show, showFuture, leftOut = new Map() }: PrepareOptions = {},
): Promise<Prepared> {
  const { settings } = config;
  const locked = config.single
    ? undefined
    : await readLock(config, memory && ((text) => memory.isOwnLock(text)), memory?.lastLock);
  const before = locked && lockWithout(thaw(locked, thawed), leftOut);
  const read = await readPublication(config, before?.entries, memory?.sources, leftOut);
  const taken =
    config.sources.length === 0 ? nothingTaken : await (await taking()).takenArticles(config, memory?.sources);
  const manuscripts = [...read.manuscripts, ...taken.manuscripts];
  const shown = heldNamed(show, [...read.issues, ...manuscripts], config, showFuture);
  const shownToo = showFuture ? namedByShown(show, read.issues, manuscripts, config) : [];
  const seen = new Set([shown, ...shownToo]);
  const held = manuscripts.filter((manuscript) => !seen.has(manuscript) && isHeld(manuscript, config.now));
  const back = new Set(held);
  const drafts = held.filter(({ draft }) => draft);
  const future = held.filter(({ draft }) => !draft);
  const due = manuscripts
    .filter((manuscript) => !back.has(manuscript))
    // All of a publication is rendered around an item that is looked at, and refuses drafts.
    .map((manuscript) => (showFuture && seen.has(manuscript) ? { ...manuscript, draft: false } : manuscript));
  if (before && due.length === 0 && future.length > 0 && leftOut.size === 0) refuseEarlyClock(before.entries, config);
  const identified = identifyArticles(due, before?.entries, settings, config.now, {
    ...(before && { announced: new Set([...sentBy(before), ...namedBy(read.issues)]), keeps: mayMint(config) }),
    committed: await firstCommitsOf(due, before?.entries, config),
  });
  const missed = before ? await findLostIds(identified.articles, before.entries, config) : [];
  const found = [
    ...overridesOf(config),
    ...read.problems,
    ...identified.problems,
    ...missed,
    ...taken.problems,
    ...emptySelections(config, manuscripts),
    ...linksToHeld(due, held),
  ];
  if (hasErrors(found)) throw new ProblemError(found);
  const described = await describeRemote(identified.articles, config, ask, signal);
  const articles = newestFirst(described.articles, orderOf(identified.entries));
  const entries = paginate(identified.entries, articles, settings.feeds);
  const history = before && historyOf({ feed: before.feed ?? settings.url, entries });
  const named = redirectsNamed(due, identified.articles);
  const led = before ? feedRedirects(before, settings) : [];
  const redirects = mergeRedirects(articles, named, history?.redirects ?? [], led);
  const choosable = choosableOf(articles, entries, taken);
  const stock = {
    settings,
    ...choosable,
    withdrawn: taken.withdrawn,
    entries,
    redirects,
    held: { drafts, future },
    now: config.now,
    unread: unreadSlugs(leftOut),
    ...(shown && { shown: shown.path }),
  };
  const issuesRead = read.issues.map((issue) => (issue === shown ? { ...issue, draft: false } : issue));
  const kept = before?.issues ?? [];
  const assembled =
    issuesRead.length + kept.length === 0 ? noIssues : (await assembling()).assembleIssues(issuesRead, kept, stock);
  const { issues, lines, carried } = assembled;
  const pictures = await sitePictures(config);
  const themed = await issueThemeProblems(read.issues, config);
  const files = new Map(due.map(({ path }, index) => [path, identified.articles[index]!]));
  const pages = await readSitePages(config, articles, files);
  const problems = [
    ...found,
    ...described.problems,
    ...problemsWithout(assembled.problems, leftOut),
    ...pictures.problems,
    ...problemsWithout(pages.problems, leftOut),
    ...problemsWithout(themed, leftOut),
  ];
  if (hasErrors(problems)) throw new ProblemError(problems);
  const pictured = pictures.files.length > 0 && { files: pictures.files };
  const forwarded = mergeRedirects([...articles, ...pages.pages], redirects, pages.redirects);
  const listed = listIdOf(locked, settings);
  const publication = {
    settings: { ...settings, newsletter: { ...listed, ...settings.newsletter } },
    articles,
    ...(issues.length > 0 && { issues }),
    ...history,
    ...(forwarded.length > 0 && { redirects: forwarded }),
    ...(pages.pages.length > 0 && { sitePages: pages.pages }),
    ...pictured,
  };
  const lock: Lock = { ...before, feed: before?.feed ?? settings.url, ...listed, entries, issues: lines };
  return {
    publication,
    manuscripts,
    lock,
    before: before ?? { entries: [] },
    problems,
    held: { drafts, future, issues: assembled.held },
    carried,
    choosable,
    until: untilOf(config, [...future, ...pages.future], assembled.held),
    issuesRead: read.issues,
    shownToo,
    ...(shown && { shown: shown.origin.file }),
  };
}

/**
 * Reads the files of a publication.
 * @throws ProblemError with every error and warning that was found.
 */
export async function readPublication(
  config: Config,
  entries: readonly LockEntry[] = [],
  memory?: Memory,
  leftOut: FilesLeftOut = new Map(),
): Promise<Read> {
  const all = await readArticles(config.source, {
    ...(await readContextOf(config)),
    // All articles may come from a feed.
    isOptional: config.sources.length > 0,
    ...(memory && { memory }),
    dates: new Map(entries.map(({ path, published }) => [path, published])),
  });
  const read = readWithout(all, leftOut);
  if (hasErrors(read.problems)) throw new ProblemError(read.problems);
  return read;
}

/**
 * What was there when a source was first asked is no news: no digest carries an own entry of then as the last ones, and no
 * rule chooses that of another. A list may name both.
 */
function choosableOf(own: readonly Article[], entries: readonly LockEntry[], taken: TakenArticles) {
  const seen = new Set(entries.flatMap(({ id, path }) => (taken.seen.has(path) ? [id] : [])));
  const offers: Offers = ({ id, foreign }, since) => (foreign ? taken.news.has(id) : since !== 'last' || !seen.has(id));
  return { articles: taken.foreign.length === 0 ? own : newestFirst([...own, ...taken.foreign]), offers };
}

/** Of equal dates, an article that the lock met later is newer; it knows no order of those that an older one met. */
function orderOf(entries: readonly LockEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.flatMap(({ id, order }) => (order === undefined ? [] : [[id, order]])));
}

/** The ids of what was sent to the list: readers have it in their inboxes. */
export function sentBy({ issues = [] }: Lock): ReadonlySet<string> {
  return new Set(issues.flatMap(({ issue, articles }) => (articles ? [issue, ...articles] : [])));
}

/** The ids and slugs that issues list: an issue goes without an article that is gone, but not without knowing of it. */
export function namedBy(issues: readonly IssueManuscript[]): readonly string[] {
  const listed = issues.flatMap(({ choice }) => ('entries' in choice ? choice.entries : []));
  return listed.flatMap(
    ({ id, slug }) => id ?? (slug === undefined ? [] : [slug, slug.slice(slug.lastIndexOf('/') + 1)]),
  );
}

/** The held articles of an issue that is looked at: it is to be seen as it will be. */
function namedByShown(
  name: string | undefined,
  issues: readonly IssueManuscript[],
  manuscripts: readonly Manuscript[],
  { now }: Config,
): readonly Manuscript[] {
  const issue = issues.find(({ slug }) => slug === name);
  if (!issue) return [];
  return namedIn(
    issue,
    manuscripts.filter((manuscript) => isHeld(manuscript, now)),
  );
}

/** A clock that is years behind would announce every article as removed. */
function refuseEarlyClock(entries: readonly LockEntry[], { now, settings, display, directory }: Config): void {
  const moments = entries.flatMap(({ updated, seen, removed }) => [
    updated,
    ...(seen ? [seen] : []),
    ...(removed ? [removed] : []),
  ]);
  const latest = lastUpdated(moments.map((updated) => ({ updated })));
  if (latest === undefined || Date.parse(latest) <= now.getTime()) return;
  if (!entries.some(({ removed }) => removed === undefined)) return;
  throw new ProblemError([
    {
      severity: 'error',
      rule: 'clock',
      file: display(join(directory, lockName)),
      message: `it is ${inZone(now, settings.timezone)} by this clock, when no article was due yet, and the lock knows of ${latest}`,
      hint: 'Every article would be announced as removed. Set the clock of this machine, or give a later time with --now.',
    },
  ]);
}

/** The dates of issues that are held back are known to their makers alone, and what is taken from feeds has its own times. */
function untilOf(config: Config, future: readonly Manuscript[], issues: readonly HeldIssue[]): number {
  if (config.sources.length > 0 || issues.some(({ because }) => because === 'future')) return config.now.getTime();
  return Math.min(...future.map(({ published }) => Date.parse(published ?? '')), Number.MAX_SAFE_INTEGER);
}

function thaw(lock: Lock, thawed: string | undefined): Lock {
  if (thawed === undefined || !lock.issues) return lock;
  const issues = lock.issues.map(({ articles, ...line }) => {
    return articles && line.issue !== thawed ? { ...line, articles } : line;
  });
  return { ...lock, issues };
}

/** A publication without authors has its title as author. */
function overridesOf({ settings: { authors, ...settings }, at }: Config): Problem[] {
  return overridesIn(authors[0]?.name === settings.title ? settings : { ...settings, authors }, at);
}
