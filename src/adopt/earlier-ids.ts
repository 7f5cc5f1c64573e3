import { isUri, isWebAddress } from '../lib/uri.ts';
import { type FeedIds, feedIdOf, feedIdsIn } from '../model/feed-ids.ts';
import type { OldEntry } from './old-feed.ts';

/** The entries of an article in the earlier feeds of each format. */
export type OldEntries = Readonly<Partial<Record<'atom' | 'rss' | 'json', OldEntry>>>;

export type Identity = FeedIds & { readonly id: string };

interface Standing {
  /** The ids as a build would print them. */
  readonly now: Identity;
  /** Whether the lock knew the article before, so that readers of our feeds may know it, too. */
  readonly isKnown: boolean;
  /** Whether its id has to stay: the file names it, or letters and issues are known by it. */
  readonly isFixed: boolean;
}

/**
 * The ids under which an article goes on. Feeds of each format print what the earlier feed of that format printed, and
 * those of a format that had none print what they print now. The id itself is the earlier one where it may be.
 */
export function earlierIds(old: OldEntries, { now, isKnown, isFixed }: Standing): Identity {
  const kept = (printed: string) => (isKnown || printed !== now.id ? printed : undefined);
  const wanted = (format: 'atom' | 'rss' | 'json') => old[format]?.id ?? kept(feedIdOf(format, now));
  const [atom, rss, json] = [wanted('atom'), wanted('rss'), wanted('json')];
  const usable = old.atom?.id !== undefined ? [atom] : isKnown ? [] : [rss, json];
  // Atom allows URIs alone.
  const id = (isFixed ? undefined : usable.find((one) => one !== undefined && isUri(one))) ?? now.id;
  const guid = rss ?? json ?? id;
  const isLink = old.rss?.id === undefined ? now.guidIsLink : old.rss.isLink && !isPlainAddress(guid);
  const guidIsLink = isLink ? true : undefined;
  return {
    id,
    ...feedIdsIn({
      ...(atom !== undefined && atom !== id && { atomId: atom }),
      ...((guid !== id || guidIsLink) && { guid }),
      ...(guidIsLink && { guidIsLink }),
      ...(json !== undefined && json !== guid && { jsonId: json }),
    }),
  };
}

/**
 * Whether readers take a guid alike, whatever `isPermaLink` says: some complete a relative one from the feed's address,
 * and leave out one of a scheme that is not of the web.
 */
function isPlainAddress(guid: string): boolean {
  return isWebAddress(guid) && !/[#?]$/.test(guid);
}
