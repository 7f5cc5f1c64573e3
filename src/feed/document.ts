import type { Article, Author } from '../model/article.ts';
import { lastUpdated, type Tombstone } from '../model/publication.ts';

export type Format = 'atom' | 'rss' | 'json';

/** One address, or one path, for each format. */
export type ByFormat = Readonly<Record<Format, string>>;

/** One feed before it takes a format. */
export interface FeedDocument {
  /** A URI that never changes. The pages of an archive have that of the feed that they complete. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The page for people, absolute. */
  readonly url: string;
  /** Where each format lies, relative to the output. */
  readonly paths: ByFormat;
  /** The same, absolute. */
  readonly self: ByFormat;
  /** BCP 47. */
  readonly language: string;
  readonly authors: readonly Author[];
  readonly rights?: string;
  /** A logo, absolute. */
  readonly image?: string;
  /** A square icon, absolute. */
  readonly icon?: string;
  /** A style sheet for browsers that are shown the feed, absolute. */
  readonly stylesheet?: string;
  /** A WebSub hub that tells readers of news. */
  readonly hub?: string;
  /** Prefix → URI, for the extensions of its articles. */
  readonly namespaces?: Readonly<Record<string, string>>;
  /** What the feed does not hold (RFC 5005). */
  readonly archive?: ArchiveLinks;
  /** Articles that were removed lately. */
  readonly tombstones?: readonly Tombstone[];
  /** Whether an article's summary stands in for its content. */
  readonly summaries?: boolean;
  readonly limit?: Limit;
  /** In the order in which they appear. */
  readonly articles: readonly Article[];
}

/** Where an archive goes on, absolute. */
export interface ArchiveLinks {
  /** Whether this document is a page that will not change any more. */
  readonly closed: boolean;
  /** The feed that has the newest articles; on pages only. */
  readonly current?: ByFormat;
  /** The page of what was first published before. */
  readonly previous?: ByFormat;
  readonly next?: ByFormat;
}

/** What a document leaves out if it grows too large: its last articles, but none that has to stay. */
export interface Limit {
  /** Of the finished document. */
  readonly bytes: number;
  /** Ids of the articles that stay. */
  readonly kept: ReadonlySet<string>;
}

/** When the newest of its articles changed; nothing if there is none. */
export function updatedOf({ articles }: FeedDocument): string | undefined {
  return lastUpdated(articles);
}

export interface FeedLink {
  readonly rel: string;
  readonly href: string;
}

/** What a document in this format links to beside its page and itself. */
export function linksOf({ hub, archive }: FeedDocument, format: Format): FeedLink[] {
  const links = {
    hub,
    current: archive?.current?.[format],
    'prev-archive': archive?.previous?.[format],
    'next-archive': archive?.next?.[format],
  };
  return Object.entries(links).flatMap(([rel, href]) => (href === undefined ? [] : [{ rel, href }]));
}

/** Feed paging and archiving, RFC 5005. */
export const historyNamespace = 'http://purl.org/syndication/history/1.0';
