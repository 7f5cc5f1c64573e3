import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type PathFault, pathInside } from './inside.ts';

export interface Found {
  readonly path: string;
  /** Its path with symbolic links resolved. */
  readonly real: string;
}

/**
 * The files below a folder whose names are wanted and the others, each sorted by path in code units, so that no file
 * system decides. Hidden ones and `node_modules` are passed over. Links are followed as far as they stay in `root`; both paths are real ones.
 */
export async function filesIn(
  folder: string,
  root: string,
  isWanted: (name: string) => boolean,
): Promise<{
  readonly files: Found[];
  readonly others: Found[];
  readonly faults: { readonly path: string; readonly fault: PathFault }[];
}> {
  const files: Found[] = [];
  const others: Found[] = [];
  const faults: { path: string; fault: PathFault }[] = [];
  const seen = new Set<string>();
  const walk = async (directory: string): Promise<void> => {
    if (seen.has(directory)) return;
    seen.add(directory);
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined);
    if (!entries) faults.push({ path: directory, fault: 'unreadable' });
    for (const entry of entries ?? []) {
      const path = join(directory, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) (isWanted(entry.name) ? files : others).push({ path, real: path });
      else if (entry.isSymbolicLink()) await follow(path, entry.name);
    }
  };
  const follow = async (path: string, name: string): Promise<void> => {
    const found = await pathInside(root, path);
    const kind = 'path' in found ? await stat(found.path).catch(() => undefined) : undefined;
    if ('path' in found && kind?.isDirectory()) await walk(found.path);
    else if ('path' in found && kind?.isFile() && isWanted(name)) files.push({ path, real: found.path });
    // Where a link without an ending leads is not looked at outside; it may be a folder of articles.
    else if ('fault' in found && (isWanted(name) || !name.includes('.'))) faults.push({ path, fault: found.fault });
  };
  await walk(folder);
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  return { files: files.sort(byPath), others: others.sort(byPath), faults: faults.sort(byPath) };
}
