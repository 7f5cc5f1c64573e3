import { displayWidth, widest, wrap } from '../lib/wrap.ts';
import type { Element } from './content.ts';
import { rowsOf } from './table.ts';

/**
 * Writes a table as plain text: in columns if they fit, else each row as lines of `header: value`. Returns blocks of
 * lines; `text` says what stands in a cell.
 */
export function writeColumns(table: Element, width: number, text: (cell: Element) => string): string[][] {
  const rows = rowsOf(table).map(({ head, cells }) => ({ head, cells: cells.flatMap((cell) => spread(cell, text)) }));
  const count = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const widths = Array.from({ length: count }, (_, column) =>
    widest(rows.map(({ cells }) => cells[column]?.text ?? '')),
  );
  const total = widths.reduce((sum, columnWidth) => sum + columnWidth + gap.length, -gap.length);
  return total <= width ? [inColumns(rows, widths)] : inPairs(rows, width);
}

interface Cell {
  readonly text: string;
  readonly align: string | undefined;
}

interface Row {
  readonly head: boolean;
  readonly cells: readonly Cell[];
}

const gap = '  ';

/** A cell over several columns leaves the others empty. */
function spread(cell: Element, text: (cell: Element) => string): Cell[] {
  const span = Math.min(Math.max(Number(cell.attributes.colspan) || 1, 1), 50);
  const first = { text: text(cell).replace(/\n/g, ' '), align: cell.attributes.align };
  return [first, ...Array.from({ length: span - 1 }, () => ({ text: '', align: undefined }))];
}

function inColumns(rows: readonly Row[], widths: readonly number[]): string[] {
  return rows.flatMap(({ head, cells }, index) => {
    const line = widths.map((width, column) => padded(cells[column], width)).join(gap);
    const rule = widths.map((width) => '-'.repeat(width)).join(gap);
    const closesHead = head && !rows[index + 1]?.head;
    return closesHead ? [line.trimEnd(), rule] : [line.trimEnd()];
  });
}

function padded(cell: Cell | undefined, width: number): string {
  const { text, align } = cell ?? { text: '', align: undefined };
  const room = width - displayWidth(text);
  const before = align === 'right' ? room : align === 'center' ? Math.floor(room / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}

function inPairs(rows: readonly Row[], width: number): string[][] {
  const head = rows.findLast((row) => row.head)?.cells ?? [];
  const body = rows.filter((row) => !row.head);
  return (body.length > 0 ? body : rows).map(({ cells }) =>
    cells.flatMap(({ text }, column) => {
      const label = head[column]?.text;
      if (text === '' && !label) return [];
      const lines = wrap(label && body.length > 0 ? `${label}: ${text}` : text, width - gap.length);
      return lines.map((line, index) => (index === 0 ? line : gap + line));
    }),
  );
}
