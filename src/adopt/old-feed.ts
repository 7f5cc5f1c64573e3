/** A feed of an earlier site, with all its pages. */
export interface OldFeed {
  /** As the person named it. */
  readonly name: string;
  readonly kind: 'atom' | 'rss' | 'rdf' | 'json';
  /** The feed among ours that readers of this one go on with. */
  readonly format: 'atom' | 'rss' | 'json';
  /** Where readers have it. */
  readonly address?: string;
  /** Of the feed itself. */
  readonly id?: string;
  /** The site that it belongs to. */
  readonly site?: string;
  /** How many documents it consists of. */
  readonly pages: number;
  /** In the order of the documents. */
  readonly entries: readonly OldEntry[];
}

/** One entry of an earlier feed: what readers know it by, and what an article is found by. */
export interface OldEntry {
  /** Byte for byte, but for blanks around it; absent if the entry has neither id nor address. */
  readonly id?: string;
  /** Of RSS: whether readers take the id for an address. */
  readonly isLink?: true;
  readonly url?: string;
  readonly title?: string;
  /** RFC 3339; absent if there is none, or none that can be true. */
  readonly published?: string;
  readonly updated?: string;
}
