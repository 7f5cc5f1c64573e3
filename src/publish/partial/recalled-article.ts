import type { Article, Author, LocalFile, Manuscript } from '../../model/article.ts';
import { type FeedIds, feedIdsIn } from '../../model/feed-ids.ts';
import { type ArticleRow, idsText } from '../memory/article-memory.ts';
import { MemoryDamage } from '../memory/memory-database.ts';
import type { SourceMemory } from '../memory/source-memory.ts';

/** The rest of a record, by its row. */
type Load = (row: ArticleRow) => Manuscript;

/**
 * An article as a build knows it that does not change it: lists read what is in its row, and the record is loaded when
 * somebody asks for more.
 */
class RecalledArticle {
  readonly id: string;
  readonly slug: string;
  readonly url: string;
  readonly title: string;
  readonly published: string;
  readonly updated: string;
  readonly language: string;
  readonly tags: readonly string[];
  readonly authors: readonly Author[];
  readonly fingerprint: string;
  readonly draft = false;
  readonly #row: ArticleRow;
  readonly #load: Load;
  #loaded: Manuscript | undefined;

  constructor(row: ArticleRow, tags: readonly string[], authors: readonly Author[], load: Load) {
    this.id = row.id;
    this.slug = row.slug;
    this.url = row.url;
    this.title = row.title;
    this.published = row.published;
    this.updated = row.updated;
    this.language = row.language;
    this.tags = tags;
    this.authors = authors;
    this.fingerprint = row.fingerprint;
    this.#row = row;
    this.#load = load;
  }

  get #record(): Manuscript {
    this.#loaded ??= this.#load(this.#row);
    return this.#loaded;
  }

  get files(): readonly LocalFile[] {
    return JSON.parse(this.#row.files);
  }

  get section() {
    return this.#row.section ?? undefined;
  }

  get page() {
    return this.#row.page ?? undefined;
  }

  get summary() {
    return this.#record.summary;
  }

  get content() {
    return this.#record.content;
  }

  get image() {
    return this.#record.image;
  }

  get attachments() {
    return this.#record.attachments;
  }

  get source() {
    return this.#record.source;
  }

  get notice() {
    return this.#record.notice;
  }

  get extensions() {
    return this.#record.extensions;
  }

  get origin() {
    return this.#record.origin;
  }
}

/** The articles of rows, in their order. */
export function recalledArticles(rows: readonly ArticleRow[], sources: SourceMemory): readonly Article[] {
  const load: Load = ({ name, path }) => {
    const record = sources.recordOf(name).manuscripts.find((one) => one.path === path);
    if (!record) throw new MemoryDamage(`the article ${path}`);
    return record;
  };
  // Most articles have one of a few lists.
  const lists = new Map<string, readonly never[]>();
  const listOf = (text: string): readonly never[] => {
    const list = lists.get(text) ?? (JSON.parse(text) as readonly never[]);
    lists.set(text, list);
    return list;
  };
  return rows.map((row) => {
    const article = new RecalledArticle(row, listOf(row.tags), listOf(row.authors), load);
    if (row.ids !== '') Object.assign(article, JSON.parse(row.ids) as FeedIds);
    return article as unknown as Article;
  });
}

/** The facts that are not the article's. */
export type PlaceOfArticle = Pick<ArticleRow, 'path' | 'real' | 'name' | 'shelf' | 'met'>;

/** The row of an article; undefined for a record that was made by hand. */
export function rowOf(article: Article, place: PlaceOfArticle): ArticleRow | undefined {
  const { id, slug, section = null, url, page = null, title, published, updated, language, fingerprint } = article;
  if (fingerprint === undefined) return undefined;
  const own = { id, slug, section, url, page, title, published, updated, language, fingerprint };
  const [tags, authors, files] = [article.tags, article.authors, article.files].map((list) => JSON.stringify(list));
  return { ...place, ...own, ids: idsText(feedIdsIn(article)), tags: tags!, authors: authors!, files: files! };
}
