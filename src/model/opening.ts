import { Parser } from 'htmlparser2';
import { oneLine } from '../lib/escape.ts';
import { shorten } from '../lib/shorten.ts';
import type { Article } from './article.ts';

/** An article in one line of plain text: its summary as it was written, else its opening; empty if it has neither. */
export function excerptOf({ summary, content }: Pick<Article, 'summary' | 'content'>): string {
  return oneLine(summary ?? '') || (openingOf(content) ?? '');
}

/**
 * How an article opens: its first paragraph with words in it, as one line of plain text, cut between words. A quotation
 * counts as a paragraph. Lists, figures and asides open only an article that has nothing else; pictures, captions,
 * headings, tables, code and the marks of footnotes open none.
 * @param content A sanitised XHTML fragment; it is parsed no further than needed.
 */
export function openingOf(content: string): string | undefined {
  const search = new Search();
  const parser = new Parser(search, { xmlMode: true });
  for (let at = 0; at < content.length && search.prose === undefined; at += step)
    parser.write(content.slice(at, at + step));
  parser.end();
  const opening = search.prose ?? search.secondary;
  return opening === undefined ? undefined : shorten(opening, longestOpening);
}

/** In characters: neither a search engine nor a list of articles shows more. */
export const longestOpening = 280;

/** How much markup is parsed at once; nearly every opening lies within. */
const step = 500;

/** In UTF-16 code units: more than an opening takes in any script. */
const enough = 20 * longestOpening;

const secondary = new Set('ul ol dl figure aside details'.split(' '));
const unread = 'h1 h2 h3 h4 h5 h6 figcaption table pre summary hr'.split(' ');
/** Players may be in a line, with words inside for programs that know none. */
const skipped = new Set([...unread, 'audio', 'video', 'iframe']);
/** Where a paragraph ends. */
const blocks = new Set([...unread, ...secondary, ...'p div section blockquote address li dt dd'.split(' ')]);

/** Takes the parser's events until it has a paragraph. */
class Search {
  prose: string | undefined;
  /** The first paragraph of a list, a figure or an aside. */
  secondary: string | undefined;
  #paragraph = '';
  #depth = 0;
  /** How deep the element lies of which nothing is taken, and the outermost secondary one. */
  #skipped: number | undefined;
  #secondary: number | undefined;
  /** The open element that may turn out to be the mark of a footnote, and the length of the paragraph before it. */
  #mark: { readonly name: string; readonly depth: number; readonly start: number } | undefined;

  onopentag(name: string, { role = '', href = '' }: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    if (this.#skipped !== undefined) return;
    if (blocks.has(name)) this.#endParagraph();
    if (name === 'br') this.#paragraph += ' ';
    if (skipped.has(name) || /^doc-(noteref|backlink|endnotes)$/.test(role)) this.#skipped = this.#depth;
    else if (secondary.has(name)) this.#secondary ??= this.#depth;
    else if (name === 'sup' || (name === 'a' && href.includes('#'))) this.#meetMark(name);
  }

  onclosetag(name: string): void {
    if (this.#skipped === undefined && blocks.has(name)) this.#endParagraph();
    if (this.#skipped === this.#depth) this.#skipped = undefined;
    if (this.#secondary === this.#depth) this.#secondary = undefined;
    if (this.#mark?.depth === this.#depth) this.#mark = undefined;
    this.#depth -= 1;
  }

  ontext(text: string): void {
    if (this.#skipped !== undefined) return;
    this.#paragraph += text;
    if (this.#paragraph.length > enough) this.#endParagraph();
  }

  onend(): void {
    this.#endParagraph();
  }

  /** A raised link within the page is the mark of a footnote, with the brackets around it. */
  #meetMark(name: string): void {
    const outer = this.#mark;
    this.#mark ??= { name, depth: this.#depth, start: this.#paragraph.length };
    if (!outer || outer.name === name || hasWords(this.#paragraph.slice(outer.start))) return;
    this.#paragraph = this.#paragraph.slice(0, outer.start);
    this.#skipped = outer.depth;
  }

  #endParagraph(): void {
    const found = hasWords(this.#paragraph) ? oneLine(this.#paragraph) : undefined;
    this.#paragraph = '';
    if (this.#secondary === undefined) this.prose ??= found;
    else this.secondary ??= found;
  }
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
