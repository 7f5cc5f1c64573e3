import type { Element } from 'domhandler';
import { escapeText } from '../../lib/escape.ts';
import type { Article, Attachment } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import type { PodcastSettings } from '../../model/publication.ts';
import type { FeedEntry } from '../content.ts';
import { type FeedDocument, historyNamespace, linksOf, stylesheetOf, updatedOf } from '../document.ts';
import { extensionElements, extensionNamespaces } from '../extensions.ts';
import {
  append,
  cdata,
  childNamed,
  declare,
  element,
  mediaNamespace,
  mediaOf,
  parseTree,
  serialize,
  setText,
  takeChildren,
  textElement,
} from '../tree.ts';

/** Prefix → URI of the namespaces that a document declares. */
export function rssNamespaces(feed: FeedDocument): Record<string, string> {
  return {
    atom: 'http://www.w3.org/2005/Atom',
    content: 'http://purl.org/rss/1.0/modules/content/',
    dc: 'http://purl.org/dc/elements/1.1/',
    media: mediaNamespace,
    ...(feed.archive?.closed && { fh: historyNamespace }),
    ...((feed.podcast || feed.articles.some(audioOf)) && { itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd' }),
    ...extensionNamespaces(feed),
  };
}

/** RSS 2.0 with widely supported modules: adds to the draft what the `feed` package cannot write. */
export function completeRss(draft: string, feed: FeedDocument, entries: readonly FeedEntry[]): string {
  const root = parseTree(draft);
  declare(root, rssNamespaces(feed));
  const channel = childNamed(root, 'channel')!;
  const drafted = takeChildren(channel, 'item');
  completeChannel(channel, feed);
  for (const [index, entry] of entries.entries()) completeItem(drafted[index]!, entry, feed);
  channel.children = [...channel.children, ...drafted];
  return serialize(root, 3, stylesheetOf(feed, 'rss'));
}

function completeChannel(channel: Element, feed: FeedDocument): void {
  setText(channel, 'title', feed.title);
  // RSS requires a description, which is HTML to feed readers: plain text is escaped once more.
  setText(channel, 'description', escapeText(feed.description || feed.title));
  if (updatedOf(feed) === undefined) takeChildren(channel, 'lastBuildDate');
  append(
    channel,
    ...linksOf(feed, 'rss').map(({ rel, href }) => element('atom:link', { rel, href, type: typeOf(rel) })),
    feed.archive?.closed && element('fh:archive'),
    feed.rights && textElement('copyright', feed.rights),
    imageOf(feed),
    ...(feed.podcast ? podcastElements(feed.podcast) : []),
  );
}

/** The elements that Apple Podcasts requires of a channel, and recommends. */
export function podcastElements({ image, category, subcategory, explicit, author, owner }: PodcastSettings): Element[] {
  const part = subcategory === undefined ? [] : [element('itunes:category', { text: subcategory })];
  const contact = owner && [textElement('itunes:name', owner.name), textElement('itunes:email', owner.email)];
  return [
    element('itunes:image', { href: image }),
    element('itunes:category', { text: category }, ...part),
    textElement('itunes:explicit', String(explicit)),
    textElement('itunes:author', author),
    ...(contact ? [element('itunes:owner', {}, ...contact)] : []),
  ];
}

function typeOf(rel: string): string | undefined {
  return rel === 'hub' ? undefined : 'application/rss+xml';
}

function imageOf(feed: FeedDocument): Element | undefined {
  const url = feed.image ?? feed.icon;
  if (url === undefined) return undefined;
  return element('image', {}, textElement('url', url), textElement('title', feed.title), textElement('link', feed.url));
}

function completeItem(drafted: Element, { article, content, summary }: FeedEntry, feed: FeedDocument): void {
  setText(drafted, 'title', article.title);
  setText(drafted, 'guid', feedIdOf('rss', article), { isPermaLink: article.guidIsLink && 'true' });
  const audio = audioOf(article);
  const first = audio ?? article.attachments[0];
  const others = article.attachments.filter((attachment) => attachment !== first);
  append(
    drafted,
    textElement('atom:updated', article.updated),
    ...article.authors.map((author) => textElement('dc:creator', author.name)),
    article.language === feed.language ? undefined : textElement('dc:language', article.language),
    ...article.tags.map((tag) => textElement('category', tag)),
    summary && textElement('description', escapeText(summary)),
    sourceOf(article),
    // RSS allows one enclosure and requires its length; 0 means unknown.
    first && element('enclosure', { url: first.url, length: first.length ?? 0, type: first.type }),
    audio && podcastElement(audio),
    ...others.map(mediumOf),
    ...(article.image ? mediaOf(article.image) : []),
    ...extensionElements(article),
    content ? element('content:encoded', {}, cdata(content)) : undefined,
  );
}

/** The attachment that makes an article an episode: podcast players read the only enclosure of an item. */
function audioOf({ attachments }: Article): Attachment | undefined {
  return attachments.find(({ type }) => type.startsWith('audio/'));
}

/**
 * The known details of an episode for podcast players. Not itunes:author: feedparser would add it to the authors of
 * dc:creator.
 */
function podcastElement({ duration }: Attachment): Element | undefined {
  return duration === undefined ? undefined : textElement('itunes:duration', String(Math.round(duration)));
}

/** Not RSS's own `source`, which requires the address of a feed. */
function sourceOf({ source }: Article): Element | undefined {
  return source && textElement('dc:source', source.url);
}

function mediumOf({ url, type, length, duration, title }: Attachment): Element {
  const attributes = { url, type, fileSize: length, duration };
  return element('media:content', attributes, ...(title ? [textElement('media:title', title, { type: 'plain' })] : []));
}
