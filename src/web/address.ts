import type { Article } from '../model/article.ts';
import { pagePath } from '../model/page-path.ts';
import type { Settings } from '../model/publication.ts';

/** The relative path from a page to the root of the archive: `../../`, or `./` at the root itself. */
export function rootFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1) || './';
}

/** A path below the root, percent-encoded for an address. */
export function encodePath(path: string): string {
  return encodeURI(path.toWellFormed()).replace(/[?#]/g, encodeURIComponent);
}

/** The address of an article's page below the root, such as `articles/hello/`. */
export function articleAddress(article: Article, settings: Settings): string {
  return encodePath(pagePath(article, settings));
}

/**
 * An address inside the publication, relative to a page, so that pages also work in a preview, on another host or in a
 * folder of one; any other address unchanged.
 */
export function fromPage(url: string, settings: Settings, root: string): string {
  return url.startsWith(settings.url) ? root + url.slice(settings.url.length) : url;
}

/** The address of one of our own files, absolute. */
export function absolute(path: string, settings: Settings): string {
  return settings.url + encodePath(path);
}
