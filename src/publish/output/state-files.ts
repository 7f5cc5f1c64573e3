import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, contains } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { lockName } from '../lock/lock.ts';

/**
 * Does what reads or writes the files by which one build knows of the last: the lock, and what lies in `.tidings/`.
 * @throws ProblemError that names the file, if the file system refuses it; all else passes on as it is.
 */
export async function guardStateFiles<Result>(
  { directory, display }: Pick<Config, 'directory' | 'display'>,
  work: () => Promise<Result>,
  state = 'Nothing was written.',
): Promise<Result> {
  await refuseLinkedState({ directory, display });
  try {
    return await work();
  } catch (error) {
    const { code = '', path = '' } = error as NodeJS.ErrnoException;
    const hint = hints[code];
    if (!hint || !(path === join(directory, lockName) || contains(join(directory, '.tidings'), path))) throw error;
    const message = `${display(path)} cannot be read or written (${code})`;
    throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }], { state });
  }
}

/**
 * Refuses links in `.tidings/`, and in place of it: a clone may carry them, and what is kept would be written elsewhere.
 * @throws ProblemError that names the link.
 */
export async function refuseLinkedState({ directory, display }: Pick<Config, 'directory' | 'display'>): Promise<void> {
  const folder = join(directory, '.tidings');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const linked = entries.find((entry) => entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket());
  const link = (await isLink(folder)) ? folder : linked && join(linked.parentPath, linked.name);
  if (link === undefined) return;
  const message = `${display(link)} is a link or a pipe, and what Tidings keeps there would go elsewhere`;
  const hint = 'Remove it; the next build makes again what it needs.';
  throw new ProblemError([{ severity: 'error', rule: 'state-link', message, hint }]);
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
}

const denied =
  'It is next to tidings.yaml, wherever the output goes, for it tells the next build what this one made. Make it and its folder writable for yourself.';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room, then run this again.',
  EDQUOT: 'Your disk quota is used up. Make room, then run this again.',
  EACCES: denied,
  EPERM: denied,
  EROFS: 'That file system is read-only. Copy the whole publication to where you may write, and build there.',
  ENOTDIR: 'There is a file where a folder is needed. Move it away.',
  EEXIST: 'There is a file where a folder is needed. Move it away.',
  EISDIR: 'There is a folder where a file is needed. Move it away.',
};
