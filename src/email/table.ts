import { widest, wrap } from '../lib/wrap.ts';
import { type Element, isBlank, textOf } from './content.ts';
import { captionOf, type Place, placesOf, type Row, rowsOf } from './grid.ts';
import { type Context, facing, matching, startOf, styled, type Writer, write } from './html.ts';

/** A table whose columns would be too narrow to read, even where the letter is as wide as can be, becomes cards. */
export const writeTable: Writer = (node, context) => {
  const rows = rowsOf(node);
  const places = placesOf(rows);
  const look = lookOf(wordsOf(places), context);
  const inside: Context = { ...context, within: 'item' };
  const cards = look === 'tooWide' ? cardsOf(rows, places, inside) : [];
  const lines = cards.length > 0 ? cards : linesOf(rows, look === 'normal' ? 16 : 8, inside);
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
      `font-size:${look === 'normal' || cards.length > 0 ? 14 : 13}px;line-height:1.45` +
      (look === 'normal' || look === 'compact' ? ';overflow-wrap:normal;word-break:normal' : ''),
  };
  return write('table', node, context, attributes, `\n${lines.join('\n')}\n`);
};

/**
 * Words stay whole where the longest of every column fit beside each other on a screen 320 pixels wide; elsewhere a
 * letter breaks those that are too long, which would make columns as narrow as a character.
 */
function lookOf(columns: readonly number[], { settings }: Context): 'normal' | 'compact' | 'wide' | 'tooWide' {
  const phone = 272;
  const letter = settings.width - 2 * settings.padding;
  const compact = pixels(columns, 7.4, 8);
  if (pixels(columns, 8, 16) <= phone) return 'normal';
  if (compact <= phone) return 'compact';
  return compact <= letter ? 'wide' : 'tooWide';
}

function pixels(columns: readonly number[], perCharacter: number, padding: number): number {
  return columns.reduce((sum, width) => sum + width * perCharacter + padding, 0);
}

/** How wide the longest word of each column is, in characters. */
function wordsOf(places: readonly Place[][]): number[] {
  const columns: number[] = [];
  for (const { cell, column, columns: count, continued } of places.flat()) {
    if (continued || count > 1) continue;
    const pieces = wrap(textOf(cell.children).replace(/\s+/g, ' '), 1);
    columns[column] = Math.max(columns[column] ?? 0, widest(pieces));
  }
  return Array.from(columns, (width) => width ?? 0);
}

function linesOf(rows: readonly Row[], gap: number, context: Context): string[] {
  return rows.map(({ head, cells }) => {
    const written = cells.map((cell, index) =>
      writeCell(cell, { head, gap: index === cells.length - 1 ? 0 : gap }, facing(cell, context)),
    );
    return `<tr>\n${written.join('\n')}\n</tr>`;
  });
}

function writeCell(cell: Element, { head, gap }: { head: boolean; gap: number }, context: Context): string {
  const { attributes } = cell;
  // An empty header names nothing, and a screen reader would stumble over it.
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

/** Each row of the table as lines of their own: a header beside its value. None if there are no headers. */
function cardsOf(rows: readonly Row[], places: readonly Place[][], context: Context): string[] {
  const head = places.findLast((_, index) => rows[index]!.head);
  if (!head) return [];
  return places
    .filter((_, index) => !rows[index]!.head)
    .flatMap((row) => {
      const filled = row.filter(({ cell }) => !isBlank(cell.children));
      return filled.map((place, index) =>
        writePair(place, head, { first: index === 0, last: index === filled.length - 1 }, context),
      );
    });
}

function writePair(
  { cell, column }: Place,
  head: readonly Place[],
  { first, last }: { first: boolean; last: boolean },
  context: Context,
): string {
  const header = head.find((place) => column >= place.column && column < place.column + place.columns)?.cell;
  const side = startOf(context);
  const [above, below] = [first ? 12 : 4, last ? 12 : 4];
  const gap = side === 'left' ? `${above}px 12px ${below}px 0` : `${above}px 0 ${below}px 12px`;
  const rule = `border-bottom:${last ? 2 : 1}px solid ${context.settings.light.rule};text-align:${side};vertical-align:top`;
  const pair = [];
  if (header && !isBlank(header.children))
    pair.push(write('th', header, context, { scope: 'row', class: 'rule', style: `width:30%;padding:${gap};${rule}` }));
  const colspan = pair.length === 0 && '2';
  pair.push(
    write('td', cell, facing(cell, context), {
      colspan,
      class: 'rule',
      style: `padding:${above}px 0 ${below}px;${rule}`,
    }),
  );
  return `<tr>\n${pair.join('\n')}\n</tr>`;
}
