import { stringify } from 'yaml';
import { stripNoCharacters } from '../lib/escape.ts';
import { shorten } from '../lib/shorten.ts';
import { isUri } from '../lib/uri.ts';
import { htmlWords } from './html-tree.ts';
import type { ImportedArticle } from './imported-article.ts';

/** The text of an article's file: front matter and body. `site` is the address of the publication. */
export function articleText(article: ImportedArticle, slug: string, site: string): string {
  const { oldId, date, updated, summary, authors, tags, image, attachments, unpublished } = article;
  const redirects = redirectsOf(article, site);
  const front = {
    title: articleTitle(article, slug),
    ...(date && { date }),
    ...(updated && { updated }),
    ...(oldId && (isUri(oldId) ? { id: oldId } : { guid: oldId })),
    slug,
    ...(summary && { summary }),
    ...(authors.length > 0 && { authors: [...authors] }),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(image && { image }),
    ...(attachments && { attachments: [...attachments] }),
    ...(redirects.length > 0 && { redirects }),
    ...(unpublished && { draft: true }),
  };
  const yaml = stringify(cleaned(front), { lineWidth: 0, aliasDuplicateObjects: false });
  return `---\n${yaml}---\n\n${bodyText(article)}\n`;
}

/** The title, or how the text begins: the services let articles be without one, and Tidings does not. */
export function articleTitle(
  { title, body, format }: Pick<ImportedArticle, 'title' | 'body' | 'format'>,
  slug: string,
): string {
  if (title !== '') return title;
  return shorten(format === 'html' ? htmlWords(body) : '', 60) || slug;
}

/**
 * The old addresses: whole ones of the same site, else their paths, since a host that forwards an old domain keeps
 * the path.
 */
export function redirectsOf({ addresses }: Pick<ImportedArticle, 'addresses'>, site: string): string[] {
  const { origin } = new URL(site);
  const found = addresses.flatMap((address) => {
    const url = URL.parse(address);
    if (!url || url.pathname === '/') return [];
    return url.origin === origin ? `${origin}${url.pathname}` : url.pathname;
  });
  return [...new Set(found)];
}

/** Template code in the text, such as an article about it has, is text here. */
function bodyText({ body, format }: ImportedArticle): string {
  const text = stripNoCharacters(body.replace(/\r\n?/g, '\n'));
  return format === 'html' ? text.replace(/\{(?=[{%#])/g, '&#123;') : text;
}

/** The same value without the characters that no text holds. */
function cleaned<Value>(value: Value): Value {
  if (typeof value === 'string') return stripNoCharacters(value.replace(/[\t\n\r]+/g, ' ')).trim() as Value;
  if (Array.isArray(value)) return value.map(cleaned) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)])) as Value;
}
