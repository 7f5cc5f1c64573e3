import type { Token } from 'markdown-it';
import { describedBy, idIn } from './attributes.ts';
import { Expander, type ExpanderOptions, type Unknown } from './expander.ts';
import { OpenBoxes } from './open-boxes.ts';
import { Phrases } from './phrases.ts';
import { type ForeignLine, foreignToken } from './rule.ts';
import type { Shielded } from './shield.ts';
import type { ForeignTag } from './tag.ts';

/** The outcome for the foreign markup of a text. */
export interface Revealed {
  readonly unknown: readonly Unknown[];
  /** Boxes without an end. */
  readonly unclosed?: readonly Unknown[];
  /** The names by which other articles are linked, each with its place. */
  readonly named: ReadonlyMap<string, Unknown>;
}

/** Puts what it means in the place of each placeholder; in code, the markup as the source has it. Changes the tokens. */
export function reveal(tokens: Token[], shielded: Shielded, options: ExpanderOptions): Revealed {
  const expander = new Expander(shielded, options);
  const revealed = new Revealer(expander).blocks(tokens);
  tokens.length = 0;
  for (const token of revealed) tokens.push(token);
  return expander;
}

/** The same for HTML. */
export function revealHtml(shielded: Shielded, options: ExpanderOptions): Revealed & { readonly html: string } {
  const expander = new Expander(shielded, options);
  const html = expander.html(shielded.text);
  return { html, unknown: expander.unknown, named: expander.named };
}

class Revealer {
  readonly #expander: Expander;
  readonly #phrases: Phrases;
  readonly #out: Token[] = [];
  readonly #boxes = new OpenBoxes();
  /** The id that the next block gets. */
  #nextId: string | undefined;
  /** The block that a line of attributes was for last, and how many tokens and lines there were then. */
  #described: { readonly target: Token | undefined; readonly length: number; readonly row: number } | undefined;
  /** The change at the end of the paragraph. */
  #close: 'stays' | 'goes' | 'hides' = 'stays';

  constructor(expander: Expander) {
    this.#expander = expander;
    this.#phrases = new Phrases(expander);
  }

  blocks(tokens: readonly Token[]): Token[] {
    for (const token of tokens) {
      this.#html(this.#boxes.endedBefore(token), token);
      if (token.type === foreignToken) this.#line(token);
      else if (token.type === 'inline') this.#inline(token);
      else if (token.type === 'paragraph_close' && this.#close !== 'stays') this.#endParagraph(token);
      else this.#block(token);
    }
    const last = tokens.at(-1);
    if (last) this.#html(this.#boxes.endedAfter(0), last);
    return this.#out;
  }

  #block(token: Token): void {
    const { shielded } = this.#expander;
    if (token.type === 'fence' || token.type === 'code_block') {
      token.content = shielded.restore(token.content);
      token.info = shielded.restore(token.info);
    }
    if (token.type === 'html_block') token.content = this.#expander.html(token.content, token.map?.[0]);
    else if (this.#nextId !== undefined && token.nesting !== -1) {
      token.attrSet('id', this.#nextId);
      this.#nextId = undefined;
    }
    this.#out.push(token);
  }

  /** Markup alone in its line. */
  #line(token: Token): void {
    let html = '';
    const { tags, spaced } = token.meta!.content as ForeignLine;
    for (const tag of tags) {
      if (tag.notation === 'attributes') this.#describe(tag, token);
      else {
        const said = this.#saidBy(tag, token);
        html += html !== '' && said !== '' && spaced.has(tag) ? ` ${said}` : said;
      }
    }
    this.#html(html, token);
  }

  #saidBy(tag: ForeignTag, { level }: Token): string {
    const begun = this.#expander.beginUnclosed(tag);
    if (begun !== undefined) return this.#boxes.endedAfter(level) + this.#boxes.begin(begun, tag, level);
    const ended = tag.ends && tag.pair !== undefined ? this.#boxes.endedSince(tag.pair) : '';
    return ended + this.#expander.asHtml(tag);
  }

  /** A block of HTML, if there is any. */
  #html(html: string, token: Token): void {
    if (html === '') return;
    const content = isBlock(html) ? `${html}\n` : `<p>${html}</p>\n`;
    this.#expander.markup.pass(content);
    this.#out.push(
      Object.assign(new (token.constructor as typeof Token)('html_block', '', 0), { content, map: token.map }),
    );
  }

  /** Attributes belong to the block right before them, else to the one after them; a mark for contents takes its list along. */
  #describe({ text }: ForeignTag, { map }: Token): void {
    const row = map?.[0] ?? 0;
    const isRepeated = this.#described?.length === this.#out.length && row - this.#described.row <= 1;
    const before = isRepeated ? this.#described!.target : describedBy(this.#out);
    const target = before && (isRepeated || before.map?.[1] === row) ? before : undefined;
    this.#described = { target, length: this.#out.length, row };
    if (/^\{:?\s*toc\b/.test(text)) {
      if (target && /^(?:bullet|ordered)_list_open$/.test(target.type))
        this.#out.length = this.#out.lastIndexOf(target);
      return;
    }
    const id = idIn(text);
    if (id === undefined) return;
    if (target && target.type !== 'html_block') target.attrSet('id', id);
    else this.#nextId = id;
  }

  #inline(token: Token): void {
    const open = this.#out.at(-1);
    const item = this.#out.at(-2);
    const row = token.map?.[0] ?? 0;
    const { children, id, isChanged } = this.#phrases.reveal(
      token.children ?? [],
      row,
      /^heading/.test(open?.type ?? ''),
    );
    token.children = children;
    if (id !== undefined) (open?.hidden && item?.type === 'list_item_open' ? item : open)?.attrSet('id', id);
    const isParagraph = open?.type === 'paragraph_open';
    if (isParagraph && children.every(isBlank)) {
      this.#out.pop();
      this.#close = 'goes';
      return;
    }
    const first = children.find((child) => !isBlank(child));
    if (isParagraph && isChanged && first?.type === 'html_inline' && isBlock(first.content)) {
      open.hidden = true;
      this.#close = 'hides';
    }
    this.#out.push(token);
  }

  #endParagraph(token: Token): void {
    if (this.#close === 'hides') {
      token.hidden = true;
      this.#out.push(token);
    }
    this.#close = 'stays';
  }
}

function isBlank({ type, content }: Token): boolean {
  return type === 'softbreak' || type === 'hardbreak' || (/^(?:text|html_inline)/.test(type) && content.trim() === '');
}

function isBlock(html: string): boolean {
  return /^<\/?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)\b/i.test(
    html,
  );
}
