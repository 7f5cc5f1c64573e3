import type { Words } from '../strings/table.ts';
import { type Element, isElement, type Node } from './content.ts';
import { linkToRest } from './parts.ts';

/** As many rows show what a table is about; no letter takes more from it. */
export const fewestRows = 8;

/**
 * Content whose tables end at a row: below their headers they have so many rows, and a link to the others. A table of
 * one more stays whole: the link would take its room.
 */
export function shortenTables(
  nodes: readonly Node[],
  rows: number,
  { url, words }: { url: string; words: Words },
): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (typeof node === 'string') return [node];
    if (node.name !== 'table') {
      return mostRows(node.children) <= rows + 1
        ? [node]
        : [{ ...node, children: shortenTables(node.children, rows, { url, words }) }];
    }
    const left = bodyRows(node).length - rows;
    if (left < 2) return [node];
    return [withRows(node, new Set(bodyRows(node).slice(0, rows))), linkToRest(url, words.moreRows(left), words)];
  });
}

/** The rows of the longest table below its headers; tables in cells are part of their row. */
export function mostRows(nodes: readonly Node[]): number {
  return nodes.reduce((most, node) => {
    if (typeof node === 'string') return most;
    return Math.max(most, node.name === 'table' ? bodyRows(node).length : mostRows(node.children));
  }, 0);
}

/** A first row of headers alone is a head, as in `rowsOf`. */
function bodyRows(table: Element): Element[] {
  const rows = table.children.flatMap((child): { row: Element; head: boolean }[] => {
    if (typeof child === 'string') return [];
    if (child.name === 'tr') return [{ row: child, head: false }];
    if (!/^t(head|body|foot)$/.test(child.name)) return [];
    const inside = child.children.filter((one): one is Element => isElement(one, 'tr'));
    return inside.map((row) => ({ row, head: child.name === 'thead' }));
  });
  return rows.flatMap(({ row, head }, index) => (head || (index === 0 && isHead(row)) ? [] : [row]));
}

function isHead({ children }: Element): boolean {
  const cells = children.filter((child): child is Element => typeof child === 'object');
  return cells.length > 0 && cells.every(({ name }) => name === 'th');
}

/** A table without the rows of its body that are not among these. */
function withRows(table: Element, kept: ReadonlySet<Element>): Element {
  const dropped = new Set(bodyRows(table).filter((row) => !kept.has(row)));
  const without = (children: readonly Node[]): Node[] =>
    children.flatMap((child): Node[] => {
      if (typeof child === 'string' || !/^t(r|body|foot)$/.test(child.name)) return [child];
      if (child.name === 'tr') return dropped.has(child) ? [] : [child];
      return [{ ...child, children: without(child.children) }];
    });
  return { ...table, children: without(table.children) };
}
