import { feedIdOf } from '../../model/feed-ids.ts';
import type { Publication, Redirect } from '../../model/publication.ts';
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

/** By path. An address that another article has taken since is that article's. */
function redirectsOf(live: readonly LockEntry[]): Redirect[] {
  if (live.every(({ moved }) => moved === undefined)) return [];
  const taken = new Set(live.map(({ url }) => new URL(url).pathname));
  const redirects = new Map<string, string>();
  for (const { url, moved = [] } of live)
    for (const from of moved) if (!taken.has(from) && !redirects.has(from)) redirects.set(from, url);
  return [...redirects].map(([from, to]) => ({ from, to })).sort((a, b) => (a.from < b.from ? -1 : 1));
}
