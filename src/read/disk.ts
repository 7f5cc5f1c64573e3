import { closeSync, fstatSync, open, read, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../model/publication.ts';
import { stateOf } from '../system/file-state.ts';
import { isInside, pathInside } from '../system/inside.ts';
import { Listings } from '../system/listings.ts';
import { describeMedia, type Media } from '../system/media.ts';
import { ArticleNames } from './article-names.ts';
import { disarmedDrawing } from './drawing-file.ts';
import { privateContent } from './private-content.ts';
import type { FoundPath, ReferenceLookup } from './resolver.ts';

/** The folders of a publication. */
export interface Ground {
  readonly settings: Settings;
  /** The publication folder, absolute: nothing outside it is read, through symbolic links neither. */
  readonly root: string;
  /** The folders from below which files are published, relative to `root`; without them, none. */
  readonly published?: readonly string[];
  /** Those of them that a site serves by themselves, relative to `root`. */
  readonly static?: readonly string[];
  /** Texts that no published file may hold. */
  readonly secrets?: readonly string[];
  /** How a file is named in messages. */
  display(absolute: string): string;
}

/** The disk as one run sees it. */
export class Disk implements ReferenceLookup {
  readonly settings: Settings;
  readonly root: string;
  readonly staticFolders: readonly string[];
  readonly articles = new Map<string, { readonly url: string; readonly slug: string }>();
  /** Set once the files are listed. */
  names = new ArticleNames([]);
  readonly #context: Ground;
  /** Real paths. */
  readonly #published: readonly string[];
  /** Every article may link to one page. */
  readonly #found = new Map<string, Promise<FoundPath>>();
  /** The real paths of the files that were asked for. */
  readonly #used = new Set<string>();
  /** One picture may occur in many articles. */
  readonly #media = new Map<string, Promise<Media | undefined>>();
  readonly #reasons = new Map<string, Promise<string | undefined>>();
  readonly #states = new Map<string, string>();
  readonly #listings = new Listings();
  readonly #listed = new Map<string, FoundPath | undefined>();
  readonly #isPublished = new Map<string, boolean>();

  static async open(context: Ground): Promise<Disk> {
    const root = await realpath(context.root).catch(() => context.root);
    const real = async (folders: readonly string[] = []) =>
      (await Promise.all(folders.map((folder) => realpath(join(root, folder)).catch(() => [])))).flat();
    return new Disk(context, root, await real(context.published), await real(context.static));
  }

  private constructor(context: Ground, root: string, published: readonly string[], folders: readonly string[]) {
    this.settings = context.settings;
    this.root = root;
    this.#context = context;
    this.#published = published;
    this.staticFolders = folders;
  }

  display(path: string): string {
    return this.#context.display(join(this.#context.root, relative(this.root, path)));
  }

  find(path: string): Promise<FoundPath> {
    const known = this.#found.get(path) ?? this.#look(path);
    this.#found.set(path, known);
    return known;
  }

  /** The same at once, where the names in a folder are enough to tell. */
  findListed(path: string): FoundPath | undefined {
    const known = this.#listed.get(path);
    if (known || this.#listed.has(path)) return known;
    const found = this.#lookListed(path);
    this.#listed.set(path, found);
    return found;
  }

  #lookListed(path: string): FoundPath | undefined {
    if (!path.startsWith(this.root + sep) || path.includes(`${sep}..`)) return undefined;
    const kind = this.#listings.look(path);
    if (kind === 'missing') return { fault: kind };
    if (kind === undefined) return undefined;
    this.#used.add(path);
    return kind === 'folder' ? { path, isFolder: true } : { path };
  }

  async #look(path: string): Promise<FoundPath> {
    const listed = this.findListed(path);
    if (listed) return listed;
    const found = await pathInside(this.root, path);
    if ('fault' in found) return found;
    this.#used.add(found.path);
    const isFolder = statSync(found.path, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder ? { ...found, isFolder } : found;
  }

  /** Whether an article or an issue names a file. */
  isUsed(path: string): boolean {
    return this.#used.has(path);
  }

  article(path: string): { readonly url: string; readonly slug: string } | undefined {
    return this.articles.get(path);
  }

  named(reference: string, from: string): readonly string[] {
    return this.names.find(reference, from);
  }

  describe(path: string): Promise<Media | undefined> {
    const known = this.#media.get(path) ?? this.#measure(path).catch(() => undefined);
    this.#media.set(path, known);
    return known;
  }

  /** The length is that of the file as it is published. */
  async #measure(path: string): Promise<Media> {
    const media = await describeMedia(path);
    const disarmed = await disarmedDrawing(path);
    return disarmed ? { ...media, length: disarmed.length } : media;
  }

  async isDisarmed(path: string): Promise<boolean> {
    return (await disarmedDrawing(path).catch(() => undefined)) !== undefined;
  }

  /** By which a picture or an attachment is known as unchanged later. */
  stateOf(path: string): string {
    const known = this.#states.get(path) ?? stateOf(path);
    this.#states.set(path, known);
    return known;
  }

  isPublished(path: string): boolean {
    const known = this.#isPublished.get(path) ?? this.#published.some((folder) => isInside(folder, path));
    this.#isPublished.set(path, known);
    return known;
  }

  reasonAgainst(path: string): Promise<string | undefined> {
    const { secrets = [] } = this.#context;
    const known = this.#reasons.get(path) ?? privateContent(path, secrets).catch(() => 'it cannot be read');
    this.#reasons.set(path, known);
    return known;
  }

  async isForOwnerAlone(path: string): Promise<boolean> {
    // Windows knows no such bits.
    if (process.getuid === undefined) return false;
    const mode = (await stat(path).catch(() => undefined))?.mode ?? 0o044;
    return (mode & 0o044) === 0;
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
