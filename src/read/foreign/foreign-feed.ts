import type { ProblemText } from '../../model/problem.ts';
import { decodeFeed } from './decode-feed.ts';
import type { ForeignFeed } from './feed-shape.ts';
import { readJsonFeed } from './read-json-feed.ts';
import { readXmlFeed } from './read-xml-feed.ts';

export type { ForeignFeed } from './feed-shape.ts';

/** Where a document came from, as far as it is known. */
export interface FeedOrigin {
  /** The header field of the HTTP answer. */
  readonly contentType?: string | undefined;
  /** The address it was read from, from which relative addresses start. */
  readonly address?: string | undefined;
}

/**
 * Reads Atom 0.3 and 1.0, RSS 0.9 to 2.0, RDF and JSON Feed as a feed reader would: broken XML is read as far as it can
 * be, entities that a document defines are never expanded. Any bytes give a feed or the reason why they are none.
 */
export function parseForeignFeed(bytes: Uint8Array, from: FeedOrigin): ForeignFeed | ProblemText {
  const text = decodeFeed(bytes, from.contentType);
  const base = URL.canParse(from.address ?? '') ? from.address : undefined;
  if (/^\s*\{/.test(text)) return readJsonFeed(text, base);
  return readXmlFeed(text, base);
}

/** Whether it is the reason why a document is no feed. */
export function isNoFeed(read: ForeignFeed | ProblemText): read is ProblemText {
  return 'rule' in read;
}
