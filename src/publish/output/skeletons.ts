import { hash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { SkeletonStore } from '../../email/skeleton-memory.ts';
import { compileCacheFolder } from '../../system/compile-cache.ts';
import { makeFolder, writeAtomically } from '../../system/files.ts';

/** A publication's letters have some dozens of shapes; of more, those that were not used for the longest time go. */
const most = 300;
/** Bytes; no skeleton is near it. */
const longest = 5_000_000;

/**
 * The compiled layouts of earlier builds, in `.tidings/skeletons/`, a file each. All of them can be made again: one that
 * is damaged or missing, or a folder that cannot be written, costs time. Nothing is written before `save`.
 */
export class SkeletonFiles implements SkeletonStore {
  readonly #folder: string | undefined;
  readonly #fresh = new Map<string, string>();
  readonly #used = new Set<string>();

  /** Without a folder nothing is kept. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  get(key: string): string | undefined {
    const html = this.#fresh.get(key) ?? this.#read(key);
    if (html !== undefined) this.#used.add(key);
    return html;
  }

  set(key: string, html: string): void {
    this.#fresh.set(key, html);
    // A studio saves none, and makes some for each colour that is tried.
    if (this.#fresh.size > most) this.#fresh.delete(this.#fresh.keys().next().value!);
  }

  /** Writes those that are new, and removes those that nothing has used for long. */
  async save(): Promise<void> {
    if (this.#folder === undefined || this.#used.size + this.#fresh.size === 0) return;
    try {
      await makeFolder(this.#folder, 0o700);
      for (const [key, html] of this.#fresh) await writeAtomically(this.#path(key), headOf(key, html) + html, 0o600);
      const now = new Date();
      for (const key of this.#used) if (!this.#fresh.has(key)) await utimes(this.#path(key), now, now);
      this.#fresh.clear();
      this.#used.clear();
      await removeOldest(this.#folder);
    } catch {
      // The letters are made; the next build makes its skeletons again.
    }
  }

  #path(key: string): string {
    return join(this.#folder!, key);
  }

  #read(key: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const path = this.#path(key);
      const found = lstatSync(path);
      if (!found.isFile() || found.size > longest) return undefined;
      const text = readFileSync(path, 'utf8');
      const html = text.slice(text.indexOf('\n') + 1);
      return text === headOf(key, html) + html ? html : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The skeletons of a publication, or those of files that are built by themselves, which this user has in common. */
export function openSkeletons({ directory, single }: Pick<Config, 'directory' | 'single'>): SkeletonFiles {
  const own = single ? compileCacheFolder(process.env) : join(directory, '.tidings');
  return new SkeletonFiles(own && join(own, 'skeletons'));
}

/** A hash of key and content, by which a file that is cut short, changed or renamed is known. */
function headOf(key: string, html: string): string {
  return `tidings-skeleton 1 ${hash('sha256', `${key}\n${html}`)}\n`;
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= most) return;
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = files.toSorted((a, b) => b.at - a.at).slice(most);
  for (const { name } of old) await rm(join(folder, name), { force: true, recursive: true });
}
