import { appendFileSync, closeSync, openSync, readSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Manuscript } from '../article.ts';
import { signatureOf, writeAtomically } from '../lib/files.ts';
import type { Piece } from '../pipeline.ts';
import type { Memory, Remembered } from '../read/memory.ts';

/** Thrown where the cache does not hold what its index says; the build starts again without it. */
export class CacheDamage extends Error {}

interface Stored extends Omit<Remembered, 'manuscripts'> {
  readonly signature: string;
  readonly manuscripts: readonly StoredManuscript[];
}

/** A manuscript with its content's place in the log instead of its content. */
type StoredManuscript = Omit<Manuscript, 'content'> & { at: Slice };

/** Offset, length and CRC-32 of a text in the log of contents. */
type Slice = readonly [offset: number, length: number, check: number];

interface Index {
  readonly context: string;
  /** The name of the log that the slices lie in. */
  readonly log: string;
  readonly sources: Record<string, Stored>;
  /** The output folder that the pieces lie in. */
  readonly output: string;
  /** By a piece's first path: its key, then what its files looked like when they were written. */
  readonly pieces: Record<string, readonly string[]>;
}

/**
 * What earlier builds read and wrote, in `.tidings/cache/`: an index, and a log of the articles' contents, which are
 * only read back when they are needed. It holds nothing that cannot be made again: deleted or damaged it costs time.
 */
export class Cache implements Memory {
  readonly #folder: string;
  readonly #old: Index;
  readonly #sources: Record<string, Stored> = {};
  readonly #pieces: Record<string, readonly string[]> = {};
  #pending: Buffer[] = [];
  #end: number;
  #changed = false;
  #log: number | undefined;

  /** @param context What every record follows from beside its file: settings, program, place. Another one empties the cache. */
  static async open(directory: string, output: string, context: string): Promise<Cache> {
    const folder = join(directory, '.tidings', 'cache');
    await mkdir(folder, { recursive: true });
    try {
      const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Index;
      const pieces = index.output === output ? index.pieces : {};
      const { size } = await stat(join(folder, index.log));
      if (index.context === context) return new Cache(folder, { ...index, output, pieces }, size);
    } catch {
      // Missing or damaged: begin anew.
    }
    return Cache.#fresh(folder, output, context);
  }

  static async #fresh(folder: string, output: string, context: string): Promise<Cache> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new Cache(folder, { context, log: 'contents-0', sources: {}, output, pieces: {} }, 0);
  }

  private constructor(folder: string, old: Index, end: number) {
    this.#folder = folder;
    this.#old = old;
    this.#end = end;
  }

  recall(name: string, signature: string): Remembered | undefined {
    const stored = this.#old.sources[name];
    if (stored?.signature !== signature) return undefined;
    const isSame = ([path, before]: readonly [string, string]) => signatureOf(path) === before;
    if (!stored.media.every(isSame)) return undefined;
    this.#sources[name] = stored;
    return { ...stored, manuscripts: stored.manuscripts.map((manuscript) => this.#lazy(manuscript)) };
  }

  remember(name: string, signature: string, remembered: Remembered): void {
    const manuscripts = remembered.manuscripts.map(({ content, ...rest }) => ({ ...rest, at: this.#append(content) }));
    this.#sources[name] = { ...remembered, signature, manuscripts };
    this.#changed = true;
  }

  /** Whether an earlier build wrote a piece from the same, and nobody has touched its files since. */
  isKnown(piece: Piece): boolean {
    const name = piece.paths[0]!;
    const stored = this.#old.pieces[name];
    if (piece.key === undefined || stored?.[0] !== piece.key) return false;
    if (!piece.paths.every((path, index) => signatureOf(join(this.#old.output, path)) === stored[index + 1]))
      return false;
    this.#pieces[name] = stored;
    return true;
  }

  /** Notes a piece whose files are all in place now. */
  note(piece: Piece): void {
    if (piece.key === undefined) return;
    this.#pieces[piece.paths[0]!] = [
      piece.key,
      ...piece.paths.map((path) => signatureOf(join(this.#old.output, path))),
    ];
    this.#changed = true;
  }

  /** Writes down what this build read and wrote; what it did not meet is forgotten. */
  async save(): Promise<void> {
    const { context, output, sources, pieces } = this.#old;
    if (!this.#changed && count(sources) === count(this.#sources) && count(pieces) === count(this.#pieces)) return;
    this.#flush();
    const log = this.#isWasteful() ? await this.#compact() : this.#old.log;
    const index: Index = { context, log, sources: this.#sources, output, pieces: this.#pieces };
    await writeAtomically(join(this.#folder, 'index.json'), JSON.stringify(index));
    if (log !== this.#old.log) await rm(join(this.#folder, this.#old.log), { force: true });
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
    if (this.#pending.length > 0) appendFileSync(join(this.#folder, this.#old.log), Buffer.concat(this.#pending));
    this.#pending = [];
  }

  /** Whether most of the log is what articles once said. */
  #isWasteful(): boolean {
    const live = this.#slices().reduce((sum, { at }) => sum + at[1], 0);
    return this.#end > 2 * live + 1_000_000;
  }

  /** Copies what is still needed into a log of a new name, so that the old index stays right until the new one stands. */
  async #compact(): Promise<string> {
    const log = `contents-${Number(/\d+$/.exec(this.#old.log)?.[0] ?? 0) + 1}`;
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
    return Object.values(this.#sources).flatMap(({ manuscripts }) => manuscripts);
  }

  #lazy({ at, ...rest }: StoredManuscript): Manuscript {
    const read = () => this.#read(at);
    return Object.defineProperty({ ...rest } as Manuscript, 'content', { get: read, enumerable: true });
  }

  #read([offset, length, check]: Slice): string {
    try {
      this.#log ??= openSync(join(this.#folder, this.#old.log), 'r');
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

function count(record: object): number {
  return Object.keys(record).length;
}
