import { escapeXml } from '../lib/escape.ts';

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
