import type { Issue } from '../issue.ts';
import { isInstant } from '../lib/time.ts';
import { isUri } from '../lib/uri.ts';
import type { Problem } from '../problem.ts';

/** One article as the lock remembers it: what must never change by accident. */
export interface LockEntry {
  readonly id: string;
  /** Relative to the publication; how a file finds its entry again. */
  readonly path: string;
  readonly slug: string;
  readonly url: string;
  readonly published: string;
  readonly updated: string;
  /** Of the normalised source: `updated` moves only with it. */
  readonly hash: string;
  /** The archive page that it was given when it was first seen, from 1; kept when it is removed. */
  readonly page?: number;
  /** Paths at which it once stood on the same site, for redirects. */
  readonly moved?: readonly string[];
  /** When the article was found missing. */
  readonly removed?: string;
}

/** One issue as the lock remembers it. */
export interface IssueEntry {
  /** Its id; that of the article for an article that was sent by itself. */
  readonly issue: string;
  /** Of a hand-made one: its file relative to the publication, which is how that finds its entry again, */
  readonly path?: string;
  readonly slug?: string;
  /** and a hash of all that the file says, by which it is known under another name. */
  readonly hash?: string;
  /** The ids of the articles that it carried; set once it was frozen for sending, and kept for ever. */
  readonly articles?: readonly string[];
}

/** All that must outlive the outputs. */
export interface Lock {
  /** The main feed's id: the publication's first address. Absent before the first build. */
  readonly feed?: string;
  readonly entries: readonly LockEntry[];
  readonly issues?: readonly IssueEntry[];
}

/** Notes what an issue carries, for good: from now on it holds these articles, and no later digest carries them. */
export function freezeIssue(lock: Lock, issue: Issue): Lock {
  const { issues = [] } = lock;
  const before = issues.find((entry) => entry.issue === issue.id);
  if (before?.articles) return lock;
  const frozen = { ...before, issue: issue.id, articles: issue.items.map(({ article }) => article.id) };
  return { ...lock, issues: [...issues.filter((entry) => entry !== before), frozen] };
}

export const lockName = 'tidings.lock';

const header = 'tidings-lock 1';

/**
 * Reads `tidings.lock`. Damage of any kind is a problem with a way out: minting anew what the lock has lost would show
 * every article as new in every reader.
 */
export function parseLock(text: string, file: string): Lock | Problem[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const problems: Problem[] = [];
  const entries: LockEntry[] = [];
  const issues: IssueEntry[] = [];
  const problem = (index: number, message: string, hint: string) =>
    problems.push({
      severity: 'error',
      rule: 'lock',
      message,
      hint,
      file,
      line: index + 1,
      column: 1,
      excerpt: lines[index] ?? '',
    });
  const conflict = lines.findIndex((line) => /^(<{7}|={7}|>{7}|\|{7})/.test(line));
  if (conflict >= 0) {
    problem(
      conflict,
      'the lock holds a merge conflict',
      'Keep the lines of both sides, delete the marker lines, and build again.',
    );
    return problems;
  }
  if (lines[0] !== header) {
    const newer = /^tidings-lock \d+$/.test(lines[0] ?? '');
    problem(
      0,
      newer ? 'the lock was written by a newer Tidings' : `the first line is not "${header}"`,
      newer ? 'Update Tidings.' : restore,
    );
    return problems;
  }
  const feed = parseFeed(lines[1] ?? '');
  const seen = new Map<string, number>();
  const claim = (key: string, value: string | undefined, index: number, hint: string) => {
    const before = seen.get(`${key} ${value}`);
    if (value !== undefined && before !== undefined) problem(index, `line ${before + 1} has the same ${key}`, hint);
    seen.set(`${key} ${value}`, index);
  };
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '' || (index === 1 && feed !== undefined)) continue;
    const value = parseLine(line);
    if (value && isOf<IssueEntry>(value, issueFields)) {
      const hint = 'Keep the line with "articles", if one has them, and delete the other.';
      claim('issue', value.issue, index, hint);
      claim('path', value.path, index, hint);
      issues.push(value);
    } else if (value && isOf<LockEntry>(value, fields)) {
      const hint = 'Keep the line with the later "updated" and delete the other.';
      claim('id', value.id, index, hint);
      // Two branches may each have moved one article; a removed entry may share its path with the file's next article.
      if (!value.removed) claim('path', value.path, index, hint);
      entries.push(value);
    } else problem(index, 'this line is damaged', restore);
  }
  return problems.length > 0
    ? problems
    : { ...(feed !== undefined && { feed }), entries, ...(issues.length > 0 && { issues }) };
}

/** The lock's text: the feed's line, then a line each, sorted by id, so that git merges additions by itself. */
export function formatLock({ feed, entries, issues = [] }: Lock): string {
  const sorted = entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const letters = issues.toSorted((a, b) => (a.issue < b.issue ? -1 : 1));
  const first = feed === undefined ? [] : [JSON.stringify({ feed })];
  return `${[header, ...first, ...sorted.map(formatEntry), ...letters.map(formatIssue)].join('\n')}\n`;
}

const restore =
  'Bring the file back from git with "git checkout tidings.lock". Do not delete it: every reader would show every article as new.';

function parseFeed(line: string): string | undefined {
  const value = parseLine(line);
  return value && Object.keys(value).length === 1 && typeof value.feed === 'string' && isUri(value.feed)
    ? value.feed
    : undefined;
}

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

const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const fields: Readonly<Record<keyof LockEntry, Check>> = {
  id: isText,
  path: isText,
  slug: isText,
  url: isText,
  published: isMoment,
  updated: isMoment,
  hash: isHash,
  page: optional((value) => Number.isSafeInteger(value) && (value as number) >= 1),
  moved: optional((value) => Array.isArray(value) && value.length > 0 && value.every(isText)),
  removed: optional(isMoment),
};

const issueFields: Readonly<Record<keyof IssueEntry, Check>> = {
  issue: isText,
  path: optional(isText),
  slug: optional(isText),
  hash: optional(isHash),
  articles: optional((value) => Array.isArray(value) && value.every(isText)),
};

function formatEntry({ id, path, slug, url, published, updated, hash, page, moved, removed }: LockEntry): string {
  return JSON.stringify({ id, path, slug, url, published, updated, hash, page, moved, removed });
}

function formatIssue({ issue, path, slug, hash, articles }: IssueEntry): string {
  return JSON.stringify({ issue, path, slug, hash, articles });
}
