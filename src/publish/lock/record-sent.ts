import type { Config } from '../../config/config.ts';
import { type BuildLockOptions, withBuildLock } from '../output/build-lock.ts';
import { guardStateFiles } from '../output/state-files.ts';
import { prepare } from '../prepare.ts';
import { mayMint, withoutMinted } from './keep.ts';
import { listIdOf } from './list-id.ts';
import type { Lock } from './lock.ts';
import { freezeIssue } from './lock.ts';
import { readLock, writeLock } from './lock-file.ts';

/** The id of an issue → the ids of the articles that it carries. */
export type CarriedArticles = Readonly<Record<string, readonly string[]>>;

/**
 * Notes in `tidings.lock` what issues that were frozen for sending carry, for good, unless the lock has it. What no
 * build has written down yet gets its lines first, as a build would write them. Tells whether the file has changed.
 * @throws ProblemError as a build does if the lock is damaged or cannot be written.
 */
export async function recordSent(
  config: Config,
  carried: CarriedArticles,
  { again = false, ...options }: RecordOptions = {},
): Promise<boolean> {
  return withBuildLock(config, () => guardStateFiles(config, () => note(config, carried, again)), options);
}

interface RecordOptions extends BuildLockOptions {
  /** The issues reached nobody when they were frozen before: the lock notes the articles that they carry now. */
  readonly again?: boolean;
}

async function note(config: Config, carried: CarriedArticles, again: boolean): Promise<boolean> {
  const before = await readLock(config);
  if (freezeAll(before, carried, again) === before) return false;
  // Reading all articles takes memory and time that a sender has better uses for.
  const known = knowsAll(before, carried) ? before : await prepared(config, before, carried);
  const lock = mayMint(config) ? { ...known, ...listIdOf(known, config.settings) } : known;
  await writeLock(config, freezeAll(lock, carried, again));
  return true;
}

/** As a build would keep it; an id that was made of an address that is nobody's own is noted for what goes out only. */
async function prepared(config: Config, before: Lock, carried: CarriedArticles): Promise<Lock> {
  const { lock } = await prepare(config);
  return mayMint(config) ? lock : withoutMinted(before, lock, new Set(Object.keys(carried)));
}

function freezeAll(lock: Lock, carried: CarriedArticles, again: boolean): Lock {
  return Object.entries(carried).reduce((frozen, [issue, ids]) => freezeIssue(frozen, issue, ids, again), lock);
}

function knowsAll({ entries, issues = [] }: Lock, carried: CarriedArticles): boolean {
  const known = new Set([...entries.map(({ id }) => id), ...issues.map(({ issue }) => issue)]);
  return Object.entries(carried).every((ids) => ids.flat().every((id) => known.has(id)));
}
