import { escapeXml } from '../lib/escape.ts';
import { attributePattern, closeElements } from '../lib/html.ts';

/** What the content of an article needs to know of its page. */
interface ContentPlace {
  /** The publication's `url`. */
  readonly base: string;
  /** The article's own address: a link to a part of it needs no more than the part. */
  readonly url: string;
  /** The way from the page to the root. */
  readonly root: string;
  /** How a table is named for those who do not see that it scrolls. */
  readonly table: string;
}

/**
 * An article's content as its page holds it: XHTML made to read the same as HTML, addresses inside the publication
 * relative, tables and code in boxes that scroll and that the keyboard reaches. Well-formed XML holds no `<` in text
 * or in values, so what looks like a tag is one.
 */
export function pageContent(content: string, place: ContentPlace): string {
  let html = closeElements(content);
  const base = escapeXml(place.base);
  if (html.includes(base))
    html = html.replace(startTag, (tag) => (tag.includes(base) ? relative(tag, base, place) : tag));
  if (html.includes('<pre')) html = html.replace(/<pre(?=[\s>])/g, '<pre tabindex="0"');
  if (html.includes('<table')) html = html.replace(/<table(?=[\s>])|<\/table\s*>/g, (tag) => box(tag, place.table));
  return html;
}

const startTag = new RegExp(`<[a-z][a-z0-9]*${attributePattern}+`, 'gi');

function box(tag: string, name: string): string {
  if (tag.startsWith('</')) return `${tag}</div>`;
  return `<div class="scroll" role="group" aria-label="${escapeXml(name)}" tabindex="0">${tag}`;
}

function relative(tag: string, base: string, { root, url }: ContentPlace): string {
  const inside = (address: string) => (address.startsWith(base) ? root + address.slice(base.length) : address);
  return tag.replace(address, (_, start: string, name: string, value: string) => {
    if (name === 'srcset') return start + value.split(candidate).map(inside).join('');
    const own = `${escapeXml(url)}#`;
    return start + (value.startsWith(own) ? value.slice(own.length - 1) : inside(value));
  });
}

const address = /(\s(href|src|poster|cite|srcset)\s*=\s*["'])([^"']*)/g;

/** Before each address of a `srcset`. */
const candidate = /(?<=[\s,])(?=https?:)/;
