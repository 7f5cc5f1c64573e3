import { escapeXml } from '../lib/escape.ts';
import { joinNames } from '../strings/language.ts';

// Small pieces of HTML that templates place with `| raw`: to Liquid each value costs as much as a whole piece does here.

/** A link. `marks` are further attributes, as `markOf` writes them. */
export function link(href: string, text: string, marks = ''): string {
  return `<a href="${escapeXml(href)}"${marks}>${escapeXml(text)}</a>`;
}

/** The moment of an RFC 3339 instant in a person's words. */
export function time(instant: string, text: string): string {
  return `<time datetime="${escapeXml(instant)}">${escapeXml(text)}</time>`;
}

/** Text in a `span` only where something marks it. */
export function span(text: string, marks: string): string {
  return marks === '' ? escapeXml(text) : `<span${marks}>${escapeXml(text)}</span>`;
}

/** The way to what stands beside a page in time. Words and title are HTML. */
export function besideLink(rel: 'prev' | 'next', href: string, words: string, title: string): string {
  return `<a rel="${rel}" href="${escapeXml(href)}"><span class="label">${words}</span> <span>${title}</span></a>\n`;
}

/** A sentence of ours around HTML: the words are escaped, the HTML stands as it is. */
export function around(html: string, say: (text: string) => string): string {
  return escapeXml(say(slot(0))).replace(slots, () => html);
}

/** The same around a list of names, joined as a language joins them: in Spanish "e Isabel", but "y Ana". */
export function aroundAll(
  names: readonly { readonly text: string; readonly html: string }[],
  language: string,
  say: (text: string) => string,
): string {
  const texts = names.map(({ text }) => text);
  const list = joinNames(texts, language, (_, index) => slot(index));
  return escapeXml(say(list)).replace(slots, (_, index) => names[Number(index)]!.html);
}

/** No word of ours holds a control character, and no language translates one. */
function slot(index: number): string {
  return `\u0001${index}\u0001`;
}

const slots = /\u0001(\d+)\u0001/g;
