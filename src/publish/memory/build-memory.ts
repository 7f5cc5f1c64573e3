import { existsSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Manuscript } from '../../model/article.ts';
import type { Piece } from '../../pipeline.ts';
import type { Memory, Remembered } from '../../read/memory.ts';
import { stateOf, unchangedSince } from '../../system/file-state.ts';
import { signatureOf } from '../../system/files.ts';
import { isUseless, openMemoryDatabase, removeDatabase } from './database.ts';

/** Thrown where a record is not what was written, or is there no more; the build starts again without it. */
export class MemoryDamage extends Error {}

/** What records and pieces follow from besides their own inputs. */
interface Ground {
  /** The publication's folder, absolute. */
  readonly directory: string;
  /** The output folder that the pieces lie in, absolute. */
  readonly output: string;
  /** Settings, program and place. Another one empties the memory. */
  readonly context: string;
}

const tables = `
  CREATE TABLE context (text TEXT NOT NULL);
  CREATE TABLE source (
    name TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL, mark INTEGER NOT NULL
  );
  CREATE TABLE content (
    source TEXT, number INTEGER, text TEXT NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (source, number)
  );
  CREATE TABLE output (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
  CREATE TABLE piece (
    output INTEGER, name TEXT, key TEXT NOT NULL, files TEXT NOT NULL, PRIMARY KEY (output, name)
  ) WITHOUT ROWID;`;

interface StoredSource {
  readonly name: string;
  readonly state: string;
  /** All that the file came to but the contents, as JSON. */
  readonly record: string;
  readonly mark: number;
}

interface StoredPiece {
  readonly name: string;
  readonly key: string;
  /** The signature of each file as it was written, a line each. */
  readonly files: string;
}

const place = Symbol('place');

/** The source of a content, and its number there. */
type Place = readonly [source: string, number: number];

/**
 * What earlier builds read and wrote, in `.tidings/memory.db`. It holds nothing that cannot be made again: deleted,
 * damaged, in use elsewhere or not to be written it costs time. A content is read when it is asked for.
 */
export class BuildMemory implements Memory {
  readonly #database: DatabaseSync;
  readonly #output: { readonly path: string; readonly number: number };
  readonly #sources: ReadonlyMap<string, StoredSource>;
  readonly #pieces: ReadonlyMap<string, StoredPiece>;
  readonly #met = { sources: new Set<string>(), pieces: new Set<string>() };
  readonly #statements = new Map<string, StatementSync>();
  /** One picture may occur in many articles. */
  readonly #media = new Map<string, string | undefined>();
  readonly #states = new Map<string, string>();
  /** The states of the files that are copied, by the paths of the copies. */
  readonly #copied = new Map<string, string>();
  /** Whether it can keep nothing more, as on a full disk; what it gave stays good. */
  #isFull = false;
  /** The content of a manuscript: an own property, of which all share the function, and so their shape. */
  readonly #late: PropertyDescriptor & ThisType<{ [place]: Place }>;

  /** Undefined where there can be none now, as while another program has the database. */
  static open(ground: Ground): BuildMemory | undefined {
    const folder = join(ground.directory, '.tidings');
    // Of earlier versions.
    rmSync(join(folder, 'cache'), { recursive: true, force: true });
    return BuildMemory.#opened(ground) ?? BuildMemory.#opened(ground);
  }

  /** Undefined where it cannot be read; a damaged one is gone then. */
  static #opened(ground: Ground): BuildMemory | undefined {
    const file = join(ground.directory, '.tidings', memoryName);
    const database = openMemoryDatabase(file, tables);
    try {
      return database && new BuildMemory(database, ground);
    } catch (error) {
      database!.close();
      if (error instanceof MemoryDamage) removeDatabase(file);
      return undefined;
    }
  }

  private constructor(database: DatabaseSync, { output, context }: Ground) {
    this.#database = database;
    if (this.#all('SELECT text FROM context')[0]?.text !== context) {
      database.exec('DELETE FROM context; DELETE FROM source; DELETE FROM content; DELETE FROM piece');
      this.#run('INSERT INTO context VALUES (?)', context);
    }
    this.#output = { path: output, number: this.#numberOf(output) };
    this.#sources = this.#byName('SELECT name, state, record, mark FROM source');
    this.#pieces = this.#byName('SELECT name, key, files FROM piece WHERE output = ?', this.#output.number);
    const read = (at: Place) => this.#contentAt(at);
    this.#late = {
      get() {
        return read(this[place]);
      },
      enumerable: true,
    };
  }

  recall(name: string, unchanged: (before: string) => string | undefined): Remembered | undefined {
    const stored = this.#sources.get(name);
    const state = stored && unchanged(stored.state);
    if (!stored || state === undefined) return undefined;
    if (stored.mark !== markOf(name, stored.state, stored.record)) throw new MemoryDamage(`the record of ${name}`);
    const remembered = JSON.parse(stored.record) as Remembered;
    const media = remembered.media.map(([path, before]) => [path, this.#unchanged(path, before)] as const);
    if (!media.every((one): one is [string, string] => one[1] !== undefined)) return undefined;
    this.#met.sources.add(name);
    if (state !== stored.state || media.some(([, now], index) => now !== remembered.media[index]![1]))
      this.#keep(() => this.#keepRecord(name, state, JSON.stringify({ ...remembered, media })));
    const manuscripts = remembered.manuscripts.map((manuscript, number) => this.#lazy(manuscript, [name, number]));
    return { ...remembered, manuscripts };
  }

  remember(name: string, state: string, remembered: Remembered): void {
    this.#met.sources.add(name);
    const manuscripts = remembered.manuscripts.map(({ content: _, ...rest }) => rest);
    this.#keep(() => {
      this.#run('DELETE FROM content WHERE source = ?', name);
      this.#keepRecord(name, state, JSON.stringify({ ...remembered, manuscripts }));
      for (const [number, { content }] of remembered.manuscripts.entries())
        this.#run('INSERT INTO content VALUES (?, ?, ?, ?)', name, number, content, markOf(name, number, content));
    });
  }

  /** Whether an earlier build wrote a piece from the same inputs, and its files are unchanged since. */
  isKnown(piece: Piece): boolean {
    const name = piece.paths[0]!;
    const stored = this.#pieces.get(name);
    const key = this.#keyOf(piece, stored?.key);
    if (stored === undefined || key === undefined || stored.files !== this.#signaturesOf(piece.paths)) return false;
    this.#met.pieces.add(name);
    if (key !== stored.key) this.#keepPiece(name, key, stored.files);
    return true;
  }

  /** Records a piece whose files are all in place. */
  note(piece: Piece): void {
    const name = piece.paths[0]!;
    const key = piece.key ?? this.#copied.get(name);
    if (key === undefined) return;
    this.#met.pieces.add(name);
    this.#keepPiece(name, key, this.#signaturesOf(piece.paths));
  }

  /** Saves the records of this build, all or none; those that it did not meet are dropped. */
  save(): void {
    this.#keep(() => {
      for (const name of missing(this.#sources, this.#met.sources)) {
        this.#run('DELETE FROM source WHERE name = ?', name);
        this.#run('DELETE FROM content WHERE source = ?', name);
      }
      for (const name of missing(this.#pieces, this.#met.pieces))
        this.#run('DELETE FROM piece WHERE output = ? AND name = ?', this.#output.number, name);
      for (const { number, path } of this.#all('SELECT number, path FROM output'))
        if (path !== this.#output.path && !existsSync(String(path))) this.#forgetOutput(number as number);
      this.#database.exec('COMMIT');
    });
  }

  /** What was not saved is forgotten. */
  close(): void {
    // An open transaction would leave its journal behind.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#database.close();
  }

  /** The key by which a piece is known from now on; undefined if its inputs are not what they were. */
  #keyOf({ key, source, paths }: Piece, before: string | undefined): string | undefined {
    if (source === undefined) return key === before ? key : undefined;
    const unchanged = before === undefined ? undefined : this.#unchanged(source, before);
    // Before it is copied: what changes meanwhile is seen at the next build.
    if (unchanged === undefined) this.#copied.set(paths[0]!, this.#stateOf(source));
    return unchanged;
  }

  #keepPiece(name: string, key: string, files: string): void {
    this.#keep(() => this.#run('REPLACE INTO piece VALUES (?, ?, ?, ?)', this.#output.number, name, key, files));
  }

  #numberOf(path: string): number {
    const [known] = this.#all('SELECT number FROM output WHERE path = ?', path);
    if (known) return known.number as number;
    return Number(this.#run('INSERT INTO output (path) VALUES (?)', path));
  }

  #forgetOutput(number: number): void {
    this.#run('DELETE FROM piece WHERE output = ?', number);
    this.#run('DELETE FROM output WHERE number = ?', number);
  }

  #keepRecord(name: string, state: string, record: string): void {
    this.#run('REPLACE INTO source VALUES (?, ?, ?, ?)', name, state, record, markOf(name, state, record));
  }

  /** What cannot be kept is made again by the next build, so that no build fails of it. */
  #keep(work: () => void): void {
    if (this.#isFull) return;
    try {
      work();
    } catch {
      this.#isFull = true;
    }
  }

  #signaturesOf(paths: readonly string[]): string {
    return paths.map((path) => signatureOf(this.#output.path + sep + path)).join('\n');
  }

  #unchanged(path: string, before: string): string | undefined {
    const key = `${path}\n${before}`;
    if (!this.#media.has(key)) this.#media.set(key, unchangedSince(before, path));
    return this.#media.get(key);
  }

  #stateOf(path: string): string {
    const known = this.#states.get(path) ?? stateOf(path);
    this.#states.set(path, known);
    return known;
  }

  #lazy(manuscript: Omit<Manuscript, 'content'>, at: Place): Manuscript {
    return Object.defineProperty({ ...manuscript, [place]: at } as unknown as Manuscript, 'content', this.#late);
  }

  #contentAt([name, number]: Place): string {
    const [found] = this.#all('SELECT text, mark FROM content WHERE source = ? AND number = ?', name, number);
    if (typeof found?.text === 'string' && found.mark === markOf(name, number, found.text)) return found.text;
    throw new MemoryDamage(`the content of ${name}`);
  }

  #byName<Row extends { readonly name: string }>(sql: string, ...values: SQLInputValue[]): ReadonlyMap<string, Row> {
    const rows = this.#all(sql, ...values) as unknown as Row[];
    return new Map(rows.map((row) => [row.name, row]));
  }

  #all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    try {
      return this.#statement(sql).all(...values);
    } catch (error) {
      throw isUseless(error) ? new MemoryDamage('its database', { cause: error }) : error;
    }
  }

  #run(sql: string, ...values: SQLInputValue[]): number | bigint {
    return this.#statement(sql).run(...values).lastInsertRowid;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

/** Forgets everything. */
export function forgetBuilds(directory: string): void {
  removeDatabase(join(directory, '.tidings', memoryName));
}

const memoryName = 'memory.db';

/** SQLite tells where its tables are damaged, and not where a text is. */
function markOf(...parts: readonly (string | number)[]): number {
  return crc32(parts.join('\n'));
}

function missing(known: ReadonlyMap<string, unknown>, met: ReadonlySet<string>): string[] {
  return [...known.keys()].filter((name) => !met.has(name));
}
