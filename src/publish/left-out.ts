import type { Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import type { Read } from '../read/index.ts';
import type { IssueManuscript } from '../read/issues/issue.ts';
import type { Lock } from './lock/lock.ts';

/** Files that have errors, by their names as problems have them: a preparation goes on without what they say now. */
export type FilesLeftOut = ReadonlyMap<string, FileLeftOut>;

export interface FileLeftOut {
  readonly kind: 'article' | 'issue' | 'page';
  /** Relative to the publication, with slashes. */
  readonly path: string;
  /** By which issues name its article, as far as that can be known. */
  readonly slug: string;
  /** Prepared in place of its articles. */
  readonly manuscripts: readonly Manuscript[];
  /** Prepared in place of an issue that cannot be read. */
  readonly issues: readonly IssueManuscript[];
}

/** All that was read, with other words in place of files that are left out. */
export function readWithout(read: Read, leftOut: FilesLeftOut): Read {
  if (leftOut.size === 0) return read;
  const isOut = ({ origin }: Manuscript) => leftOut.has(origin.file);
  const known = new Set(read.issues.map(({ origin }) => origin.file));
  const instead = [...leftOut];
  return {
    manuscripts: [...read.manuscripts.filter((one) => !isOut(one)), ...instead.flatMap(([, one]) => one.manuscripts)],
    issues: [...read.issues, ...instead.flatMap(([file, one]) => (known.has(file) ? [] : one.issues))],
    problems: problemsWithout(read.problems, leftOut),
  };
}

/** The problems of all other files. */
export function problemsWithout(problems: readonly Problem[], leftOut: FilesLeftOut): readonly Problem[] {
  return leftOut.size === 0 ? problems : problems.filter(({ file = '' }) => !leftOut.has(file));
}

/** A lock that does not know what is left out: an article that cannot be read is not a removed one. */
export function lockWithout(lock: Lock, leftOut: FilesLeftOut): Lock {
  const gone = new Set(unreadIn(leftOut).map(({ path }) => path));
  if (gone.size === 0) return lock;
  const isGone = (path: string) => gone.has(path) || gone.has(path.replace(/#.*/s, ''));
  return { ...lock, entries: lock.entries.filter(({ path }) => !isGone(path)) };
}

/** The slugs of articles that are there and cannot be read. */
export function unreadSlugs(leftOut: FilesLeftOut): ReadonlySet<string> {
  return new Set(unreadIn(leftOut).map(({ slug }) => slug));
}

function unreadIn(leftOut: FilesLeftOut): FileLeftOut[] {
  return [...leftOut.values()].filter(({ kind, manuscripts }) => kind === 'article' && manuscripts.length === 0);
}
