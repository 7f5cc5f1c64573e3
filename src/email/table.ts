import { escapeXml } from '../lib/escape.ts';
import { type Element, isBlank, textOf } from './content.ts';
import { byColumn, type CellPlace, captionOf, placesOf, rowsOf, type TableRow, transposed } from './grid.ts';
import { type Context, facing, gapInOutlook, matching, narrowed, startOf, styled, type Writer, write } from './html.ts';
import { fitOf, longestWord, phoneRoom } from './table-fit.ts';

/**
 * Writes a table. Where it is too wide for a phone, and has fewer rows than columns, the rows become the columns; if it
 * still is, each row becomes a card on narrow screens: no mail program reliably scrolls a table.
 */
export const writeTable: Writer = (node, context) => {
  const { rows, places, fit } = arranged(rowsOf(node), context.room);
  const inside: Context = { ...context, within: 'item', last: undefined };
  const lines = fit === 'pairs' ? pairsOf(rows, places, inside) : linesOf(rows, places, fit === 'cards', inside);
  const caption = captionOf(node);
  const side = startOf(context);
  if (caption) lines.unshift(styled('caption', `padding:0 0 8px;text-align:${side};font-weight:bold`)(caption, inside));
  const gap = side === 'left' ? (fit === 'close' ? ' close' : '') : fit === 'close' ? ' close near' : ' turned';
  const attributes = {
    class: `cells${gap}${fit === 'cards' ? ' cards' : ''}`,
    width: '100%',
    cellpadding: '8',
    cellspacing: '0',
    style: `border-collapse:collapse${fit === 'broken' || fit === 'pairs' ? `;${brokenWords}` : ''}`,
  };
  return write('table', node, context, attributes, `\n${lines.join('\n')}\n`) + gapInOutlook;
};

const brokenWords = 'overflow-wrap:anywhere;word-break:break-word';

/** The rows as they are shown, or as columns. */
function arranged(rows: readonly TableRow[], room: number) {
  const places = placesOf(rows);
  const given = { rows, places, fit: fitOf(places, room) };
  if (given.fit !== 'cards' && given.fit !== 'pairs') return given;
  const turned = transposed(rows, places);
  if (!turned) return given;
  const turnedPlaces = placesOf(turned);
  const fit = fitOf(turnedPlaces, room);
  return fit === 'pairs' ? given : { rows: turned, places: turnedPlaces, fit };
}

/** In cards each cell names its column on narrow screens. */
function linesOf(
  rows: readonly TableRow[],
  places: readonly CellPlace[][],
  areCards: boolean,
  context: Context,
): string[] {
  if (rows.length === 0) return [];
  const names = areCards ? namesOf(rows, places) : [];
  const count = places.flat().reduce((most, { column, columns }) => Math.max(most, column + columns), 1);
  const written = rows.map(({ head, cells }, row) => {
    const placed = new Map(places[row]!.map((place) => [place.cell, place]));
    const inner = cells.map((cell, index) => {
      const { column = 0, columns = 1 } = placed.get(cell) ?? {};
      // A picture takes the share of its column: a wider one pushes the other columns out of the letter.
      const inside = narrowed(context, shareLost(context.room, columns, count, 16));
      const header = head || columns > 1 ? undefined : names[column];
      return writeCell(cell, { head, isLast: index === cells.length - 1, areCards, header }, facing(cell, inside));
    });
    return `<tr ${ruled(head ? 2 : 1, context, areCards && head ? ' gone' : '')}>\n${inner.join('\n')}\n</tr>`;
  });
  return [`<tbody valign="top">\n${written.join('\n')}\n</tbody>`];
}

/** The pixels of a table's width that a cell over some of its columns does not have. */
function shareLost(room: number, columns: number, count: number, gap: number): number {
  const column = (room - gap * (count - 1)) / count;
  return room - column * columns - gap * (columns - 1);
}

/** The row has the rule: its style alone is that of all its cells, and in mail programs without style sheets. */
function ruled(width: number, { settings }: Context, more = ''): string {
  return `class="rule${more}" style="border-bottom:${width}px solid ${settings.light.rule}"`;
}

interface CellLook {
  readonly head: boolean;
  /** Whether it is the last of its row. */
  readonly isLast: boolean;
  readonly areCards: boolean;
  /** The header that a card repeats. */
  readonly header: Element | undefined;
}

function writeCell(cell: Element, { head, isLast, areCards, header }: CellLook, context: Context): string {
  const { attributes } = cell;
  const isEmpty = isBlank(cell.children);
  // An empty header names nothing, and a screen reader would announce it.
  const name = cell.name === 'th' && !isEmpty ? 'th' : 'td';
  const side = startOf(context);
  const align = matching(attributes.align, /^(left|right|center)$/) ?? side;
  const scope = matching(attributes.scope, /^(row|col|rowgroup|colgroup)$/) ?? (head ? 'col' : 'row');
  const label = header && !isEmpty ? labelOf(header, context) : '';
  return write(
    name,
    cell,
    context,
    {
      scope: name === 'th' && scope,
      colspan: matching(attributes.colspan, /^\d{1,3}$/),
      rowspan: matching(attributes.rowspan, /^\d{1,3}$/),
      align: (name === 'th' || align !== side || cell.attributes.dir) && align,
      class: areCards && isEmpty ? 'gone' : isLast && align !== side && 'end',
    },
    label + context.render(cell.children, context),
  );
}

/** The cell over each column. */
function namesOf(rows: readonly TableRow[], places: readonly CellPlace[][]): (Element | undefined)[] {
  const hasBody = rows.some(({ head }) => !head);
  const row = hasBody ? places.findLast((_, index) => rows[index]!.head) : undefined;
  return byColumn(row ?? []).map((place) => place?.cell);
}

/** A header that is shown on narrow screens only, before a value that is no longer below it. */
function labelOf(header: Element, { words }: Context): string {
  const name = textOf(header.children).replace(/\s+/g, ' ').trim();
  return name === '' ? '' : `<b class="label" style="display:none">${escapeXml(name + words.colon)}</b>`;
}

/** Each row of the table as a group of lines, one for each cell: its header, if any, next to its value. */
function pairsOf(rows: readonly TableRow[], places: readonly CellPlace[][], context: Context): string[] {
  const names = namesOf(rows, places);
  const body = places.filter((_, index) => !rows[index]!.head);
  return (body.length > 0 ? body : places).flatMap((row) => {
    const filled = row.filter(({ cell }) => !isBlank(cell.children));
    return filled.map(({ cell, column }, index) => {
      const pair = writePair(cell, names[column], context);
      return `<tr valign="top" ${ruled(index === filled.length - 1 ? 2 : 1, context)}>\n${pair}\n</tr>`;
    });
  });
}

function writePair(cell: Element, header: Element | undefined, context: Context): string {
  const named = header !== undefined && !isBlank(header.children);
  const inside = named ? narrowed(context, 0.3 * context.room) : context;
  const value = write('td', cell, facing(cell, inside), { colspan: !named && '2', class: 'end' });
  if (!named) return value;
  const word = longestWord(header) * 14 + 12;
  // A header that fits the column's default width needs no extra style.
  const style = word > 0.3 * phoneRoom && word < 0.5 * phoneRoom && 'overflow-wrap:normal;word-break:normal';
  const attributes = { scope: 'row', width: '30%', align: startOf(context), style };
  return `${write('th', header, context, attributes)}\n${value}`;
}
