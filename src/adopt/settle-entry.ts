import type { FeedIds } from '../model/feed-ids.ts';
import type { LockEntry } from '../publish/lock/lock.ts';
import { hostOf } from './address-keys.ts';
import { earlierIds, type OldEntries } from './earlier-ids.ts';

/** An article with all that decides how its line in the lock goes on. */
export interface SettleContext {
  /** The line as a build would write it. */
  readonly entry: LockEntry;
  readonly isKnown: boolean;
  readonly isFixed: boolean;
  /** The dates that the file itself says, which every build takes from there. */
  readonly says: { readonly published?: string | undefined; readonly updated?: string | undefined };
  readonly ownHosts: ReadonlySet<string>;
  readonly now: Date;
}

/** The line of an article in the lock with what earlier feeds know of it. */
export function settleEntry(old: OldEntries, context: SettleContext): LockEntry {
  const { entry, isKnown, isFixed } = context;
  const { guid: _g, guidIsLink: _l, atomId: _a, jsonId: _j, moved: _m, seen: _s, ...rest } = entry;
  const moved = movedFrom(old, context);
  const ids: FeedIds & { readonly id: string } = earlierIds(old, { now: entry, isKnown, isFixed });
  // Without the moment at which a build met it, readers count as knowing it.
  return { ...rest, ...ids, ...datesOf(old, context), ...(moved.length > 0 && { moved }) };
}

function datesOf(
  old: OldEntries,
  { entry, isKnown, says, now }: SettleContext,
): Pick<LockEntry, 'published' | 'updated'> {
  const formats = [old.atom, old.json, old.rss];
  const due = (date: string | undefined) => date !== undefined && Date.parse(date) <= now.getTime();
  const published = says.published ?? formats.map((one) => one?.published).find(due) ?? entry.published;
  if (says.updated !== undefined) return { published, updated: latest(published, says.updated) };
  const earlier = formats.map((one) => one?.updated).find(due);
  // A change that a build has met is later than all that the earlier site knew of.
  const changed = isKnown && entry.updated !== entry.published ? entry.updated : undefined;
  return { published, updated: latest(published, earlier, changed) };
}

function latest(first: string, ...others: readonly (string | undefined)[]): string {
  return others.reduce<string>((a, b) => (b !== undefined && Date.parse(b) > Date.parse(a) ? b : a), first);
}

/** The paths that the article has left: those of the lock, and where the earlier site had it. */
function movedFrom(old: OldEntries, { entry, ownHosts }: SettleContext): string[] {
  const own = pageIn(new URL(entry.url).pathname);
  const left = Object.values(old).flatMap(({ url }) => {
    const host = url && hostOf(url);
    const address = host && ownHosts.has(host) ? new URL(url!) : undefined;
    return address && address.search === '' && address.pathname !== '/' ? [address.pathname] : [];
  });
  return [...new Set([...(entry.moved ?? []), ...left])].filter((path) => pageIn(path) !== own);
}

/** Hosts lead by themselves between these ways to name the page of a folder. */
function pageIn(path: string): string {
  return path.replace(/(\/index\.html?)?\/*$/i, '');
}
