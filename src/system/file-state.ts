import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, type Stats } from 'node:fs';
import { signatureOf } from './files.ts';

/**
 * For how long a file counts as just written, in milliseconds: file systems give two changes that follow each other one
 * time, the coarsest of them for two seconds.
 */
const moment = 2_000;

/**
 * By which a file is known as unchanged later: its signature, and a hash of its bytes where it was written a moment
 * ago, for then another change may leave the same one. Empty if there is no such file.
 */
export function stateOf(path: string, now = Date.now()): string {
  const signature = signatureOf(path);
  const [, mtimeMs = 0, ctimeMs = 0] = signature.split(' ').map(Number);
  return signature !== '' && isRecent({ mtimeMs, ctimeMs }, now) ? `${signature} ${digestOf(path)}` : signature;
}

/**
 * The state by which a file is known from now on; undefined if it is not in the state that it was in.
 * @param signature If it was asked for a moment ago.
 */
export function unchangedSince(before: string, path: string, signature = signatureOf(path)): string | undefined {
  if (before === signature) return before;
  if (signature === '' || !before.startsWith(`${signature} `)) return undefined;
  return before === `${signature} ${digestOf(path)}` ? stateOf(path) : undefined;
}

/** Whether a file was written a moment ago. A clock of another machine, as that of a network disk, may be ahead. */
export function isRecent({ mtimeMs, ctimeMs }: Pick<Stats, 'mtimeMs' | 'ctimeMs'>, now: number): boolean {
  return Math.max(mtimeMs, ctimeMs) > now - moment;
}

/** Read in pieces: a film may be longer than the memory. */
function digestOf(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const digest = createHash('sha1');
    const piece = Buffer.alloc(65_536);
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece))
      digest.update(piece.subarray(0, length));
    return digest.digest('base64');
  } catch {
    return 'unreadable';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
