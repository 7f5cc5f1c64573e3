import type { Article } from '../../model/article.ts';
import type { FeedSettings } from '../../model/publication.ts';
import type { LockEntry } from './lock.ts';

/** Approximate size of a feed entry without its content, in bytes. */
const frame = 1_000;

/**
 * Gives each article that has none its archive page, for good: a page that is full is never filled again, so what is
 * dated back or removed shifts nothing. Many at once, as from an older lock, go in from the oldest on.
 */
export function paginate(
  entries: readonly LockEntry[],
  articles: readonly Article[],
  { archiveItems, maxBytes }: Pick<FeedSettings, 'archiveItems' | 'maxBytes'>,
): LockEntry[] {
  const given = new Map<string, number>();
  const fresh = entries.filter(({ page, removed }) => page === undefined && removed === undefined);
  if (fresh.length === 0) return [...entries];
  const byId = new Map(articles.map((article) => [article.id, article]));
  const sizeOf = ({ id }: LockEntry) => frame + Buffer.byteLength(byId.get(id)?.content ?? '');
  let page = entries.reduce((last, entry) => Math.max(last, entry.page ?? 1), 1);
  const open = entries.filter((entry) => entry.page === page);
  let count = open.length;
  let bytes = open.reduce((sum, entry) => sum + sizeOf(entry), 0);
  for (const entry of fresh.toSorted(byDate)) {
    const size = sizeOf(entry);
    // Half the limit, for the main feed holds all of the page that is filling, and newer articles of older pages.
    if (count > 0 && (count >= archiveItems || bytes + size > maxBytes / 2)) {
      page += 1;
      count = 0;
      bytes = 0;
    }
    given.set(entry.id, page);
    count += 1;
    bytes += size;
  }
  return entries.map((entry) => (given.has(entry.id) ? { ...entry, page: given.get(entry.id)! } : entry));
}

function byDate(a: LockEntry, b: LockEntry): number {
  return Date.parse(a.published) - Date.parse(b.published) || (a.id < b.id ? -1 : 1);
}
