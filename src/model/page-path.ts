import { readable } from '../lib/uri.ts';
import type { Article } from './article.ts';
import { expandPermalink } from './permalink.ts';
import type { Settings } from './publication.ts';

/** The facts about an article that say where its page lies. */
export type Addressed = Pick<Article, 'url' | 'slug' | 'section' | 'page'> &
  Partial<Pick<Article, 'title' | 'published'>>;

type Site = Pick<Settings, 'url' | 'permalink'>;

/**
 * The path of an article's page below the publication's `url`, decoded and without a leading `/`. Its address says so;
 * only where that is on another site, the record's `page` does, or the permalink.
 */
export function pagePath(article: Addressed, settings: Site): string {
  return ownPath(article.url, settings) ?? article.page ?? expandPermalink(settings.permalink, article);
}

/** The folder next to a page that its images and attachments are copied to, relative to the output, ending in `/`. */
export function folderOf(path: string): string {
  return path.replace(/(\.html?|\/index\.html?)?\/?$/i, '/');
}

/** The file of an article's page, relative to the output: a folder's page is its `index.html`. */
export function pageFile(article: Addressed, settings: Site): string {
  const path = pagePath(article, settings);
  return /\.html?$/i.test(path) ? path : `${path.replace(/\/*$/, '/')}index.html`;
}

/** The path of an address below the publication's, as files have it; undefined for any other, and for what only a query tells apart. */
export function ownPath(url: string, { url: site }: Pick<Settings, 'url'>): string | undefined {
  if (!url.startsWith(site) || /[?#]/.test(url)) return undefined;
  const path = url.slice(site.length);
  return path === '' ? undefined : path.split('/').map(decoded).join('/');
}

/** Escapes that would lead elsewhere once they are decoded stay as they are. */
function decoded(part: string): string {
  if (!part.includes('%')) return part;
  const plain = readable(part);
  return /[/\\\u0000-\u001f\u007f]/.test(plain) || /^\.{1,2}$/.test(plain) ? part : plain;
}
