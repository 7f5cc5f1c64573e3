import type { Author } from '../../model/article.ts';

/** A feed of any kind, as its publisher wrote it: made absolute and readable, and nothing minted or left out. */
export interface ForeignFeed {
  readonly kind: 'atom' | 'rss' | 'rdf' | 'json';
  /** Of the feed itself, as written. */
  readonly id?: string;
  /** Plain text. */
  readonly title?: string;
  /** The page that the feed belongs to. */
  readonly url?: string;
  /** Where the feed says that it is. */
  readonly self?: string;
  /** BCP 47 as a rule, but as written. */
  readonly language?: string;
  /** The page with the next older entries: RFC 5005 `next` or `prev-archive`, JSON Feed `next_url`. */
  readonly next?: string;
  /** The document breaks off before its end, so that entries may be missing. */
  readonly isCut?: true;
  /** In the order of the document; ids may repeat. */
  readonly entries: readonly ForeignEntry[];
}

export interface ForeignEntry {
  /** As written: any text, not only a URI. */
  readonly id?: string;
  /** Of RSS: whether the id says that it is an address. */
  readonly isPermaLink?: boolean;
  /** Absolute, of the web. */
  readonly url?: string;
  /** Plain text. */
  readonly title?: string;
  /** Plain text; of RSS only where the entry has a content, too. */
  readonly summary?: string;
  /** HTML of any quality, to be cleaned. */
  readonly html?: string;
  /** The address that relative addresses in `html` start from. */
  readonly base?: string;
  /** RFC 3339; absent if what is written is no date of the years 1000 to 2999. */
  readonly published?: string;
  /** The same. */
  readonly updated?: string;
  readonly language?: string;
  /** Those of the feed where the entry has none. */
  readonly authors: readonly Author[];
  readonly tags: readonly string[];
  /** Absolute. */
  readonly image?: string;
  readonly attachments: readonly ForeignAttachment[];
}

export interface ForeignAttachment {
  readonly url: string;
  readonly type?: string;
  /** In bytes. */
  readonly length?: number;
  readonly title?: string;
  /** In seconds. */
  readonly duration?: number;
}
