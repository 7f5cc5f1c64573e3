import { oneLine } from '../../lib/escape.ts';
import { isWebAddress } from '../../lib/uri.ts';
import type { Author } from '../../model/article.ts';
import type { ProblemText } from '../../model/problem.ts';
import { EntryDraft, personOf } from './entry-draft.ts';
import type { ForeignFeed } from './feed-shape.ts';
import { looseText } from './plain-text.ts';
import { type ElementContent, type ElementListener, type FeedElement, walkElements } from './xml-elements.ts';

/** Reads Atom, RSS and RDF: every document of the text that is a feed, as one. */
export function readXmlFeed(text: string, address: string | undefined): ForeignFeed | ProblemText {
  const reader = new FeedReader(address);
  walkElements(text, address, reader);
  return reader.result();
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Their elements say nothing about the feed or entry around them, though they have the same names. */
const asides = new Set('source textinput cloud skiphours skipdays contributor media:community itunes:owner'.split(' '));

class FeedReader implements ElementListener {
  readonly #address: string | undefined;
  readonly #feed: Partial<Mutable<ForeignFeed>> = {};
  readonly #entries: EntryDraft[] = [];
  readonly #authors: Author[] = [];
  #entry: EntryDraft | undefined;
  #aside: string | undefined;
  #person: { name?: string; url?: string } | undefined;
  /** The feeds that a web page names. */
  readonly #alternates: string[] = [];
  #isPage = false;
  /** Whether the last entry was not closed by its own tag. */
  #isOpenEnded = false;

  constructor(address: string | undefined) {
    this.#address = address;
  }

  open(element: FeedElement): boolean {
    const { name, attributes } = element;
    if (!this.#feed.kind) return this.#begin(element);
    if (this.#aside !== undefined) return false;
    if (name === 'item' || name === 'entry') this.#next(element);
    else if (asides.has(name) || (name === 'image' && !this.#entry)) this.#aside = name;
    else if (name === 'author' && this.#feed.kind === 'atom') this.#person = {};
    else if (name === 'link' && attributes.href !== undefined) this.#link(element);
    else if (this.#person) return name === 'name' || name === 'uri' || name === 'url';
    else if (this.#entry) return this.#entry.open(element);
    else return wantedOfFeed.has(name);
    return false;
  }

  content(content: ElementContent): void {
    const { name, text } = content;
    if (this.#person && name === 'name') this.#person.name = text;
    else if (this.#person) this.#person.url = text;
    else if (this.#entry) this.#entry.content(content);
    else this.#describe(content);
  }

  close(name: string, isImplied: boolean): void {
    if (this.#aside !== undefined) {
      if (name === this.#aside) this.#aside = undefined;
    } else if (name === 'author' && this.#person) this.#endPerson();
    else if ((name === 'item' || name === 'entry') && this.#entry) this.#end(isImplied);
    else if (isRoot(name) && isImplied) this.#feed.isCut = true;
  }

  endsText(name: string, within: string): boolean {
    if (name === 'item' || name === 'entry') return true;
    if (bareTexts.has(within)) return partNames.has(name) || name.includes(':');
    return within === 'title' ? partNames.has(name) : !within.includes(':') && neverInText.has(name);
  }

  result(): ForeignFeed | ProblemText {
    if (this.#entry) this.#end(true);
    const { kind, url, ...rest } = this.#feed;
    if (!kind) return this.#refusal();
    // The text of an entry that breaks off would be taken for the whole of it.
    if (rest.isCut && this.#isOpenEnded && this.#entries.length > 1) this.#entries.pop();
    const entries = this.#entries.map((entry) => entry.finish(this.#authors));
    return { kind, ...rest, ...(url !== undefined && { url }), entries };
  }

  #begin({ name, attributes, base }: FeedElement): boolean {
    const kinds = { feed: 'atom', rss: 'rss', channel: 'rss', 'rdf:rdf': 'rdf' } as const;
    const kind = kinds[name as keyof typeof kinds];
    if (kind) this.#feed.kind = kind;
    if (kind && attributes['xml:lang']) this.#feed.language = oneLine(attributes['xml:lang']);
    if (localIn(name) === 'html' || localIn(name) === 'body') this.#isPage = true;
    const { rel, type, href } = attributes;
    const isFeed =
      /\balternate\b/i.test(rel ?? '') && /^application\/((atom|rss)\+xml|(feed\+)?json)/i.test(type ?? '');
    const address = isFeed ? URL.parse(href ?? '', base)?.href : undefined;
    if (localIn(name) === 'link' && address && isWebAddress(address)) this.#alternates.push(address);
    return false;
  }

  #next({ attributes, base, language }: FeedElement): void {
    if (this.#entry) this.#end(false);
    this.#entry = new EntryDraft(this.#feed.kind!, { base, language, about: attributes['rdf:about'] });
  }

  #end(isImplied: boolean): void {
    this.#entries.push(this.#entry!);
    this.#isOpenEnded = isImplied;
    this.#entry = undefined;
    this.#person = undefined;
  }

  #endPerson(): void {
    const { name = '', url } = this.#person!;
    const author = personOf(name, url);
    if (author) (this.#entry?.authors ?? this.#authors).push(author);
    this.#person = undefined;
  }

  #link(element: FeedElement): void {
    if (this.#entry) this.#entry.link(element);
    else {
      const { rel = 'alternate', href } = element.attributes;
      const address = absoluteIn(href, element.base);
      const relation = rel.trim().toLowerCase();
      if (address && relation === 'alternate') this.#feed.url ??= address;
      if (address && relation === 'self') this.#feed.self ??= address;
      if (address && (relation === 'next' || relation === 'prev-archive')) this.#feed.next ??= address;
    }
  }

  #describe({ name, text, markup, base, attributes }: ElementContent): void {
    const feed = this.#feed;
    const line = oneLine(text);
    if (line === '' && markup === undefined) return;
    if (name === 'title') feed.title ??= looseText(attributes.type === 'text' ? line : (markup ?? text)) || line;
    else if (name === 'link') feed.url ??= absoluteIn(line, base ?? this.#address) ?? '';
    else if (name === 'id') feed.id ??= line;
    else if (name === 'language' || name === 'dc:language') feed.language ??= line;
    else if (this.#authors.length === 0) this.#authors.push(...[personOf(text, undefined)].flatMap((one) => one ?? []));
    if (feed.url === '') delete feed.url;
  }

  #refusal(): ProblemText {
    const [first] = this.#alternates;
    const hint = first ? `It names this feed: ${first}` : 'Give the address of an Atom, RSS or JSON feed.';
    const message = this.#isPage || first ? 'it is a web page, and no feed' : 'it is no feed that Tidings knows';
    return { rule: 'feed', message, hint };
  }
}

const wantedOfFeed = new Set(
  'title link id language dc:language managingeditor dc:creator itunes:author author'.split(' '),
);

/** Elements whose text has no elements in it, unless they were not closed. */
const bareTexts = new Set('link guid id pubdate published updated issued modified created dc:date category'.split(' '));

const partNames = new Set(
  'title link guid id pubdate published updated description summary content author category enclosure comments'.split(
    ' ',
  ),
);

/** No text holds an element of this name. */
const neverInText = new Set('guid pubdate published updated enclosure comments'.split(' '));

function isRoot(name: string): boolean {
  return name === 'feed' || name === 'rss' || name === 'rdf:rdf' || name === 'channel';
}

function localIn(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function absoluteIn(address: string | undefined, base: string | undefined): string | undefined {
  const url = address === undefined ? undefined : URL.parse(address.trim(), base)?.href;
  return url !== undefined && isWebAddress(url) ? url : undefined;
}
