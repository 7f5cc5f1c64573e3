import { hash } from 'node:crypto';
import type { ForeignEntry } from '../../read/foreign/feed-shape.ts';
import type { StoredEntry } from './stored-feed.ts';

/** An entry of a feed with the key by which it is known, and the stored entry that it is. */
export interface Recognised {
  readonly key: string;
  readonly entry: ForeignEntry;
  readonly known?: StoredEntry;
  /** It is known by its address or title, while its id is a new one. */
  readonly isRenamed: boolean;
}

/**
 * Finds the stored entry of each entry: by its id, else by its address, else by its title and date. Of two entries with
 * one id the first counts, unless they lead to different places; entries that say nothing are left out.
 */
export function recognise(entries: readonly ForeignEntry[], stored: readonly StoredEntry[]): Recognised[] {
  const byKey = new Map(stored.map((one) => [one.key, one]));
  const byUrl = new Map(stored.flatMap((one) => (one.url === undefined ? [] : [[withoutScheme(one.url), one]])));
  const byTitle = new Map(stored.map((one) => [titleKey(one), one]));
  byTitle.delete('');
  const found = new Map<string, Recognised>();
  const taken = new Set<StoredEntry>();
  const keyed = keysOf(entries);
  const present = new Set(keyed.map(({ key }) => key));
  for (const { key, entry } of keyed) {
    const direct = byKey.get(key);
    const other = [byUrl.get(withoutScheme(entry.url ?? '')), byTitle.get(titleKey(entry))];
    // An entry that is still there under its own id is no other one.
    const known = direct ?? other.find((one) => one && !taken.has(one) && !present.has(one.key));
    if (known) taken.add(known);
    found.set(key, { key, entry, ...(known && { known }), isRenamed: known !== undefined && !direct });
  }
  return [...found.values()];
}

function keysOf(entries: readonly ForeignEntry[]): { key: string; entry: ForeignEntry }[] {
  const first = new Map<string, ForeignEntry>();
  return entries.flatMap((entry) => {
    const key = keyOf(entry);
    if (key === undefined) return [];
    const other = first.get(key);
    if (!other) {
      first.set(key, entry);
      return [{ key, entry }];
    }
    // Some feeds give every entry the same id.
    const url = entry.url && withoutScheme(entry.url);
    if (!url || url === withoutScheme(other.url ?? '') || first.has(url)) return [];
    first.set(url, entry);
    return [{ key: url, entry }];
  });
}

function keyOf({ id, url, title, html, summary }: ForeignEntry): string | undefined {
  const name = id ?? url;
  if (name !== undefined) return withoutScheme(name);
  const words = [title, summary, html].filter((part) => part !== undefined);
  return words.length === 0 ? undefined : `sha256:${hash('sha256', JSON.stringify(words)).slice(0, 32)}`;
}

/** A move from http to https changes nothing. */
function withoutScheme(address: string): string {
  return address.replace(/^https?:(?=\/\/)/i, '');
}

function titleKey({ title, published }: Pick<ForeignEntry, 'title' | 'published'>): string {
  return title === undefined || published === undefined ? '' : `${Date.parse(published)} ${title}`;
}
