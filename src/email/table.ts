import { displayWidth, wrap } from '../lib/wrap.ts';
import { type Element, isBlank, type Node, textOf } from './content.ts';
import { byColumn, type CellPlace, captionOf, placesOf, rowsOf, type TableRow } from './grid.ts';
import { type Context, facing, matching, narrowed, startOf, styled, type Writer, write } from './html.ts';

/** A table too wide for a phone becomes cards: no mail program reliably scrolls or folds a table. */
export const writeTable: Writer = (node, context) => {
  const rows = rowsOf(node);
  const places = placesOf(rows);
  const look = lookOf(wordsOf(places));
  const inside: Context = { ...context, within: 'item' };
  const lines =
    look === 'cards' ? cardsOf(rows, places, inside) : linesOf(rows, places, look === 'normal' ? 16 : 8, inside);
  const caption = captionOf(node);
  const captionStyle = `padding:0 0 8px;text-align:${startOf(context)};font-weight:bold`;
  if (caption) lines.unshift(styled('caption', captionStyle)(caption, inside));
  const margin = `${context.within === 'item' ? '8px' : '0'} 0 24px`;
  const attributes = {
    width: '100%',
    border: '0',
    cellpadding: '0',
    cellspacing: '0',
    style:
      `width:100%;margin:${margin};border-collapse:collapse;font-family:${context.settings.fonts.small};` +
      `font-size:${look === 'compact' ? 13 : 14}px;line-height:1.45` +
      (look === 'normal' || look === 'compact' ? `;${wholeWords}` : ''),
  };
  return write('table', node, context, attributes, `\n${lines.join('\n')}\n`);
};

const wholeWords = 'overflow-wrap:normal;word-break:normal';

/** The pixels that the smallest phones, 320 pixels wide, leave for a letter's content. */
const phone = 272;

/**
 * Words stay whole if the longest words of all columns fit on a phone; otherwise mail programs break long words, until
 * a column is one character wide. `columns` has the width of the longest word of each column, in ems.
 */
function lookOf(columns: readonly number[]): 'normal' | 'compact' | 'broken' | 'cards' {
  if (pixels(columns, 14, 16) <= phone) return 'normal';
  if (pixels(columns, 13, 8) <= phone) return 'compact';
  // A single column would be even narrower next to its header.
  return columns.length === 1 ? 'broken' : 'cards';
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
function longestWord({ name, children }: Element): number {
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

function linesOf(rows: readonly TableRow[], places: readonly CellPlace[][], gap: number, context: Context): string[] {
  const count = Math.max(1, ...places.flat().map(({ column, columns }) => column + columns));
  const spans = new Map(places.flat().map(({ cell, columns }) => [cell, columns]));
  return rows.map(({ head, cells }) => {
    const written = cells.map((cell, index) => {
      // A picture takes the share of its column: a wider one pushes the other columns out of the letter.
      const inside = narrowed(context, shareLost(context.room, spans.get(cell) ?? 1, count, gap));
      return writeCell(cell, { head, gap: index === cells.length - 1 ? 0 : gap }, facing(cell, inside));
    });
    return `<tr>\n${written.join('\n')}\n</tr>`;
  });
}

/** The pixels of a table's width that a cell over some of its columns does not have. */
function shareLost(room: number, columns: number, count: number, gap: number): number {
  const column = (room - gap * (count - 1)) / count;
  return room - column * columns - gap * (columns - 1);
}

function writeCell(cell: Element, { head, gap }: { head: boolean; gap: number }, context: Context): string {
  const { attributes } = cell;
  // An empty header names nothing, and a screen reader would announce it.
  const name = cell.name === 'th' && !isBlank(cell.children) ? 'th' : 'td';
  const side = startOf(context);
  const align = matching(attributes.align, /^(left|right|center)$/) ?? side;
  const scope = matching(attributes.scope, /^(row|col|rowgroup|colgroup)$/) ?? (head ? 'col' : 'row');
  const rule = `${head ? 2 : 1}px solid ${context.settings.light.rule}`;
  const padding = gap === 0 ? '8px 0' : side === 'left' ? `8px ${gap}px 8px 0` : `8px 0 8px ${gap}px`;
  return write(name, cell, context, {
    scope: name === 'th' && scope,
    colspan: matching(attributes.colspan, /^\d{1,3}$/),
    rowspan: matching(attributes.rowspan, /^\d{1,3}$/),
    align: align !== side && align,
    class: 'rule',
    style: `padding:${padding};border-bottom:${rule};text-align:${align};vertical-align:top`,
  });
}

/** Each row of the table as a group of lines, one for each cell: its header, if any, next to its value. */
function cardsOf(rows: readonly TableRow[], places: readonly CellPlace[][], context: Context): string[] {
  const body = places.filter((_, index) => !rows[index]!.head);
  const head = byColumn((body.length > 0 ? places.findLast((_, index) => rows[index]!.head) : undefined) ?? []);
  return (body.length > 0 ? body : places).flatMap((row) => {
    const filled = row.filter(({ cell }) => !isBlank(cell.children));
    return filled.map((place, index) =>
      writePair(
        place.cell,
        head[place.column]?.cell,
        { first: index === 0, last: index === filled.length - 1 },
        context,
      ),
    );
  });
}

function writePair(
  cell: Element,
  header: Element | undefined,
  { first, last }: { first: boolean; last: boolean },
  context: Context,
): string {
  const side = startOf(context);
  const [above, below] = [first ? 12 : 4, last ? 12 : 4];
  const gap = side === 'left' ? `${above}px 12px ${below}px 0` : `${above}px 0 ${below}px 12px`;
  const rule = `border-bottom:${last ? 2 : 1}px solid ${context.settings.light.rule};text-align:${side};vertical-align:top`;
  const pair = [];
  if (header && !isBlank(header.children)) {
    const word = longestWord(header) * 14 + 12;
    // A header that fits the column's default width needs no extra style.
    const whole = word > 0.3 * phone && word < 0.5 * phone ? `;${wholeWords}` : '';
    const style = `width:30%;padding:${gap};${rule}${whole}`;
    pair.push(write('th', header, context, { scope: 'row', class: 'rule', style }));
  }
  const colspan = pair.length === 0 && '2';
  pair.push(
    write('td', cell, facing(cell, colspan ? context : narrowed(context, 0.3 * context.room)), {
      colspan,
      class: 'rule',
      style: `padding:${above}px 0 ${below}px;${rule}`,
    }),
  );
  return `<tr>\n${pair.join('\n')}\n</tr>`;
}
