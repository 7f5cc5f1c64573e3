import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownEntries } from '../../feed/known-entries.ts';
import type { MemoryDatabase } from './memory-database.ts';

export const entryTable = `
  CREATE TABLE feed (
    output INTEGER, path TEXT, hash TEXT NOT NULL, keys TEXT NOT NULL, PRIMARY KEY (output, path)
  ) WITHOUT ROWID;`;

/** The feeds of an output folder, as they were proven when they were made. The texts lie in the folder itself. */
export class EntryMemory implements KnownEntries {
  readonly #database: MemoryDatabase;
  readonly #output: string;
  readonly #number: number;

  constructor(database: MemoryDatabase, output: string, number: number) {
    this.#database = database;
    this.#output = output;
    this.#number = number;
  }

  /** Only if it holds the very bytes that were proven. */
  of(path: string): { readonly text: string; readonly keys: readonly string[] } | undefined {
    const sql = 'SELECT hash, keys FROM feed WHERE output = ? AND path = ?';
    const [row] = this.#database.all(sql, this.#number, path);
    const text = row && textOf(join(this.#output, path));
    if (text === undefined || row?.hash !== hash('sha256', text)) return undefined;
    return { text, keys: String(row.keys).split(' ') };
  }

  note(path: string, text: string, keys: readonly string[]): void {
    const values = [this.#number, path, hash('sha256', text), keys.join(' ')];
    this.#database.keep(() => this.#database.run('REPLACE INTO feed VALUES (?, ?, ?, ?)', ...values));
  }

  forget(path: string): void {
    this.#database.run('DELETE FROM feed WHERE output = ? AND path = ?', this.#number, path);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
