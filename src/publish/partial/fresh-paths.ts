import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileKey } from '../../lib/output-path.ts';
import { GiveUp } from './give-up.ts';

/**
 * The files of a piece that no build has made yet. All files of the output are there, so that none is another's if none
 * is in its place.
 * @param known The files of the piece at the last build.
 * @throws GiveUp where something has such a name, maybe in other letters, or the piece has lost a file.
 */
export function freshPaths(paths: readonly string[], known: readonly string[], output: string): readonly string[] {
  if (known.some((path) => !paths.includes(path))) throw new GiveUp('a file is gone');
  const fresh = paths.filter((path) => !known.includes(path));
  for (const path of fresh) if (!isFree(path, output)) throw new GiveUp(`something is at ${path}`);
  return fresh;
}

/** Whether the first part of a path that is missing is so in every spelling that some file systems take for the same. */
function isFree(path: string, output: string): boolean {
  const parts = path.split('/');
  const missing = parts.findIndex((_, index) => !isFolder(join(output, ...parts.slice(0, index + 1))));
  const folder = join(output, ...parts.slice(0, Math.max(missing, 0)));
  const key = fileKey(parts[missing] ?? '');
  return missing !== -1 && !readdirSync(folder).some((name) => fileKey(name) === key);
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
