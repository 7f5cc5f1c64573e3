import { oneLine, stripNoCharacters } from '../../lib/escape.ts';
import { parseJson } from '../../lib/json.ts';
import { placeOf } from '../../lib/place.ts';
import { isWebAddress } from '../../lib/uri.ts';
import type { Author } from '../../model/article.ts';
import type { ProblemText } from '../../model/problem.ts';
import { feedDate } from './feed-date.ts';
import type { ForeignAttachment, ForeignEntry, ForeignFeed } from './feed-shape.ts';
import { asParagraphs, looseText } from './plain-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads JSON Feed 1.0 and 1.1; a field of a wrong kind is as good as none. */
export function readJsonFeed(text: string, address: string | undefined): ForeignFeed | ProblemText {
  const read = parsedFrom(text);
  if ('fault' in read) return read.fault;
  const parsed = read.fields;
  const { items } = parsed;
  if (!Array.isArray(items)) return noFeed('it is JSON without "items", and so no feed');
  const base = absolute(parsed.feed_url, address) ?? address;
  const { title, language } = parsed;
  const url = absolute(parsed.home_page_url, base);
  const next = absolute(parsed.next_url, base);
  const self = absolute(parsed.feed_url, address);
  return {
    kind: 'json',
    ...(isText(parsed.feed_url) && { id: parsed.feed_url }),
    ...(isText(title) && { title: looseText(title) || oneLine(title) }),
    ...(url && { url }),
    ...(self && { self }),
    ...(isText(language) && { language: oneLine(language) }),
    ...(next && { next }),
    entries: items.flatMap((item) => (isFields(item) ? [entryOf(item, authorsOf(parsed), base)] : [])),
  };
}

/** Line ends within strings, which JSON forbids, are let pass. */
function parsedFrom(text: string): { readonly fields: Fields } | { readonly fault: ProblemText } {
  for (const tried of [text, text.replace(/[\n\r\t]/g, ' ')]) {
    try {
      const fields: unknown = JSON.parse(tried);
      return isFields(fields) ? { fields } : { fault: noFeed('it is JSON, and no feed') };
    } catch {
      // The next attempt, or the place of the fault.
    }
  }
  const read = parseJson(text);
  if (!('fault' in read)) return { fault: noFeed('it is no JSON') };
  const { line, column } = placeOf(text, read.fault.offset);
  return { fault: noFeed(`it is no JSON: ${read.fault.message} (line ${line}, column ${column})`) };
}

function entryOf(item: Fields, feedAuthors: readonly Author[], address: string | undefined): ForeignEntry {
  const { title, summary, language, content_html: html, content_text: text } = item;
  const id =
    typeof item.id === 'number' ? String(item.id) : isText(item.id) ? item.id.trim().toWellFormed() : undefined;
  const url = absolute(item.url, address) ?? absolute(item.external_url, address);
  const content = isText(html) ? html : isText(text) ? asParagraphs(text) : undefined;
  const image = absolute(item.image, url ?? address) ?? absolute(item.banner_image, url ?? address);
  const base = url ?? address;
  const own = authorsOf(item);
  const published = isText(item.date_published) ? feedDate(item.date_published) : undefined;
  const updated = isText(item.date_modified) ? feedDate(item.date_modified) : undefined;
  return {
    ...(id && { id }),
    ...(url && { url }),
    ...(isText(title) && { title: looseText(title) || oneLine(title) }),
    ...(isText(summary) && { summary: looseText(summary) }),
    ...(content !== undefined && { html: stripNoCharacters(content) }),
    ...(base && { base }),
    ...(published && { published }),
    ...(updated && { updated }),
    ...(isText(language) && { language: oneLine(language) }),
    authors: own.length > 0 ? own : feedAuthors,
    tags: listOf(item.tags).flatMap((tag) => (isText(tag) ? [oneLine(tag)] : [])),
    ...(image && { image }),
    attachments: listOf(item.attachments).flatMap((one) => (isFields(one) ? (attachmentOf(one, base) ?? []) : [])),
  };
}

function attachmentOf(given: Fields, address: string | undefined): ForeignAttachment | undefined {
  const url = absolute(given.url, address);
  if (url === undefined) return undefined;
  const { mime_type: type, title, size_in_bytes: length, duration_in_seconds: duration } = given;
  return {
    url,
    ...(isText(type) && { type: oneLine(type) }),
    ...(isCount(length) && { length }),
    ...(isText(title) && { title: looseText(title) || oneLine(title) }),
    ...(isCount(duration) && { duration }),
  };
}

/** Version 1.0 has `author`, version 1.1 a list. */
function authorsOf({ author, authors }: Fields): Author[] {
  return [...listOf(authors), author].flatMap((one, index, { length }): Author[] => {
    if (!isFields(one) || !isText(one.name)) return [];
    // Feeds of version 1.1 repeat the first author for readers of 1.0.
    if (index === length - 1 && length > 1) return [];
    const url = absolute(one.url, undefined);
    return [{ name: oneLine(one.name), ...(url && { url }) }];
  });
}

function absolute(value: unknown, base: string | undefined): string | undefined {
  const url = isText(value) ? URL.parse(value.trim(), base)?.href : undefined;
  return url !== undefined && isWebAddress(url) ? url : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function noFeed(message: string): ProblemText {
  return { rule: 'feed', message, hint: 'Give the address of an Atom, RSS or JSON feed.' };
}
