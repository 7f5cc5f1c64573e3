import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { holds, textOfFile, writeAtomically } from '../../system/files.ts';
import { manifestFile, parseManifest } from '../output/manifest.ts';
import { formatLock, parseLock, parseSoundLock } from './format.ts';
import { mayMint } from './keep.ts';
import { type Lock, lockName } from './lock.ts';

/** The lock that was read last, and its text. */
export interface LastLock {
  text?: string;
  lock?: Lock;
}

/**
 * Reads the lock of a publication; an empty one before the first build.
 * @param isSound Whether the text is known to be one that was written by `writeLock`.
 * @param last Not read again where it is still the same text; replaced by the one that was read.
 * @throws ProblemError if it is damaged, cannot be read, or is gone though there was one.
 */
export async function readLock(
  config: Config,
  isSound?: (text: string) => boolean,
  last: LastLock = {},
): Promise<Lock> {
  const file = join(config.directory, lockName);
  const text = await textOfFile(file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unreadable(config.display(file), error.code);
    const built = await wasBuiltBefore(config.directory);
    // A publication with the address of an example has no lock that could be missing.
    if (built === 'perhaps' && mayMint(config)) throw perhapsLost(config);
    if (built === 'yes') throw lost(config.display(file));
    return undefined;
  });
  if (text === undefined) return { entries: [] };
  if (last.lock && last.text === text) return last.lock;
  const lock = isSound?.(text) ? parseSoundLock(text) : parseLock(text, config.display(file));
  if (Array.isArray(lock)) throw new ProblemError(lock);
  Object.assign(last, { text, lock });
  return lock;
}

/**
 * Writes a lock as a whole, unless the file holds it already. Returns its text. Errors of the file system pass on as they
 * are.
 */
export async function writeLock({ directory }: Pick<Config, 'directory'>, lock: Lock): Promise<string> {
  const file = join(directory, lockName);
  const text = formatLock(lock);
  if (!holds(file, text)) await writeAtomically(file, text);
  return text;
}

/** Whether an earlier build kept a lock; nobody knows if the manifest is damaged. One that may not be read is sound. */
async function wasBuiltBefore(directory: string): Promise<'yes' | 'no' | 'perhaps'> {
  try {
    const known = parseManifest(await readFile(manifestFile(directory), 'utf8'));
    if (known === undefined) return 'perhaps';
    return known.unlocked ? 'no' : 'yes';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'no' : 'yes';
  }
}

function unreadable(file: string, code: string | undefined): ProblemError {
  const hint = 'Make it a readable file, or bring it back from git.';
  return new ProblemError([{ severity: 'error', rule: 'lock', message: `${file} cannot be read (${code})`, hint }]);
}

function lost(file: string): ProblemError {
  return new ProblemError([
    {
      severity: 'error',
      rule: 'lock',
      message: `${file} is gone, though this publication was built before`,
      hint: 'Bring it back from git with "git checkout tidings.lock": it keeps every article\'s id. Only if nobody has subscribed yet, remove the folder .tidings instead and build again.',
    },
  ]);
}

function perhapsLost({ directory, display }: Pick<Config, 'directory' | 'display'>): ProblemError {
  const lock = display(join(directory, lockName));
  const manifest = display(manifestFile(directory));
  return new ProblemError([
    {
      severity: 'error',
      rule: 'lock',
      message: `${lock} is missing, and ${manifest}, which knows whether there was one, is damaged`,
      hint: `If this publication was built before, bring the lock back from git with "git checkout ${lock}": it keeps every article's id. If there never was one, remove ${manifest} and build again.`,
    },
  ]);
}
