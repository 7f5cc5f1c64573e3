/*
 * `tidings/feed`: feeds of records that are proven already. Loads the one package that feeds need, and the XML library
 * with the first document.
 */
export type {
  ArchiveLinks,
  ByFormat,
  FeedDocument,
  Format,
  Limit as FeedLimit,
} from '../feed/document.ts';
export { renderFeed } from '../feed/feed.ts';
export { type FeedLook, feedsOf, mainFeed } from '../feed/feeds.ts';
export type { KnownEntries } from '../feed/known-entries.ts';
export { type Outline, outlineOf, renderOpml } from '../feed/opml.ts';
