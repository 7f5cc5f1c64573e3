/**
 * The ids of an article in feeds, where they are not its `id`: an earlier site has published it under them, and
 * readers know it by the text of the id alone. Each is printed byte for byte.
 */
export interface FeedIds {
  /** In RSS and JSON. Any text, such as a plain number, which Atom does not allow. */
  readonly guid?: string;
  /** Whether RSS calls `guid` an address, as the earlier feed did: some readers complete one that is relative. */
  readonly guidIsLink?: true;
  /** In Atom, where the earlier id was no URI or belongs to feeds alone. */
  readonly atomId?: string;
  /** In JSON, where its id was not that of RSS. */
  readonly jsonId?: string;
}

/** The id by which feeds of one format name an article. */
export function feedIdOf(
  format: 'atom' | 'rss' | 'json',
  { id, guid, atomId, jsonId }: FeedIds & { readonly id: string },
): string {
  if (format === 'atom') return atomId ?? id;
  return (format === 'json' ? jsonId : undefined) ?? guid ?? id;
}

/** The ids alone, without keys that have no value. */
export function feedIdsIn({ guid, guidIsLink, atomId, jsonId }: FeedIds): FeedIds {
  return {
    ...(guid !== undefined && { guid }),
    ...(guid !== undefined && guidIsLink && { guidIsLink }),
    ...(atomId !== undefined && { atomId }),
    ...(jsonId !== undefined && { jsonId }),
  };
}
