import { stripNoCharacters } from '../lib/escape.ts';
import { directionOf } from '../strings/language.ts';
import { type AttributeValue, anchor, type BasePage } from './addresses.ts';
import { type ElementRule, elements, ends } from './elements.ts';
import { type Fragment, type Opening, startTag } from './fragment.ts';

/** XML parsers refuse documents deeper than 256 elements; no reader shows as many. Deeper ones leave only their text. */
const deepest = 100;

type Attributes = Readonly<Record<string, string>>;

/** An element that is open in the result. */
export interface OpenElement {
  readonly name: string;
  readonly element: ElementRule;
  readonly direction: Direction;
}

type Direction = ReturnType<typeof directionOf>;

/** Writes the markup that is allowed, so that the result is well-formed and each element stands where it may. */
export class FragmentWriter {
  readonly #page: BasePage;
  readonly #pieces: (string | Opening)[] = [];
  #text = '';
  readonly #open: OpenElement[] = [];
  #lastImage = '';
  readonly #ids = new Set<string>();
  readonly #images = new Map<string, number>();
  readonly #undescribed: Fragment['undescribed'][number][] = [];

  constructor(page: BasePage) {
    this.#page = page;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#text.trim() === '';
  }

  /** Text of elements, escaped. */
  text(escaped: string): void {
    this.#text += escaped;
  }

  /** Begins an element; undefined if it is not allowed here, has no effect, or has no end. A fallback repeats no picture. */
  start(name: string, given: Attributes, { isFallback = false } = {}): OpenElement | undefined {
    const element = elements.get(name);
    if (!element || (this.#open.length >= deepest && !element.empty)) return undefined;
    const attributes = this.#attributes(name, element, given);
    if (!this.#isUseful(name, attributes, isFallback)) return undefined;
    if (name === 'img') this.#describe(attributes, given);
    this.#makeRoom(name, element);
    this.#write(name, attributes, element.empty);
    if (element.empty) return undefined;
    const direction = directionAmong(attributes.get('dir')) ?? this.#direction();
    const open = { name, element, direction };
    this.#open.push(open);
    return open;
  }

  /** Ends an element and all that is open in it, unless it has ended before. */
  end(last: OpenElement): void {
    if (!this.#open.includes(last)) return;
    for (let open = this.#open.pop(); open; open = this.#open.pop()) {
      this.#text += `</${open.name}>`;
      if (open === last) return;
    }
  }

  finish(): Pick<Fragment, 'pieces' | 'undescribed'> {
    this.#pieces.push(this.#text.trimEnd());
    if (typeof this.#pieces[0] === 'string') this.#pieces[0] = this.#pieces[0].trimStart();
    return { pieces: this.#pieces, undescribed: this.#undescribed };
  }

  #attributes(name: string, element: ElementRule, given: Attributes): Map<string, AttributeValue> {
    const attributes = new Map<string, AttributeValue>();
    const id = anchor(stripNoCharacters(given.id || (name === 'a' && given.name) || ''));
    if (id !== '' && !this.#ids.has(id)) attributes.set('id', id);
    for (const attribute in given) {
      const kept = element.attributes.get(attribute)?.(stripNoCharacters(given[attribute]!), this.#page);
      if (kept !== undefined) attributes.set(attribute, kept);
    }
    if (isPlayed(name)) attributes.set('controls', 'controls');
    // Else its signs would change sides: `--all` would read `all--`.
    if (fromLeftToRight.has(name) && !attributes.has('dir') && this.#direction() === 'rtl')
      attributes.set('dir', 'ltr');
    if (name === 'a' && (!attributes.has('href') || this.#open.some((open) => headings.has(open.name))))
      attributes.delete('class');
    if (element.attributes.has('align') && given.style && !attributes.has('align')) {
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
  #isUseful(name: string, attributes: ReadonlyMap<string, AttributeValue>, isFallback: boolean): boolean {
    const parent = this.#open.at(-1)?.name;
    if (name === 'a')
      return (attributes.has('href') || attributes.has('id')) && !this.#open.some((open) => open.name === 'a');
    if (name === 'source' && parent === 'picture') return attributes.has('srcset');
    if (name === 'source' || name === 'track') return isPlayed(parent) && attributes.has('src');
    if (name !== 'img') return true;
    const src = JSON.stringify(attributes.get('src'));
    // A lazy picture and its fallback are one picture.
    return src !== undefined && !(isFallback && src === this.#lastImage);
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
    if (paragraph) this.end(paragraph);
    const ended = ends.get(name);
    while (ended?.has(this.#open.at(-1)?.name ?? '')) this.end(this.#open.at(-1)!);
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
}

/** A link in a heading is no button. */
const headings: ReadonlySet<string> = new Set(['h2', 'h3', 'h4', 'h5', 'h6']);

/** Code and program output run from left to right in every language. */
const fromLeftToRight: ReadonlySet<string> = new Set(['code', 'kbd', 'pre', 'samp']);

function directionAmong(value: AttributeValue | undefined): Direction | undefined {
  return value === 'ltr' || value === 'rtl' ? value : undefined;
}

/** Whether an element plays sound or film. */
export function isPlayed(name: string | undefined): boolean {
  return name === 'audio' || name === 'video';
}
