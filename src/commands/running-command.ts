import { resolve } from 'node:path';
import { isSea } from 'node:sea';

/** By which another process of this program is started: Node and its script, or the single executable. All absolute. */
export function runningCommand(): string[] {
  return isSea() ? [process.execPath] : [process.execPath, resolve(process.argv[1] ?? 'tidings')];
}
