import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Remembered } from '../../read/memory.ts';
import { memoryName } from './build-memory.ts';
import { isSameElsewhere } from './context.ts';
import { recordMark } from './source-memory.ts';

/** What a build wrote down of one file. */
export interface StoredRecord {
  readonly state: string;
  /** Undefined if it is damaged. */
  remembered(): Remembered | undefined;
}

/** Where records are asked for. */
export interface RecordPlace {
  readonly directory: string;
  /** As `contextOf` makes it. */
  readonly context: string;
  /** An absolute file as a person would type it. */
  display(file: string): string;
}

/**
 * The records of the last build, read at once, so that no build beside it waits. None where there was no build in this
 * context, or where they cannot be read now: all of them can be made again.
 */
export function storedRecords({ directory, context, display }: RecordPlace): ReadonlyMap<string, StoredRecord> {
  const file = join(directory, '.tidings', memoryName);
  if (!existsSync(file)) return new Map();
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    try {
      const made = String(database.prepare('SELECT text FROM context').get()?.text);
      if (made === context) return recordsIn(database, (remembered) => remembered);
      // A build in another working directory named the files from there.
      if (!isSameElsewhere(made, context)) return new Map();
      return recordsIn(database, (remembered) => renamedIn(remembered, (path) => display(join(directory, path))));
    } finally {
      database.close();
    }
  } catch {
    return new Map();
  }
}

interface SourceRow {
  readonly name: string;
  readonly state: string;
  readonly record: string;
  readonly mark: number;
}

interface ContentRow {
  readonly source: string;
  readonly number: number;
  readonly text: string;
  readonly mark: number;
}

type Take = (remembered: Remembered) => Remembered | undefined;

/** With the names of files as they are from here; undefined where they are also within words, or where parts of a file have them. */
function renamedIn({ manuscripts, problems, ...rest }: Remembered, nameOf: (path: string) => string) {
  if (problems.length > 0 || manuscripts.some(({ path }) => path.includes('#'))) return undefined;
  const renamed = manuscripts.map((one) => ({ ...one, origin: { ...one.origin, file: nameOf(one.path) } }));
  return { ...rest, problems, manuscripts: renamed };
}

function recordsIn(database: DatabaseSync, take: Take): ReadonlyMap<string, StoredRecord> {
  const rows = database.prepare('SELECT name, state, record, mark FROM source').all() as unknown as SourceRow[];
  const all = database.prepare('SELECT source, number, text, mark FROM content ORDER BY number').all();
  const contents = Map.groupBy(all as unknown as ContentRow[], ({ source }) => source);
  return new Map(
    rows.map((row) => [
      row.name,
      {
        state: row.state,
        remembered: () => {
          const remembered = rememberedIn(row, contents.get(row.name) ?? []);
          return remembered && take(remembered);
        },
      },
    ]),
  );
}

function rememberedIn(
  { name, state, record, mark }: SourceRow,
  contents: readonly ContentRow[],
): Remembered | undefined {
  if (mark !== recordMark(name, state, record)) return undefined;
  const remembered = JSON.parse(record) as Remembered;
  const texts = new Map(contents.map((row) => [row.number, row]));
  const manuscripts = remembered.manuscripts.flatMap((manuscript, number) => {
    const content = texts.get(number);
    if (!content || content.mark !== recordMark(name, number, content.text)) return [];
    return [{ ...manuscript, content: content.text }];
  });
  return manuscripts.length === remembered.manuscripts.length ? { ...remembered, manuscripts } : undefined;
}
