import { escapeXml } from '../lib/escape.ts';
import { joinNames } from '../strings/language.ts';

// Small pieces of HTML that templates insert with `| raw`: in Liquid, each value takes as long as a whole piece here.

/** A link. `marks` are further attributes, as `markOf` writes them. */
export function link(href: string, text: string, marks = ''): string {
  return `<a href="${escapeXml(href)}"${marks}>${escapeXml(text)}</a>`;
}

/** A `time` element: an RFC 3339 instant with its text for people. */
export function time(instant: string, text: string): string {
  return `<time datetime="${escapeXml(instant)}">${escapeXml(text)}</time>`;
}

/** Text in a `span`, or bare if it has no attributes. */
export function span(text: string, marks: string): string {
  return marks === '' ? escapeXml(text) : `<span${marks}>${escapeXml(text)}</span>`;
}

/** The link to the previous or the next page by date. `words` and `title` are HTML. */
export function besideLink(rel: 'prev' | 'next', href: string, words: string, title: string): string {
  return `<a rel="${rel}" href="${escapeXml(href)}"><span class="label">${words}</span> <span>${title}</span></a>\n`;
}

/** A sentence from the string tables around HTML: the sentence is escaped, the HTML inserted unchanged. */
export function around(html: string, say: (text: string) => string): string {
  return escapeXml(say(slot(0))).replace(slots, () => html);
}

/** The same around a list of names, joined by the rules of a language: in Spanish "e Isabel", but "y Ana". */
export function aroundAll(
  names: readonly { readonly text: string; readonly html: string }[],
  language: string,
  say: (text: string) => string,
): string {
  const texts = names.map(({ text }) => text);
  const list = joinNames(texts, language, (_, index) => slot(index));
  return escapeXml(say(list)).replace(slots, (_, index) => names[Number(index)]!.html);
}

/** A placeholder between control characters, which no string table contains and no language translates. */
function slot(index: number): string {
  return `\u0001${index}\u0001`;
}

const slots = /\u0001(\d+)\u0001/g;
