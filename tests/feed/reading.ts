import { decodeHTML } from 'entities';
import { XmlDocument, type XmlElement, type XmlNode } from 'libxml2-wasm';
import type { FeedDocument, Format } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import { samplePublication } from '../sample.ts';

export const formats: readonly Format[] = ['atom', 'rss', 'json'];

/** What a reader of feeds knows of one item, in the same words for all formats. Dates are milliseconds. */
export interface Told {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly language: string;
  readonly published: number;
  readonly updated: number;
  readonly image: string;
  /** Every attachment's address, sorted: audio comes first in RSS. */
  readonly attachments: readonly string[];
  readonly source: string;
  /** As it stands in RSS and JSON; as libxml2 writes it in Atom. */
  readonly content: string;
}

/** The sample publication's feed with some fields changed. */
export function sampleFeed(overrides: Partial<FeedDocument> = {}): FeedDocument {
  return { ...mainFeed(samplePublication()), ...overrides };
}

/** A feed in all three formats, each as its items are told to a reader. */
export async function tellAll(feed: FeedDocument): Promise<Record<Format, Told[]>> {
  return {
    atom: tellAtom(await renderFeed('atom', feed)),
    rss: tellRss(await renderFeed('rss', feed)),
    json: tellJson(await renderFeed('json', feed)),
  };
}

const namespaces = {
  a: 'http://www.w3.org/2005/Atom',
  h: 'http://www.w3.org/1999/xhtml',
  dc: 'http://purl.org/dc/elements/1.1/',
  content: 'http://purl.org/rss/1.0/modules/content/',
  media: 'http://search.yahoo.com/mrss/',
  xml: 'http://www.w3.org/XML/1998/namespace',
  fh: 'http://purl.org/syndication/history/1.0',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  at: 'http://purl.org/atompub/tombstones/1.0',
};

type Query = (xpath: string) => string[];

/** The text of every node that an XPath finds in a document. */
export function query(xml: string, xpath: string): string[] {
  return parsed(xml, (root) => textsBelow(root)(xpath));
}

function tellAtom(xml: string): Told[] {
  return parsed(xml, (root) => {
    const language = textsBelow(root)('@xml:lang')[0];
    return root.find('a:entry', namespaces).map((entry) => {
      const texts = textsBelow(entry);
      return {
        ...tell(texts, 'a:'),
        id: texts('a:id')[0] ?? '',
        url: texts('a:link[@rel="alternate"]/@href')[0] ?? '',
        summary: texts('a:summary')[0] ?? '',
        authors: texts('a:author/a:name'),
        tags: texts('a:category/@term'),
        language: texts('@xml:lang')[0] ?? language ?? '',
        published: Date.parse(texts('a:published')[0] ?? ''),
        attachments: texts('a:link[@rel="enclosure"]/@href').sort(),
        source: texts('a:link[@rel="via"]/@href')[0] ?? '',
        content: contentOf(entry.get('a:content/h:div', namespaces) as XmlElement | null),
      };
    });
  });
}

function tellRss(xml: string): Told[] {
  return parsed(xml, (root) => {
    const language = textsBelow(root)('channel/language')[0];
    return root.find('channel/item').map((item) => {
      const texts = textsBelow(item);
      return {
        ...tell(texts, ''),
        id: texts('guid[@isPermaLink="false"]')[0] ?? '',
        url: texts('link')[0] ?? '',
        summary: decodeHTML(texts('description')[0] ?? ''),
        authors: texts('dc:creator'),
        tags: texts('category'),
        language: texts('dc:language')[0] ?? language ?? '',
        published: Date.parse(texts('pubDate')[0] ?? ''),
        attachments: [...texts('enclosure/@url'), ...texts('media:content[not(@medium)]/@url')].sort(),
        source: texts('dc:source')[0] ?? '',
        content: texts('content:encoded')[0] ?? '',
      };
    });
  });
}

/** The fields that Atom and RSS say alike. */
function tell(texts: Query, prefix: string): Pick<Told, 'title' | 'updated' | 'image'> {
  return {
    title: texts(`${prefix}title`)[0] ?? '',
    updated: Date.parse(texts('a:updated')[0] ?? ''),
    image: texts('media:thumbnail/@url')[0] ?? '',
  };
}

export function tellJson(json: string): Told[] {
  const feed = JSON.parse(json) as { language: string; items: JsonItem[] };
  return feed.items.map((item) => ({
    id: item.id,
    url: item.url,
    title: item.title,
    summary: item.summary ?? '',
    authors: item.authors.map((author) => author.name),
    tags: item.tags ?? [],
    language: item.language ?? feed.language,
    published: Date.parse(item.date_published),
    updated: Date.parse(item.date_modified),
    image: item.image ?? '',
    attachments: (item.attachments ?? []).map((attachment) => attachment.url).sort(),
    source: item.external_url ?? '',
    content: item.content_html,
  }));
}

interface JsonItem {
  readonly id: string;
  readonly url: string;
  readonly external_url?: string;
  readonly title: string;
  readonly summary?: string;
  readonly content_html: string;
  readonly image?: string;
  readonly date_published: string;
  readonly date_modified: string;
  readonly authors: readonly { readonly name: string }[];
  readonly tags?: readonly string[];
  readonly language?: string;
  readonly attachments?: readonly { readonly url: string }[];
}

/** The markup inside an element as libxml2 writes it. */
export function canonical(markup: string): string {
  return parsed(`<div xmlns="${namespaces.h}">${markup}</div>`, contentOf);
}

function contentOf(div: XmlElement | null): string {
  return div?.toString({ format: false }) ?? '';
}

function textsBelow(node: XmlNode): Query {
  return (xpath) => node.find(xpath, namespaces).map((found) => found.content);
}

function parsed<T>(xml: string, use: (root: XmlElement) => T): T {
  const document = XmlDocument.fromBuffer(Buffer.from(xml));
  try {
    return use(document.root);
  } finally {
    document.dispose();
  }
}
