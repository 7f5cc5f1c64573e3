import { csvLines } from '../subscribers/csv.ts';
import { refuseArchive } from './archive.ts';
import type { Archive } from './archive-shape.ts';

/** A row of a CSV file by the names of its columns, in lower case. */
export type CsvRow = Readonly<Record<string, string | undefined>>;

/** All rows of a CSV file of an archive. @throws ProblemError if a line of it is damaged. */
export async function rowsIn(archive: Archive, name: string): Promise<CsvRow[]> {
  let columns: readonly string[] | undefined;
  const rows: CsvRow[] = [];
  for await (const lines of csvLines(archive.pieces(name)))
    for (const { cells, damage, line } of lines) {
      if (damage !== undefined) {
        const hint = 'Download the export once more, and leave the file as it is: spreadsheets change it.';
        refuseArchive(`${archive.display}: ${name}`, damage, hint, { line });
      }
      if (columns) rows.push(Object.fromEntries(columns.map((column, index) => [column, cells[index]?.trim()])));
      else columns = cells.map((cell) => cell.trim().toLowerCase());
    }
  return rows;
}
