import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Thrown where a record is not what was written, or is there no more; the build starts again without it. */
export class MemoryDamage extends Error {}

/** Marks our databases among those of others, in their headers: "Tidi". */
const application = 0x54_69_64_69;

/** Counts the shapes of the tables: a database of another shape is made anew. */
const shape = 4;

/** SQLITE_ERROR, as for a table of other columns, SQLITE_CORRUPT, SQLITE_SCHEMA and SQLITE_NOTADB. */
const useless: ReadonlySet<number> = new Set([1, 11, 17, 26]);

/**
 * One transaction on a database that holds nothing which cannot be made again. Nobody changes what was read, and a save
 * is there as a whole or not at all. What cannot be kept, as on a full disk, is not kept, and no build fails of it.
 */
export class MemoryDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isFull = false;

  /**
   * One that is damaged, of another program or of another shape is removed and made anew. Undefined where there can be
   * none now: another process has it, or nothing may be read there.
   */
  static open(file: string, tables: string): MemoryDatabase | undefined {
    try {
      return new MemoryDatabase(file, tables);
    } catch (error) {
      if (!(error instanceof MemoryDamage)) return undefined;
    }
    try {
      removeDatabase(file);
      return new MemoryDatabase(file, tables);
    } catch {
      return undefined;
    }
  }

  private constructor(file: string, tables: string) {
    this.#database = new DatabaseSync(file, { timeout: 0 });
    try {
      this.#exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON; BEGIN');
      if (this.all('SELECT 1 FROM sqlite_schema LIMIT 1').length === 0)
        this.#exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${shape}; ${tables}`);
      const marks = ['application_id', 'user_version'].flatMap((name) =>
        this.all(`PRAGMA ${name}`).map((row) => row[name]),
      );
      if (marks[0] !== application || marks[1] !== shape) throw new MemoryDamage('it is of another shape');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#guarded(() => this.#statement(sql).all(...values));
  }

  /** @throws what SQLite says; to be used within `keep`. Returns the number of the row. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  /** What cannot be kept is made again by the next build. */
  keep(work: () => void): void {
    if (this.#isFull) return;
    try {
      work();
    } catch {
      this.#isFull = true;
    }
  }

  /** Saves all that was kept, or nothing where something was not. */
  save(): void {
    this.keep(() => this.#database.exec('COMMIT'));
  }

  /** What was not saved is forgotten. */
  close(): void {
    // An open transaction would leave its journal behind.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#database.close();
  }

  #exec(sql: string): void {
    this.#guarded(() => this.#database.exec(sql));
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      // The lowest byte is the kind, the others tell more of it.
      const kind = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
      throw useless.has(kind) ? new MemoryDamage((error as Error).message, { cause: error }) : error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

/** With the journal of a save that was broken off: it must not be played into another database. */
export function removeDatabase(file: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(file + ending, { force: true });
}
