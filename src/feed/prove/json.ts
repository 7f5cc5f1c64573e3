import { z } from 'zod';
import { jsonFeedVersion } from '../complete/json.ts';
import type { FeedEntry } from '../content.ts';
import type { FeedDocument } from '../document.ts';
import { extensionObjects } from '../extensions.ts';
import { FeedError } from '../feed-error.ts';
import { proveEntries } from './entries.ts';

/** Refuses a JSON document that is not valid by JSON Feed 1.1 or does not hold exactly these entries. */
export function proveJson(bytes: Uint8Array, feed: FeedDocument, entries: readonly FeedEntry[]): void {
  const document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  proveExtensions(document.items, entries);
  const result = jsonFeed.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const article = issue.path[0] === 'items' ? entries[Number(issue.path[1])]?.article : undefined;
    throw new FeedError(`would not be valid JSON Feed 1.1: ${issue.path.join('.')}: ${issue.message}`, article);
  }
  const { title, description, items, next_url, hubs = [] } = result.data;
  if (title !== feed.title) throw new FeedError('would change the feed’s title');
  if (description !== feed.description) throw new FeedError('would change the feed’s description');
  if (next_url !== feed.archive?.previous?.json || hubs[0]?.url !== feed.hub)
    throw new FeedError('would lose its way to the archive or the hub');
  const held = items.map((item) => ({
    id: item.id,
    title: item.title,
    summary: item.summary ?? '',
    authors: item.authors.map((author) => author.name),
    published: item.date_published,
    updated: item.date_modified,
  }));
  proveEntries(held, entries, 'json');
  for (const [index, { article, content, summary = '' }] of entries.entries()) {
    const { content_html, content_text } = items[index]!;
    if (content_html !== (feed.summaries ? undefined : content) || (feed.summaries && content_text !== summary))
      throw new FeedError('would change the article’s content', article);
  }
}

/** Removes the extension keys, which the schema does not list, and compares them with the articles' extensions. */
function proveExtensions(items: readonly Record<string, unknown>[] | undefined, entries: readonly FeedEntry[]): void {
  for (const [index, item] of items?.entries() ?? []) {
    const found = Object.entries(item).filter(([key]) => key.startsWith('_'));
    for (const [key] of found) delete item[key];
    const article = entries[index]?.article;
    if (article && JSON.stringify(Object.fromEntries(found)) !== JSON.stringify(extensionObjects(article)))
      throw new FeedError('would change the article’s extensions', article);
  }
}

const address = z.string().regex(/^[a-z][a-z0-9+.-]*:/i, 'is not an absolute address');
const instant = z.iso.datetime({ offset: true });
const authors = z.array(z.strictObject({ name: z.string(), url: address.optional() })).min(1);
const size = z.number().nonnegative();

/** The subset of JSON Feed 1.1 that this tool writes: stricter than the standard, and without unknown keys. */
const jsonFeed = z.strictObject({
  version: z.literal(jsonFeedVersion),
  title: z.string().min(1),
  home_page_url: address,
  feed_url: address,
  description: z.string().optional(),
  icon: address.optional(),
  favicon: address.optional(),
  language: z.string(),
  next_url: address.optional(),
  hubs: z
    .array(z.strictObject({ type: z.literal('WebSub'), url: address }))
    .length(1)
    .optional(),
  authors: authors.optional(),
  items: z.array(
    z.strictObject({
      id: z.string().min(1),
      url: address,
      external_url: address.optional(),
      title: z.string(),
      summary: z.string().optional(),
      content_html: z.string().optional(),
      content_text: z.string().optional(),
      image: address.optional(),
      date_published: instant,
      date_modified: instant,
      authors,
      tags: z.array(z.string()).min(1).optional(),
      language: z.string().optional(),
      attachments: z
        .array(
          z.strictObject({
            url: address,
            mime_type: z.string(),
            title: z.string().optional(),
            size_in_bytes: size.optional(),
            duration_in_seconds: size.optional(),
          }),
        )
        .min(1)
        .optional(),
    }),
  ),
});
