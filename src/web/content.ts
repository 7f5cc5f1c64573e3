import { escapeXml } from '../lib/escape.ts';
import { attributePattern, closeElements } from '../lib/html.ts';

/** The page around an article's content. */
interface ContentPlace {
  /** The publication's `url`. */
  readonly base: string;
  /** The article's own address: links to its parts are shortened to the fragment. */
  readonly url: string;
  /** The relative path from the page to the root. */
  readonly root: string;
  /** The accessible name of the scrolling box around a table. */
  readonly table: string;
}

/**
 * An article's content for its page: XHTML rewritten so that it parses the same as HTML, addresses inside the
 * publication relative, tables and code scrollable by keyboard. Well-formed XML has no `<` in text or in values, so
 * regular expressions find the tags.
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

/** The position before each address of a `srcset`. */
const candidate = /(?<=[\s,])(?=https?:)/;
