import { shorten } from '../lib/shorten.ts';
import type { Words } from '../strings/table.ts';
import { collapse, type Element, isBlank, isElement, type Node, textOf } from './content.ts';

/** A part of an article: a heading and the blocks up to the next one of its level. */
export interface Part {
  readonly whole: readonly Node[];
  /** The heading and the beginning of the first paragraph. */
  readonly summary: readonly Node[];
}

/** The parts of an article, of which the first may have no heading; none if it has no two headings of one level. */
export function partsOf(nodes: readonly Node[]): Part[] {
  const levels = nodes.flatMap((node) => levelOf(node) ?? []);
  const level = Math.min(...levels);
  if (levels.filter((one) => one === level).length < 2) return [];
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (levelOf(node) === level && !isBlank(parts.at(-1)!)) parts.push([]);
    parts.at(-1)!.push(node);
  }
  return parts.map((whole) => ({ whole, summary: summaryOf(whole) }));
}

function levelOf(node: Node): number | undefined {
  return typeof node === 'object' && /^h[2-6]$/.test(node.name) ? Number(node.name.charAt(1)) : undefined;
}

function summaryOf(whole: readonly Node[]): Node[] {
  const heading = whole.find((node) => levelOf(node) !== undefined);
  const paragraph = whole.find((node): node is Element => isElement(node, 'p') && textOf(node.children).trim() !== '');
  const text = paragraph && shorten(collapse(textOf(paragraph.children)).trim(), 200);
  return [...(heading ? [heading] : []), ...(text ? [{ ...paragraph, children: [text] }] : [])];
}

/** A paragraph that leads to what a letter lacks, on the web. */
export function linkToRest(url: string, label: string, { language }: Words): Element {
  const link: Element = { name: 'a', attributes: { href: url }, children: [label] };
  return { name: 'p', attributes: { lang: language }, children: [link] };
}

/** The same as a button, at the end of all. */
export function buttonToRest(url: string, { language, shortened }: Words): Element {
  const link: Element = { name: 'a', attributes: { href: url, class: 'button' }, children: [shortened] };
  return { name: 'p', attributes: { lang: language, class: 'buttons' }, children: [link] };
}
