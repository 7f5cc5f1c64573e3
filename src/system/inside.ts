import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

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

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
