import { Parser } from 'htmlparser2';
import { escapeText, stripForbidden } from '../lib/escape.ts';
import { directionOf } from '../strings/language.ts';
import { type AttributeValue, anchor, type BasePage, frame, isPlayer } from './addresses.ts';
import { dropped, type ElementRule, elements, ends, renamed } from './elements.ts';
import { type Fragment, type Opening, startTag } from './fragment.ts';
import { withoutLaziness } from './lazy-images.ts';
import { Omissions } from './omissions.ts';

/**
 * Makes any HTML harmless and well-formed; this is the only place that does so. Known elements and attributes are
 * written anew and everything else is dropped, so that no markup of the source reaches the result. Addresses become
 * absolute or wait for local files; ids carry the article's slug. Cleaning is idempotent.
 * Only content nested too deeply is refused.
 */
export function clean(html: string, page: BasePage): Fragment | { readonly fault: string } {
  const cleaner = new Cleaner(page);
  const parser = new Parser(cleaner);
  try {
    parser.end(stripForbidden(html.replace(/\r\n?/g, '\n')));
  } catch (error) {
    if (error instanceof TooDeep) return { fault: `its elements are nested deeper than ${mostNested} levels` };
    throw error;
  }
  return cleaner.fragment();
}

/** XML parsers refuse documents deeper than 256 elements; no reader shows as many. Deeper ones leave only their text. */
const deepest = 100;

/** The parser's time grows with the square of the depth. */
const mostNested = 1000;

class TooDeep extends Error {}

type Attributes = Readonly<Record<string, string>>;

interface Open {
  readonly name: string;
  readonly element: ElementRule;
  readonly direction: Direction;
}

type Direction = ReturnType<typeof directionOf>;

/** Takes the parser's events and writes the allowed markup. */
class Cleaner {
  readonly #page: BasePage;
  readonly #pieces: (string | Opening)[] = [];
  #text = '';
  /** For each element open in the parser: its replacement in the result, if it has one. */
  readonly #frames: (Open | undefined)[] = [];
  /** The elements open in the result. */
  readonly #open: Open[] = [];
  /** Depth below an element that is left out; 0 outside of one. */
  #skipping = 0;
  #noscript = 0;
  #math = 0;
  #lastImage = '';
  readonly #ids = new Set<string>();
  readonly #images = new Map<string, number>();
  readonly #undescribed: Fragment['undescribed'][number][] = [];
  readonly #omissions = new Omissions();

  constructor(page: BasePage) {
    this.#page = page;
  }

  onopentag(tag: string, given: Attributes): void {
    if (this.#frames.length + this.#skipping >= mostNested) throw new TooDeep();
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    if (tag === 'math') this.#math += 1;
    if (tag === 'noscript') this.#noscript += 1;
    this.#omissions.meet(tag, given);
    const words = tag === 'svg' || this.#math > 0 ? (given['aria-label'] ?? given.alttext) : undefined;
    if (words !== undefined) this.#say(words);
    if (words !== undefined || dropped.has(tag)) {
      this.#skipping = 1;
      return;
    }
    if (tag === 'iframe') this.#embed(given);
    else this.#frames.push(this.#start(renamed.get(tag) ?? tag, withoutLaziness(tag, given)));
  }

  onclosetag(tag: string): void {
    if (this.#skipping > 0) this.#skipping -= 1;
    else {
      const frame = this.#frames.pop();
      if (frame) this.#endThrough(frame);
    }
    if (this.#skipping > 0) return;
    if (tag === 'math') this.#math -= 1;
    if (tag === 'noscript') this.#noscript -= 1;
  }

  ontext(data: string): void {
    if (this.#skipping > 0) return;
    // The whole text was stripped before; only a character reference, which arrives alone, can bring a character back.
    this.#text += escapeText(data.length > 2 ? data : stripForbidden(data.replace('\r', '\n')));
  }

  #say(words: string): void {
    this.#text += escapeText(stripForbidden(words).replace(/\s+/g, ' '));
  }

  fragment(): Fragment {
    this.#pieces.push(this.#text.trimEnd());
    if (typeof this.#pieces[0] === 'string') this.#pieces[0] = this.#pieces[0].trimStart();
    return { pieces: this.#pieces, undescribed: this.#undescribed, omitted: this.#omissions.found };
  }

  #start(name: string, given: Attributes): Open | undefined {
    const element = elements.get(name);
    if (!element || (this.#open.length >= deepest && !element.empty)) return undefined;
    const attributes = this.#attributes(name, element, given);
    if (!this.#isUseful(name, attributes)) return undefined;
    if (name === 'img') this.#describe(attributes, given);
    this.#makeRoom(name, element);
    this.#write(name, attributes, element.empty);
    if (element.empty) return undefined;
    const direction = directionAmong(attributes.get('dir')) ?? this.#direction();
    const open = { name, element, direction };
    this.#open.push(open);
    return open;
  }

  #attributes(name: string, element: ElementRule, given: Attributes): Map<string, AttributeValue> {
    const attributes = new Map<string, AttributeValue>();
    const id = anchor(this.#page.slug, stripForbidden(given.id || (name === 'a' && given.name) || ''));
    if (id !== '' && !this.#ids.has(id)) attributes.set('id', id);
    for (const attribute in given) {
      const kept = element.attributes.get(attribute)?.(stripForbidden(given[attribute]!), this.#page);
      if (kept !== undefined) attributes.set(attribute, kept);
    }
    if (isPlayed(name)) attributes.set('controls', 'controls');
    // Else its signs would change sides: `--all` would read `all--`.
    if (fromLeftToRight.has(name) && !attributes.has('dir') && this.#direction() === 'rtl')
      attributes.set('dir', 'ltr');
    if ((name === 'td' || name === 'th') && given.style && !attributes.has('align')) {
      const [, side] = /text-align:\s*(left|right|center)\b/i.exec(given.style) ?? [];
      if (side) attributes.set('align', side.toLowerCase());
    }
    return attributes;
  }

  /** The direction of the text here. */
  #direction(): Direction {
    return this.#open.at(-1)?.direction ?? directionOf(this.#page.language);
  }

  /** Whether an element has any effect with its remaining attributes. */
  #isUseful(name: string, attributes: ReadonlyMap<string, AttributeValue>): boolean {
    const parent = this.#open.at(-1)?.name;
    if (name === 'a')
      return (attributes.has('href') || attributes.has('id')) && !this.#open.some((open) => open.name === 'a');
    if (name === 'source' && parent === 'picture') return attributes.has('srcset');
    if (name === 'source' || name === 'track') return isPlayed(parent) && attributes.has('src');
    if (name !== 'img') return true;
    const src = JSON.stringify(attributes.get('src'));
    // A lazy picture and its fallback are one picture.
    return src !== undefined && !(this.#noscript > 0 && src === this.#lastImage);
  }

  /** Notes a picture, and that it has no description if it has none. */
  #describe(attributes: Map<string, AttributeValue>, given: Attributes): void {
    this.#lastImage = JSON.stringify(attributes.get('src'));
    const value = given.src!;
    const count = this.#images.get(value) ?? 0;
    this.#images.set(value, count + 1);
    if (attributes.has('alt')) return;
    attributes.set('alt', '');
    this.#undescribed.push({ value, count });
  }

  /** Closes elements that cannot contain this one: an open paragraph, or a sibling without its end tag. */
  #makeRoom(name: string, element: ElementRule): void {
    const paragraph = element.phrasing ? undefined : this.#open.findLast((open) => open.name === 'p');
    if (paragraph) this.#endThrough(paragraph);
    const ended = ends.get(name);
    while (ended?.has(this.#open.at(-1)?.name ?? '')) this.#endThrough(this.#open.at(-1)!);
  }

  #endThrough(last: Open): void {
    if (!this.#open.includes(last)) return;
    for (let open = this.#open.pop(); open; open = this.#open.pop()) {
      this.#text += `</${open.name}>`;
      if (open === last) return;
    }
  }

  #write(name: string, attributes: ReadonlyMap<string, AttributeValue>, empty: boolean): void {
    const id = attributes.get('id');
    if (typeof id === 'string') this.#ids.add(id);
    const written = [...attributes];
    if (written.every((pair): pair is [string, string] => typeof pair[1] === 'string')) {
      this.#text += startTag(name, written, empty);
      return;
    }
    this.#pieces.push(this.#text, { name, attributes: written, empty });
    this.#text = '';
  }

  /** A player of a known host stays; any other frame becomes a link to what it would have shown. */
  #embed(given: Attributes): void {
    this.#skipping = 1;
    const restored = withoutLaziness('iframe', given);
    const address = frame(restored.src ?? '', this.#page);
    if (address === undefined) {
      this.#omissions.note('iframe');
      return;
    }
    const plays = isPlayer(address);
    const open = plays ? this.#start('iframe', restored) : this.#start('a', { href: address });
    if (!plays) this.#say(given.title?.trim() || address);
    if (open) this.#endThrough(open);
  }
}

/** Code and program output run from left to right in every language. */
const fromLeftToRight: ReadonlySet<string> = new Set(['code', 'kbd', 'pre', 'samp']);

function directionAmong(value: AttributeValue | undefined): Direction | undefined {
  return value === 'ltr' || value === 'rtl' ? value : undefined;
}

function isPlayed(name: string | undefined): boolean {
  return name === 'audio' || name === 'video';
}
