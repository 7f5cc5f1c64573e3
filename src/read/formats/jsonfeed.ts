import { decodeHTML } from 'entities';
import { z } from 'zod';
import { oneLine } from '../../lib/escape.ts';
import { isUri, isWebAddress, readable } from '../../lib/uri.ts';
import type { Author } from '../../model/article.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import { checkValue } from '../../model/schema.ts';
import { type Front, type FrontAttachment, frontShape, perTimezone } from './front-matter.ts';
import type { ParsedArticle, ParsedArticles, ReadOptions } from './source.ts';
import { readParagraphs } from './text.ts';

/** Whether a value is a JSON Feed of version 1 or 1.1 (https://jsonfeed.org). */
export function isJsonFeed(value: unknown): boolean {
  const version = (value as { version?: unknown } | null)?.version;
  return typeof version === 'string' && /^https?:\/\/jsonfeed\.org\/version\/1(\.|$)/.test(version);
}

/** The problem of a JSON Feed of another or no version; undefined for other JSON. */
export function refusedFeed(value: unknown, at: Locate): Problem | undefined {
  const { version, items } = (value ?? {}) as { version?: unknown; items?: unknown };
  if (!Array.isArray(items)) return undefined;
  const isGiven = typeof version === 'string' || typeof version === 'number';
  return {
    severity: 'error',
    rule: 'json-feed-version',
    message: isGiven
      ? `"${String(version).slice(0, 60)}" is no version of JSON Feed that is known here`
      : 'this looks like a JSON Feed, but it has no version',
    hint: 'Versions 1 and 1.1 are read: "version": "https://jsonfeed.org/version/1.1".',
    ...at(isGiven ? ['version'] : ['items'], isGiven ? 'value' : 'key'),
  };
}

/** The items of a JSON Feed as articles. Keys that are not needed are passed over; ids are kept byte for byte. */
export function readFeedItems(value: unknown, at: Locate, reading: ReadOptions): ParsedArticles {
  const schemas = schemasFor(reading.timezone);
  const feed = checkValue(value, schemas.feed, at);
  if (!feed.value) return { drafts: [], problems: feed.problems };
  const drafts: ParsedArticle[] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of feed.value.items.entries()) {
    const item = checkValue(raw, schemas.item, (path, target) => at(['items', index, ...path], target));
    problems.push(...item.problems);
    if (!item.value) continue;
    if (!isUri(item.value.id)) problems.push(newId(item.value.id, item.at(['id'])));
    drafts.push(draftOf(item.value, feed.value, item.at, reading));
  }
  return { drafts, problems };
}

type Feed = z.output<ReturnType<typeof schemasFor>['feed']>;
type Item = z.output<ReturnType<typeof schemasFor>['item']>;

function draftOf(item: Item, feed: Feed, at: Locate, reading: ReadOptions): ParsedArticle {
  const { content_html: html, content_text: text } = item;
  const site = feed.home_page_url ?? feed.feed_url;
  const front = frontOf(item, feed, (address) => {
    const url = address ? URL.parse(address, site)?.href : undefined;
    return url !== undefined && isWebAddress(url) ? url : undefined;
  });
  return {
    front,
    body: html === undefined ? readParagraphs(text ?? '', front, reading.noticePattern) : { content: { html } },
    source: html ?? text ?? '',
    name: nameIn(front.url),
    titlePlace: at(['title']),
    several: true,
    webBase: front.url ?? site ?? '',
    at,
    atReference: () => at([html === undefined ? 'content_text' : 'content_html'], 'key'),
  };
}

function frontOf(item: Item, feed: Feed, absolute: (address: string | undefined) => string | undefined): Front {
  const { summary, date_published: date, date_modified: modified, tags, image, banner_image, external_url } = item;
  const picture = absolute(image ?? banner_image);
  const elsewhere = absolute(external_url);
  const attachments = item.attachments?.map(
    (attachment): FrontAttachment => ({
      src: absolute(attachment.url) ?? attachment.url,
      title: attachment.title,
      type: attachment.mime_type,
      length: attachment.size_in_bytes,
      duration: attachment.duration_in_seconds,
    }),
  );
  return {
    title: item.title ?? titleFrom(item),
    summary,
    date,
    // A change before the publication is meaningless.
    updated: date && modified && Date.parse(modified) < Date.parse(date) ? undefined : modified,
    id: isUri(item.id) ? item.id : undefined,
    url: absolute(item.url),
    authors: authorsOf(item) ?? authorsOf(feed),
    language: item.language ?? feed.language,
    tags,
    // JSON Feed cannot say what a picture shows.
    image: picture === undefined ? undefined : { src: picture, alt: '' },
    attachments,
    source: elsewhere === undefined ? undefined : { name: new URL(elsewhere).hostname, url: elsewhere },
  };
}

/** Version 1 has `author`, version 1.1 a list; a name may be missing. */
function authorsOf({ author, authors }: Pick<Item, 'author' | 'authors'>): Author[] | undefined {
  const named = (authors ?? (author ? [author] : [])).flatMap(({ name, url }): Author[] => {
    const shown = name ?? (url && URL.parse(url)?.hostname);
    return shown ? [{ name: shown, ...(isWebAddress(url ?? '') && { url }) }] : [];
  });
  return named.length > 0 ? named : undefined;
}

/** The first words of a note that has no title. */
function titleFrom({ summary, content_html: html, content_text: text, url }: Item): string | undefined {
  const words = oneLine(
    summary ?? text?.slice(0, 1000) ?? decodeHTML((html ?? '').slice(0, 1000).replace(/<[^>]*>/g, ' ')),
  );
  if (words.length <= 80) return words || url;
  return `${words
    .slice(0, 80)
    .replace(/\s+\S*$/, '')
    .toWellFormed()}…`;
}

/** The last part of an address, such as `hello` of `/2026/11/hello.html`. */
function nameIn(url: string | undefined): string | undefined {
  const segment = URL.parse(url ?? '')
    ?.pathname.split('/')
    .findLast((part) => part !== '');
  return segment && readable(segment).replace(/\.\w{1,5}$/, '');
}

function newId(id: string, place: ReturnType<Locate>): Problem {
  return {
    severity: 'warning',
    rule: 'id-not-uri',
    message: `the id "${id.slice(0, 60)}" is not a URI, which Atom asks for; the article gets a new one`,
    hint: 'Feed readers that followed the old feed will show it as new.',
    ...place,
  };
}

const schemasFor = perTimezone((timezone) => {
  const { title, summary, date, language, tags } = frontShape(timezone);
  const optional = <Schema extends z.ZodType>(schema: Schema) =>
    z.preprocess((value) => value ?? undefined, schema.optional());
  const text = optional(z.string());
  const number = optional(z.number().min(0, 'is below 0'));
  const author = z.object({ name: title, url: text });
  const shared = { language, author: optional(author), authors: optional(z.array(author)) };
  return {
    feed: z.object({ ...shared, home_page_url: text, feed_url: text, items: z.array(z.unknown()) }),
    item: z.object({
      ...shared,
      // Version 1 let publishers write numbers.
      id: z.union([z.string(), z.number().transform(String)], 'must be text'),
      url: text,
      external_url: text,
      title,
      summary,
      content_html: text,
      content_text: text,
      image: text,
      banner_image: text,
      date_published: date,
      date_modified: date,
      tags,
      attachments: optional(
        z.array(
          z.object({
            url: z.string(),
            mime_type: z.string(),
            title,
            size_in_bytes: number,
            duration_in_seconds: number,
          }),
        ),
      ),
    }),
  };
});
