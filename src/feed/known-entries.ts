import { hash } from 'node:crypto';
import { feedIdOf } from '../model/feed-ids.ts';
import { identitiesOf } from '../model/identities.ts';
import type { FeedDocument, Format } from './document.ts';

/** The documents of earlier builds, whose entries need not be made and proven again. */
export interface KnownEntries {
  /** A document as it was proven, and the keys of its entries in their order; undefined where it is not known. */
  of(path: string): { readonly text: string; readonly keys: readonly string[] } | undefined;
  /** Called with each document that was proven, if its entries have keys. */
  note(path: string, text: string, keys: readonly string[]): void;
}

/** A finished document in parts: before its entries, each of them, and after them. */
export interface Sliced {
  readonly head: string;
  readonly entries: readonly string[];
  readonly tail: string;
}

/**
 * How finished documents are indented. Strings of JSON hold no line ends, `<` stands for itself in no text, and no
 * element of content is named as an entry is.
 */
const frames = {
  atom: { begin: '\n  <entry', between: /(?=\n {2}<entry[ >])/, end: '\n  </entry>', tail: '\n</feed>\n', comma: '' },
  rss: {
    begin: '\n    <item>',
    between: /(?=\n {4}<item>)/,
    end: '\n    </item>',
    tail: '\n  </channel>\n</rss>\n',
    comma: '',
  },
  json: { begin: '\n    {', between: /(?<=\n {4}\}),(?=\n {4}\{)/, end: '\n    }', tail: '\n  ]\n}\n', comma: ',' },
} as const;

/** Cuts a document at its entries; undefined where these are not as many, or anything lies between them. */
export function sliceEntries(format: Format, text: string, count: number): Sliced | undefined {
  const { begin, between, end, tail } = frames[format];
  // Other lists of a JSON feed come before its items.
  const first = text.indexOf(begin, format === 'json' ? text.indexOf('\n  "items": [\n') : 0);
  if (first === -1 || !text.endsWith(tail)) return undefined;
  const entries = text.slice(first, -tail.length).split(between);
  const isWhole = (entry: string) => entry.startsWith(begin) && entry.indexOf(end) === entry.length - end.length;
  if (entries.length !== count || !entries.every(isWhole)) return undefined;
  return { head: text.slice(0, first), entries, tail };
}

export function joinEntries(format: Format, { head, entries, tail }: Sliced): string {
  return head + entries.join(frames[format].comma) + tail;
}

/**
 * By which each entry of a feed is known: all that its text follows from. Undefined where an article has no fingerprint,
 * or two have one id, which is refused of the whole document alone.
 */
export function entryKeys(format: Format, feed: FeedDocument): readonly string[] | undefined {
  const { articles, anchors, tombstones: _, limit: __, archive: ___, paths: ____, self: _____, ...rest } = feed;
  if (new Set(articles.map((article) => feedIdOf(format, article))).size !== articles.length) return undefined;
  const context = JSON.stringify([format, rest]);
  const keys = articles.map((article) => {
    const identity = identitiesOf([article]);
    return (
      identity && hash('sha256', JSON.stringify([context, identity, anchors?.[article.id]]), 'base64url').slice(0, 22)
    );
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}
