import { DomHandler, DomUtils, Parser } from 'htmlparser2';
import { oneLine } from '../lib/escape.ts';
import type { LeftOut } from './imported-article.ts';

/** A parsed piece of HTML, and the nodes of it. */
export type HtmlTree = DomHandler['root'];
export type HtmlNode = HtmlTree['children'][number];
export type HtmlElement = Extract<HtmlNode, { attribs: unknown }>;

/** The parser's and the writer's work grows with the square of the depth. */
const deepest = 900;

/** Thrown for HTML that nobody could have written. */
class TooDeepHtml extends Error {}

/** @throws TooDeepHtml */
export function parseHtml(html: string): HtmlTree {
  const handler = new BoundedHandler();
  new Parser(handler).end(html);
  return handler.root;
}

/** The article that is made, or that it cannot be. */
export function unlessTooDeep<Made>(title: string, make: () => Made): Made | LeftOut {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooDeepHtml) return { reason: 'too-deep', title: oneLine(title) };
    throw error;
  }
}

class BoundedHandler extends DomHandler {
  override onopentag(name: string, attributes: Record<string, string>): void {
    if (this.tagStack.length > deepest) throw new TooDeepHtml();
    super.onopentag(name, attributes);
  }
}

export function writeHtml(nodes: HtmlTree | readonly HtmlNode[]): string {
  const options = { encodeEntities: 'utf8', emptyAttrs: true } as const;
  return ('children' in nodes ? nodes.children : nodes).map((node) => DomUtils.getOuterHTML(node, options)).join('');
}

export function isHtmlElement(node: HtmlNode): node is HtmlElement {
  return 'attribs' in node;
}

/** Every element for which the test holds, in the order of the document. */
export function elementsIn(tree: HtmlTree | HtmlElement, test: (element: HtmlElement) => boolean): HtmlElement[] {
  return DomUtils.findAll((element) => test(element as HtmlElement), tree.children) as HtmlElement[];
}

export function hasClass(element: HtmlElement, name: string): boolean {
  return (element.attribs.class ?? '').split(/\s+/).includes(name);
}

/** The words of HTML in one line. */
export function htmlWords(html: string): string {
  return wordsIn(parseHtml(html.replace(breaks, ' $&')));
}

/** Elements that part words. */
const breaks = /<\/?(?:p|br|div|h[1-6]|li|ul|ol|blockquote|tr|td|th|section|figure|figcaption|pre)\b/gi;

export function wordsIn(node: HtmlNode | HtmlTree): string {
  return oneLine(DomUtils.textContent(node));
}

/** Puts HTML in the place of an element. */
export function replaceWith(element: HtmlElement, html: string): void {
  for (const node of [...parseHtml(html).children]) DomUtils.prepend(element, node);
  DomUtils.removeElement(element);
}

export function removeNode(node: HtmlNode): void {
  DomUtils.removeElement(node);
}

/** All comments: of editors, of blocks, of cards. */
export function removeComments(tree: HtmlTree): void {
  const comments = DomUtils.filter((node) => node.type === 'comment' || node.type === 'directive', tree, true);
  for (const comment of comments) DomUtils.removeElement(comment);
}
