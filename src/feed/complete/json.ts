import type { Attachment, Author } from '../../model/article.ts';
import type { FeedEntry } from '../content.ts';
import type { FeedDocument } from '../document.ts';
import { extensionObjects } from '../extensions.ts';

export const jsonFeedVersion = 'https://jsonfeed.org/version/1.1';

type JsonObject = Record<string, unknown>;

/** Upgrades the draft from JSON Feed 1.0 to 1.1 and adds what the `feed` package cannot write. */
export function completeJson(draft: string, feed: FeedDocument, entries: readonly FeedEntry[]): string {
  const { items, ...drafted } = JSON.parse(draft) as JsonObject & { items: JsonObject[] };
  const document = {
    ...drafted,
    version: jsonFeedVersion,
    favicon: feed.icon,
    language: feed.language,
    next_url: feed.archive?.previous?.json,
    hubs: feed.hub === undefined ? undefined : [{ type: 'WebSub', url: feed.hub }],
    // Readers add the feed's authors to an item's, and every item names its own.
    authors: feed.articles.length === 0 ? feed.authors.map(authorOf) : undefined,
    items: entries.map((entry, index) => completeItem(items[index]!, entry, feed)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function completeItem(drafted: JsonObject, { article, content, summary }: FeedEntry, feed: FeedDocument): JsonObject {
  return {
    ...drafted,
    summary,
    content_html: feed.summaries ? undefined : content,
    // JSON Feed requires every item to have content.
    content_text: feed.summaries ? (summary ?? '') : undefined,
    external_url: article.source?.url,
    date_published: article.published,
    date_modified: article.updated,
    authors: article.authors.map(authorOf),
    language: article.language === feed.language ? undefined : article.language,
    attachments: article.attachments.length > 0 ? article.attachments.map(attachmentOf) : undefined,
    ...extensionObjects(article),
  };
}

function authorOf({ name, url }: Author): JsonObject {
  return { name, url };
}

function attachmentOf({ url, type, title, length, duration }: Attachment): JsonObject {
  return { url, mime_type: type, title: title || undefined, size_in_bytes: length, duration_in_seconds: duration };
}
