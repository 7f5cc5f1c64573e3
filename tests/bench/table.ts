import type { Cost } from './measure.ts';

/** What one comparison found. */
export interface Table {
  /** Its place in the README, such as `feeds-1000`. */
  readonly key: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences under the table. */
  readonly notes: readonly string[];
}

/** The costs of contenders; `ratio` compares the CPU time of each with that of the first. */
export function costTable(
  { key, title, notes = [] }: { key: string; title: string; notes?: readonly string[] },
  costs: ReadonlyMap<string, Cost>,
): Table {
  const [first] = [...costs.values()];
  const rows = [...costs].map(([name, { cpu, wall, memory }]) => [
    name,
    seconds(cpu),
    seconds(wall),
    memory.toFixed(0),
    (cpu / first!.cpu).toFixed(2),
  ]);
  return { key, title, columns: ['', 'CPU s', 'wall s', 'peak MB', 'CPU ratio'], rows, notes };
}

export function seconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

/** A table as Markdown that reads well in a terminal too: the first column to the left, numbers to the right. */
export function formatTable({ title, columns, rows, notes }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(3, ...[column, ...rows.map((row) => row[index]!)].map(length)),
  );
  const pad = (cell: string, index: number) =>
    index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const table = [line(columns), line(rule), ...rows.map(line)].join('\n');
  return [`### ${title}`, table, ...notes].join('\n\n');
}

const length = (text: string): number => text.length;
