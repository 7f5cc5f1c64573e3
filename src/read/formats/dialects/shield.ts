import { attributesAt, bracesAt, isFormula } from './braces.ts';
import { holdsCode } from './code.ts';
import { Cursor } from './cursor.ts';
import { Elements } from './elements.ts';
import { withoutIndents } from './indents.ts';
import { pairUp } from './pairs.ts';
import { callOf, type ForeignTag, type Notation } from './tag.ts';

/** A text in which a word of letters and digits in braces stands for each piece of foreign markup outside of code. */
export interface Shielded {
  readonly text: string;
  readonly tags: readonly ForeignTag[];
  /** Matches a placeholder, also in an address; its group is the number of the tag. */
  readonly hole: RegExp;
  /** The placeholder of a tag. */
  holeOf(tag: ForeignTag): string;
  /** Whether elements of HTML in the text may be components. */
  readonly hasComponents: boolean;
  /** The text with the markup back, as the source has it. */
  restore(text: string): string;
  /** The line of the source, counted from 1, of a line of the text, counted from 0. */
  lineOf(row: number): number;
}

export type Dialect = 'markdown' | 'mdx' | 'html';

/**
 * Puts placeholders where a template language, Hugo, MDX, Vue or another dialect of Markdown has markup of its own, so
 * that Markdown and HTML see a word: in links, in attributes, in tables. Fences, code between backquotes, `pre`, `code`
 * and comments stay as they are; all other code is restored where it is met.
 */
export function shield(text: string, dialect: Dialect): Shielded {
  const scanner = new Scanner(text, dialect);
  return mayHoldAny(text, dialect) ? scanner.run() : scanner.asItIs();
}

/** Most texts hold none, and cost a search. */
function mayHoldAny(text: string, dialect: Dialect): boolean {
  return (
    (dialect === 'mdx' && /[{<]|^(?:im|ex)port\b/m.test(text)) ||
    /\{[{%#:.]|[)\]`*_]\{|^[ \t>]*:::|\[\/?(?:caption|gallery|embed|audio|video|playlist|youtube)\b/m.test(text)
  );
}

const inMarkdown =
  /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}(?=[^`\n]*$)|~{3,})|^[ \t>]*:{3,}(?!:)|`+|\\[`\\{<[]|<!--|<(?:pre|code|script|style)\b|\{[{%#:.]|(?<=[)\]`*_])\{(?=[ \t]*[\w-]+=)|\[\/?(?:caption|gallery|embed|audio|video|playlist|youtube)\b/gm;
const inMdx = new RegExp(`${inMarkdown.source}|^(?:im|ex)port(?=[\\s{*])|\\{|<(?=[\\w/>])|\\$\\$?`, 'gm');
const inHtml =
  /<!--|<(?:pre|code|script|style)\b|\{[{%#:]|\[\/?(?:caption|gallery|embed|audio|video|playlist|youtube)\b/gm;

const starts = { markdown: inMarkdown, mdx: inMdx, html: inHtml };

const fenceLine = /^[ \t>]*(?:`{3}|~{3})/gm;
const quotedLine = /\n[ \t]*>/g;
const blankLine = /\n[ \t>]*(?=\n)/g;

class Scanner {
  readonly #text: string;
  readonly #dialect: Dialect;
  readonly #cursor: Cursor;
  readonly #elements: Elements;
  readonly #mark: string;
  readonly #tags: ForeignTag[] = [];
  readonly #pieces: string[] = [];
  readonly #moves: { readonly row: number; readonly lines: number }[] = [];
  readonly #runs = new Map<number, number>();
  #runsEnd = 0;
  #written = 0;
  #lost = 0;
  #rawEnd = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
    this.#cursor = new Cursor(text);
    this.#elements = new Elements(text);
    this.#mark = markFor(text);
  }

  run(): Shielded {
    const start = new RegExp(starts[this.#dialect]);
    for (let found = start.exec(this.#text); found; found = start.exec(this.#text))
      start.lastIndex = Math.max(this.#take(found.index, found[0]), found.index + 1);
    pairUp(this.#tags);
    return this.asItIs();
  }

  asItIs(): Shielded {
    this.#pieces.push(this.#text.slice(this.#written));
    const hole = new RegExp(`(?:\\{|%7B)${this.#mark}(\\d+)z(?:\\}|%7D)`, 'g');
    const tags = this.#tags;
    const moves = this.#moves;
    const shielded = this.#pieces.join('');
    return {
      text: this.#dialect === 'mdx' ? withoutIndents(shielded, tags, hole) : shielded,
      tags,
      hole,
      holeOf: ({ index }) => `{${this.#mark}${index}z}`,
      hasComponents: this.#dialect === 'markdown',
      restore: (text) =>
        tags.length === 0 ? text : text.replace(hole, (_, index: string) => tags[Number(index)]!.text),
      lineOf: (row) => row + 1 + (moves.findLast((move) => move.row <= row)?.lines ?? 0),
    };
  }

  /** Takes what begins at a place; returns where to go on. */
  #take(at: number, opening: string): number {
    const own = opening.trimStart();
    if (
      /[`~]{3,}$/.test(opening) &&
      /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[`~]{3,}$/.test(opening) &&
      isAtStart(this.#text, at)
    )
      return this.#fence(at, opening);
    if (own.startsWith('`')) return this.#codeSpan(at, own.length);
    if (opening.startsWith('\\')) return at + 2;
    if (opening === '<!--') return this.#after('-->', at);
    if (/^<\w/.test(opening)) return this.#htmlCode(at, opening.slice(1));
    if (opening.endsWith(':::') || /:{3,}$/.test(opening)) return this.#container(at, opening);
    if (opening.startsWith('[')) return this.#bracket(at);
    if (/^(?:im|ex)port$/.test(opening)) return this.#statement(at);
    if (opening === '<') return this.#element(at);
    if (opening.startsWith('$')) return this.#formula(at, opening);
    return this.#braces(at);
  }

  /** In MDX, elements around it are no HTML for the parser of Markdown, which would read on in it. */
  #htmlCode(at: number, name: string): number {
    const mark = `</${name}>`;
    const end = this.#cursor.next(mark, at + 1) + mark.length;
    if (end > this.#text.length) return at + 1;
    return this.#dialect === 'mdx' ? this.#add('html', at, end) : end;
  }

  /** The place after a mark; only the next sign if there is none, for then it ends nothing. */
  #after(mark: string, at: number): number {
    const end = this.#cursor.next(mark, at);
    return end === this.#text.length ? at + 1 : end + mark.length;
  }

  #fence(at: number, opening: string): number {
    const marks = /[`~]+$/.exec(opening)![0];
    const closing = new RegExp(`^[ \\t>]*${marks[0]}{${marks.length},}[ \\t]*$`, 'gm');
    closing.lastIndex = this.#cursor.next('\n', at + opening.length);
    return closing.exec(this.#text) ? closing.lastIndex : this.#text.length;
  }

  /** Code between runs of the same number of backquotes, within a paragraph. */
  #codeSpan(at: number, length: number): number {
    const end = this.#paragraphEnd(at);
    if (end !== this.#runsEnd) {
      this.#runs.clear();
      this.#runsEnd = end;
      for (const run of this.#text.slice(at, end).matchAll(/`+/g)) this.#runs.set(run[0].length, at + run.index);
    }
    if ((this.#runs.get(length) ?? -1) <= at) return at + length;
    const runs = /`+/g;
    runs.lastIndex = at + length;
    for (let run = runs.exec(this.#text); run; run = runs.exec(this.#text)) if (run[0].length === length) break;
    return runs.lastIndex;
  }

  #paragraphEnd(at: number): number {
    return this.#cursor.match(blankLine, at)?.[0] ?? this.#text.length;
  }

  #container(at: number, opening: string): number {
    const start = at + opening.search(/:{3,}$/);
    const end = this.#cursor.next('\n', at);
    return this.#add('container', start, start + this.#text.slice(start, end).trimEnd().length);
  }

  #bracket(at: number): number {
    const pattern =
      /\[\/(?:caption|gallery|embed|audio|video|playlist|youtube)\]|\[(?:caption|gallery|embed|audio|video|playlist|youtube)(?:[ \t]+\w+=[^\]\n]{0,2000})?\/?\](?!\(|\[)/y;
    pattern.lastIndex = at;
    if (!pattern.test(this.#text)) return at + 1;
    return this.#add('bracket', at, pattern.lastIndex);
  }

  #statement(at: number): number {
    const end = this.#elements.statementEnd(at);
    return end === undefined || this.#meetsFence(at, end) ? at + 1 : this.#add('silent', at, end);
  }

  /** Braces of a formula of LaTeX are no expressions. */
  #formula(at: number, opening: string): number {
    if (opening === '$$') return this.#after('$$', at + 2);
    const formula = /\$(?![\s$])[^$\n]{0,500}?(?<![\s\\])\$(?!\d)/y;
    formula.lastIndex = at;
    return formula.test(this.#text) ? formula.lastIndex : at + 1;
  }

  #element(at: number): number {
    const end = this.#elements.elementEnd(at);
    return end === undefined ? at + 1 : this.#add('element', at, end);
  }

  #meetsFence(at: number, end: number): boolean {
    return (this.#cursor.match(fenceLine, at)?.[0] ?? end) < end;
  }

  #braces(at: number): number {
    const attributes = attributesAt(this.#text, at);
    if (attributes !== undefined) return this.#add('attributes', at, attributes);
    if (this.#dialect === 'mdx' && !/^\{[{%]/.test(this.#text.slice(at, at + 2))) return this.#expression(at);
    const [notation, close] = bracesAt(this.#text, at) ?? [];
    if (notation === undefined || close === undefined) return at + 1;
    const quoted = /\{\{[-~]?\s*(?:"[^"\n]{0,200}"|'[^'\n]{0,200}')\s*[-~]?\}\}/y;
    quoted.lastIndex = at;
    if (quoted.test(this.#text)) return this.#addBraces(notation, at, quoted.lastIndex);
    const end = this.#cursor.next(close, at + 2) + close.length;
    const isBroken = end > this.#text.length || end > this.#paragraphEnd(at) || this.#opensAgain(at, end);
    if (notation === 'value' && isFormula(this.#text.slice(Math.max(0, at - 30), at)))
      return isBroken ? at + 2 : this.#add('literal', at, end);
    if (!isBroken) return this.#addBraces(notation, at, end);
    if (this.#dialect === 'mdx' && notation === 'value') return this.#expression(at);
    const isMeant =
      notation !== 'value' && /^\{[{%][<%]?[-~+]?[ \t]*\/?[ \t]*[a-z]/i.test(this.#text.slice(at, at + 40));
    return isMeant ? this.#add('unclosed', at, this.#openEnd(at)) : at + 2;
  }

  /** Another one begins before this one ends. */
  #opensAgain(at: number, end: number): boolean {
    return ['{{<', '{{%', '{%'].some((mark) => this.#cursor.next(mark, at + 3) < end - 2);
  }

  /** Where markup ends that never does: with its line, before other markup, or before the end of the link around it. */
  #openEnd(at: number): number {
    const line = this.#cursor.next('\n', at);
    const others = ['{{', '{%', '`', ...(this.#text[at - 1] === '(' ? [')'] : [])];
    return Math.min(line, ...others.map((mark) => this.#cursor.next(mark, at + 3)));
  }

  #expression(at: number): number {
    const end = this.#elements.expressionEnd(at);
    // Only one that begins its line goes on behind an empty one.
    const line = this.#text.slice(Math.max(0, at - 40), at);
    const isLong = end !== undefined && end > this.#paragraphEnd(at) && !/(?:^|\n)[ \t]*$/.test(line);
    return end === undefined || (isLong && !this.#text.startsWith('{/*', at))
      ? at + 1
      : this.#add('expression', at, end);
  }

  #addBraces(notation: Notation, at: number, end: number): number {
    const text = this.#text.slice(at, end);
    if (at < this.#rawEnd) return this.#add('literal', at, end);
    if (/^\{\{[<%]\/\*|^\{\{[-~]?\s*\/\*|^\{#/.test(text))
      return this.#add(/^\{\{[<%]/.test(text) ? 'literal' : 'silent', at, end);
    const { name, ends } = callOf({ notation, text });
    if (!ends && (name === 'raw' || name === 'verbatim') && notation === 'liquid') {
      const close = this.#endOf(name, notation, end);
      if (close !== undefined) this.#rawEnd = close[0];
    }
    this.#add(notation, at, end);
    // Code and comments hold no markup of ours.
    const close = !ends && holdsCode(name, notation) ? this.#endOf(name, notation, end) : undefined;
    return close ? this.#addBraces(notation, ...close) : end;
  }

  /** Where the tag stands that ends another one. */
  readonly #endings = new Map<string, RegExp>();
  #endOf(name: string, notation: Notation, from: number): readonly [start: number, end: number] | undefined {
    const quoted = name.replace(/[^\w]/g, '\\$&');
    const source =
      notation === 'liquid'
        ? `\\{%[-~+]?[ \\t]*end${quoted}[ \\t]*[-~+]?%\\}`
        : `\\{\\{[<%][ \\t]*/[ \\t]*${quoted}[ \\t]*[>%]\\}\\}`;
    const pattern = this.#endings.get(source) ?? new RegExp(source, 'gi');
    this.#endings.set(source, pattern);
    return this.#cursor.match(pattern, from);
  }

  /** Lines of code lose their indents and marks of quotations, and could not be restored. */
  #mayBeIndented(at: number, end: number): boolean {
    const [, mark = end] = this.#cursor.match(quotedLine, at) ?? [];
    // A `>` or `>}}` that is the end itself is no quotation.
    if (mark < end && !(mark === end - 2 && this.#text.startsWith('}}', mark))) return true;
    if (this.#dialect !== 'markdown') return false;
    const start = this.#text.lastIndexOf('\n', at) + 1;
    return /^(?: {0,3}\t| {4})/.test(this.#text.slice(start, start + 4));
  }

  #add(notation: Notation, at: number, end: number): number {
    const isMultiline = this.#cursor.next('\n', at) < end;
    if (notation !== 'html' && isMultiline && this.#mayBeIndented(at, end)) return at + 2;
    const text = this.#text.slice(at, end);
    const line = this.#cursor.rowOf(at);
    this.#pieces.push(this.#text.slice(this.#written, at), `{${this.#mark}${this.#tags.length}z}`);
    this.#tags.push({ index: this.#tags.length, notation, text, line: line + 1, row: line - this.#lost });
    this.#written = end;
    const lines = text.split('\n').length - 1;
    if (lines > 0) {
      this.#lost += lines;
      this.#moves.push({ row: line - this.#lost + lines + 1, lines: this.#lost });
    }
    return end;
  }
}

function isAtStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}

/** Letters and digits only, for those go through everything; the text does not hold it. */
function markFor(text: string): string {
  const lower = text.toLowerCase();
  for (let number = 0; ; number += 1) if (!lower.includes(`foreign${number}x`)) return `foreign${number}x`;
}
