import { displayWidth, widest, wrap } from '../lib/wrap.ts';
import { type Element, isBlock } from './content.ts';
import { byColumn, placesOf, rowsOf, type TableRow } from './grid.ts';

/**
 * Writes a table as plain text: in columns as long as every word fits into one, else each row as lines of
 * `header: value`. Returns blocks of lines; `write` returns the lines of a cell, no wider than the given width if
 * possible.
 */
export function writeColumns(table: Element, options: ColumnsOptions): string[][] {
  const { width, write } = options;
  const rows = rowsOf(table);
  const places = placesOf(rows);
  // A call takes no hundred thousand arguments.
  const count = places.flat().reduce((most, { column, columns }) => Math.max(most, column + columns), 0);
  const cells = places.map((row) => row.map((place) => ({ ...place, lines: write(place.cell, width) })));
  const natural = widthsOf(cells, count, widest);
  if (room(natural, 0, count) <= width) return inColumns(rows, cells, natural);
  const shared = sharedWidths(natural, widthsOf(cells, count, widestWord), width);
  const wrapped = shared && rewrapped(cells, shared, write);
  return wrapped ? inColumns(rows, wrapped, shared) : inPairs(rows, cells, count, options);
}

interface ColumnsOptions {
  readonly width: number;
  readonly colon: string;
  readonly write: (cell: Element, width: number) => string[];
}

interface Cell {
  readonly cell: Element;
  readonly column: number;
  readonly columns: number;
  readonly continued: boolean;
  readonly lines: readonly string[];
}

const gap = '  ';

/** The width of each column by a measure of its cells; a cell over several columns widens them evenly. */
function widthsOf(rows: readonly Cell[][], count: number, measure: (lines: readonly string[]) => number): number[] {
  const widths = Array.from({ length: count }, () => 0);
  const cells = rows.flat().filter(({ continued }) => !continued);
  const spans = cells.filter(({ columns }) => columns > 1).sort((a, b) => a.columns - b.columns);
  for (const { column, columns, lines } of cells)
    if (columns === 1) widths[column] = Math.max(widths[column]!, measure(lines));
  for (const { column, columns, lines } of spans) {
    for (let lacking = measure(lines) - room(widths, column, columns), left = columns; lacking > 0; left -= 1) {
      const share = Math.ceil(lacking / left);
      widths[column + columns - left]! += share;
      lacking -= share;
    }
  }
  return widths;
}

function widestWord(lines: readonly string[]): number {
  return widest(lines.flatMap((line) => wrap(line, 1)));
}

/** The width from the start of one column to the end of another, with the gaps between. */
function room(widths: readonly number[], column: number, columns: number): number {
  return widths.slice(column, column + columns).reduce((sum, width) => sum + width + gap.length, -gap.length);
}

/** The widths of columns that must share the line: the widest shrink first, none below its longest word. */
function sharedWidths(natural: readonly number[], least: readonly number[], width: number): number[] | undefined {
  if (room(least, 0, least.length) > width) return undefined;
  for (let most = width; most > 0; most -= 1) {
    const widths = natural.map((wish, column) => Math.min(wish, Math.max(least[column]!, most)));
    if (room(widths, 0, widths.length) <= width) return most < narrowest ? undefined : widths;
  }
  return undefined;
}

/** Prose in columns narrower than this is hard to read. */
const narrowest = 12;

/** The cells wrapped to these widths; undefined if one has unbreakable text, such as code. */
function rewrapped(
  rows: readonly Cell[][],
  widths: readonly number[],
  write: ColumnsOptions['write'],
): Cell[][] | undefined {
  const wrapped = rows.map((row) =>
    row.map((place) => {
      const width = room(widths, place.column, place.columns);
      return widest(place.lines) <= width ? place : { ...place, lines: write(place.cell, width) };
    }),
  );
  const fits = ({ column, columns, lines }: Cell) => widest(lines) <= room(widths, column, columns);
  return wrapped.flat().every(fits) ? wrapped : undefined;
}

function inColumns(rows: readonly TableRow[], cells: readonly Cell[][], widths: readonly number[]): string[][] {
  const rule = widths.map((width) => '-'.repeat(width)).join(gap);
  // Rows of several lines need an empty line between them.
  const apart = cells.some((row, index) => !rows[index]!.head && heightOf(row) > 1);
  const lines = rows.flatMap(({ head }, index) => {
    const written = Array.from({ length: heightOf(cells[index]!) }, (_, line) => lineOf(cells[index]!, line, widths));
    const next = rows[index + 1];
    if (head && !next?.head) return [...written, rule];
    return apart && !head && next ? [...written, ''] : written;
  });
  return lines.length > 0 ? [lines] : [];
}

function heightOf(row: readonly Cell[]): number {
  return row.reduce((most, { lines, continued }) => Math.max(most, continued ? 0 : lines.length), 1);
}

function lineOf(row: readonly Cell[], line: number, widths: readonly number[]): string {
  const written = row.map(({ cell, column, columns, continued, lines }, index) => {
    const width = room(widths, column, columns);
    const before = row[index - 1];
    // A row may lack cells between those that it has.
    const missing = column - (before ? before.column + before.columns : 0);
    const indent = missing > 0 ? ' '.repeat(room(widths, column - missing, missing) + gap.length) : '';
    return indent + padded(continued ? '' : (lines[line] ?? ''), cell.attributes.align, width);
  });
  return written.join(gap).trimEnd();
}

function padded(text: string, align: string | undefined, width: number): string {
  const space = Math.max(0, width - displayWidth(text));
  const before = align === 'right' ? space : align === 'center' ? Math.floor(space / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(space - before);
}

function inPairs(
  rows: readonly TableRow[],
  cells: readonly Cell[][],
  count: number,
  options: ColumnsOptions,
): string[][] {
  const isBody = rows.map(({ head }) => !head);
  const head = byColumn(cells.findLast((_, index) => !isBody[index]) ?? []);
  const body = cells.filter((_, index) => isBody[index]);
  return (body.length > 0 ? body : cells).map((row) =>
    row.flatMap(({ cell, column, columns }) => {
      const label = body.length > 0 && columns < count ? head[column]?.lines.join(' ') : undefined;
      const lines = options.write(cell, options.width - gap.length);
      if (lines.length === 0) return [];
      const named = !label
        ? lines
        : cell.children.some(isBlock)
          ? [`${label}${options.colon}`.trimEnd(), ...lines]
          : wrap(`${label}${options.colon}${lines.join(' ')}`, options.width - gap.length);
      return named.map((line, index) => (index === 0 ? line : gap + line));
    }),
  );
}
