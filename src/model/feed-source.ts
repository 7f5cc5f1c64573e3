/** A feed that articles are taken from. */
export interface FeedSource {
  readonly url: string;
  /** How letters call it; the feed's own title, if not set. */
  readonly name?: string;
  /** The name of its file in `sources/`, without the ending. */
  readonly file: string;
  /** Whether its entries are articles of this publication. Those of others are only shown in letters. */
  readonly own: boolean;
  /** In milliseconds: how long an entry is there unchanged before a letter carries it. */
  readonly settle: number;
  /** In milliseconds: an entry that is older when it is first seen is no news. */
  readonly maxAge?: number;
  /** In addition to those of the entries. */
  readonly tags: readonly string[];
  /** The key of `tidings.yaml` that names it. */
  readonly place: readonly PropertyKey[];
}
