import { crc32 } from 'node:zlib';
import type { Memory, Remembered } from '../../read/memory.ts';
import { unchangedSince } from '../../system/file-state.ts';
import { MemoryDamage, type MemoryDatabase } from './memory-database.ts';

export const sourceTables = `
  CREATE TABLE source (
    name TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL, mark INTEGER NOT NULL
  );
  CREATE TABLE content (
    source TEXT, number INTEGER, text TEXT NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (source, number)
  );
  CREATE TABLE waiting (path TEXT PRIMARY KEY) WITHOUT ROWID;`;

interface StoredSource {
  readonly name: string;
  readonly state: string;
  /** All that the file came to but the contents, as JSON. */
  readonly record: string;
  readonly mark: number;
}

const place = Symbol('place');

/** The source of a content, and its number there. */
type Place = readonly [source: string, number: number];

/** The articles of the files that earlier builds read. Their contents are read when they are asked for. */
export class SourceMemory implements Memory {
  readonly #database: MemoryDatabase;
  #loaded: ReadonlyMap<string, StoredSource> | undefined;
  readonly #signatures: ReadonlyMap<string, string>;
  readonly #met = new Set<string>();
  /** One picture may occur in many articles. */
  readonly #media = new Map<string, string | undefined>();
  /** The content of a manuscript: an own property, of which all share the function, and so their shape. */
  readonly #late: PropertyDescriptor & ThisType<{ [place]: Place }>;

  constructor(database: MemoryDatabase, signatures: ReadonlyMap<string, string> = new Map()) {
    this.#database = database;
    this.#signatures = signatures;
    const read = (at: Place) => this.#contentAt(at);
    this.#late = {
      get() {
        return read(this[place]);
      },
      enumerable: true,
    };
  }

  /** Read when it is asked for: where nothing has changed, it is not. */
  get #known(): ReadonlyMap<string, StoredSource> {
    const read = () => this.#database.all('SELECT name, state, record, mark FROM source') as unknown as StoredSource[];
    this.#loaded ??= new Map(read().map((row) => [row.name, row]));
    return this.#loaded;
  }

  recall(name: string, unchanged: (before: string) => string | undefined): Remembered | undefined {
    const stored = this.#known.get(name);
    const state = stored && unchanged(stored.state);
    if (!stored || state === undefined) return undefined;
    if (stored.mark !== recordMark(name, stored.state, stored.record)) throw new MemoryDamage(`the record of ${name}`);
    const remembered = JSON.parse(stored.record) as Remembered;
    const media = remembered.media.map(([path, before]) => [path, this.#unchanged(path, before)] as const);
    if (!media.every((one): one is [string, string] => one[1] !== undefined)) return undefined;
    this.#met.add(name);
    if (state !== stored.state || media.some(([, now], index) => now !== remembered.media[index]![1]))
      this.#database.keep(() => this.#keep(name, state, JSON.stringify({ ...remembered, media })));
    return this.#withContents(name, remembered);
  }

  #withContents(name: string, remembered: Remembered): Remembered {
    for (const [number, manuscript] of remembered.manuscripts.entries())
      Object.defineProperty(Object.assign(manuscript, { [place]: [name, number] }), 'content', this.#late);
    return remembered;
  }

  signatureOf(path: string): string | undefined {
    return this.#signatures.get(path);
  }

  remember(name: string, state: string, remembered: Remembered): void {
    this.#met.add(name);
    const manuscripts = remembered.manuscripts.map(({ content: _, ...rest }) => rest);
    this.#database.keep(() => {
      this.#database.run('DELETE FROM content WHERE source = ?', name);
      this.#keep(name, state, JSON.stringify({ ...remembered, manuscripts }));
      for (const [number, { content }] of remembered.manuscripts.entries()) {
        const values = [name, number, content, recordMark(name, number, content)];
        this.#database.run('INSERT INTO content VALUES (?, ?, ?, ?)', ...values);
      }
      for (const path of soughtIn(remembered)) this.#database.run('INSERT OR IGNORE INTO waiting VALUES (?)', path);
    });
  }

  /** Whether a link or a picture of any file was looked for at a path where nothing was, or by a name that may mean another file. */
  isAwaited(path: string): boolean {
    return this.#database.all('SELECT 1 FROM waiting WHERE path IN (?, ?)', path, byName).length > 0;
  }

  /** Whether the record of a file is kept. */
  has(name: string): boolean {
    return this.#met.has(name) || this.#known.has(name);
  }

  /** The record of a file that is known to be as it was. */
  recordOf(name: string): Remembered {
    const [row] = this.#database.all('SELECT name, state, record, mark FROM source WHERE name = ?', name);
    const { state, record, mark } = (row ?? {}) as unknown as Partial<StoredSource>;
    if (state === undefined || record === undefined || mark !== recordMark(name, state, record))
      throw new MemoryDamage(`the record of ${name}`);
    return this.#withContents(name, JSON.parse(record) as Remembered);
  }

  /** Forgets the files that no build has met since. */
  forgetOthers(): void {
    for (const name of this.#known.keys()) {
      if (this.#met.has(name)) continue;
      this.#database.run('DELETE FROM source WHERE name = ?', name);
      this.#database.run('DELETE FROM content WHERE source = ?', name);
    }
  }

  #keep(name: string, state: string, record: string): void {
    this.#database.run('REPLACE INTO source VALUES (?, ?, ?, ?)', name, state, record, recordMark(name, state, record));
  }

  #unchanged(path: string, before: string): string | undefined {
    const key = `${path}\n${before}`;
    if (!this.#media.has(key)) this.#media.set(key, unchangedSince(before, path));
    return this.#media.get(key);
  }

  #contentAt([name, number]: Place): string {
    const [found] = this.#database.all('SELECT text, mark FROM content WHERE source = ? AND number = ?', name, number);
    if (typeof found?.text === 'string' && found.mark === recordMark(name, number, found.text)) return found.text;
    throw new MemoryDamage(`the content of ${name}`);
  }
}

/** Stands for all names, in the place of a path. */
const byName = '@';

/** The paths at which nothing was found. */
function soughtIn({ answers }: Remembered): string[] {
  return answers.flatMap(([question, path, answer]) => {
    if (question === 'named') return [byName];
    return question === 'find' && !/^(?:path|folder) /.test(answer) ? [path] : [];
  });
}

/** SQLite tells where its tables are damaged, and not where a text is. */
export function recordMark(name: string, state: string | number, text: string): number {
  return crc32(text, crc32(`${name}\n${state}\n`));
}
