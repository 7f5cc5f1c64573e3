import type { Token } from 'markdown-it';
import { sweep } from '../leftovers.ts';
import { dropWordless, makeButton, namesButton } from '../link-buttons.ts';
import { describedBy, idIn } from './attributes.ts';
import { withEmoji } from './emoji.ts';
import type { Expander } from './expander.ts';
import type { ForeignTag } from './tag.ts';

/** The tokens of a paragraph, a heading or a cell with what their placeholders stand for. */
interface Phrase {
  readonly children: Token[];
  /** The id of the block. */
  readonly id?: string;
  /** Whether there were placeholders, or anything that was taken out. */
  readonly isChanged: boolean;
}

/** Reveals the markup in lines of text. */
export class Phrases {
  readonly #expander: Expander;
  #out: Token[] = [];
  #row = 0;
  #isHeading = false;
  #isChanged = false;
  /** In the text of a bare address. */
  #isAddress = false;
  #id: string | undefined;

  constructor(expander: Expander) {
    this.#expander = expander;
  }

  reveal(children: readonly Token[], row: number, isHeading: boolean): Phrase {
    this.#row = row;
    this.#isHeading = isHeading;
    this.#isChanged = false;
    this.#id = undefined;
    if (isContents(children)) return { children: [], isChanged: true };
    const revealed = this.#all(children);
    return { children: revealed, isChanged: this.#isChanged, ...(this.#id !== undefined && { id: this.#id }) };
  }

  #all(children: readonly Token[]): Token[] {
    const outer = this.#out;
    this.#out = [];
    for (const [index, child] of children.entries()) this.#take(child, index === children.length - 1);
    const revealed = this.#out;
    this.#out = outer;
    return revealed;
  }

  #take(child: Token, isLast: boolean): void {
    const { shielded } = this.#expander;
    if (child.type === 'softbreak' || child.type === 'hardbreak') this.#row += 1;
    if (child.type === 'link_open') this.#isAddress = child.markup === 'linkify' || child.markup === 'autolink';
    if (child.type === 'link_close') this.#isAddress = false;
    if (child.type === 'text') {
      this.#text(child, isLast);
      return;
    }
    if (child.type === 'code_inline') child.content = shielded.restore(child.content);
    if (child.type === 'html_inline') child.content = this.#expander.html(child.content, this.#row);
    if (child.children && child.children.length > 0) child.children = this.#all(child.children);
    if (child.attrs) this.#attributes(child);
    this.#out.push(child);
  }

  #attributes(child: Token): void {
    child.attrs = child.attrs!.flatMap(([name, value]): [string, string][] => {
      const written = this.#expander.address(String(value));
      if (written === undefined || written !== String(value)) this.#isChanged = true;
      return written === undefined ? [] : [[name, written]];
    });
  }

  #text(child: Token, isLast: boolean): void {
    const { shielded, markup } = this.#expander;
    if (markup.place === 'code') {
      child.content = shielded.restore(child.content);
      this.#out.push(child);
      return;
    }
    const { content } = child;
    let end = 0;
    for (const { 0: placeholder, 1: index, index: start } of shielded.tags.length > 0
      ? content.matchAll(shielded.hole)
      : []) {
      this.#words(child, content.slice(end, start));
      end = start + placeholder.length;
      this.#isChanged = true;
      const tag = shielded.tags[Number(index)]!;
      if (tag.notation === 'attributes') this.#describe(tag, isLast && content.slice(end).trim() === '');
      else {
        const { html, text } = this.#expander.expand(tag) ?? this.#expander.instead(tag);
        if (html) this.#html(child, html);
        else if (text) this.#push(child, 'text', text);
      }
    }
    this.#words(child, end === 0 ? content : content.slice(end));
  }

  #html(child: Token, html: string): void {
    this.#expander.markup.pass(html);
    this.#push(child, 'html_inline', html);
  }

  /** Text of the writer's own. */
  #words(child: Token, words: string): void {
    if (words === '') return;
    if (this.#isAddress) {
      this.#push(child, 'text', words);
      return;
    }
    const { kept, found } = this.#expander.keeps ? { kept: words, found: [] } : sweep(words);
    for (const text of found) this.#expander.unknown.push({ text, line: this.#expander.shielded.lineOf(this.#row) });
    if (found.length > 0) this.#isChanged = true;
    const text = withEmoji(kept);
    if (text === child.content) this.#out.push(child);
    else this.#push(child, 'text', text);
  }

  #push(child: Token, type: string, content: string): void {
    const token = new (child.constructor as typeof Token)(type, '', 0);
    this.#out.push(Object.assign(token, { content, level: child.level }));
  }

  /** Attributes at the end of a block are its own, else those of the element right before them. */
  #describe({ text: list, line }: ForeignTag, isLast: boolean): void {
    if (namesButton(list) && !makeButton(this.#out))
      this.#expander.unknown.push({ text: list, line, ...(dropWordless(this.#out) && { isWordless: true }) });
    const before = this.#out.at(-1);
    const isAlone = before?.type === 'text' || before?.type === 'softbreak';
    const id = idIn(list);
    if (before?.type === 'text' && isLast)
      before.content = before.content.replace(this.#isHeading ? /(?:[ \t]+#{1,6})?[ \t]*$/ : /[ \t]*$/, '');
    if (id === undefined) return;
    if (isLast && (isAlone || this.#isHeading || !before)) this.#id = id;
    else if (before && !isAlone) describedBy(this.#out)?.attrSet('id', id);
    else if (!before) this.#id = id;
  }
}

/** A mark for a table of contents, which letters and feeds do not have. */
function isContents(children: readonly Token[]): boolean {
  if (
    children.length === 0 ||
    children.length > 7 ||
    !children.every(({ type }) => /^(?:text|em_open|em_close)$/.test(type))
  )
    return false;
  return /^\s*\[(?:\[_?toc_?\]|toc)\]\s*$/i.test(children.map(({ content }) => content).join(''));
}
