import { type Element, isElement, type Node } from './content.ts';

export interface TableRow {
  /** Whether this row has the column headers. */
  readonly head: boolean;
  /** Its `th` and `td`. */
  readonly cells: readonly Element[];
}

/** A cell in its column, counted from 0. */
export interface CellPlace {
  readonly cell: Element;
  readonly column: number;
  readonly columns: number;
  /** Whether it began in a row above. */
  readonly continued: boolean;
}

/** The rows of a table in the order of reading, without those of tables inside its cells. */
export function rowsOf(table: Element): TableRow[] {
  const [first, ...others] = rowsIn(table.children, false);
  if (!first) return [];
  // Without a thead, a first row of only `th` counts as one.
  return [{ ...first, head: first.head || first.cells.every((cell) => cell.name === 'th') }, ...others];
}

/** The columns of the cells in each row by the table model of HTML (section 4.9.12), counting cells that span down. */
export function placesOf(rows: readonly TableRow[]): CellPlace[][] {
  let above: (CellPlace & { readonly rows: number })[] = [];
  return rows.map(({ cells }) => {
    const places = above.map(({ rows, ...place }) => ({ ...place, continued: true, rows: rows - 1 }));
    const taken = new Set(
      above.flatMap(({ column, columns }) => Array.from({ length: columns }, (_, at) => column + at)),
    );
    let column = 0;
    for (const cell of cells) {
      while (taken.has(column)) column += 1;
      const columns = spanOf(cell.attributes.colspan);
      places.push({ cell, column, columns, continued: false, rows: spanOf(cell.attributes.rowspan) });
      column += columns;
    }
    above = places.filter((place) => place.rows > 1);
    return places.map(({ rows, ...place }) => place).sort((a, b) => a.column - b.column);
  });
}

/**
 * The rows of a table as its columns, the headers first in each: for a table of fewer rows than columns. Undefined for
 * any other table, and where a cell spans several rows or columns.
 */
export function transposed(rows: readonly TableRow[], places: readonly CellPlace[][]): TableRow[] | undefined {
  const heads = rows.filter(({ head }) => head);
  const body = rows.filter(({ head }) => !head);
  const values = body.length > 0 ? body : heads;
  const count = values[0]?.cells.length ?? 0;
  const isPlain = places.every(
    (row) => row.length === count && row.every((one) => one.columns === 1 && !one.continued),
  );
  if (!isPlain || heads.length > 1 || values.length >= count) return undefined;
  const [head] = body.length > 0 ? heads : [];
  const isNamed = head !== undefined && values.every(({ cells }) => cells[0]!.name === 'th');
  return Array.from({ length: count }, (_, column) => {
    const header = head ? [named(head.cells[column]!, 'th')] : [];
    const first = column === 0 && isNamed;
    const cells = values.map((row) =>
      named(row.cells[column]!, first || row.cells[column]!.name === 'th' ? 'th' : 'td'),
    );
    return { head: first, cells: [...header, ...cells] };
  });
}

/** A cell where it was not: what aligned its column does not align it. */
function named({ attributes, children }: Element, name: 'th' | 'td'): Element {
  const { align, scope, ...others } = attributes;
  return { name, attributes: others, children };
}

/** The cell over each column of a row; of two the first. */
export function byColumn<Place extends Pick<CellPlace, 'column' | 'columns'>>(row: readonly Place[]): Place[] {
  const columns: Place[] = [];
  for (const place of row.toReversed())
    for (let at = place.column; at < place.column + place.columns; at += 1) columns[at] = place;
  return columns;
}

export function captionOf(table: Element): Element | undefined {
  return table.children.find((child) => isElement(child, 'caption'));
}

/** No real table has fifty columns; a thousand would pad each line of text a thousand times. */
function spanOf(value: string | undefined): number {
  return Math.min(Math.max(Number.parseInt(value ?? '', 10) || 1, 1), 50);
}

function rowsIn(nodes: readonly Node[], head: boolean): TableRow[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [];
    if (node.name === 'tr') {
      const cells = node.children.filter(
        (child): child is Element => typeof child === 'object' && (child.name === 'td' || child.name === 'th'),
      );
      return cells.length > 0 ? [{ head, cells }] : [];
    }
    return /^t(head|body|foot)$/.test(node.name) ? rowsIn(node.children, node.name === 'thead') : [];
  });
}
