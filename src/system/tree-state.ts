import { hash } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { isRecent, stateOf } from './file-state.ts';
import { signatureIn } from './files.ts';

/** By which all files below folders are known as unchanged later. */
export interface TreeState {
  /** A hash of the names and the signatures of all files. */
  readonly digest: string;
  /** The files that were written a moment ago, of which a signature says too little; absolute, with their states. */
  readonly recent: readonly (readonly [path: string, state: string])[];
  /** The signature of each file, absolute. */
  readonly signatures: ReadonlyMap<string, string>;
  /** A line for each file and folder, by which `changesBetween` tells two states apart. */
  readonly lines: readonly string[];
}

/** Of more files than that the bytes are not read for a state. */
const mostRecent = 200;

/**
 * The state of folders with all that is below them; links are followed for files alone. `isPassed` names files and
 * folders that are left out, by their paths. Undefined where too many files were written a moment ago.
 */
export function treeState(
  folders: readonly string[],
  isPassed: (path: string) => boolean,
  now = Date.now(),
): TreeState | undefined {
  const lines: string[] = [];
  const recent: string[] = [];
  const signatures = new Map<string, string>();
  const look = (path: string, isLink: boolean) => {
    const found = statOf(path);
    const signature = found ? signatureIn(found) : '';
    lines.push(`${path}\t${signature}${isLink ? ` ${lstatSync(path, { throwIfNoEntry: false })?.ctimeMs}` : ''}`);
    signatures.set(path, signature);
    if (found && isRecent(found, now)) recent.push(path);
  };
  const walk = (folder: string) => {
    lines.push(folder);
    for (const entry of entriesOf(folder)) {
      const path = folder + sep + entry.name;
      if (isPassed(path)) continue;
      if (entry.isDirectory()) walk(path);
      else look(path, entry.isSymbolicLink());
    }
    // Where a folder ends.
    lines.push('');
  };
  folders.forEach(walk);
  if (recent.length > mostRecent) return undefined;
  const states = recent.map((path) => [path, stateOf(path, now)] as const);
  return { digest: hash('sha256', lines.join('\n')), recent: states, signatures, lines };
}

/** Undefined where it is not there, or a link leads in a circle. */
function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** In an order that no file system decides. One that cannot be read counts as empty, and so does a missing one. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
