import type { Element } from 'domhandler';
import type { Image } from '../../article.ts';
import { type Attributes, element, textElement } from '../tree.ts';

/** Media RSS, which Atom readers know as well. */
export const mediaNamespace = 'http://search.yahoo.com/mrss/';

/** The lead image for the lists of readers: once as a medium with its description, once as a thumbnail. */
export function mediaOf(image: Image): Element[] {
  const { url, width, height } = image;
  const attributes: Attributes = { url, medium: 'image', type: image.type, fileSize: image.length, width, height };
  const description = image.alt ? [textElement('media:description', image.alt, { type: 'plain' })] : [];
  return [element('media:content', attributes, ...description), element('media:thumbnail', { url, width, height })];
}
