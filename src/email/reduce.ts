import type { Image } from '../model/article.ts';
import type { Words } from '../strings/table.ts';
import { type Element, isBlank, isElement, type Node, printableLine, textOf } from './content.ts';

/**
 * Replaces what mail programs cannot show, for both parts of a letter: drawings in SVG, which Gmail does not show, by
 * another format or by a link; formulas by a link to `page`, the article on the web, that says how they are written.
 */
export function reduceContent(nodes: readonly Node[], page: string, words: Words): Node[] {
  return reduceAll(nodes, { page, words, linked: false });
}

/** Whether an article's lead image is one that Gmail does not show. */
export function isDrawing({ type, url }: Image): boolean {
  return type === 'image/svg+xml' || drawing.test(pathOf(url));
}

/** The replacement of a lead image that Gmail does not show: a link, and its caption. */
export function drawnLead({ url, alt, caption }: Image, words: Words): Node[] {
  const label = `${words.image}${words.colon}${printableLine(alt)}`;
  const captions: Node[] = caption ? [{ name: 'figcaption', attributes: {}, children: [printableLine(caption)] }] : [];
  const link: Node[] = alt ? [{ name: 'p', attributes: {}, children: [linkTo(url, [label])] }] : [];
  return link.length + captions.length > 0
    ? [{ name: 'figure', attributes: {}, children: [...link, ...captions] }]
    : [];
}

interface Context {
  readonly page: string;
  readonly words: Words;
  /** Whether the node is inside a link, which must not contain another. */
  readonly linked: boolean;
}

function reduceAll(nodes: readonly Node[], context: Context): Node[] {
  const reduced: Node[] = [];
  let afterRule = false;
  for (const node of nodes) {
    // Keeps only one of several rules in a row.
    if (isElement(node, 'hr') && afterRule) continue;
    afterRule = isElement(node, 'hr') || (afterRule && isBlank([node]));
    if (typeof node === 'string') reduced.push(node);
    else for (const one of reduce(node, context)) reduced.push(one);
  }
  return reduced;
}

function reduce(node: Element, context: Context): Node[] {
  const formula = formulaOf(node);
  if (formula !== undefined) return formulaLink(node, formula, context);
  if (node.name === 'picture') return pictureOf(node, context);
  if (node.name === 'img') return imageOf(node, [node], context);
  const inside = node.name === 'a' && node.attributes.href ? { ...context, linked: true } : context;
  const children = reduceAll(node.name === 'ruby' ? withBrackets(node.children) : node.children, inside);
  return [{ ...node, children: isUntitledNotes(node) ? [notesHeading(context), ...children] : children }];
}

/** Gmail does not support `ruby` and would join the reading to its word; programs that do support it hide the `rp`. */
function withBrackets(nodes: readonly Node[]): readonly Node[] {
  if (nodes.some((node) => isElement(node, 'rp'))) return nodes;
  const bracket = (text: string): Element => ({ name: 'rp', attributes: {}, children: [text] });
  return nodes.flatMap((node): Node[] => (isElement(node, 'rt') ? [bracket('('), node, bracket(')')] : [node]));
}

/** Footnotes have no heading of their own at the end of an article. */
function isUntitledNotes({ attributes, children }: Element): boolean {
  if (attributes.role !== 'doc-endnotes') return false;
  const first = children.find((child) => !isBlank([child]));
  return !(typeof first === 'object' && /^h[2-6]$/.test(first.name));
}

function notesHeading({ words }: Context): Element {
  const heading: Element = { name: 'strong', attributes: { lang: words.language }, children: [words.notes] };
  return { name: 'p', attributes: {}, children: [heading] };
}

/** The source of a formula: MathML, code marked as math, or a paragraph between dollar signs, as in TeX. */
function formulaOf(node: Element): string | undefined {
  if (node.name === 'math') return textOf(node.children);
  if (node.name !== 'pre' && node.name !== 'p') return undefined;
  const [only, ...others] = node.children.filter((child) => !isBlank([child]));
  if (others.length > 0) return undefined;
  if (
    node.name === 'pre' &&
    isElement(only, 'code') &&
    /(^|\s)language-(math|katex)$/.test(only.attributes.class ?? '')
  )
    return textOf(only.children);
  if (node.name === 'p' && typeof only === 'string') return /^\s*\$\$([^$]+)\$\$\s*$/.exec(only)?.[1];
  return undefined;
}

function formulaLink({ name, attributes }: Element, source: string, { page, words, linked }: Context): Node[] {
  const formula = source.trim().replace(/\s+/g, ' ');
  const code: Element = { name: 'code', attributes: {}, children: [formula || words.formula] };
  const link = linked ? code : linkTo(page, [code]);
  const isBlock = name !== 'math' || attributes.display === 'block';
  return [isBlock ? { name: 'p', attributes: {}, children: [link] } : link];
}

function pictureOf({ children }: Element, context: Context): Node[] {
  const sources = children.filter((child) => isElement(child, 'source'));
  return children.flatMap((child) =>
    isElement(child, 'img') ? imageOf(child, [...sources, child], context) : isElement(child, 'source') ? [] : [child],
  );
}

function imageOf(image: Element, sources: readonly Element[], { words, linked }: Context): Node[] {
  const { src, alt } = image.attributes;
  if (!src || !hardToShow.test(pathOf(src))) return [image];
  const other = sources.flatMap(candidatesIn)[0];
  if (other) return [{ ...image, attributes: { ...image.attributes, src: other } }];
  if (!drawing.test(pathOf(src))) return [image];
  if (!alt) return [];
  const label = `${words.image}${words.colon}${alt}`;
  return [linked ? label : linkTo(src, [label])];
}

/** Outlook for Windows shows neither AVIF nor WebP. */
const hardToShow = /\.(svgz?|avif|webp)$/i;
const drawing = /\.svgz?$/i;
const shownEverywhere = /\.(png|jpe?g|gif)$/i;

/** The addresses in a `srcset` that every mail program can show, in document order. */
function candidatesIn({ attributes }: Element): string[] {
  const addresses = (attributes.srcset ?? '').split(/,\s+|\s+/);
  return addresses.filter((address) => /^https?:/i.test(address) && shownEverywhere.test(pathOf(address)));
}

function pathOf(address: string): string {
  return URL.parse(address)?.pathname ?? '';
}

function linkTo(href: string, children: Node[]): Element {
  return { name: 'a', attributes: { href }, children };
}
