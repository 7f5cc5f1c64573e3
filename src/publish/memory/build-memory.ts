import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeState } from '../../system/tree-state.ts';
import { ArticleMemory, articleTable } from './article-memory.ts';
import { MemoryDamage, MemoryDatabase, removeDatabase } from './memory-database.ts';
import { PieceMemory, pieceTables } from './piece-memory.ts';
import { SourceMemory, sourceTables } from './source-memory.ts';

/** What records and pieces follow from besides their own inputs. */
interface Ground {
  /** The publication's folder, absolute. */
  readonly directory: string;
  /** The output folder that the pieces lie in, absolute. */
  readonly output: string;
  /** Settings, program and place. Another one empties the memory. */
  readonly context: string;
  /** The state of all files that a build follows from, from before it reads any. */
  readonly inputs?: TreeState | undefined;
}

const tables = `CREATE TABLE context (text TEXT NOT NULL, lock TEXT NOT NULL); ${sourceTables} ${articleTable} ${pieceTables}`;

/** Tables whose rows are of no use in another context. */
const contextual = [
  'context',
  'source',
  'content',
  'waiting',
  'article',
  'output',
  'piece',
  'standing',
  'tree',
  'feed',
];

export const memoryName = 'memory.db';

/**
 * What earlier builds read and wrote, in `.tidings/memory.db`. It holds nothing that cannot be made again: deleted,
 * damaged, in use elsewhere or not to be written it costs time. Whatever is remembered is compared with what is there
 * before it is used, so that an output is always that of a first build.
 */
export class BuildMemory {
  /** The articles of files. */
  readonly sources: SourceMemory;
  /** The articles of the last build, whatever its output. */
  readonly articles: ArticleMemory;
  /** The files of the output. */
  readonly pieces: PieceMemory;
  /** The state of all files that this build follows from. */
  readonly tree: TreeState | undefined;
  readonly #database: MemoryDatabase;
  /** A hash of the lock that the last build wrote. */
  #lock: string;

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
    const database = MemoryDatabase.open(file, tables);
    try {
      return database && new BuildMemory(database, ground);
    } catch (error) {
      database!.close();
      if (error instanceof MemoryDamage) removeDatabase(file);
      return undefined;
    }
  }

  private constructor(database: MemoryDatabase, { output, context, inputs }: Ground) {
    this.#database = database;
    this.tree = inputs;
    const [known] = database.all('SELECT text, lock FROM context');
    this.#lock = String(known?.lock ?? '');
    if (known?.text !== context) {
      this.#lock = '';
      for (const table of contextual) database.run(`DELETE FROM ${table}`);
      database.run('INSERT INTO context VALUES (?, ?)', context, '');
    }
    this.sources = new SourceMemory(database, inputs?.signatures);
    this.articles = new ArticleMemory(database);
    this.pieces = new PieceMemory(database, output, inputs);
  }

  /** Whether a text of the lock is as the last build wrote it. */
  isOwnLock(text: string): boolean {
    return this.#lock !== '' && hash('sha256', text) === this.#lock;
  }

  noteLock(text: string): void {
    const lock = hash('sha256', text);
    if (lock === this.#lock) return;
    this.#lock = lock;
    this.#database.keep(() => this.#database.run('UPDATE context SET lock = ?', this.#lock));
  }

  /** Saves what a build of some pieces read and wrote, all or nothing; all else stays as it is known. */
  savePart(): void {
    this.#database.save();
  }

  /** The same of a build that met everything: what it did not meet is dropped. */
  save(): void {
    this.#database.keep(() => {
      this.sources.forgetOthers();
      this.pieces.forgetOthers();
    });
    this.#database.save();
  }

  /** What was not saved is forgotten. */
  close(): void {
    this.#database.close();
  }
}

/** Forgets everything. */
export function forgetBuilds(directory: string): void {
  removeDatabase(join(directory, '.tidings', memoryName));
}
