import type { ForeignAttachment } from '../../read/foreign/feed-shape.ts';

/** The committed copy of a source: what letters and builds know of it. */
export interface StoredFeed {
  /** The address that it was read from. */
  readonly feed: string;
  /** Plain text. */
  readonly title?: string;
  /** The page that the feed belongs to. */
  readonly link?: string;
  readonly language?: string;
  readonly entries: readonly StoredEntry[];
}

/**
 * `waiting`: seen, but not long enough. `new`: digests may carry it. `seen`: no news, since it was there at the first
 * look or was too old when it came.
 */
export const entryStates = ['seen', 'new', 'waiting'] as const;

/** One entry as its feed gave it last. */
export interface StoredEntry {
  /** By which the feed's entries are known again: the id or the address, without a scheme. */
  readonly key: string;
  /** As the feed first wrote it. It stays when the feed writes another one. */
  readonly id: string;
  readonly state: (typeof entryStates)[number];
  /** Of one that waits: when this text was first seen, RFC 3339. */
  readonly since?: string;
  /** The feed has taken it back. Kept so that it is no news if it returns. */
  readonly gone?: true;
  readonly url?: string;
  /** Plain text. */
  readonly title?: string;
  /** Plain text, shortened for feeds of others. */
  readonly summary?: string;
  /** RFC 3339; when it was first seen, if the feed says nothing. */
  readonly published: string;
  /** RFC 3339. */
  readonly updated?: string;
  readonly language?: string;
  readonly authors?: readonly { readonly name: string; readonly url?: string }[];
  readonly tags?: readonly string[];
  /** Of an own feed: HTML as it came, and the address that relative addresses in it start from. */
  readonly html?: string;
  readonly base?: string;
  readonly image?: string;
  readonly attachments?: readonly ForeignAttachment[];
}
