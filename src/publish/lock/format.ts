import { stripForbidden } from '../../lib/escape.ts';
import { isInstant } from '../../lib/time.ts';
import { isUri } from '../../lib/uri.ts';
import { isListName } from '../../model/list-name.ts';
import type { Problem } from '../../model/problem.ts';
import type { LineFault, Placed } from './duplicates.ts';
import { duplicatesIn, mergeTwins } from './duplicates.ts';
import type { FeedAddress, IssueEntry, Lock, LockEntry } from './lock.ts';

const header = 'tidings-lock 2';
/** Of version 0.1.0, which knows neither `body`, `seen`, `order` nor the ids of earlier feeds. A merge may leave both headers. */
const firstHeader = 'tidings-lock 1';

/**
 * Reads `tidings.lock`: its lines in any order, and equal lines as one, as git leaves them with `merge=union`. Damage
 * of any kind is a problem with a way out: minting anew what the lock has lost would show every article as new in
 * every reader.
 */
export function parseLock(text: string, file: string): Lock | Problem[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const unusable = unusableBy(lines);
  if (unusable) return [problemOf(unusable, lines, file)];
  const faults: LineFault[] = [];
  const entries: Placed<LockEntry>[] = [];
  const issues: Placed<IssueEntry>[] = [];
  const feeds: Placed<string>[] = [];
  const addresses = new Map<string, FeedAddress>();
  const lists: string[] = [];
  const seen = new Set(['', header, firstHeader]);
  for (const [index, line] of lines.entries()) {
    if (seen.has(line)) continue;
    seen.add(line);
    const value = parseLine(line);
    if (value && isOf<LockEntry>(value, fields)) entries.push({ index, value });
    else if (value && isOf<IssueEntry>(value, issueFields)) issues.push({ index, value });
    else if (value && isOf<{ feed: string }>(value, feedFields)) feeds.push({ index, value: value.feed });
    else if (value && isOf<FeedAddress>(value, addressFields)) addresses.set(value.address, value);
    else if (value && isOf<{ listId: string }>(value, listFields)) lists.push(value.listId);
    else faults.push({ index, message: 'this line is damaged', hint: restore });
  }
  for (const { index } of feeds.slice(1))
    faults.push({ index, message: `line ${feeds[0]!.index + 1} names another feed`, hint: deployed });
  const merged = mergeTwins(entries);
  faults.push(...duplicatesIn(merged, issues), ...pagesBeyond(merged));
  if (faults.length > 0)
    return faults.toSorted((a, b) => a.index - b.index).map((fault) => problemOf(fault, lines, file));
  return {
    ...(feeds[0] && { feed: feeds[0].value }),
    ...(addresses.size > 0 && { addresses: byAddress([...addresses.values()]) }),
    // Branches that noted two agree on the first.
    ...(lists.length > 0 && { listId: lists.toSorted()[0]! }),
    entries: byId(merged.map(({ value }) => value)),
    ...(issues.length > 0 && { issues: byIssue(issues.map(({ value }) => value)) }),
  };
}

/**
 * Reads a text that `formatLock` has written, all lines at once: of 10,000 lines, looking at each takes longer than all
 * else that a build without a change does.
 */
export function parseSoundLock(text: string): Lock {
  const lines = text.slice(0, -1).split('\n').slice(1);
  const values = JSON.parse(`[${lines.join(',')}]`) as (LockEntry &
    IssueEntry &
    FeedAddress & { feed: string; listId: string })[];
  const entries = values.filter(({ id }) => id !== undefined);
  const first = values.findIndex(({ id }) => id !== undefined);
  for (const [index, entry] of entries.entries()) written.set(entry, lines[first + index]!);
  const addresses = values.filter(({ address }) => address !== undefined);
  const issues = values.filter(({ issue }) => issue !== undefined);
  const list = values.find(({ listId }) => listId !== undefined);
  return {
    ...(values[0]?.feed !== undefined && { feed: values[0].feed }),
    ...(addresses.length > 0 && { addresses }),
    ...(list && { listId: list.listId }),
    entries,
    ...(issues.length > 0 && { issues }),
  };
}

/** The lines of entries that stay as they are. */
const written = new WeakMap<LockEntry, string>();

/** Why not one line can be read. */
function unusableBy(lines: readonly string[]): LineFault | undefined {
  const index = lines.findIndex((line) => /^(<{7}|={7}|>{7}|\|{7})/.test(line));
  if (index >= 0) return { index, message: 'the lock holds a merge conflict', hint: merged };
  const first = lines[0] ?? '';
  if (first === header || first === firstHeader) return undefined;
  if (/^tidings-lock \d+$/.test(first))
    return { index: 0, message: 'the lock was written by a newer Tidings', hint: 'Update Tidings.' };
  return { index: 0, message: `the first line is not "${header}"`, hint: restore };
}

function problemOf({ index, ...fault }: LineFault, lines: readonly string[], file: string): Problem {
  return { severity: 'error', rule: 'lock', ...fault, file, line: index + 1, column: 1, excerpt: lines[index] ?? '' };
}

/** The lock's text: the feed's line, then a line each, sorted by id, so that additions do not touch in git. */
export function formatLock({ feed, addresses = [], listId, entries, issues = [] }: Lock): string {
  const first = feed === undefined ? [] : [JSON.stringify({ feed })];
  const led = byAddress(addresses).map(({ address, format }) => JSON.stringify({ address, format }));
  const list = listId === undefined ? [] : [JSON.stringify({ listId })];
  const lines = [
    header,
    ...first,
    ...led,
    ...list,
    ...byId(entries).map(formatEntry),
    ...byIssue(issues).map(formatIssue),
  ];
  return `${lines.join('\n')}\n`;
}

function byId(entries: readonly LockEntry[]): LockEntry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function byAddress(addresses: readonly FeedAddress[]): FeedAddress[] {
  return addresses.toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

function byIssue(issues: readonly IssueEntry[]): IssueEntry[] {
  return issues.toSorted((a, b) => (a.issue < b.issue ? -1 : 1));
}

const merged =
  'Keep the lines of both sides, delete the marker lines, and build again. With "tidings.lock merge=union" in .gitattributes git does that by itself.';

const deployed = 'Keep the line that your deployed feeds were built with, and delete the other.';

/** A page for each article is the most that a build gives; some spare, since lines may have been lost. */
const sparePages = 1_000;

function pagesBeyond(entries: readonly Placed<LockEntry>[]): LineFault[] {
  const most = entries.length + sparePages;
  return entries
    .filter(({ value: { page = 1 } }) => page > most)
    .map(({ index, value: { page } }) => ({
      index,
      message: `there is no archive page ${page}, for the lock knows ${entries.length} articles`,
      hint: restore,
    }));
}

const restore =
  'Bring the file back from git with "git checkout tidings.lock". Do not delete it: every reader would show every article as new.';

// By hand and not by a schema: a lock of 20 years has 10,000 lines, and each build reads all of them.
function isOf<Entry extends object>(value: object, checks: Readonly<Record<keyof Entry, Check>>): value is Entry {
  for (const key in value) if (!(key in checks)) return false;
  for (const key in checks) if (!checks[key](value[key as never])) return false;
  return true;
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';

/** Most articles never change: of their two moments, the second is the first. */
let lastMoment = '';

const isMoment: Check = (value) => {
  if (typeof value !== 'string' || (value !== lastMoment && !isInstant(value))) return false;
  lastMoment = value;
  return true;
};

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 1;

/** The path of an address: it goes into a file of redirects, where a blank or a line end would begin something else. */
const isPath: Check = (value) =>
  typeof value === 'string' && URL.parse(`https://example.org${value}`)?.pathname === value;

const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** An id of an earlier feed: what no XML can hold would break every feed. */
const isFeedId: Check = (value) => typeof value === 'string' && value !== '' && value === stripForbidden(value);

const fields: Readonly<Record<keyof LockEntry, Check>> = {
  id: isText,
  guid: optional(isFeedId),
  guidIsLink: optional((value) => value === true),
  atomId: optional(isFeedId),
  jsonId: optional(isFeedId),
  path: isText,
  slug: isText,
  url: isText,
  published: isMoment,
  updated: isMoment,
  hash: isHash,
  body: optional(isHash),
  page: optional(isCount),
  seen: optional(isMoment),
  order: optional(isCount),
  moved: optional((value) => Array.isArray(value) && value.length > 0 && value.every(isPath)),
  removed: optional(isMoment),
};

const feedFields: Readonly<Record<'feed', Check>> = { feed: (value) => typeof value === 'string' && isUri(value) };

const listFields: Readonly<Record<'listId', Check>> = {
  listId: (value) => typeof value === 'string' && isListName(value),
};

const addressFields: Readonly<Record<keyof FeedAddress, Check>> = {
  address: isPath,
  format: (value) => value === 'atom' || value === 'rss' || value === 'json',
};

const issueFields: Readonly<Record<keyof IssueEntry, Check>> = {
  issue: isText,
  path: optional(isText),
  slug: optional(isText),
  hash: optional(isHash),
  articles: optional((value) => Array.isArray(value) && value.every(isText)),
};

export function formatEntry(entry: LockEntry): string {
  return written.get(entry) ?? lineOf(entry);
}

function lineOf({ id, path, slug, url, published, updated, hash, page, ...more }: LockEntry): string {
  const { guid, guidIsLink, atomId, jsonId, body, seen, order, moved, removed } = more;
  const ids = { id, guid, guidIsLink, atomId, jsonId };
  return JSON.stringify({ ...ids, path, slug, url, published, updated, hash, body, page, seen, order, moved, removed });
}

export function formatIssue({ issue, path, slug, hash, articles }: IssueEntry): string {
  return JSON.stringify({ issue, path, slug, hash, articles });
}
