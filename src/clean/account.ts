import type { Problem } from '../model/problem.ts';

/** Words of the source that would not reach readers although no rule leaves them out. */
export interface Loss {
  readonly kind: keyof typeof kinds;
  /** The first line of the markup that swallows them, as it stands in the source, and how often that came before. */
  readonly markup: string;
  readonly count: number;
  readonly words: number;
}

/** Where the start tag of an element begins and ends in the source. */
interface Region {
  readonly start: number;
  readonly end: number;
}

/** Keeps account of the text of a source: whatever the parser does not hand on as text has to have a reason. */
export class Account {
  readonly losses: Loss[] = [];
  readonly #source: string;
  /** The elements open whose text readers do not see. */
  readonly #open: Region[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** An element begins whose text readers do not see. */
  enter(start: number, end: number): void {
    this.#open.push({ start, end });
  }

  /** It ends. If only because something around it ends, the text since its start tag was never meant to be in it. */
  leave(end: number, isImplied: boolean): Region | undefined {
    // A tag without an end, the last of the source, ends without having begun.
    const region = this.#open.pop();
    if (isImplied && region) this.#lose('element', region.start, textOf(this.#source.slice(region.end, end)));
    return region;
  }

  /** The number of words between the start tag of an element and its end, and where the source has the tag. */
  mention(region: Region, end: number): { readonly words: number; readonly markup: string; readonly count: number } {
    const words = countWords(textOf(this.#source.slice(region.end, end)));
    return { words, ...this.#markupAt(region.start) };
  }

  startTag(start: number, attributes: Readonly<Record<string, string>>): void {
    // A name with a quotation mark is the rest of a value that begins in the wrong place (HTML, section 13.2.2).
    const names = Object.keys(attributes);
    if (!names.some((name) => /["'<]/.test(name))) return;
    const swallowed = Object.values(attributes).filter((value) => /[<>]/.test(value));
    this.#lose('quote', start, textOf(swallowed.map((value) => value.replace(/^[^<>]*>/, '')).join(' ')));
  }

  /** Words between the name of an end tag and its `>`. */
  endTag(start: number, nameEnd: number): void {
    if (this.#source[nameEnd] === '>') return;
    const end = this.#source.indexOf('>', nameEnd);
    if (end !== -1) this.#lose('end-tag', start, this.#source.slice(nameEnd, end));
  }

  /** A comment, or what HTML takes for one: instructions, declarations and sections. */
  comment(start: number, end: number): void {
    const raw = this.#source.slice(start, end);
    const ended = raw.startsWith('<!--') ? /^<!--(?:-?>|[\s\S]*--!?>)$/ : raw.startsWith('<![CDATA[') ? /\]\]>$/ : />$/;
    if (!ended.test(raw) || (swallowsMarkup(raw) && !/^<!--\[if\b/i.test(raw)))
      this.#lose('comment', start, textOf(raw.replace(/^<[!?/](?:-+|\[CDATA\[)?/i, '')));
  }

  /** The rest that no event of the parser covers: a tag without an end. */
  rest(start: number): void {
    if (start >= this.#source.length) return;
    // End tags of nothing are no events.
    const stray = /(?:\s*<\/[^<>]*>)*\s*/y;
    stray.lastIndex = start;
    stray.exec(this.#source);
    const tail = this.#source.slice(stray.lastIndex);
    this.#lose('tag', stray.lastIndex, tail.replace(/^<[/!]\w*/, ''));
  }

  #lose(kind: Loss['kind'], start: number, text: string): void {
    if (this.losses.length === most) return;
    const words = countWords(text);
    if (words === 0) return;
    this.losses.push({ kind, ...this.#markupAt(start), words });
  }

  /** The first line of the markup at a place, and how often the source has the same before. */
  #markupAt(start: number): { readonly markup: string; readonly count: number } {
    const markup = /^.[^\n>]{0,99}>?/.exec(this.#source.slice(start, start + 102))![0].trimEnd();
    return { markup, count: this.#source.slice(0, start).split(markup).length - 1 };
  }
}

/** Finding the place of one takes a search of the source. Who mends the first twenty finds the rest. */
const most = 20;

/** Whether a comment holds the start of another one, or what looks like one a tag. */
function swallowsMarkup(raw: string): boolean {
  if (raw.startsWith('<!--')) return raw.indexOf('<!--', 4) !== -1;
  return /^<(?:!(?!\[|doctype\b)|\/)/i.test(raw) && raw.includes('<', 1);
}

function textOf(markup: string): string {
  let text = '';
  let at = 0;
  for (let start = markup.indexOf('<!--'); start !== -1; start = markup.indexOf('<!--', at)) {
    const end = markup.indexOf('-->', start + 2);
    if (end === -1) break;
    text += `${markup.slice(at, start)} `;
    at = end + 3;
  }
  return (text + markup.slice(at)).replace(/<[^<>]*>/g, ' ');
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** An error for each loss; `placeOf` finds the piece of markup that is the given one, from 0. */
export function losses(
  lost: readonly Loss[],
  placeOf: (markup: string, count: number) => Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>,
): Problem[] {
  return lost.map(({ kind, markup, count, words }) => {
    const [message, hint] = kinds[kind](/^<\/?([^\s/>]*)/.exec(markup)?.[1] ?? '');
    const swallowed =
      words === 1 ? 'a word that readers would never see' : `${words} words that readers would never see`;
    return {
      severity: 'error',
      rule: 'lost-text',
      message: `${message} ${swallowed}`,
      hint,
      ...placeOf(markup, count),
    };
  });
}

const kinds = {
  element: (name: string) => [
    `this <${name}> has no end tag and swallows`,
    `Close it with </${name}> where it ends. To write about it, put it into backquotes: \`<${name}>\`.`,
  ],
  quote: () => [
    'a quotation mark is missing in this tag, which swallows',
    'Close the value before the next one begins.',
  ],
  'end-tag': (name: string) => [`this </${name}> holds`, `Write </${name}>, and the words after it.`],
  comment: () => [
    'this comment has no end of its own and swallows',
    'Close it with -->. To show it as text, put it into backquotes.',
  ],
  tag: (name: string) => [`this <${name} has no closing > and swallows`, 'Close the tag, and each value in quotes.'],
} satisfies Record<string, (name: string) => [message: string, hint: string]>;
