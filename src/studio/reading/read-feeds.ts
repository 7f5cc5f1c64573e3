import type { ByFormat } from '../../feed/document.ts';
import { feedsOf } from '../../feed/feeds.ts';
import { type ForeignFeed, isNoFeed, parseForeignFeed } from '../../read/foreign/foreign-feed.ts';
import type { Good } from '../session.ts';
import type { ReadFeeds } from './compare-feeds.ts';

/** A feed of the publication. */
export interface FeedChoice {
  readonly title: string;
  /** The path of each format, relative to the output. */
  readonly paths: ByFormat;
}

/** Every feed but the closed pages of the archive, the main one first; none where the publication has no feeds. */
export function feedChoices({ prepared }: Good): readonly FeedChoice[] {
  const { publication } = prepared;
  if (!publication.settings.syndicated) return [];
  return [...feedsOf(publication)]
    .filter(({ archive }) => !archive?.current)
    .map(({ title, paths }) => ({ title, paths }));
}

/** A feed in its three formats, as a feed reader understands them. */
export async function readFeeds(good: Good, { paths }: FeedChoice): Promise<ReadFeeds> {
  const [atom, rss, json] = await Promise.all([paths.atom, paths.rss, paths.json].map((path) => readOne(good, path)));
  return { atom: atom!, rss: rss!, json: json! };
}

const known = new WeakMap<Good, Map<string, Promise<ForeignFeed>>>();

function readOne(good: Good, path: string): Promise<ForeignFeed> {
  const feeds = known.get(good) ?? new Map<string, Promise<ForeignFeed>>();
  known.set(good, feeds);
  const feed = feeds.get(path) ?? parsed(good, path);
  feeds.set(path, feed);
  return feed;
}

async function parsed(good: Good, path: string): Promise<ForeignFeed> {
  const file = await good.file(path);
  const text = file && 'content' in file ? file.content : '';
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const read = parseForeignFeed(bytes, { address: new URL(path, good.config.settings.url).href });
  // The feeds of Tidings are read by its own tests; an empty one stands for a path that has gone.
  return isNoFeed(read) ? { kind: 'atom', entries: [] } : read;
}
