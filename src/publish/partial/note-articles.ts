import { join, relative } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Article } from '../../model/article.ts';
import type { LockEntry } from '../lock/lock.ts';
import type { BuildMemory } from '../memory/build-memory.ts';
import { type PlaceOfArticle, rowOf } from './recalled-article.ts';

/** Notes what the next build has to know of the articles that it does not change; nothing where it has to read one of them. */
export function noteArticles(
  memory: BuildMemory,
  config: Pick<Config, 'directory' | 'source'>,
  articles: readonly Article[],
  entries: readonly LockEntry[],
): void {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const rows = articles.map((article) => {
    const entry = known.get(article.id);
    const place = entry && placeOfEntry(entry, config);
    return place && memory.sources.has(place.name) ? rowOf(article, place) : undefined;
  });
  const isWhole = rows.every((row) => row !== undefined);
  memory.articles.replaceAll(isWhole ? rows : []);
}

export function placeOfEntry(
  { path, page, order = 0 }: Pick<LockEntry, 'path' | 'page' | 'order'>,
  { directory, source }: Pick<Config, 'directory' | 'source'>,
): PlaceOfArticle {
  const real = join(directory, path.replace(/#.*$/s, ''));
  return { path, real, name: relative(source, real), shelf: page ?? null, met: order };
}
