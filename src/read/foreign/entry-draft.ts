import { oneLine } from '../../lib/escape.ts';
import { isWebAddress } from '../../lib/uri.ts';
import type { Author } from '../../model/article.ts';
import { feedDate } from './feed-date.ts';
import type { ForeignAttachment, ForeignEntry, ForeignFeed } from './feed-shape.ts';
import { asParagraphs, looseText, plainText } from './plain-text.ts';
import type { ElementContent, FeedElement } from './xml-elements.ts';

interface EntryStart {
  readonly base: string | undefined;
  readonly language: string | undefined;
  /** RDF's name of the entry. */
  readonly about: string | undefined;
}

/** One entry of an XML feed while it is read. Of elements that repeat, the first counts. */
export class EntryDraft {
  readonly authors: Author[] = [];
  readonly #kind: ForeignFeed['kind'];
  readonly #start: EntryStart;
  readonly #parts = new Map<string, ElementContent>();
  readonly #links: { readonly rel: string; readonly type: string; readonly url: string }[] = [];
  readonly #attachments: ForeignAttachment[] = [];
  readonly #tags = new Set<string>();
  readonly #images: string[] = [];

  constructor(kind: ForeignFeed['kind'], start: EntryStart) {
    this.#kind = kind;
    this.#start = start;
  }

  open(element: FeedElement): boolean {
    const { name, attributes, base } = element;
    if (name === 'enclosure' || name === 'media:content') this.#attach(element);
    else if (name === 'media:thumbnail' || name === 'itunes:image')
      this.#picture(attributes.url ?? attributes.href, base);
    else if (name === 'category' && attributes.term !== undefined) this.#tag(attributes.label || attributes.term);
    else return parts.has(name) || repeated.has(name);
    return false;
  }

  content(content: ElementContent): void {
    const { name, text, base } = content;
    if (name === 'category' || name === 'dc:subject') this.#tag(text);
    else if (name === 'author' || name === 'dc:creator' || name === 'itunes:author') this.#by(name, text);
    else if (name === 'image') this.#picture(/https?:\/\/\S+/i.exec(text)?.[0], base);
    else if (!this.#parts.has(name) && (text.trim() !== '' || content.markup !== undefined || content.attributes.src))
      this.#parts.set(name, content);
  }

  link({ attributes, base }: FeedElement): void {
    const rel = (attributes.rel ?? 'alternate').trim().toLowerCase();
    const url = webAddress(attributes.href, base);
    if (url === undefined) return;
    if (rel === 'enclosure')
      this.#attach({ name: 'enclosure', attributes: { ...attributes, url }, base, language: undefined });
    else this.#links.push({ rel, type: attributes.type ?? '', url });
  }

  finish(feedAuthors: readonly Author[]): ForeignEntry {
    const id = this.#line('id', 'guid') ?? (oneLine(this.#start.about ?? '') || undefined);
    const says = this.#parts.get('guid')?.attributes.ispermalink;
    const url = this.#url();
    const content = this.#html();
    const title = this.#title();
    const published = this.#date(
      'published',
      'pubdate',
      'issued',
      'dcterms:issued',
      'created',
      'dcterms:created',
      'dc:date',
    );
    const updated = this.#date('updated', 'modified', 'dcterms:modified');
    const language = oneLine(
      this.#parts.get('language')?.text ?? this.#parts.get('dc:language')?.text ?? this.#start.language ?? '',
    );
    const duration = durationOf(this.#line('itunes:duration'));
    const attachments = this.#attachments.map((one) => (duration === undefined ? one : { duration, ...one }));
    return {
      ...(id !== undefined && { id }),
      ...(says !== undefined && { isPermaLink: says.trim().toLowerCase() !== 'false' }),
      ...(url && { url }),
      ...(title && { title }),
      ...content,
      ...(published && { published }),
      ...(updated && { updated }),
      ...(language && { language }),
      authors: this.authors.length > 0 ? this.authors : feedAuthors,
      tags: [...this.#tags],
      ...(this.#images[0] && { image: this.#images[0] }),
      attachments,
    };
  }

  #line(...names: readonly string[]): string | undefined {
    return names.map((name) => oneLine(this.#parts.get(name)?.text ?? '')).find((line) => line !== '');
  }

  #date(...names: readonly string[]): string | undefined {
    return names.map((name) => feedDate(this.#parts.get(name)?.text ?? '')).find((date) => date !== undefined);
  }

  #title(): string | undefined {
    const part = this.#parts.get('title') ?? this.#parts.get('dc:title') ?? this.#parts.get('media:title');
    return part && this.#plain(part);
  }

  /** The words of an element: Atom says whether it holds HTML, RSS never does. */
  #plain({ text, markup, attributes }: ElementContent): string {
    const { type = 'text', mode } = attributes;
    if (markup !== undefined) return plainText(markup);
    if (this.#kind !== 'atom') return looseText(text);
    return mode === 'escaped' || /html/i.test(type) ? plainText(text) : oneLine(text);
  }

  #url(): string | undefined {
    const original = this.#part('feedburner:origlink');
    const pages = this.#links.filter(({ rel }) => rel === 'alternate');
    const linked = pages.find(({ type }) => type === '' || /html/i.test(type)) ?? pages[0];
    const guid = this.#parts.get('guid');
    const isAddress =
      guid && guid.attributes.ispermalink?.trim().toLowerCase() !== 'false' && isWebAddress(guid.text.trim());
    const about = this.#start.about;
    return (
      original ??
      this.#part('link') ??
      linked?.url ??
      (isAddress ? webAddress(guid.text, guid.base) : undefined) ??
      (isWebAddress(about ?? '') ? webAddress(about, undefined) : undefined) ??
      webAddress(this.#parts.get('content')?.attributes.src, this.#parts.get('content')?.base) ??
      // Atom asks for a link where there is no content; an address as id is better than none.
      (this.#kind === 'atom' && isWebAddress(this.#line('id') ?? '') ? this.#line('id') : undefined)
    );
  }

  #part(name: string): string | undefined {
    const part = this.#parts.get(name);
    return part && webAddress(part.text, part.base);
  }

  /** Content and summary: a description alone may be either, and is taken for the content. */
  #html(): Pick<ForeignEntry, 'summary' | 'html' | 'base'> {
    const part = (...names: readonly string[]) =>
      names.map((name) => this.#parts.get(name)).find((one) => one !== undefined);
    const full = part('content:encoded', 'content', 'xhtml:body', 'xhtml:div', 'fullitem');
    const brief = part('summary', 'description', 'itunes:summary', 'dc:description', 'media:description');
    const isAlone = !full && brief !== undefined && this.#kind !== 'atom';
    const content = isAlone ? brief : full;
    const html = content && htmlOf(content, this.#kind);
    const summary = brief && !isAlone ? this.#plain(brief) : undefined;
    const base = content?.base ?? this.#start.base;
    return { ...(summary && { summary }), ...(html && { html, ...this.#baseOf(base) }) };
  }

  /** Readers resolve addresses in RSS by the page of the entry, and in Atom by `xml:base`. */
  #baseOf(base: string | undefined): { readonly base?: string } {
    const found = this.#kind === 'atom' ? (base ?? this.#url()) : (this.#url() ?? base);
    return found === undefined ? {} : { base: found };
  }

  #tag(text: string): void {
    const tag = looseText(text);
    if (tag !== '') this.#tags.add(tag);
  }

  #by(name: string, text: string): void {
    // Podcasts name their authors twice.
    if (name === 'itunes:author' && this.authors.length > 0) return;
    const author = personOf(text, undefined);
    if (author && !this.authors.some((one) => one.name === author.name)) this.authors.push(author);
  }

  #picture(address: string | undefined, base: string | undefined): void {
    const url = webAddress(address, base);
    if (url !== undefined) this.#images.push(url);
  }

  #attach({ name, attributes, base }: FeedElement): void {
    const url = webAddress(attributes.url ?? attributes.href, base);
    if (url === undefined) return;
    const { medium, title } = attributes;
    const type = /^[a-z]+\/[a-z0-9.+-]+/i.exec(attributes.type?.trim() ?? '')?.[0].toLowerCase();
    const isPicture =
      medium === 'image' || type?.startsWith('image/') || (!type && /\.(jpe?g|png|gif|webp)$/i.test(url));
    if (isPicture) this.#images.push(url);
    if (name === 'media:content' && (isPicture || !type)) return;
    if (this.#attachments.some((one) => one.url === url)) return;
    const length = Number(/^\d{1,15}$/.exec((attributes.length ?? attributes.filesize ?? '').trim())?.[0]);
    const duration = durationOf(attributes.duration);
    this.#attachments.push({
      url,
      ...(type && { type }),
      ...(length > 0 && { length }),
      ...(title?.trim() && { title: oneLine(title) }),
      ...(duration !== undefined && { duration }),
    });
  }
}

const parts = new Set(
  [
    'title link id guid description summary content pubdate published issued created updated modified language fullitem',
    'content:encoded xhtml:body xhtml:div dc:title dc:description dc:date dc:language',
    'dcterms:issued dcterms:created dcterms:modified',
    'feedburner:origlink itunes:summary itunes:duration media:description media:title',
  ].flatMap((line) => line.split(' ')),
);

const repeated = new Set('category dc:subject author dc:creator itunes:author image'.split(' '));

function htmlOf({ text, markup, attributes }: ElementContent, kind: ForeignFeed['kind']): string | undefined {
  if (markup !== undefined) return markup;
  if (attributes.src !== undefined && text.trim() === '') return undefined;
  if (kind !== 'atom') return text;
  const { type = 'text', mode } = attributes;
  if (/html/i.test(type) || mode === 'escaped') return text;
  return /^text(\/plain)?$/i.test(type) ? asParagraphs(text) : undefined;
}

/** `jane@example.org (Jane)` is Jane. An address alone names nobody, and is not for the public. */
export function personOf(text: string, url: string | undefined): Author | undefined {
  const line = looseText(text);
  const inner = /^\S+@\S+\s*\((.+)\)$/.exec(line)?.[1];
  const name = (inner ?? line.replace(/<?\S+@\S+\.\S+>?/g, '')).trim();
  const address = webAddress(url, undefined);
  return name === '' ? undefined : { name, ...(address && { url: address }) };
}

/** Seconds, or hours, minutes and seconds with colons. */
function durationOf(written: string | undefined): number | undefined {
  const parts = /^(?:(\d{1,3}):)?(?:(\d{1,4}):)?(\d{1,7})(?:\.\d+)?$/.exec(written?.trim() ?? '');
  if (!parts) return undefined;
  const numbers = parts.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  return numbers.reduce((total, number) => total * 60 + number, 0) || undefined;
}

function webAddress(address: string | undefined, base: string | undefined): string | undefined {
  const url = address === undefined || address.trim() === '' ? undefined : URL.parse(address.trim(), base)?.href;
  return url !== undefined && isWebAddress(url) ? url : undefined;
}
