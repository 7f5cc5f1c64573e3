import type { Config } from '../../config/config.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import { isHeld } from '../../model/held.ts';
import type { ReadFile } from '../../read/read-some.ts';
import { linksToHeld } from '../held-links.ts';
import { identifyArticles } from '../lock/identify.ts';
import type { LockEntry } from '../lock/lock.ts';
import { paginate } from '../lock/paginate.ts';
import type { LockText } from '../lock/splice.ts';
import type { ArticleRow } from '../memory/article-memory.ts';
import { GiveUp } from './give-up.ts';
import { placeOfEntry } from './note-articles.ts';
import { rowOf } from './recalled-article.ts';

/** An article that is new or another one, with its line in the lock and its row in the memory. */
export interface ChangedArticle {
  readonly article: Article;
  readonly entry: LockEntry;
  readonly row: ArticleRow;
}

/** Rows and lines of the lock that are known of all other articles. */
interface Others {
  /** The rows of the last build: those of edited articles are among them. */
  readonly rows: ReadonlyMap<string, ArticleRow>;
  readonly lock: LockText;
  /** The addresses of articles that no output holds. */
  readonly held: readonly string[];
}

/**
 * Settles the identity of articles that were read, as a whole build would.
 * @throws GiveUp where that follows from more than these, the lock and the articles that are gone.
 */
export function changedArticles(
  files: readonly ReadFile[],
  { rows, lock, held }: Others,
  config: Config,
): readonly ChangedArticle[] {
  const manuscripts = files.map((file) => soleIn(file, config));
  const titles = held.map((url) => ({ url, title: '' }) as Manuscript);
  if (linksToHeld(manuscripts, titles).length > 0) throw new GiveUp('a link leads to what is held back');
  const removed = lock.entriesWith('removed');
  const before = new Map(manuscripts.map(({ path }) => [path, entryAt(rows.get(path), lock)]));
  const known = [...before.values()].filter((entry) => entry !== undefined);
  const order = 1 + Math.max(0, ...removed.map((one) => one.order ?? 0), ...[...rows.values()].map(({ met }) => met));
  const { articles, entries, problems } = identifyArticles(
    manuscripts,
    [...known, ...removed],
    config.settings,
    config.now,
    { order },
  );
  if (problems.length > 0) throw new GiveUp('there is something to tell');
  return articles.map((article, index) => {
    const { path } = manuscripts[index]!;
    const entry = entries.find(({ id, removed: gone }) => id === article.id && gone === undefined);
    const row = entry && rowOf(article, placeOfEntry(entry, config));
    const old = rows.get(path);
    if (!entry || !row || entry.moved) throw new GiveUp('it has another address');
    if (old ? !isAlike(row, old) : before.get(path) || lock.entry(entry.id))
      throw new GiveUp('it is known as another one');
    return { article, entry, row };
  });
}

/** Gives new articles their archive pages. */
export function shelved(
  changed: readonly ChangedArticle[],
  others: ReadonlyMap<string, Article>,
  { rows, lock }: Omit<Others, 'held'>,
  { settings }: Pick<Config, 'settings'>,
): readonly ChangedArticle[] {
  const kept = [
    ...[...rows.values()].map(({ id, shelf }) => ({ id, page: shelf ?? undefined })),
    ...lock.entriesWith('removed'),
  ];
  const last = kept.reduce((most, { page = 1 }) => Math.max(most, page), 1);
  const fresh = changed.filter(({ entry }) => entry.page === undefined);
  const open = kept.filter(({ id, page }) => page === last && !fresh.some(({ entry }) => entry.id === id));
  if (kept.some(({ page }) => page === undefined) && fresh.length > 0) throw new GiveUp('an older lock knows no pages');
  const articles = [...open.flatMap(({ id }) => others.get(id) ?? []), ...changed.map(({ article }) => article)];
  const pages = new Map(
    paginate([...(open as LockEntry[]), ...fresh.map(({ entry }) => entry)], articles, settings.feeds).map(
      ({ id, page }) => [id, page],
    ),
  );
  return changed.map(({ article, entry, row }) => {
    const page = entry.page ?? pages.get(entry.id)!;
    return { article, entry: { ...entry, page }, row: { ...row, shelf: page } };
  });
}

/** A file that holds one article, which is published now, and about which there is nothing to tell. */
function soleIn({ manuscripts, problems }: ReadFile, { now }: Pick<Config, 'now'>): Manuscript {
  const [manuscript, ...others] = manuscripts;
  const isPlain = manuscript && others.length + problems.length === 0 && (manuscript.redirects ?? []).length === 0;
  if (!isPlain || isHeld(manuscript, now)) throw new GiveUp('it is not one article that is published');
  return manuscript;
}

function entryAt(row: ArticleRow | undefined, lock: LockText): LockEntry | undefined {
  const entry = row && lock.entry(row.id);
  if (row && !entry) throw new GiveUp('the lock does not know it');
  return entry;
}

/** Whether an edited article is in the same lists, at the same place in them, and has the same files. */
function isAlike(row: ArticleRow, old: ArticleRow): boolean {
  const { title: _, updated: __, fingerprint: ___, shelf: ____, ...same } = row;
  return Object.entries(same).every(([key, value]) => old[key as keyof ArticleRow] === value);
}
