import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type Problem, ProblemError } from '../problem.ts';
import { type Column, columnsOf } from './columns.ts';
import { checkEntry, type RawEntry } from './entry.ts';
import type { Row, Stranger } from './store.ts';
import { isDeparture, type Status, statuses } from './subscriber.ts';

export interface ListOptions {
  /** The list in messages. */
  readonly file: string;
  /** The declared fields. */
  readonly fields: ReadonlySet<string>;
  /** How people agreed whose line does not say it. */
  readonly consent?: string | undefined;
  readonly clock: () => Date;
  /** Takes what a person should know before the first row. */
  readonly warn: (problems: readonly Problem[]) => void;
}

/** Rows to a batch, which is a transaction: smaller ones write the index of addresses too often, larger ones take memory. */
const batchSize = 5000;

/** A record as csv-parse tells it. */
interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a list as CSV, a batch at a time: UTF-8 with or without BOM, parted by comma, semicolon or tab as its first
 * line is.
 * @throws ProblemError where it cannot be read on, with the line.
 */
export async function* readList(source: AsyncIterable<Buffer>, options: ListOptions): AsyncGenerator<readonly Row[]> {
  let last = 0;
  let read: ((line: Line) => Row) | undefined;
  let batch: Row[] = [];
  try {
    for await (const line of (await linesOf(source)) as AsyncIterable<Line>) {
      last = line.info.lines;
      if (read) batch.push(read(line));
      else read = readerOf(line.record, options);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    throw inWords(error, options.file, last + 1);
  }
  if (!read) throw refusal({ file: options.file, message: `${options.file} is empty`, hint: 'Name another file.' });
  if (batch.length > 0) yield batch;
}

async function linesOf(source: AsyncIterable<Buffer>): Promise<Readable> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (!head.includes('\n') && head.length < 65_536) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  if (/^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2))) throw new Utf16();
  const whole = async function* () {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(head.toString().split(/[\r\n]/, 1)[0]!),
    info: true,
    // Nobody has so much to tell: a quotation mark was not closed.
    max_record_size: 1_000_000,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // The parser itself throws what went wrong, to whoever reads it.
  return pipeline(Readable.from(whole()), parser, () => {});
}

class Utf16 extends Error {}

function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (sign: string) => bare.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** Settles what the columns mean; what comes back reads a line. */
function readerOf(header: readonly string[], options: ListOptions): (line: Line) => Row {
  const { columns, problems } = columnsOf(header, options);
  if (!options.consent && !columns.includes('consent') && !columns.includes('status'))
    throw refusal(
      {
        file: options.file,
        line: 1,
        message: 'nothing says how these people agreed to get letters',
        hint: 'Add --consent "sign-up sheet, autumn fair" in your own words, or a column "consent".',
      },
      2,
    );
  options.warn(problems);
  // Within a cell, csv-parse counts CR LF as two lines.
  let excess = 0;
  return ({ record, info }) => {
    const breaks = record.flatMap((cell) => (/[\r\n]/.test(cell) ? cell.match(/\r\n|[\r\n]/g)! : []));
    excess += breaks.filter((sign) => sign.length > 1).length;
    const line = info.lines - excess - breaks.length;
    const cells = record.map((cell) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell));
    const address = cells[columns.indexOf('address')] ?? '';
    const row = (entry: Row['entry']): Row => ({ line, address, entry });
    if (cells.length !== header.length)
      return row(`the first line has ${header.length} cells, this one ${cells.length}`);
    if (cells.some((cell) => cell.includes('\ufffd'))) return row('is not UTF-8; save the list as "CSV UTF-8"');
    return row(entryOf(cells, columns, options));
  };
}

function entryOf(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
  { fields, consent, clock }: ListOptions,
): Row['entry'] {
  const raw: Partial<Record<keyof RawEntry, string>> = {};
  const values: Record<string, string> = {};
  let suppression = '';
  for (const [index, column] of columns.entries()) {
    const cell = cells[index]!;
    if (column === undefined || cell.trim() === '') continue;
    if (column === 'suppression') suppression = cell.trim();
    else if (typeof column === 'string') raw[column] = cell.trim();
    else values[column.field] = cell;
  }
  if (suppression !== '' && raw.address === undefined)
    return strangerOf(suppression, { status: raw.status, left: raw.left }, clock);
  return checkEntry(
    {
      ...raw,
      address: raw.address ?? '',
      consent: raw.consent ?? consent,
      tags: raw.tags?.split(/[\s,;|]+/).filter(Boolean),
      fields: values,
    },
    fields,
  );
}

/** A line of our own export that holds no address but stands for one that must not be written to. */
function strangerOf(
  hash: string,
  { status, left }: Pick<RawEntry, 'status' | 'left'>,
  clock: () => Date,
): Stranger | string {
  const reason = statuses.find((one): one is Stranger['reason'] => one === status && isDeparture(one as Status));
  if (!/^[0-9a-f]{64}$/.test(hash) || !reason) return 'is no line of the suppression list';
  const at = left === undefined ? clock() : new Date(left);
  if (Number.isNaN(at.getTime())) return `"${left}" is not a date such as 2026-11-23`;
  return { hash: Buffer.from(hash, 'hex'), reason, at };
}

function inWords(error: unknown, file: string, line: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof Utf16)
    return refusal({ file, message: 'the list is UTF-16', hint: 'Save it again as "CSV UTF-8".' });
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE')
    return refusal({
      file,
      line,
      message: 'a quotation mark that begins here is not closed',
      hint: 'Close it, or write a quotation mark within quotation marks twice.',
    });
  if (code?.startsWith('CSV_'))
    return refusal({ file, line, message: `is no CSV: ${message}`, hint: 'Mend this line.' });
  if (code === 'ENOENT') return refusal({ message: `there is no file ${file}`, hint: 'Name a list in CSV.' }, 2);
  if (code && /^E[A-Z]+$/.test(code))
    return refusal({ message: `${file} cannot be read (${code})`, hint: 'Name a readable list in CSV.' }, 2);
  return error;
}

function refusal(problem: Pick<Problem, 'file' | 'line' | 'message' | 'hint'>, exitCode: 1 | 2 = 1): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'list', ...problem }], {
    exitCode,
    state: 'The rest of the list was not read.',
  });
}
