import { Parser } from 'htmlparser2';
import type { Problem } from '../model/problem.ts';
import { sweepMemory } from '../system/sweep.ts';
import { refuseArchive } from './archive.ts';
import type { Archive } from './archive-shape.ts';

/** An item of a WordPress export (WXR): a post, a page, a picture, a menu entry. */
export interface WxrItem {
  /** The text of its elements by their names with prefix, such as `wp:post_id`; the first of a name counts. */
  readonly fields: ReadonlyMap<string, string>;
  readonly categories: readonly WxrCategory[];
  readonly meta: ReadonlyMap<string, string>;
}

export interface WxrCategory {
  /** `category`, `post_tag`, `author` or another taxonomy. */
  readonly domain: string;
  readonly nicename: string;
  readonly name: string;
}

/** The head of the file, which comes before its items. */
export interface WxrChannel {
  readonly fields: ReadonlyMap<string, string>;
  /** Names by login. */
  readonly authors: ReadonlyMap<string, string>;
}

/** Called with what is wrong in the file though its articles can be read. */
type Warn = (problem: Problem) => void;

/**
 * The items of an export one after the other, however large the file: only one is in memory. The doctype and the
 * entities that it may define are passed over. `channel` is filled on the way.
 * @throws ProblemError if it is no WXR, or an element never ends.
 */
export async function* readWxr(
  archive: Archive,
  name: string,
  channel: WxrHead,
  warn: Warn = () => undefined,
): AsyncGenerator<WxrItem> {
  const taker = new Taker(channel);
  const parser = new Parser(taker, { xmlMode: true });
  let decoder: TextDecoder | undefined;
  let line = 1;
  let unswept = 0;
  for await (const piece of archive.pieces(name)) {
    decoder ??= new TextDecoder(encodingOf(piece));
    const text = decoder.decode(piece, { stream: true });
    taker.quiet += text.length;
    parser.write(text);
    if (taker.quiet > longestElement)
      refuseArchive(archive.display, 'an element that begins here is never closed', cutHint, { line });
    line += countLines(text);
    yield* taker.taken();
    unswept += text.length;
    if (unswept < sweptAfter) continue;
    sweepMemory();
    unswept = 0;
  }
  parser.end();
  yield* taker.taken();
  if (!taker.isWordPress) refuseArchive(archive.display, 'this XML is no export of WordPress', feedHint);
  if (!taker.isWhole) {
    const message = 'the export ends in the middle: WordPress stopped before it was whole';
    warn({ severity: 'warning', rule: 'cut-short', message, hint: cutHint, file: archive.display, line });
  }
}

/** Whether a text is the beginning of a WordPress export: an RSS feed with WordPress's own elements. */
export function isWxr(head: string): boolean {
  return /<rss\b[^>]*\sxmlns:wp\s*=/.test(head) || /<wp:wxr_version>/.test(head);
}

export class WxrHead implements WxrChannel {
  readonly fields = new Map<string, string>();
  readonly authors = new Map<string, string>();
}

const cutHint =
  'Export again, in parts if the blog is large: Tools, Export lets you choose a range of dates. Several files can be imported at once.';
const feedHint =
  'A feed is no archive: "tidings adopt" keeps its ids, and "sources" in tidings.yaml takes its articles.';

/** In characters. The parser holds an element's text until it ends. */
const longestElement = 64_000_000;

/** In characters. */
const sweptAfter = 8_000_000;

/** Elements of an item that are not taken, with all that they hold. */
const passedOver: ReadonlySet<string> = new Set(['wp:comment', 'wp:term', 'wp:category', 'wp:tag']);

interface OpenItem {
  readonly fields: Map<string, string>;
  readonly categories: WxrCategory[];
  readonly meta: Map<string, string>;
}

/** Takes the parser's events and gathers whole items. */
class Taker {
  /** How much was read since the last event. */
  quiet = 0;
  isWordPress = false;
  isWhole = false;
  readonly #channel: WxrHead;
  readonly #open: string[] = [];
  #items: WxrItem[] = [];
  #item: OpenItem | undefined;
  #text = '';
  #category: Pick<WxrCategory, 'domain' | 'nicename'> = { domain: '', nicename: '' };
  #key = '';
  #login = '';
  #passing = 0;

  constructor(channel: WxrHead) {
    this.#channel = channel;
  }

  taken(): readonly WxrItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    this.quiet = 0;
    if (this.#passing > 0 || passedOver.has(name)) {
      this.#passing += 1;
      return;
    }
    this.#open.push(name);
    this.#text = '';
    if (attributes['xmlns:wp'] !== undefined || name.startsWith('wp:')) this.isWordPress = true;
    if (name === 'item') this.#item = { fields: new Map(), categories: [], meta: new Map() };
    if (name === 'category') this.#category = { domain: attributes.domain ?? '', nicename: attributes.nicename ?? '' };
    if (name === 'wp:postmeta') this.#key = '';
    if (name === 'wp:author') this.#login = '';
  }

  ontext(text: string): void {
    this.quiet = 0;
    if (this.#passing === 0) this.#text += text;
  }

  oncdataend(): void {
    this.quiet = 0;
  }

  oncomment(): void {
    this.quiet = 0;
  }

  onclosetag(name: string, isImplied: boolean): void {
    this.quiet = 0;
    if (this.#passing > 0) {
      this.#passing -= 1;
      return;
    }
    this.#open.pop();
    // What the end of the file closes is not whole.
    if (isImplied) return;
    if (name === 'channel') this.isWhole = true;
    else if (name === 'item') this.#endItem();
    else if (this.#item) this.#endElement(name, this.#item);
    else this.#endHead(name);
    this.#text = '';
  }

  #endItem(): void {
    if (this.#item) this.#items.push(this.#item);
    this.#item = undefined;
  }

  #endElement(name: string, item: OpenItem): void {
    const parent = this.#open.at(-1);
    if (name === 'wp:meta_key') this.#key = this.#text;
    else if (name === 'wp:meta_value' && !item.meta.has(this.#key)) item.meta.set(this.#key, this.#text);
    else if (name === 'category') item.categories.push({ ...this.#category, name: this.#text });
    else if (parent === 'item' && !item.fields.has(name)) item.fields.set(name, this.#text);
  }

  #endHead(name: string): void {
    if (name === 'wp:author_login') this.#login = this.#text.trim();
    else if (name === 'wp:author_display_name') this.#channel.authors.set(this.#login, this.#text.trim());
    else if (this.#open.at(-1) === 'channel' && !this.#channel.fields.has(name))
      this.#channel.fields.set(name, this.#text.trim());
  }
}

/** By its byte order mark or its XML declaration. */
function encodingOf(head: Buffer): string {
  const start = head.toString('latin1', 0, 200);
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  if (start.startsWith('\xfe\xff')) return 'utf-16be';
  const [, named = 'utf-8'] = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start) ?? [];
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
