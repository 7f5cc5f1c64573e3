import { appendFileSync, closeSync, openSync, readSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Manuscript } from '../../model/article.ts';
import type { Piece } from '../../pipeline.ts';
import type { Memory, Remembered } from '../../read/memory.ts';
import { signatureOf, writeAtomically } from '../../system/files.ts';

/** Thrown if the cache does not match its index; the build starts again without it. */
export class CacheDamage extends Error {}

interface Stored extends Omit<Remembered, 'manuscripts'> {
  readonly signature: string;
  readonly manuscripts: readonly StoredManuscript[];
}

/** A manuscript with its content's place in the log instead of its content. */
type StoredManuscript = Omit<Manuscript, 'content'> & { at: Slice };

/** Offset, length and CRC-32 of a text in the log of contents. */
type Slice = readonly [offset: number, length: number, check: number];

const slice = Symbol('slice');

/** The key of a piece's inputs, then the signature of each of its files as written. */
type StoredPiece = readonly string[];

/** Validity of an index: version, context and log. */
interface Head {
  readonly context: string;
  /** The name of the log that the slices lie in. */
  readonly log: string;
  /** The output folder that the pieces lie in. */
  readonly output: string;
}

/** A source by its name, or a piece by its first path; nothing once it is forgotten. The last of a name counts. */
type Entry =
  | readonly ['source', name: string, stored: Stored | null]
  | readonly ['piece', name: string, stored: StoredPiece | null];

/**
 * What earlier builds read and wrote, in `.tidings/cache/`: an index to which each build adds what changed, and a log of
 * the articles' contents, which are only read back when they are needed. It holds nothing that cannot be made again:
 * deleted or damaged it costs time.
 */
export class Cache implements Memory {
  readonly #folder: string;
  readonly #head: Head;
  readonly #old: { readonly sources: Map<string, Stored>; readonly pieces: Map<string, StoredPiece> };
  readonly #sources = new Map<string, Stored>();
  readonly #pieces = new Map<string, StoredPiece>();
  /** How many entries the index holds, those included that others have replaced; too many if it has to be written anew. */
  readonly #entries: number;
  #pending: Buffer[] = [];
  #end: number;
  /** The content of a manuscript: an own property, of which all share the function, and so their shape. */
  readonly #late: PropertyDescriptor & ThisType<{ [slice]: Slice }>;
  #log: number | undefined;

  /** @param context What every record follows from besides its file: settings, program, place. Another one empties the cache. */
  static async open(directory: string, output: string, context: string): Promise<Cache> {
    const folder = join(directory, '.tidings', 'cache');
    await mkdir(folder, { recursive: true });
    try {
      const [head, ...entries] = JSON.parse(`[${await readFile(join(folder, indexName), 'utf8')}]`) as [
        Head,
        ...Entry[],
      ];
      // There is none as long as nothing was remembered.
      const { size } = await stat(join(folder, head.log)).catch(() => ({ size: 0 }));
      // Into another folder, nothing is written yet.
      const good = head.output === output ? entries : entries.filter(([kind]) => kind === 'source');
      if (head.context === context)
        return new Cache(folder, { ...head, output }, good, { end: size, isNew: good !== entries });
    } catch {
      // Missing or damaged: begin anew.
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Cache(folder, { context, log: 'contents-0', output }, [], { end: 0, isNew: true });
  }

  private constructor(
    folder: string,
    head: Head,
    entries: readonly Entry[],
    { end, isNew }: { end: number; isNew: boolean },
  ) {
    this.#folder = folder;
    this.#head = head;
    this.#old = { sources: new Map(), pieces: new Map() };
    for (const [kind, name, stored] of entries) {
      const known: Map<string, unknown> = kind === 'source' ? this.#old.sources : this.#old.pieces;
      if (stored) known.set(name, stored);
      else known.delete(name);
    }
    this.#entries = isNew ? Number.POSITIVE_INFINITY : entries.length;
    this.#end = end;
    const read = (at: Slice) => this.#read(at);
    this.#late = {
      get() {
        return read(this[slice]);
      },
      enumerable: true,
    };
  }

  recall(name: string, signature: string): Remembered | undefined {
    const stored = this.#old.sources.get(name);
    if (stored?.signature !== signature) return undefined;
    const isSame = ([path, before]: readonly [string, string]) => signatureOf(path) === before;
    if (!stored.media.every(isSame)) return undefined;
    this.#sources.set(name, stored);
    return { ...stored, manuscripts: stored.manuscripts.map((manuscript) => this.#lazy(manuscript)) };
  }

  remember(name: string, signature: string, remembered: Remembered): void {
    const manuscripts = remembered.manuscripts.map(({ content, ...rest }) => ({ ...rest, at: this.#append(content) }));
    this.#sources.set(name, { ...remembered, signature, manuscripts });
  }

  /** Whether an earlier build wrote a piece from the same inputs, and its files are unchanged since. */
  isKnown(piece: Piece): boolean {
    const name = piece.paths[0]!;
    const stored = this.#old.pieces.get(name);
    if (piece.key === undefined || stored?.[0] !== piece.key) return false;
    if (!piece.paths.every((path, index) => this.#signatureOf(path) === stored[index + 1])) return false;
    this.#pieces.set(name, stored);
    return true;
  }

  /** Records a piece whose files are all in place. */
  note(piece: Piece): void {
    if (piece.key === undefined) return;
    this.#pieces.set(piece.paths[0]!, [piece.key, ...piece.paths.map((path) => this.#signatureOf(path))]);
  }

  /** Saves the records of this build; records that it did not meet are dropped. */
  async save(): Promise<void> {
    const changes = [
      ...changed(this.#old.sources, this.#sources).map(([name, stored]): Entry => ['source', name, stored]),
      ...changed(this.#old.pieces, this.#pieces).map(([name, stored]): Entry => ['piece', name, stored]),
    ];
    if (changes.length === 0) return;
    this.#flush();
    const index = join(this.#folder, indexName);
    if (this.#entries + changes.length < 2 * this.#size() && !this.#isWasteful())
      return appendFile(index, changes.map(line).join(''));
    const log = this.#isWasteful() ? await this.#compact() : this.#head.log;
    const entries: Entry[] = [
      ...[...this.#sources].map(([name, stored]): Entry => ['source', name, stored]),
      ...[...this.#pieces].map(([name, stored]): Entry => ['piece', name, stored]),
    ];
    await writeAtomically(index, JSON.stringify({ ...this.#head, log }) + entries.map(line).join(''));
    if (log !== this.#head.log) await rm(join(this.#folder, this.#head.log), { force: true });
  }

  #size(): number {
    return this.#sources.size + this.#pieces.size;
  }

  #signatureOf(path: string): string {
    return signatureOf(`${this.#head.output}${sep}${path}`);
  }

  close(): void {
    if (this.#log !== undefined) closeSync(this.#log);
    this.#log = undefined;
  }

  #append(content: string): Slice {
    const bytes = Buffer.from(content);
    const offset = this.#end;
    this.#pending.push(bytes);
    this.#end += bytes.length;
    if (this.#pending.length === 256) this.#flush();
    return [offset, bytes.length, crc32(bytes)];
  }

  #flush(): void {
    const path = join(this.#folder, this.#head.log);
    try {
      if (this.#pending.length > 0) appendFileSync(path, Buffer.concat(this.#pending));
    } catch (error) {
      // A full disk names no file.
      throw Object.assign(error as NodeJS.ErrnoException, { path });
    }
    this.#pending = [];
  }

  /** Whether most of the log is outdated content. */
  #isWasteful(): boolean {
    const live = this.#slices().reduce((sum, { at }) => sum + at[1], 0);
    return this.#end > 2 * live + 1_000_000;
  }

  /** Copies live contents into a new log file, so that the old index stays valid until the new one is written. */
  async #compact(): Promise<string> {
    const log = `contents-${Number(/\d+$/.exec(this.#head.log)?.[0] ?? 0) + 1}`;
    const texts = this.#slices().map((slice) => ({ slice, bytes: Buffer.from(this.#read(slice.at)) }));
    let offset = 0;
    for (const { slice, bytes } of texts) {
      slice.at = [offset, slice.at[1], slice.at[2]];
      offset += bytes.length;
    }
    await writeAtomically(join(this.#folder, log), Buffer.concat(texts.map(({ bytes }) => bytes)));
    return log;
  }

  #slices(): StoredManuscript[] {
    return [...this.#sources.values()].flatMap(({ manuscripts }) => manuscripts);
  }

  /** The manuscript with its content loaded on demand, since most contents are never needed. */
  #lazy({ at, ...rest }: StoredManuscript): Manuscript {
    return Object.defineProperty({ ...rest, [slice]: at } as unknown as Manuscript, 'content', this.#late);
  }

  #read([offset, length, check]: Slice): string {
    try {
      this.#log ??= openSync(join(this.#folder, this.#head.log), 'r');
      const bytes = Buffer.allocUnsafe(length);
      if (readSync(this.#log, bytes, 0, length, offset) === length && crc32(bytes) === check)
        return bytes.toString('utf8');
    } catch {
      // Said below.
    }
    throw new CacheDamage('the log of contents is damaged');
  }
}

/** Forgets everything. */
export async function clearCache(directory: string): Promise<void> {
  await rm(join(directory, '.tidings', 'cache'), { recursive: true, force: true });
}

const indexName = 'index';

/** The index as a whole is the inside of a JSON array, so that a line can be added and all be read at once. */
function line(entry: Entry): string {
  return `\n,${JSON.stringify(entry)}`;
}

/** New and changed records; null for removed ones. */
function changed<Stored>(before: ReadonlyMap<string, Stored>, now: ReadonlyMap<string, Stored>) {
  const changes: [name: string, stored: Stored | null][] = [];
  for (const [name, stored] of now) if (before.get(name) !== stored) changes.push([name, stored]);
  for (const name of before.keys()) if (!now.has(name)) changes.push([name, null]);
  return changes;
}
