import { widest } from '../lib/wrap.ts';
import { type Element, isBlank, type Node, textOf } from './content.ts';
import { type Context, facing, matching, startOf, styled, type Writer, write } from './html.ts';

export interface Row {
  /** Whether it names the columns. */
  readonly head: boolean;
  /** Its `th` and `td`. */
  readonly cells: readonly Element[];
}

/** The rows of a table in the order of reading, without those of tables inside its cells. */
export function rowsOf(table: Element): Row[] {
  const [first, ...others] = rowsIn(table.children, false);
  if (!first) return [];
  // Without a thead, a first row of nothing but headers is one.
  return [{ ...first, head: first.head || first.cells.every((cell) => cell.name === 'th') }, ...others];
}

export function captionOf(table: Element): Element | undefined {
  return table.children.find((child): child is Element => typeof child === 'object' && child.name === 'caption');
}

export const writeTable: Writer = (node, context) => {
  const inside: Context = { ...context, within: 'item' };
  const caption = captionOf(node);
  const rows = rowsOf(node);
  const captionStyle = `padding:0 0 8px;text-align:${startOf(context)};font-weight:bold`;
  const lines = rows.map(({ head, cells }) => {
    const written = cells.map((cell, index) =>
      writeCell(cell, { head, last: index === cells.length - 1 }, facing(cell, inside)),
    );
    return `<tr>\n${written.join('\n')}\n</tr>`;
  });
  if (caption) lines.unshift(styled('caption', captionStyle)(caption, inside));
  const attributes = {
    width: '100%',
    cellpadding: '0',
    cellspacing: '0',
    style:
      `width:100%;margin:${context.within === 'item' ? '8px' : '0'} 0 24px;border-collapse:collapse;font-family:${context.settings.fonts.small};font-size:14px;` +
      `line-height:1.45${fitsPhone(rows) ? ';overflow-wrap:normal;word-break:normal' : ''}`,
  };
  return write('table', node, context, attributes, `\n${lines.join('\n')}\n`);
};

/**
 * Whether the longest word of every column fits beside the others on a screen 320 pixels wide. Then words stay
 * whole; elsewhere a letter breaks those that are too long, which would make columns as narrow as a character.
 */
function fitsPhone(rows: readonly Row[]): boolean {
  const columns: number[] = [];
  for (const { cells } of rows) {
    for (const [index, cell] of cells.entries()) {
      const words = textOf(cell.children).split(/\s+/);
      columns[index] = Math.max(columns[index] ?? 0, widest(words));
    }
  }
  const pixels = columns.reduce((sum, width) => sum + width * 8 + 16, 0);
  return pixels <= 272;
}

function writeCell(cell: Element, { head, last }: { head: boolean; last: boolean }, context: Context): string {
  const { attributes } = cell;
  // An empty header names nothing, and a screen reader would stumble over it.
  const name = cell.name === 'th' && !isBlank(cell.children) ? 'th' : 'td';
  const side = startOf(context);
  const align = matching(attributes.align, /^(left|right|center)$/) ?? side;
  const scope = matching(attributes.scope, /^(row|col|rowgroup|colgroup)$/) ?? (head ? 'col' : 'row');
  const rule = `${head ? 2 : 1}px solid ${context.settings.light.rule}`;
  const padding = last ? '8px 0' : side === 'left' ? '8px 16px 8px 0' : '8px 0 8px 16px';
  return write(name, cell, context, {
    scope: name === 'th' && scope,
    colspan: matching(attributes.colspan, /^\d{1,3}$/),
    rowspan: matching(attributes.rowspan, /^\d{1,3}$/),
    class: 'rule',
    style: `padding:${padding};border-bottom:${rule};text-align:${align};vertical-align:top`,
  });
}

function rowsIn(nodes: readonly Node[], head: boolean): Row[] {
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
