import { displayWidth, wrap } from '../lib/wrap.ts';
import { type Element, type Node, textOf } from './content.ts';
import type { CellPlace } from './grid.ts';

/** The pixels that the smallest phones, 320 pixels wide, leave for a letter's content. */
export const phoneRoom = 272;

/**
 * Whether the longest words of all columns fit in one row on a phone, or if set closer, or else in the `room`
 * of a wide screen. Otherwise mail programs would break long words, until a column is one character wide.
 */
export function fitOf(places: readonly CellPlace[][], room: number): 'whole' | 'close' | 'cards' | 'pairs' | 'broken' {
  const columns = wordsOf(places);
  if (pixels(columns, 14, 16) <= phoneRoom) return 'whole';
  // A single column would be even narrower next to its header.
  if (columns.length === 1) return 'broken';
  if (pixels(columns, 13, 8) <= phoneRoom) return 'close';
  return pixels(columns, 14, 16) <= room ? 'cards' : 'pairs';
}

function pixels(columns: readonly number[], size: number, padding: number): number {
  return columns.reduce((sum, width) => sum + width * size + padding, -padding);
}

/** The width of the longest word of each column, in ems. */
function wordsOf(places: readonly CellPlace[][]): number[] {
  const columns: number[] = [];
  for (const { cell, column, columns: count, continued } of places.flat()) {
    if (continued || count > 1) continue;
    columns[column] = Math.max(columns[column] ?? 0, longestWord(cell));
  }
  return Array.from(columns, (width) => width ?? 0);
}

/** The approximate width of a cell's longest word in ems, with allowances for bold letters and the padding of code. */
export function longestWord({ name, children }: Element): number {
  const words = wrap(textOf(children).replace(/\s+/g, ' '), 1);
  const width = words.reduce((most, word) => Math.max(most, widthOf(word)), 0);
  return width * (name === 'th' ? 1.08 : 1) + (children.some(holdsCode) ? 0.6 : 0);
}

/** In sans serifs most letters take half an em, capitals and `m` two thirds, wide characters (UAX 11) one. */
function widthOf(word: string): number {
  return displayWidth(word) * 0.55 + (word.match(/[\p{Lu}mw@%&]/gu)?.length ?? 0) * 0.15;
}

function holdsCode(node: Node): boolean {
  return typeof node === 'object' && (/^(code|kbd|samp)$/.test(node.name) || node.children.some(holdsCode));
}
