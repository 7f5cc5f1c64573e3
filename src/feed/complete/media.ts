import type { Element } from 'domhandler';
import type { Image } from '../../model/article.ts';
import { element } from '../tree.ts';

/** Media RSS, which Atom readers know as well. */
export const mediaNamespace = 'http://search.yahoo.com/mrss/';

/**
 * The lead image for the lists of readers. What it shows is told by the `alt` of the content's image alone: feedparser,
 * and with it rss2email, takes media:description for the content of the whole entry.
 */
export function mediaOf({ url, type, length, width, height }: Image): Element[] {
  return [
    element('media:content', { url, medium: 'image', type, fileSize: length, width, height }),
    element('media:thumbnail', { url, width, height }),
  ];
}
