import type { FeedIds } from '../../model/feed-ids.ts';
import type { MemoryDatabase } from './memory-database.ts';

export const articleTable = `
  CREATE TABLE article (
    path TEXT PRIMARY KEY, real TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, ids TEXT NOT NULL,
    slug TEXT NOT NULL, section TEXT, url TEXT NOT NULL, page TEXT, title TEXT NOT NULL, published TEXT NOT NULL,
    updated TEXT NOT NULL, language TEXT NOT NULL, tags TEXT NOT NULL, authors TEXT NOT NULL, files TEXT NOT NULL,
    fingerprint TEXT NOT NULL, shelf INTEGER, met INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX realpath ON article (real);
  CREATE INDEX identity ON article (id);`;

/** The fields of an article that lists, links and the lock ask for: enough for a build that does not change it. */
export interface ArticleRow {
  /** The lock's key of it. */
  readonly path: string;
  /** Its file: absolute, and as the memory of sources has it. */
  readonly real: string;
  readonly name: string;
  readonly id: string;
  /** `FeedIds` as JSON; empty for none. Lists are JSON, too. */
  readonly ids: string;
  readonly slug: string;
  readonly section: string | null;
  readonly url: string;
  readonly page: string | null;
  readonly title: string;
  readonly published: string;
  readonly updated: string;
  readonly language: string;
  readonly tags: string;
  readonly authors: string;
  readonly files: string;
  readonly fingerprint: string;
  /** Its archive page, and which build has met it. */
  readonly shelf: number | null;
  readonly met: number;
}

const columns: readonly (keyof ArticleRow)[] = [
  ...(['path', 'real', 'name', 'id', 'ids', 'slug', 'section', 'url', 'page', 'title', 'published'] as const),
  ...(['updated', 'language', 'tags', 'authors', 'files', 'fingerprint', 'shelf', 'met'] as const),
];

/** The articles that the last build published. */
export class ArticleMemory {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  all(): readonly ArticleRow[] {
    return this.#database.all(`SELECT ${columns.join(', ')} FROM article`) as unknown as ArticleRow[];
  }

  /** The article of a file that holds one alone. */
  at(real: string): Pick<ArticleRow, 'url' | 'slug'> | undefined {
    const sql = 'SELECT url, slug, path FROM article WHERE real = ?';
    const [row] = this.#database.all(sql, real) as unknown as ArticleRow[];
    return row?.path.includes('#') ? undefined : row;
  }

  /** In place of all that were noted. */
  replaceAll(rows: readonly ArticleRow[]): void {
    this.#database.keep(() => this.#database.run('DELETE FROM article'));
    this.put(rows);
  }

  put(rows: readonly ArticleRow[]): void {
    const sql = `REPLACE INTO article (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    this.#database.keep(() => {
      for (const row of rows) this.#database.run(sql, ...columns.map((column) => row[column]));
    });
  }
}

export function idsText(ids: FeedIds): string {
  return Object.keys(ids).length === 0 ? '' : JSON.stringify(ids);
}
