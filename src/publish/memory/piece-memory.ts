import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import type { Piece } from '../../pipeline.ts';
import { stateOf, unchangedSince } from '../../system/file-state.ts';
import { signatureOf } from '../../system/files.ts';
import type { TreeState } from '../../system/tree-state.ts';
import { EntryMemory, entryTable } from './entry-memory.ts';
import type { MemoryDatabase } from './memory-database.ts';
import { type LastBuild, type Standing, StandingMemory, standingTable, type ToldBuild } from './standing-memory.ts';

export const pieceTables = `
  CREATE TABLE output (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
  CREATE TABLE piece (
    output INTEGER, name TEXT, key TEXT NOT NULL, source TEXT NOT NULL, files TEXT NOT NULL, PRIMARY KEY (output, name)
  ) WITHOUT ROWID; ${standingTable} ${entryTable}`;

interface StoredPiece {
  /** The path of its first file. */
  readonly name: string;
  readonly key: string;
  /** The file that it is a copy of, absolute; empty if it is none. Then the key is the state of that file. */
  readonly source: string;
  /** The path and the signature of each file as it was written, a line each. */
  readonly files: string;
}

/** The output folder of a build, absolute, and what earlier builds wrote there. */
export class PieceMemory {
  readonly #database: MemoryDatabase;
  readonly #output: string;
  readonly #number: number;
  /** The entries of feeds. */
  readonly entries: EntryMemory;
  readonly #standing: StandingMemory;
  #loaded: ReadonlyMap<string, StoredPiece> | undefined;
  readonly #met = new Set<string>();
  readonly #unchanged = new Map<string, string | undefined>();
  /** The states of the files that are copied, by the paths of the copies. */
  readonly #copied = new Map<string, string>();
  /** Whether the next build could tell of every piece that it stands. */
  #isComplete = true;

  constructor(database: MemoryDatabase, output: string, inputs: TreeState | undefined) {
    this.#database = database;
    this.#output = output;
    const [known] = database.all('SELECT number FROM output WHERE path = ?', output);
    this.#number =
      (known?.number as number | undefined) ?? database.run('INSERT INTO output (path) VALUES (?)', output);
    this.entries = new EntryMemory(database, output, this.#number);
    this.#standing = new StandingMemory(database, this.#number, inputs);
  }

  /** Read when it is asked for: where nothing has changed, it is not. */
  get #known(): ReadonlyMap<string, StoredPiece> {
    const sql = 'SELECT name, key, source, files FROM piece WHERE output = ?';
    const read = () => this.#database.all(sql, this.#number) as unknown as StoredPiece[];
    this.#loaded ??= new Map(read().map((row) => [row.name, row]));
    return this.#loaded;
  }

  /** Whether an earlier build wrote a piece from the same inputs, and its files are unchanged since. */
  isKnown(piece: Piece): boolean {
    const [name] = piece.paths;
    // Nothing has to be made.
    if (name === undefined) return true;
    const stored = this.#known.get(name);
    const key = this.#keyOf(piece, stored);
    if (!stored || key === undefined || stored.files !== this.#filesOf(piece.paths)) return false;
    this.#met.add(name);
    if (key !== stored.key) this.#keep({ ...stored, key });
    return true;
  }

  /** Records a piece whose files are all in place. */
  note({ key: given, paths, source = '' }: Piece): void {
    const [name] = paths;
    if (name === undefined) return;
    const key = given ?? this.#copied.get(name);
    if (key === undefined) {
      this.#isComplete = false;
      return;
    }
    this.#met.add(name);
    this.#keep({ name, key, source, files: this.#filesOf(paths) });
  }

  /**
   * The paths of all files of the output, if they are what a build from the same made of all that it is made of, and
   * none has changed since.
   * @param besides Other files, absolute, that have to be as that build left them.
   */
  standing(digest: string, besides: readonly string[], told?: ToldBuild | undefined): readonly string[] | undefined {
    const standing = this.#standing.of(digest, besides);
    if (!standing) return undefined;
    const paths: string[] = [];
    for (const stored of this.#known.values()) {
      const key = stored.source === '' ? stored.key : this.#stateSince(stored.source, stored.key);
      if (key === undefined || !this.#areInPlace(stored.files, (path) => paths.push(path))) return undefined;
      this.#met.add(stored.name);
      if (key !== stored.key) this.#keep({ ...stored, key });
    }
    if (paths.length !== standing.files) return undefined;
    this.#standing.keep({ digest, besides, told, ...standing });
    return paths;
  }

  /** The last summary of the output, if none of its files has changed, nor anything that they follow from. */
  told(besides: readonly string[], now: number): LastBuild | undefined {
    const told = this.#standing.summary(besides, now);
    return told && this.areInPlace(told.files) ? told : undefined;
  }

  /** The last summary, and the files that have changed since, where all else that it follows from has not. */
  changedSince(besides: readonly string[], now: number) {
    return this.#standing.changed(besides, now);
  }

  /** Whether all files of the output, so many, are as they were written. */
  areInPlace(files: number): boolean {
    let count = 0;
    for (const row of this.#database.all('SELECT files FROM piece WHERE output = ?', this.#number))
      if (!this.#areInPlace(String(row.files), () => void count++)) return false;
    return count === files;
  }

  /** The files of a piece as it was made last. */
  pathsOf({ paths: [name] }: Piece): readonly string[] {
    const stored = this.#stored(name);
    return stored ? stored.files.replace(/\t[^\t\n]*$/gm, '').split('\n') : [];
  }

  /** As `isKnown` tells, of an output whose files are all in place. */
  isKeyed(piece: Piece): boolean {
    const [name] = piece.paths;
    if (name === undefined) return true;
    const stored = this.#stored(name);
    const key = this.#keyOf(piece, stored);
    if (!stored || key === undefined || this.pathsOf(piece).join('\n') !== piece.paths.join('\n')) return false;
    if (key !== stored.key) this.#keep({ ...stored, key });
    return true;
  }

  /** Notes that all files of the output are in place, if a digest is given. `besides` as in `standing`. */
  noteStanding(
    digest: string | undefined,
    { besides, files, told }: Pick<Standing, 'besides' | 'files' | 'told'>,
  ): void {
    const states = () => besides.map((path) => stateOf(path)).join('\n');
    if (this.#isComplete && digest !== undefined)
      this.#standing.keep({ digest, besides, states: states(), files, told });
    // The pieces that are known now are not those of the build before.
    else this.#standing.forget();
  }

  /** Forgets the pieces that this build has not met, and outputs that are gone. */
  forgetOthers(): void {
    for (const name of this.#known.keys()) {
      if (this.#met.has(name)) continue;
      this.#database.run('DELETE FROM piece WHERE output = ? AND name = ?', this.#number, name);
      this.entries.forget(name);
    }
    for (const { number, path } of this.#database.all('SELECT number, path FROM output'))
      if (path !== this.#output && !existsSync(String(path))) this.#forgetOutput(number as number);
  }

  #forgetOutput(number: number): void {
    for (const table of ['piece', 'standing', 'tree', 'feed'])
      this.#database.run(`DELETE FROM ${table} WHERE output = ?`, number);
    this.#database.run('DELETE FROM output WHERE number = ?', number);
  }

  #stored(name = ''): StoredPiece | undefined {
    const sql = 'SELECT name, key, source, files FROM piece WHERE output = ? AND name = ?';
    return this.#database.all(sql, this.#number, name)[0] as unknown as StoredPiece | undefined;
  }

  /** The key by which a piece is known from now on; undefined if its inputs are not what they were. */
  #keyOf({ key, source, paths }: Piece, stored: StoredPiece | undefined): string | undefined {
    if (source === undefined) return stored?.source === '' && key === stored.key ? key : undefined;
    const unchanged = stored?.source === source ? this.#stateSince(source, stored.key) : undefined;
    // Before it is copied: what changes meanwhile is seen at the next build.
    if (unchanged === undefined) this.#copied.set(paths[0]!, stateOf(source));
    return unchanged;
  }

  /** One picture may be copied to many places. */
  #stateSince(path: string, before: string): string | undefined {
    const key = `${path}\n${before}`;
    if (!this.#unchanged.has(key)) this.#unchanged.set(key, unchangedSince(before, path));
    return this.#unchanged.get(key);
  }

  #filesOf(paths: readonly string[]): string {
    return paths.map((path) => `${path}\t${signatureOf(this.#output + sep + path)}`).join('\n');
  }

  /** Lines are cut by hand: there may be 100,000. `seen` is called with each path. */
  #areInPlace(files: string, seen: (path: string) => void): boolean {
    for (let start = 0; start < files.length; ) {
      const next = files.indexOf('\n', start);
      const end = next === -1 ? files.length : next;
      const tab = files.lastIndexOf('\t', end - 1);
      const path = files.slice(start, tab);
      if (signatureOf(this.#output + sep + path) !== files.slice(tab + 1, end)) return false;
      seen(path);
      start = end + 1;
    }
    return true;
  }

  #keep({ name, key, source, files }: StoredPiece): void {
    const values = [this.#number, name, key, source, files];
    this.#database.keep(() => this.#database.run('REPLACE INTO piece VALUES (?, ?, ?, ?, ?)', ...values));
  }
}
