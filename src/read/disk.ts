import { closeSync, fstatSync, open, read } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../model/publication.ts';
import { type PathFault, pathInside } from '../system/inside.ts';
import { describeMedia, type Media } from '../system/media.ts';
import type { ReferenceLookup } from './resolver.ts';

/** The folders of a publication. */
export interface Ground {
  readonly settings: Settings;
  /** The publication folder, absolute: nothing outside it is read, through symbolic links neither. */
  readonly root: string;
  /** How a file is named in messages. */
  display(absolute: string): string;
}

/** The disk as one run sees it. */
export class Disk implements ReferenceLookup {
  readonly settings: Settings;
  readonly root: string;
  readonly articles = new Map<string, { readonly url: string; readonly slug: string }>();
  readonly #context: Ground;
  /** One picture may occur in many articles. */
  readonly #media = new Map<string, Promise<Media | undefined>>();

  static async open(context: Ground): Promise<Disk> {
    return new Disk(context, await realpath(context.root).catch(() => context.root));
  }

  private constructor(context: Ground, root: string) {
    this.settings = context.settings;
    this.root = root;
    this.#context = context;
  }

  display(path: string): string {
    return this.#context.display(join(this.#context.root, relative(this.root, path)));
  }

  find(path: string): Promise<{ path: string } | { fault: PathFault }> {
    return pathInside(this.root, path);
  }

  article(path: string): { readonly url: string; readonly slug: string } | undefined {
    return this.articles.get(path);
  }

  describe(path: string): Promise<Media | undefined> {
    const known = this.#media.get(path) ?? describeMedia(path).catch(() => undefined);
    this.#media.set(path, known);
    return known;
  }
}

const openFile = promisify(open);
const readInto = promisify(read);

/**
 * The bytes of a file, unless there are too many: then none are read. Opening and reading may wait for a disk; the
 * other steps do not, and cost less here than on another thread.
 */
export async function readBytes(
  path: string,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly modified: Date } | { readonly fault: 'unreadable' | 'large' }> {
  const file = await openFile(path, 'r').catch(() => undefined);
  if (file === undefined) return { fault: 'unreadable' };
  try {
    const { size, mtime } = fstatSync(file);
    if (size > limit) return { fault: 'large' };
    const bytes = new Uint8Array(size);
    let length = 0;
    for (let more = size; more > 0 && length < size; length += more)
      more = (await readInto(file, bytes, length, size - length, length)).bytesRead;
    return { bytes: bytes.subarray(0, length), modified: mtime };
  } catch {
    return { fault: 'unreadable' };
  } finally {
    closeSync(file);
  }
}
