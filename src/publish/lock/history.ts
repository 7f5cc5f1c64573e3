import type { Article, Manuscript } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import type { Publication, Redirect, Settings } from '../../model/publication.ts';
import type { Lock, LockEntry } from './lock.ts';

/** The lock's facts for the renderers. */
export function historyOf({ feed, entries }: Lock): Omit<Publication, 'settings' | 'articles'> {
  return {
    ...(feed !== undefined && { id: feed }),
    pages: new Map(entries.flatMap(({ id, page }) => (page === undefined ? [] : [[id, page]]))),
    tombstones: entries.flatMap((entry) =>
      entry.removed === undefined ? [] : [{ id: feedIdOf('atom', entry), removed: entry.removed }],
    ),
    redirects: redirectsOf(entries.filter(({ removed }) => removed === undefined)),
  };
}

/** The addresses of earlier feeds that lead to ours. */
export function feedRedirects({ addresses = [] }: Lock, { url, feeds }: Settings): Redirect[] {
  return addresses.map(({ address, format }) => ({ from: address, to: new URL(feeds.paths[format], url).href }));
}

/** The addresses that front matter says have led to the articles, which are in the order of their manuscripts. */
export function redirectsNamed(manuscripts: readonly Manuscript[], articles: readonly Article[]): Redirect[] {
  return manuscripts.flatMap(({ redirects = [] }, index) =>
    redirects.map((from) => ({ from, to: articles[index]!.url })),
  );
}

/** Redirects of which the earlier lists win, by path. An address that an article has is that article's. */
export function mergeRedirects(
  articles: readonly Pick<Article, 'url'>[],
  ...lists: readonly (readonly Redirect[])[]
): Redirect[] {
  const all = lists.flat();
  if (all.length === 0) return [];
  const taken = new Set(articles.map(({ url }) => new URL(url).pathname));
  const redirects = new Map<string, Redirect>();
  for (const one of all) if (!taken.has(one.from) && !redirects.has(one.from)) redirects.set(one.from, one);
  return [...redirects.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

function redirectsOf(live: readonly LockEntry[]): Redirect[] {
  return mergeRedirects(
    live,
    live.flatMap(({ url, moved = [] }) => moved.map((from) => ({ from, to: url }))),
  );
}
