import { decodeHTML } from 'entities';
import { Parser } from 'htmlparser2';
import { escapeText, escapeXml, stripNoCharacters } from '../../lib/escape.ts';
import { voidElements } from '../../lib/html.ts';
import { familyOf, familyOfPrefix } from './vocabulary.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** An element as it begins. */
export interface FeedElement {
  /** In lower case: of the feed's own vocabulary the local name, of another one with its usual prefix, as in `dc:date`. */
  readonly name: string;
  /** By their names in lower case, with the prefixes as written. */
  readonly attributes: XmlAttributes;
  /** The address that relative addresses in it start from, as far as the document says. */
  readonly base: string | undefined;
  readonly language: string | undefined;
}

/** The content of an element that was asked for. */
export interface ElementContent extends FeedElement {
  /** Without the tags in it. */
  readonly text: string;
  /** With the elements in it, as HTML; absent if there are none. */
  readonly markup?: string;
}

export interface ElementListener {
  /** Whether the content is wanted; nothing within it is told then. */
  open(element: FeedElement): boolean;
  content(content: ElementContent): void;
  /** `isImplied` if the document forgets to close it, as at its end. */
  close(name: string, isImplied: boolean): void;
  /** Whether an element within a text can only be the next part of the feed: the text was not closed. */
  endsText(name: string, within: string): boolean;
}

interface Scope {
  readonly depth: number;
  readonly base: string | undefined;
  readonly language: string | undefined;
  readonly prefixes: ReadonlyMap<string, string>;
}

interface Capture extends FeedElement {
  readonly depth: number;
  readonly text: string[];
  markup?: string[];
}

class TooDeep extends Error {}

/** The parser's time grows with the square of the depth. */
const mostNested = 500;

/**
 * Walks through XML of any quality, and tells of its elements; deeper ones than make sense end the walk. Only the five
 * entities of XML and those of HTML are read; a document defines none.
 */
export function walkElements(xml: string, base: string | undefined, listener: ElementListener): void {
  const walker = new Walker(base, listener);
  const parser = new Parser(walker, { xmlMode: true, decodeEntities: false });
  try {
    parser.end(xml);
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    walker.breakOff();
  }
}

class Walker {
  readonly #listener: ElementListener;
  readonly #open: string[] = [];
  #scopes: Scope[];
  #capture: Capture | undefined;
  /** Within a CDATA section, where no reference is one. */
  #isRaw = false;

  constructor(base: string | undefined, listener: ElementListener) {
    this.#listener = listener;
    this.#scopes = [{ depth: 0, base, language: undefined, prefixes: new Map() }];
  }

  onopentag(written: string, given: XmlAttributes): void {
    if (this.#open.length >= mostNested) throw new TooDeep();
    const attributes = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), decoded(value)]),
    );
    const depth = this.#open.length + 1;
    const scope = this.#enter(depth, attributes);
    const name = nameIn(scope, written);
    this.#open.push(name);
    if (this.#capture && this.#listener.endsText(name, this.#capture.name)) this.#finish();
    if (this.#capture) {
      const { markup = [escapeText(this.#capture.text.join(''))] } = this.#capture;
      this.#capture.markup = markup;
      markup.push(startOf(name, attributes));
      return;
    }
    const element = { name, attributes, base: scope.base, language: scope.language };
    if (this.#listener.open(element)) this.#capture = { ...element, depth, text: [] };
  }

  onclosetag(_: string, isImplied: boolean): void {
    const depth = this.#open.length;
    const name = this.#open.pop() as string;
    if (this.#scopes.at(-1)!.depth === depth && depth > 0) this.#scopes.pop();
    if (this.#capture && this.#capture.depth === depth) this.#finish();
    else if (this.#capture) {
      if (!voidElements.has(localName(name))) this.#capture.markup?.push(`</${localName(name)}>`);
      return;
    }
    this.#listener.close(name, isImplied);
  }

  ontext(data: string): void {
    if (!this.#capture) return;
    const text = this.#isRaw ? data : decoded(data);
    this.#capture.text.push(text);
    this.#capture.markup?.push(escapeText(text));
  }

  oncdatastart(): void {
    this.#isRaw = true;
  }

  oncdataend(): void {
    this.#isRaw = false;
  }

  breakOff(): void {
    if (this.#capture) this.#finish();
    while (this.#open.length > 0) this.#listener.close(this.#open.pop()!, true);
  }

  #finish(): void {
    const { depth: _, text, markup, ...element } = this.#capture!;
    this.#capture = undefined;
    // A character reference can bring a forbidden character back.
    const joined = (pieces: readonly string[]) => stripNoCharacters(pieces.join(''));
    this.#listener.content({ ...element, text: joined(text), ...(markup && { markup: joined(markup) }) });
  }

  #enter(depth: number, attributes: XmlAttributes): Scope {
    const outer = this.#scopes.at(-1)!;
    const declared = Object.entries(attributes).filter(([name]) => /^xmlns(:|$)/.test(name));
    const { 'xml:base': base, 'xml:lang': language } = attributes;
    if (declared.length === 0 && base === undefined && language === undefined) return outer;
    const prefixes = declared.map(([name, value]): [string, string] => [name.slice(6), familyOf(value)]);
    const scope = {
      depth,
      base: base === undefined ? outer.base : (URL.parse(base.trim(), outer.base)?.href ?? outer.base),
      language: language ?? outer.language,
      prefixes: declared.length === 0 ? outer.prefixes : new Map([...outer.prefixes, ...prefixes]),
    };
    this.#scopes.push(scope);
    return scope;
  }
}

function nameIn({ prefixes }: Scope, written: string): string {
  const [first, ...rest] = written.toLowerCase().split(':');
  const [prefix, local] = rest.length === 0 ? ['', first!] : [first!, rest.join(':')];
  const family = prefixes.get(prefix) ?? (prefix === '' ? '' : familyOfPrefix(prefix));
  // A feed whose own namespace is misspelt is one all the same.
  const isOwn = family === '' || family === 'atom' || family === 'rss' || (prefix === '' && family.startsWith('{'));
  return isOwn ? local : `${family}:${local}`;
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function startOf(name: string, attributes: XmlAttributes): string {
  const written = Object.entries(attributes)
    .filter(([attribute]) => !attribute.startsWith('xmlns') && /^[^\s"'<>/=]+$/.test(attribute))
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`);
  return `<${localName(name)}${written.join('')}>`;
}

/**
 * Reads character references, the five entities of XML, and the names that HTML has besides, which feeds use without
 * defining them. Any other stays as it is.
 */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  // A feed of 10 MB has a million of these.
  const plain = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'");
  return plain.replace(/&(?:amp|#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi, (reference) =>
    reference === '&amp;' ? '&' : decodeHTML(reference),
  );
}
