import type { Article, Author } from '../model/article.ts';
import { lastUpdated, type PodcastSettings, type Tombstone } from '../model/publication.ts';

export type Format = 'atom' | 'rss' | 'json';

/** One address, or one path, for each format. */
export type ByFormat = Readonly<Record<Format, string>>;

/** One feed before it takes a format. */
export interface FeedDocument {
  /** A URI that never changes. The pages of an archive share the id of their feed. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The page for people, absolute. */
  readonly url: string;
  /** The path of each format, relative to the output. */
  readonly paths: ByFormat;
  /** The address of each format, absolute. */
  readonly self: ByFormat;
  /** BCP 47. */
  readonly language: string;
  readonly authors: readonly Author[];
  readonly rights?: string;
  /** A logo, absolute. */
  readonly image?: string;
  /** A square icon, absolute. */
  readonly icon?: string;
  /** The path of the style sheet for browsers that open the feed, relative to the output. */
  readonly stylesheet?: string;
  /** For directories of podcasts; RSS alone carries it. */
  readonly podcast?: PodcastSettings;
  /** The WebSub hub that notifies readers of changes. */
  readonly hub?: string;
  /** Prefix → URI of the extensions that its articles use. */
  readonly namespaces?: Readonly<Record<string, string>>;
  /** Links to the articles that the feed no longer holds (RFC 5005). */
  readonly archive?: ArchiveLinks;
  /** Recently removed articles. */
  readonly tombstones?: readonly Tombstone[];
  /** Whether entries carry the summary instead of the content. */
  readonly summaries?: boolean;
  /** Article id → the name that makes its anchors its own, where that is not its slug; empty if they are so already. */
  readonly anchors?: Readonly<Record<string, string>>;
  readonly limit?: Limit;
  /** In the order in which they appear. */
  readonly articles: readonly Article[];
}

/** Links between the documents of an archive, absolute. */
export interface ArchiveLinks {
  /** Whether this document is a page that will not change any more. */
  readonly closed: boolean;
  /** The feed with the newest articles; set on archive pages only. */
  readonly current?: ByFormat;
  /** The page with the next older articles. */
  readonly previous?: ByFormat;
  readonly next?: ByFormat;
}

/** The size limit of a document: beyond it the last articles are left out, except those in `kept`. */
export interface Limit {
  /** The size of the finished document. */
  readonly bytes: number;
  /** Ids of the articles that stay. */
  readonly kept: ReadonlySet<string>;
}

/** The latest `updated` of its articles (RFC 3339); undefined if it has none. */
export function updatedOf({ articles }: FeedDocument): string | undefined {
  return lastUpdated(articles);
}

/** The style sheet's address as this document names it: relative, so that it is found on any host. */
export function stylesheetOf({ stylesheet, paths }: FeedDocument, format: Format): string | undefined {
  return stylesheet && '../'.repeat(paths[format].split('/').length - 1) + stylesheet;
}

export interface FeedLink {
  readonly rel: string;
  readonly href: string;
}

/** The links of a document in this format, in addition to those to its page and itself. */
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
