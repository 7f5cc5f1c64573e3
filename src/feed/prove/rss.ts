import type { XmlElement } from 'libxml2-wasm';
import { podcastElements, rssNamespaces } from '../complete/rss.ts';
import type { FeedEntry } from '../content.ts';
import type { FeedDocument } from '../document.ts';
import { FeedError } from '../feed-error.ts';
import { textOfHtml } from '../text.ts';
import { element, serialize } from '../tree.ts';
import { type ProvenEntry, proveEntries } from './entries.ts';
import { FoundExtensions, isExtension } from './extensions.ts';
import { FeedMetadata } from './feed-metadata.ts';
import { eachElement, type Library, proveNamespaces, withDocument } from './xml.ts';

/** The children that an element may have, and how often: once, at most once, or any number of times. */
type Children = Readonly<Record<string, '1' | '?' | '*'>>;

const channelElements: Children = {
  title: '1',
  link: '1',
  description: '1',
  'atom:link': '*',
  'fh:archive': '?',
  lastBuildDate: '?',
  docs: '?',
  generator: '?',
  language: '?',
  copyright: '?',
  image: '?',
  'itunes:image': '?',
  'itunes:category': '?',
  'itunes:explicit': '?',
  'itunes:author': '?',
  'itunes:owner': '?',
  item: '*',
};

const itemElements: Children = {
  title: '1',
  link: '1',
  guid: '1',
  pubDate: '1',
  description: '1',
  category: '*',
  enclosure: '?',
  'atom:updated': '1',
  'content:encoded': '?',
  'dc:creator': '*',
  'dc:language': '?',
  'dc:source': '?',
  'itunes:duration': '?',
  'media:content': '*',
  'media:thumbnail': '*',
};

/** RFC 822 with a four-digit year, as RSS 2.0 recommends. */
const rfc822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** Refuses an RSS document that is not well-formed, not valid by RSS 2.0, or does not hold exactly these entries. */
export function proveRss(library: Library, bytes: Uint8Array, feed: FeedDocument, entries: readonly FeedEntry[]): void {
  withDocument(library, bytes, ({ root }) => {
    proveNamespaces(root, rssNamespaces(feed));
    const below: XmlElement[] = [];
    eachElement(library, root, (_, element) => below.push(element));
    const channel = below[0];
    if (
      root.name !== 'rss' ||
      root.attr('version')?.value !== '2.0' ||
      below.length !== 1 ||
      channel?.name !== 'channel'
    )
      throw new FeedError('would not be one channel of RSS 2.0');
    proveChannel(library, channel, feed, entries);
  });
}

function proveChannel(library: Library, channel: XmlElement, feed: FeedDocument, entries: readonly FeedEntry[]): void {
  const held: ProvenEntry[] = [];
  const count = new Counter(channelElements);
  const around = new FeedMetadata();
  const podcast: string[] = [];
  eachElement(library, channel, (name, element) => {
    count.add(name);
    if (name === 'item') held.push(readItem(library, element, entries[held.length], feed));
    else if (name === 'lastBuildDate' && !rfc822.test(element.content))
      throw new FeedError(`would date the feed "${element.content}"`);
    else if (name.startsWith('itunes:')) podcast.push(element.toString({ format: false }).replace(/>\s+</g, '><'));
    else around.read(name, element);
  });
  count.close();
  around.prove(feed, 'rss');
  provePodcast(library, podcast, feed);
  proveEntries(held, entries, 'rss');
}

/** Compares what directories of podcasts ask for as libxml2 writes it. */
function provePodcast(library: Library, held: readonly string[], feed: FeedDocument): void {
  const meant = (feed.podcast ? podcastElements(feed.podcast) : []).map((one) => {
    const markup = serialize(element('x', { 'xmlns:itunes': rssNamespaces(feed).itunes }, one), 0);
    return withDocument(library, Buffer.from(markup), ({ root }) =>
      (root.firstChild as XmlElement).toString({ format: false }),
    );
  });
  if (JSON.stringify(held) !== JSON.stringify(meant)) throw new FeedError('would change what it says as a podcast');
}

function readItem(library: Library, item: XmlElement, meant: FeedEntry | undefined, feed: FeedDocument): ProvenEntry {
  const held = { id: '', title: '', summary: '', published: '', updated: '', authors: [] as string[] };
  let content = '';
  const count = new Counter(itemElements);
  const extensions = new FoundExtensions();
  eachElement(library, item, (name, element) => {
    if (isExtension(name, feed)) {
      extensions.read(name, element);
      return;
    }
    count.add(name);
    if (name === 'guid') held.id = readGuid(element, meant);
    else if (name === 'title') held.title = element.content;
    else if (name === 'description') held.summary = textOfHtml(element.content);
    else if (name === 'pubDate') held.published = readDate(element.content, meant);
    else if (name === 'atom:updated') held.updated = element.content;
    else if (name === 'dc:creator') held.authors.push(element.content);
    else if (name === 'content:encoded') content = element.content;
    else if (name === 'enclosure') proveEnclosure(element);
  });
  count.close();
  if (meant) extensions.prove(meant.article);
  if (meant && content !== meant.content) throw new FeedError('would change the article’s content', meant.article);
  return held;
}

function readGuid(guid: XmlElement, meant: FeedEntry | undefined): string {
  const isLink = meant?.article.guidIsLink ?? false;
  if (guid.attr('isPermaLink')?.value !== String(isLink)) throw new FeedError('would take an id for an address');
  return guid.content;
}

/** RFC 822 has no fractions of a second and its own form of the offset, so the instants are compared. */
function readDate(date: string, meant: FeedEntry | undefined): string {
  if (!rfc822.test(date)) throw new FeedError(`would date an item "${date}"`, meant?.article);
  const published = meant?.article.published ?? '';
  return Math.floor(Date.parse(published) / 1000) * 1000 === Date.parse(date) ? published : date;
}

function proveEnclosure(enclosure: XmlElement): void {
  const [url, length, type] = ['url', 'length', 'type'].map((name) => enclosure.attr(name)?.value ?? '');
  if (!/^https?:/i.test(url!) || !/^\d+$/.test(length!) || !type!.includes('/'))
    throw new FeedError('would hold an enclosure without address, length or type');
}

/** Checks the names and counts of an element's children. */
class Counter {
  readonly #allowed: Children;
  readonly #seen = new Set<string>();

  constructor(allowed: Children) {
    this.#allowed = allowed;
  }

  add(name: string): void {
    const count = this.#allowed[name];
    if (!count) throw new FeedError(`would hold an unknown element ${name}`);
    if (count !== '*' && this.#seen.has(name)) throw new FeedError(`would hold ${name} twice in one place`);
    this.#seen.add(name);
  }

  close(): void {
    for (const name in this.#allowed)
      if (this.#allowed[name] === '1' && !this.#seen.has(name)) throw new FeedError(`would lack ${name}`);
  }
}
