import { Feed, type Item } from 'feed';
import type { Article } from '../model/article.ts';
import { feedIdOf } from '../model/feed-ids.ts';
import type { FeedEntry } from './content.ts';
import { type FeedDocument, type Format, updatedOf } from './document.ts';
import { FeedError } from './feed-error.ts';

/**
 * The first version of the document, by the `feed` package, which gets only the values that it renders correctly: for
 * JSON nearly all. In Atom and RSS it would turn plain text into HTML or lose a level of `&amp;`, and rewrite Atom ids:
 * there it gets addresses and dates, and `complete/` adds the rest.
 */
export function draft(format: Format, feed: FeedDocument, entries: readonly FeedEntry[]): string {
  const document = new Feed({
    id: feed.id,
    title: format === 'json' ? feed.title : '',
    link: feed.url,
    feedLinks: { [format]: feed.self[format] },
    language: feed.language,
    generator: 'Tidings',
    updated: new Date(updatedOf(feed) ?? neverUpdated),
    ...(format === 'json' && { description: feed.description, image: feed.icon }),
  });
  const itemOf = format === 'json' ? jsonItem : format === 'rss' ? rssItem : atomItem;
  for (const entry of entries) document.addItem(itemOf(entry));
  return format === 'atom' ? document.atom1() : format === 'rss' ? document.rss2() : document.json1();
}

/** Atom requires a date even of a feed without articles; a constant gives the same bytes in every build. */
export const neverUpdated = '1970-01-01T00:00:00Z';

function atomItem({ article }: FeedEntry): Item {
  return {
    title: '',
    link: addressOf(article),
    date: instantOf(article.updated, article),
    published: instantOf(article.published, article),
  };
}

/** The address as the URL standard writes it: `feed` does so in Atom and RSS, and all three formats must agree. */
function addressOf(article: Article): string {
  const address = URL.parse(article.url);
  if (!address) throw new FeedError(`cannot link to "${article.url}", which is no absolute address`, article);
  return address.href;
}

function instantOf(date: string, article: Article): Date {
  const instant = new Date(date);
  if (Number.isNaN(instant.getTime())) throw new FeedError(`cannot date the article "${date}"`, article);
  return instant;
}

function rssItem(entry: FeedEntry): Item {
  return { ...atomItem(entry), id: feedIdOf('rss', entry.article) };
}

function jsonItem(entry: FeedEntry): Item {
  const { title, image, tags } = entry.article;
  return {
    ...atomItem(entry),
    id: feedIdOf('json', entry.article),
    content: entry.content,
    title,
    ...(entry.summary && { description: entry.summary }),
    ...(image && { image: image.url }),
    ...(tags.length > 0 && { category: tags.map((name) => ({ name })) }),
  };
}
