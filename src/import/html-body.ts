import { isWebAddress } from '../lib/uri.ts';
import { embedOf } from './embeds.ts';
import {
  elementsIn,
  type HtmlElement,
  type HtmlTree,
  isHtmlElement,
  removeComments,
  removeNode,
  replaceWith,
  wordsIn,
  writeHtml,
} from './html-tree.ts';

/** The attributes that hold one address. */
const addressed = ['href', 'src', 'poster'] as const;

/** The HTML of an article: without comments and empty paragraphs, and with whole addresses. */
export function finishedHtml(tree: HtmlTree, base: string | undefined): string {
  removeComments(tree);
  for (const element of elementsIn(tree, ({ name }) => name === 'p')) if (isEmpty(element)) removeNode(element);
  if (base !== undefined) for (const element of elementsIn(tree, () => true)) resolve(element, base);
  return writeHtml(tree).trim();
}

function isEmpty({ children }: HtmlElement): boolean {
  return children.every((child) => child.type === 'text' && child.data.replaceAll('\u00a0', ' ').trim() === '');
}

/** A path of the old site is none of the new one. */
function resolve({ attribs }: HtmlElement, base: string): void {
  for (const name of addressed) {
    const value = attribs[name]?.trim();
    if (value && !/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(value)) attribs[name] = URL.parse(value, base)?.href ?? value;
  }
}

/** An address that is a paragraph by itself becomes a player, or a link. */
export function embedBareAddresses(tree: HtmlTree): void {
  for (const element of elementsIn(tree, ({ name }) => name === 'p')) {
    const words = wordsIn(element);
    if (/^https?:\/\/\S+$/.test(words) && isWebAddress(words) && !element.children.some(isHtmlElement))
      replaceWith(element, embedOf(words));
  }
}
