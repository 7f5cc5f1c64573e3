import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { Listings } from './listings.ts';

/**
 * The real path of a file that has to lie in a folder, symbolic links resolved. `folder` is a real path itself.
 * The result does not reveal whether a path outside exists.
 */
export async function pathInside(folder: string, path: string): Promise<{ path: string } | { fault: PathFault }> {
  if (!isInside(folder, path)) return { fault: 'outside' };
  try {
    const real = await realpath(path);
    return isInside(folder, real) ? { path: real } : { fault: 'outside' };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { fault: ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code) ? 'missing' : 'unreadable' };
  }
}

export type PathFault = 'missing' | 'outside' | 'unreadable';

/**
 * Finds the first link among the folders on the way from `root` to a file, whose path is relative with `/`; returns that
 * folder's path. Each folder is looked at once. `root` may be a link itself.
 */
export function linkFinder(root: string): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>([['', undefined]]);
  const listings = new Listings();
  // Most folders are siblings of others: one listing tells of 10,000.
  const leadsAway = (path: string) => listings.look(path) !== 'folder' && isLink(path);
  const linkAbove = (path: string): string | undefined => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    if (!known.has(folder))
      known.set(folder, linkAbove(folder) ?? (leadsAway(join(root, folder)) ? folder : undefined));
    return known.get(folder);
  };
  return linkAbove;
}

/** Whether a path is a symbolic link, wherever it leads. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}

/** The real path of a file or folder, as far up as it exists. */
export async function realPathOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined || dirname(path) === path) return found ?? path;
  return join(await realPathOf(dirname(path)), basename(path));
}

/** Whether a path is a folder or lies below it. Links are not looked at. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
