import type { Article } from '../model/article.ts';
import { completeAtom } from './complete/atom.ts';
import { completeJson } from './complete/json.ts';
import { completeRss } from './complete/rss.ts';
import { entryOf, type FeedEntry } from './content.ts';
import type { FeedDocument, Format } from './document.ts';
import { draft } from './draft.ts';

/** A finished document with the feed and the entries in it. */
export interface Composed {
  readonly feed: FeedDocument;
  readonly entries: readonly FeedEntry[];
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Drafts and completes a feed with as many of its articles as its limit allows, but at least one. */
export function composeFeed(format: Format, feed: FeedDocument): Composed {
  const all = feed.articles.map((article) => entryOf(article, format, feed));
  const whole = finish(format, feed, all);
  const { limit } = feed;
  if (!limit || whole.bytes.length <= limit.bytes) return whole;
  const isKept = ({ article }: FeedEntry) => limit.kept.has(article.id);
  const withSpare = (count: number) => {
    let spare = count;
    return finish(
      format,
      feed,
      all.filter((entry) => isKept(entry) || spare-- > 0),
    );
  };
  // The kept articles may be large, such as a backdated book; the newest articles still get half of the limit.
  const bare = all.some(isKept) ? withSpare(0).bytes.length : 0;
  const bound = bare > limit.bytes * 0.75 ? bare + limit.bytes / 2 : limit.bytes;
  let least = all.some(isKept) ? 0 : 1;
  let most = all.length - all.filter(isKept).length - 1;
  let best = withSpare(least);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const tried = withSpare(middle);
    if (tried.bytes.length <= bound) {
      least = middle;
      best = tried;
    } else most = middle - 1;
  }
  return best;
}

/** The same with some of its entries alone, under the head of the whole. */
export function composePart(format: Format, feed: FeedDocument, articles: readonly Article[]): Composed {
  const entries = articles.map((article) => entryOf(article, format, feed));
  const text = complete[format](draft(format, feed, entries), feed, entries);
  return { feed, entries, text, bytes: Buffer.from(text) };
}

const complete = { atom: completeAtom, rss: completeRss, json: completeJson };

function finish(format: Format, whole: FeedDocument, entries: readonly FeedEntry[]): Composed {
  const feed = { ...whole, articles: entries.map(({ article }) => article) };
  const text = complete[format](draft(format, feed, entries), feed, entries);
  return { feed, entries, text, bytes: Buffer.from(text) };
}
