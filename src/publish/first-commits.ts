import { relative } from 'node:path';
import type { Config } from '../config/config.ts';
import { inZone } from '../lib/time.ts';
import type { Manuscript } from '../model/article.ts';
import { firstCommits } from '../system/git.ts';
import type { LockEntry } from './lock/lock.ts';

/**
 * When the files of articles without a date were first committed, by their paths. Git is asked only if the lock has not
 * met one of them, and for all at once.
 */
export async function firstCommitsOf(
  manuscripts: readonly Manuscript[],
  entries: readonly LockEntry[] = [],
  { directory, source, settings }: Config,
): Promise<ReadonlyMap<string, string>> {
  const known = new Set(entries.map(({ path }) => path));
  if (manuscripts.every(({ published, path }) => published !== undefined || known.has(path))) return new Map();
  const commits = await firstCommits(directory, relative(directory, source) || '.');
  return new Map(
    [...commits].map(([path, date]) => [path.normalize('NFC'), inZone(new Date(date), settings.timezone)]),
  );
}
