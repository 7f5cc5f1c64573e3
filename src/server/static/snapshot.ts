import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signatureOf } from '../../system/files.ts';

/** A file of the output folder, as all answers of one moment know it. */
export interface ServedFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
  /** In bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Of its bytes, base64url. */
  readonly hash: string;
  /** Set if it is a feed in XML. */
  readonly feed?: 'atom' | 'rss';
  /** By which a later look knows that the file is still the same. */
  readonly signature: string;
}

/** Path → file. A path that is not in it is not served, so none leads out of the folder. */
export type Snapshot = ReadonlyMap<string, ServedFile>;

/** Looks through an output folder. Of files that are as they were `before`, nothing is read. */
export async function takeSnapshot(output: string, before: Snapshot = new Map()): Promise<Snapshot> {
  const files = new Map<string, ServedFile>();
  for (const path of await pathsBelow(output)) {
    const source = join(output, path);
    const signature = signatureOf(source);
    const known = before.get(path);
    const file = known?.signature === signature ? known : await look(path, source);
    if (file) files.set(path, known ? laterThan(known, file) : file);
  }
  return files;
}

/**
 * The file with a date that is later than that of its other bytes before, where it came with the same second or an
 * older one: programs that are built on libcurl throw away a 200 whose date is not later than that of what they have.
 */
function laterThan(known: ServedFile, file: ServedFile): ServedFile {
  const second = Math.floor(known.modified.getTime() / 1000) * 1000;
  if (known.hash === file.hash || file.modified.getTime() >= second + 1000) return file;
  return { ...file, modified: new Date(Math.max(Date.now(), second + 1000)) };
}

/** Whether a build is putting its files in place at this moment. */
export async function isBeingBuilt(output: string): Promise<boolean> {
  const names = await readdir(output).catch((): string[] => []);
  return names.some((name) => /^\.tidings-\d+$/.test(name));
}

/** Links are not followed, and what is for hosts or hidden is for nobody; only `.well-known` is (RFC 8615). */
async function pathsBelow(output: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(output, below), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = below + entry.name;
      if (entry.name.startsWith('.') && path !== '.well-known') return [];
      if (entry.isDirectory()) return pathsBelow(output, `${path}/`);
      return entry.isFile() && path !== '_headers' && path !== '_redirects' ? [path] : [];
    }),
  );
  return found.flat();
}

/** Larger files are hashed piece by piece. */
const small = 4_000_000;

/** Nothing if the file went away meanwhile. */
async function look(path: string, source: string): Promise<ServedFile | undefined> {
  try {
    const { size, mtime } = statSync(source);
    const signature = signatureOf(source);
    const hash = createHash('sha256');
    let start = '';
    if (size <= small) {
      const bytes = await readFile(source);
      start = bytes.toString('latin1', 0, 1000);
      hash.update(bytes);
    } else for await (const piece of createReadStream(source)) hash.update(piece as Uint8Array);
    const feed = path.endsWith('.xml') ? /<(feed|rss)\b/.exec(start)?.[1] : undefined;
    return {
      ...{ path, source, size, modified: mtime, signature },
      hash: hash.digest('base64url').slice(0, 27),
      ...(feed && { feed: feed === 'rss' ? 'rss' : 'atom' }),
    };
  } catch {
    return undefined;
  }
}
