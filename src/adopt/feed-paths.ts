import { readable } from '../lib/uri.ts';
import type { Settings } from '../model/publication.ts';
import type { FeedAddress } from '../publish/lock/lock.ts';
import { feedPath } from '../settings/feeds.ts';
import { hostOf } from './address-keys.ts';
import type { OldFeed } from './old-feed.ts';

export interface FeedPathAdvice {
  /** The value that `feeds.paths` in tidings.yaml has to have, so that the earlier feeds answer at their addresses; empty if all is well. */
  readonly paths: Readonly<Partial<Settings['feeds']['paths']>>;
  /** Addresses on this site at which no file can be: the lock has them lead to the feed. */
  readonly addresses: readonly FeedAddress[];
  /** All others at which no feed of this publication can answer, each with the feed to lead to. */
  readonly unreachable: readonly { readonly from: string; readonly to: string }[];
}

type Paths = Settings['feeds']['paths'];

/** Where the main feeds have to lie, so that readers of the earlier ones find them without a redirect. */
export function adviseFeedPaths(feeds: readonly OldFeed[], { url, feeds: settings }: Settings): FeedPathAdvice {
  const wanted: Partial<Record<keyof Paths, string>> = {};
  const lost: { readonly feed: OldFeed; readonly address: string }[] = [];
  for (const feed of feeds) {
    const { address, format } = feed;
    if (address === undefined) continue;
    const path = pathBelow(address, url);
    const isFree =
      path !== undefined && !Object.values(wanted).some((one) => one?.toLowerCase() === path.toLowerCase());
    if (isFree && wanted[format] === undefined) wanted[format] = path;
    else if (path === undefined || wanted[format] !== path) lost.push({ feed, address });
  }
  const paths = { ...settings.paths, ...wanted };
  for (const format of ['atom', 'rss', 'json'] as const)
    if (wanted[format] === undefined && isTaken(paths, format)) paths[format] = spare(format);
  const changed = Object.entries(paths).filter(([format, path]) => path !== settings.paths[format as keyof Paths]);
  const led = lost.flatMap(({ feed: { format }, address }) =>
    addressesOf(address, url).map((one) => ({ address: one, format })),
  );
  const elsewhere = lost.filter(({ address }) => addressesOf(address, url).length === 0);
  return {
    paths: Object.fromEntries(changed),
    addresses: [...new Map(led.map((one) => [one.address, one])).values()],
    unreachable: elsewhere.map(({ feed, address }) => ({ from: address, to: new URL(paths[feed.format], url).href })),
  };
}

/** The path of an address below the publication's; undefined where it is elsewhere, or no file can be there. */
function pathBelow(address: string, url: string): string | undefined {
  const [from, root] = [new URL(address), new URL(url)];
  if (hostOf(address) !== hostOf(url) || from.search !== '' || !from.pathname.startsWith(root.pathname))
    return undefined;
  const path = readable(from.pathname.slice(root.pathname.length));
  const checked = path === '' ? undefined : feedPath.safeParse(path);
  return checked?.success && checked.data === path ? path : undefined;
}

/** The path on this site, with and without a slash at its end; none for one with a query, and for the first page. */
function addressesOf(address: string, url: string): string[] {
  const { pathname, search } = new URL(address);
  const bare = pathname.replace(/\/+$/, '');
  if (hostOf(address) !== hostOf(url) || search !== '' || bare === '' || `${bare}/` === new URL(url).pathname)
    return [];
  return pathname.endsWith('/') ? [bare, `${bare}/`] : [pathname];
}

function isTaken(paths: Paths, format: keyof Paths): boolean {
  return Object.entries(paths).some(
    ([other, path]) => other !== format && path.toLowerCase() === paths[format].toLowerCase(),
  );
}

function spare(format: keyof Paths): string {
  return format === 'json' ? 'feeds/feed.json' : `feeds/${format}.xml`;
}
