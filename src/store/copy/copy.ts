import { createHash } from 'node:crypto';
import { type CopiedTable, type CopiedValue, type CopySide, type CopyTarget, copiedTables } from './tables.ts';

/** How many rows are copied in one step. */
const portion = 2_000;

/** How many rows a table has, and the SHA-256 of all of them in the order of their keys. */
export interface TableSum {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

export interface CopyProgress {
  readonly table: string;
  /** How many rows of all tables were copied by this process. */
  readonly rows: number;
}

/**
 * Copies what the target lacks: of each table the rows behind its last one, so that a copy that was broken off goes on
 * where it was.
 */
export async function copyRows(
  source: CopySide,
  target: CopyTarget,
  onProgress?: (progress: CopyProgress) => void,
): Promise<void> {
  let count = 0;
  for (const table of copiedTables) {
    for (let after = await target.last(table); ; ) {
      const rows = await source.rows(table, after, portion);
      if (rows.length > 0) await target.insert(table, rows);
      count += rows.length;
      if (rows.length > 0) onProgress?.({ table: table.name, rows: count });
      if (rows.length < portion) break;
      after = rows.at(-1)!.slice(0, table.key);
    }
  }
}

/** Counts and hashes every table but those named. */
export async function sumsOf(side: CopySide, without: readonly string[] = []): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const table of copiedTables) if (!without.includes(table.name)) sums.push(await sumOf(side, table));
  return sums;
}

async function sumOf(side: CopySide, table: CopiedTable): Promise<TableSum> {
  const hash = createHash('sha256');
  let count = 0;
  for (let after: readonly CopiedValue[] | undefined; ; ) {
    const rows = await side.rows(table, after, portion);
    for (const row of rows) {
      if (isMark(table, row)) continue;
      count += 1;
      hash.update(`${JSON.stringify(row.map(plainCell))}\n`);
    }
    if (rows.length < portion) return { table: table.name, rows: count, sha256: hash.digest('hex') };
    after = rows.at(-1)!.slice(0, table.key);
  }
}

/** The name of the setting that is there while a list is copied into a database. */
export const underMigration = 'migration';

function isMark({ name }: CopiedTable, row: readonly CopiedValue[]): boolean {
  return name === 'setting' && row[0] === underMigration;
}

/** The same for either database: texts of PostgreSQL hold no NUL. */
function plainCell(cell: CopiedValue): string | number | null {
  if (typeof cell === 'string') return cell.replaceAll('\0', '\uFFFD');
  return cell instanceof Uint8Array ? `x${Buffer.from(cell).toString('hex')}` : cell;
}
