import { grouped } from '../lib/count-words.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { type Column, columnsOf, type NamePart } from './columns.ts';
import { BinaryListError, type CsvLine, csvLines } from './csv.ts';
import type { Row, Stranger } from './entry.ts';
import { checkEntry, type RawEntry, statusOf } from './entry.ts';
import { type Recognition, serviceReader } from './service-list.ts';
import type { Service } from './services/export-format.ts';
import { serviceOf } from './services/services.ts';
import { isDeparture, type Status, statuses } from './subscriber.ts';

export interface ListOptions {
  /** The list in messages. */
  readonly file: string;
  /** The declared fields. */
  readonly fields: ReadonlySet<string>;
  /** How people agreed whose line does not say it. */
  readonly consent?: string | undefined;
  /** Whether all of them have left, regardless of their lines. */
  readonly unsubscribed?: boolean | undefined;
  readonly clock: () => Date;
  /** Receives the facts about a service's export; complete when the last line is read. */
  readonly recognised: (recognition: Recognition) => void;
  /** Receives warnings before the first row. */
  readonly warn: (problems: readonly Problem[]) => void;
}

/** Rows to a batch, which is a transaction: smaller ones write the index of addresses too often, larger ones take memory. */
const batchSize = 5000;

/**
 * Reads a list as CSV, a batch at a time. An export of a known service is read by that service's rules.
 * @throws ProblemError where it cannot be read on, with the line.
 */
export async function* readList(source: AsyncIterable<Buffer>, options: ListOptions): AsyncGenerator<readonly Row[]> {
  const { file } = options;
  let read: ((line: CsvLine) => Row) | undefined;
  let batch: Row[] = [];
  try {
    for await (const lines of csvLines(source)) {
      for (const line of lines) {
        if (read) batch.push(read(line));
        else read = readerOf(line, options);
        if (!read) return;
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    throw inWords(error, file);
  }
  if (!read) throw refusal({ file, message: `${file} is empty`, hint: 'Name another file.' });
  if (batch.length > 0) yield batch;
}

/** No list of readers needs as many; each that is left out is told. */
const mostColumns = 1000;

function tooWide(columns: number): Pick<Problem, 'message' | 'hint'> {
  return {
    message: `the first line names ${grouped(columns)} columns; a list may have ${grouped(mostColumns)}`,
    hint: 'Take out columns that letters do not need. If these are not the columns, the first line lacks its end.',
  };
}

/** Determines the meaning of the columns and returns a reader of lines; undefined if nobody of this list may be imported. */
function readerOf({ cells: header, damage }: CsvLine, options: ListOptions): ((line: CsvLine) => Row) | undefined {
  const { file } = options;
  if (damage) throw refusal({ file, line: 1, message: damage, hint: 'The first line names the columns: mend it.' });
  if (header.length > mostColumns) throw refusal({ file, line: 1, ...tooWide(header.length) });
  const service = serviceOf(header);
  const reader = service ? exportReader(service, header, options) : plainReader(header, options);
  if (!reader) return undefined;
  const { address, entryOf } = reader;
  return ({ line, cells: written, damage }) => {
    const cells = written.map((cell) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell));
    const row = (entry: Row['entry']): Row => ({ line, address: cells[address] ?? '', entry });
    if (damage) return row(damage);
    if (cells.length !== header.length)
      return row(`the first line has ${header.length} cells, this one ${cells.length}`);
    if (cells.some((cell) => cell.includes('\ufffd'))) return row('is not UTF-8; save the list as "CSV UTF-8"');
    return row(entryOf(cells));
  };
}

interface Reader {
  /** The column of addresses. */
  readonly address: number;
  readonly entryOf: (cells: readonly string[]) => Row['entry'];
}

function plainReader(header: readonly string[], options: ListOptions): Reader {
  const { columns, problems } = columnsOf(header, options);
  const agreed = columns.includes('consent') || columns.includes('status');
  if (!options.consent && !options.unsubscribed && !agreed) throw withoutConsent(options.file);
  options.warn(problems);
  return { address: columns.indexOf('address'), entryOf: (cells) => entryOf(cells, columns, options) };
}

function exportReader(service: Service, header: readonly string[], options: ListOptions): Reader | undefined {
  const { file, consent, unsubscribed = false, recognised, warn } = options;
  const reader = serviceReader(service, header, options);
  const { kind } = reader.recognition;
  if (kind === 'nonsubscribed' && !unsubscribed) {
    const message = 'these people never asked for letters; none of them is taken in';
    warn([{ severity: 'warning', rule: 'never-agreed', file, message }]);
    return undefined;
  }
  recognised(reader.recognition);
  if (unsubscribed) return reader;
  if (!consent && kind === 'untold')
    throw refusal({
      file,
      message: `only the name of an export of ${service.name} tells whether its people ever asked for letters`,
      hint: 'Give the file back its name, such as subscribed_….csv, or say with --consent how they agreed.',
    });
  if (!consent && !service.proves) throw withoutConsent(file);
  return reader;
}

function withoutConsent(file: string): ProblemError {
  const message = 'nothing says how these people agreed to get letters';
  const hint = 'Add --consent "sign-up sheet, autumn fair" in your own words, or a column "consent".';
  return refusal({ file, line: 1, message, hint }, 2);
}

function entryOf(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
  { fields, consent, unsubscribed, clock }: ListOptions,
): Row['entry'] {
  const raw: Partial<Record<keyof RawEntry | NamePart, string>> = {};
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
  const { firstName, lastName, ...given } = raw;
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  const entry = checkEntry(
    {
      ...(name !== '' && { name }),
      ...given,
      address: raw.address ?? '',
      status: unsubscribed && !departs(raw.status) ? 'unsubscribed' : raw.status,
      consent: raw.consent ?? consent,
      tags: raw.tags?.split(/[\s,;|]+/).filter(Boolean),
      fields: values,
    },
    fields,
  );
  // Better nothing but the address than no refusal.
  const leaving = unsubscribed && typeof entry === 'string' && { address: raw.address ?? '', status: 'unsubscribed' };
  return leaving ? checkEntry(leaving, fields) : entry;
}

/** A line with an unknown status is refused, instead of being read as a departure. */
function departs(text = ''): boolean {
  const status = statusOf(text);
  return status === undefined || isDeparture(status);
}

/** A line of our own export with the hash of a suppressed address in place of an address. */
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

function inWords(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof BinaryListError)
    return refusal({
      file,
      message: 'is a ZIP archive or a spreadsheet',
      hint: 'Unzip it and name the files in it, all at once; save a spreadsheet as "CSV UTF-8".',
    });
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
