import type { Element } from 'domhandler';
import type { Article, Attachment } from '../../article.ts';
import type { Entry } from '../content.ts';
import type { FeedDocument } from '../feed.ts';
import {
  append,
  cdata,
  childNamed,
  element,
  parseTree,
  serialize,
  setAttributes,
  setText,
  takeChildren,
  textElement,
} from '../tree.ts';
import { mediaNamespace, mediaOf } from './media.ts';

export const namespaces = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  media: mediaNamespace,
} as const;

/** RSS 2.0 with the modules that readers know: says in the draft what `feed` cannot say. */
export function completeRss(draft: string, feed: FeedDocument, entries: readonly Entry[]): string {
  const root = parseTree(draft);
  for (const [prefix, uri] of Object.entries(namespaces)) setAttributes(root, { [`xmlns:${prefix}`]: uri });
  const channel = childNamed(root, 'channel')!;
  const drafted = takeChildren(channel, 'item');
  completeChannel(channel, feed);
  for (const [index, entry] of entries.entries()) completeItem(drafted[index]!, entry, feed);
  channel.children = [...channel.children, ...drafted];
  return serialize(root, 3);
}

function completeChannel(channel: Element, feed: FeedDocument): void {
  setText(channel, 'title', feed.title);
  // RSS demands a description.
  setText(channel, 'description', feed.description || feed.title);
  if (feed.updated === undefined) takeChildren(channel, 'lastBuildDate');
  append(channel, feed.rights && textElement('copyright', feed.rights), imageOf(feed));
}

function imageOf(feed: FeedDocument): Element | undefined {
  const url = feed.image ?? feed.icon;
  if (url === undefined) return undefined;
  return element('image', {}, textElement('url', url), textElement('title', feed.title), textElement('link', feed.url));
}

function completeItem(drafted: Element, { article, content }: Entry, feed: FeedDocument): void {
  setText(drafted, 'title', article.title);
  setText(drafted, 'guid', article.id);
  const [first, ...others] = article.attachments;
  append(
    drafted,
    textElement('atom:updated', article.updated),
    ...article.authors.map((author) => textElement('dc:creator', author.name)),
    article.language === feed.language ? undefined : textElement('dc:language', article.language),
    ...article.tags.map((tag) => textElement('category', tag)),
    article.summary && textElement('description', article.summary),
    sourceOf(article),
    // RSS allows one enclosure and demands its length, where 0 stands for unknown.
    first && element('enclosure', { url: first.url, length: first.length ?? 0, type: first.type }),
    ...others.map(mediumOf),
    ...(article.image ? mediaOf(article.image) : []),
    content ? element('content:encoded', {}, cdata(content)) : undefined,
  );
}

/** Not RSS's own `source`: its address has to be that of a feed. */
function sourceOf({ source }: Article): Element | undefined {
  return source && textElement('dc:source', source.url);
}

function mediumOf({ url, type, length, duration, title }: Attachment): Element {
  const attributes = { url, type, fileSize: length, duration };
  return element('media:content', attributes, ...(title ? [textElement('media:title', title, { type: 'plain' })] : []));
}
