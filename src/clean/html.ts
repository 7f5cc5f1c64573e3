import { Parser } from 'htmlparser2';
import { escapeText, stripNoCharacters } from '../lib/escape.ts';
import { Account } from './account.ts';
import { type BasePage, frame, isPlayer } from './addresses.ts';
import { dropped, optionalEnds, renamed } from './elements.ts';
import type { Fragment } from './fragment.ts';
import { FragmentWriter, isPlayed, type OpenElement } from './fragment-writer.ts';
import { Formulas, hidesItself } from './hidden.ts';
import { withoutLaziness } from './lazy-images.ts';
import { Omissions } from './omissions.ts';

/**
 * Makes any HTML harmless and well-formed; this is the only place that does so. Known elements and attributes are
 * written anew and everything else is dropped, so that no markup of the source reaches the result. Addresses become
 * absolute or wait for local files. `/>` closes every element, as its writer meant it.
 * Cleaning is idempotent. Only content nested too deeply is refused.
 */
export function clean(html: string, page: BasePage): Fragment | { readonly fault: string } {
  const source = stripNoCharacters(html.replace(/\r\n?/g, '\n'));
  const cleaner = new Cleaner(page, source);
  const parser = new Parser(cleaner, { recognizeSelfClosing: true });
  try {
    parser.end(source);
  } catch (error) {
    if (error instanceof TooDeep) return { fault: `its elements are nested deeper than ${mostNested} levels` };
    throw error;
  }
  return cleaner.fragment();
}

/** The parser's time grows with the square of the depth. */
const mostNested = 1000;

class TooDeep extends Error {}

type Attributes = Readonly<Record<string, string>>;

/** Takes the parser's events, and decides which of them the result shows. */
class Cleaner {
  readonly #page: BasePage;
  readonly #writer: FragmentWriter;
  readonly #account: Account;
  readonly #omissions = new Omissions();
  readonly #formulas = new Formulas();
  #parser!: Parser;
  /** For each element open in the parser: its replacement in the result, if it has one. */
  readonly #frames: (OpenElement | undefined)[] = [];
  /** Depth below an element that is left out; 0 outside of one. */
  #skipping = 0;
  #noscript = 0;
  #math = 0;
  /** Why the element that is left out is. */
  #reason: 'hidden' | 'dropped' = 'dropped';
  /** How far the parser's events reach. */
  #covered = 0;

  constructor(page: BasePage, source: string) {
    this.#page = page;
    this.#writer = new FragmentWriter(page);
    this.#account = new Account(source);
  }

  onparserinit(parser: Parser): void {
    this.#parser = parser;
  }

  onopentag(tag: string, given: Attributes): void {
    if (this.#frames.length + this.#skipping >= mostNested) throw new TooDeep();
    this.#cover();
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    this.#account.startTag(this.#parser.startIndex, given);
    if (tag === 'math') this.#math += 1;
    if (tag === 'noscript') this.#noscript += 1;
    this.#omissions.meet(tag, given);
    const words = tag === 'svg' || this.#math > 0 ? (given['aria-label'] ?? given.alttext) : undefined;
    if (words !== undefined) this.#say(words);
    if (words !== undefined || this.#formulas.repeats(tag, given) || dropped.has(tag)) this.#leaveOut();
    else if (hidesItself(tag, given)) this.#leaveOut('hidden');
    else if (tag === 'iframe') this.#embed(given);
    else this.#show(tag, given);
  }

  onclosetag(tag: string, isImplied: boolean): void {
    const { startIndex, endIndex } = this.#parser;
    if (!isImplied) {
      this.#cover();
      this.#account.endTag(startIndex, endIndex);
    }
    if (this.#skipping > 1) {
      this.#skipping -= 1;
      return;
    }
    if (this.#skipping === 1) this.#endOmission(tag, isImplied);
    else {
      const frame = this.#frames.pop();
      if (frame) this.#writer.end(frame);
      if (isPlayed(tag)) this.#account.leave(startIndex, isImplied);
    }
    if (tag === 'math') this.#math -= 1;
    if (tag === 'noscript') this.#noscript -= 1;
  }

  ontext(data: string): void {
    this.#cover();
    if (this.#skipping > 0) return;
    // The whole text was stripped before; only a character reference, which arrives alone, can bring a character back.
    this.#writer.text(escapeText(data.length > 2 ? data : stripNoCharacters(data.replace('\r', '\n'))));
  }

  oncomment(): void {
    this.#cover();
    if (this.#skipping === 0) this.#account.comment(this.#parser.startIndex, this.#covered);
  }

  onprocessinginstruction(): void {
    this.#cover();
  }

  fragment(): Fragment {
    this.#account.rest(this.#covered);
    return { ...this.#writer.finish(), omitted: this.#omissions.found, lost: this.#account.losses };
  }

  #cover(): void {
    this.#covered = Math.max(this.#covered, this.#parser.endIndex + 1);
  }

  #show(tag: string, given: Attributes): void {
    this.#frames.push(
      this.#writer.start(renamed.get(tag) ?? tag, withoutLaziness(tag, given), { isFallback: this.#noscript > 0 }),
    );
    // Their text is for browsers that cannot play them.
    if (isPlayed(tag)) this.#account.enter(this.#parser.startIndex, this.#covered);
  }

  #leaveOut(reason: 'hidden' | 'dropped' = 'dropped'): void {
    this.#skipping = 1;
    this.#reason = reason;
    this.#account.enter(this.#parser.startIndex, this.#covered);
  }

  #endOmission(tag: string, isImplied: boolean): void {
    this.#skipping = 0;
    const isHidden = this.#reason === 'hidden';
    const end = this.#parser.startIndex;
    const isUnclosed = isImplied && !(isHidden && optionalEnds.has(tag));
    const region = this.#account.leave(end, isUnclosed);
    // The title of a whole document stands before its text.
    if (!region || isUnclosed || (tag === 'title' && this.#writer.isEmpty)) return;
    this.#omissions.end(isHidden ? 'hidden' : tag, () => this.#account.mention(region, end));
  }

  #say(words: string): void {
    this.#writer.text(escapeText(stripNoCharacters(words).replace(/\s+/g, ' ')));
  }

  /** A player of a known host stays; any other frame becomes a link to what it would have shown. */
  #embed(given: Attributes): void {
    this.#leaveOut();
    const restored = withoutLaziness('iframe', given);
    const address = frame(restored.src ?? '', this.#page);
    if (address === undefined) {
      this.#omissions.note('iframe');
      return;
    }
    const plays = isPlayer(address);
    const open = plays ? this.#writer.start('iframe', restored) : this.#writer.start('a', { href: address });
    if (!plays) this.#say(given.title?.trim() || address);
    if (open) this.#writer.end(open);
  }
}
