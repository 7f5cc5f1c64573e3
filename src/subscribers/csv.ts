/** A line of a list, or several where a cell holds line ends. */
export interface CsvLine {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why it cannot be read, in words that end in no full stop. */
  readonly damage?: string;
}

/** A longer record is a sign of an unclosed quotation mark or a missing line end. */
const maximumLength = 1_000_000;

/**
 * Parts CSV (RFC 4180) into lines, those of a piece of the source at a time: UTF-8 with or without BOM or UTF-16 with
 * one, parted by comma, semicolon or tab as the first line is, ended as any system ends lines. A quotation mark that is
 * not closed costs its own line and no other: where a line of many has another number of cells than the first line of
 * the list, the text after its first line is parsed again.
 */
export async function* csvLines(source: AsyncIterable<Buffer>): AsyncGenerator<readonly CsvLine[]> {
  const records = new Records();
  for await (const text of decoded(source)) yield records.take(text, false);
  yield records.take('', true);
}

async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of source) {
    head = Buffer.concat([head, chunk]);
    if (!decoder && head.length < 3) continue;
    decoder ??= new TextDecoder(encodingOf(head));
    yield decoder.decode(head, { stream: true });
    head = Buffer.alloc(0);
  }
  decoder ??= new TextDecoder();
  yield decoder.decode(head);
}

function encodingOf(head: Buffer): string {
  const mark = head.toString('latin1', 0, 2);
  if (mark === 'PK' && head[2] === 3) throw new BinaryListError();
  return mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
}

/** Text up to a line end, with it. */
interface Piece {
  readonly line: number;
  /** Undefined if the record is longer than the limit. */
  readonly text: string | undefined;
  readonly end: string;
}

/** Thrown for a ZIP or a spreadsheet, by its first bytes. */
export class BinaryListError extends Error {}

class Records {
  #rest = '';
  #line = 0;
  /** The rest of a line that is too long. */
  #skipping = false;
  #delimiter: string | undefined;
  #width = 0;
  /** The record being read, and its pieces. */
  #record = new Cells(',');
  #pieces: Piece[] = [];

  take(text: string, last: boolean): CsvLine[] {
    const lines: CsvLine[] = [];
    const queue = this.#split(text, last);
    for (;;) {
      const next = queue.shift();
      if (next) this.#add(next, queue, lines);
      // Else the end has come within a cell.
      else if (last && this.#pieces.length > 0) this.#giveUp(queue, lines);
      else return lines;
    }
  }

  /** Takes the complete lines of the text; the last one waits for its end. */
  #split(text: string, last: boolean): Queue {
    const all = this.#rest + text;
    const pieces: Piece[] = [];
    let start = 0;
    // A CR at the end may be half of a CR LF.
    for (const { 0: end, index } of all.matchAll(last ? /\r\n|\n|\r/g : /\r\n|\n|\r(?!$)/g)) {
      this.#line += 1;
      if (!this.#skipping) pieces.push({ line: this.#line, text: all.slice(start, index), end });
      this.#skipping = false;
      start = index + end.length;
    }
    this.#rest = all.slice(start);
    const overlong = this.#rest.length > maximumLength;
    if (!this.#skipping && (overlong || (last && this.#rest !== '')))
      pieces.push({ line: this.#line + 1, text: overlong ? undefined : this.#rest, end: '' });
    if (overlong) {
      this.#skipping = true;
      this.#rest = '';
    }
    return new Queue(pieces);
  }

  #add(piece: Piece, queue: Queue, lines: CsvLine[]): void {
    const { line, text = '', end } = piece;
    const begins = this.#pieces.length === 0;
    const overlong = piece.text === undefined || text.length > maximumLength;
    if (begins && overlong) lines.push({ line, cells: [], damage: 'the line is longer than a million characters' });
    if (begins && (overlong || text === '')) return;
    // Excel writes such a line for itself, before the list.
    const told = this.#delimiter === undefined && /^"?sep=([,;\t])"?$/i.exec(text);
    if (told) {
      this.#delimiter = told[1]!;
      return;
    }
    this.#delimiter ??= delimiterOf(text);
    if (begins) this.#record = new Cells(this.#delimiter);
    this.#pieces.push(piece);
    const whole = !overlong && this.#record.add(text, end);
    const { cells, length, strays } = this.#record;
    if (!whole && !overlong && length <= maximumLength) return;
    const torn = !begins && (strays || (this.#width > 0 && cells.length !== this.#width));
    if (!whole || torn) {
      this.#giveUp(queue, lines);
      return;
    }
    this.#width ||= cells.length;
    lines.push({ line: this.#pieces[0]!.line, cells });
    this.#pieces = [];
  }

  /** Leaves the first piece out, and has the others read anew. */
  #giveUp(queue: Queue, lines: CsvLine[]): void {
    const [first, ...others] = this.#pieces;
    this.#pieces = [];
    queue.unshift(others);
    lines.push({ line: first!.line, cells: [], damage: 'a quotation mark in this line is not closed' });
  }
}

/** Pieces to be read, at the front of which some may be put back; shifting an array of 100,000 is slow. */
class Queue {
  #stack: Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#stack = pieces.toReversed();
  }

  shift(): Piece | undefined {
    return this.#stack.pop();
  }

  unshift(pieces: readonly Piece[]): void {
    for (const piece of pieces.toReversed()) this.#stack.push(piece);
  }
}

/** The cells of one record, piece by piece. */
class Cells {
  readonly cells: string[] = [];
  length = 0;
  /** Whether anything stood behind the quotation mark that ends a cell. */
  strays = false;
  readonly #delimiter: string;
  /** State of a cell that spans several lines. */
  #open: string | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Takes a piece; true if the record ends with it. */
  add(text: string, end: string): boolean {
    this.length += text.length + end.length;
    if (this.#open === undefined && !text.includes('"')) {
      // A call takes no million arguments.
      for (const cell of text.split(this.#delimiter)) this.cells.push(cell);
      return true;
    }
    let at = 0;
    do at = this.#cell(text, at);
    while (at <= text.length);
    if (this.#open !== undefined) this.#open += end;
    return this.#open === undefined;
  }

  /** Reads a cell, or continues it. Returns the start of the next one, or the length of the text if there is none. */
  #cell(text: string, start: number): number {
    let value = this.#open;
    let at = start;
    if (value === undefined) {
      const quote = /\s*"/y;
      quote.lastIndex = start;
      if (!quote.test(text) || text.slice(start, quote.lastIndex).includes(this.#delimiter))
        return this.#plain(text, start, '');
      value = '';
      at = quote.lastIndex;
    }
    for (;;) {
      const close = text.indexOf('"', at);
      if (close < 0) {
        this.#open = value + text.slice(at);
        return text.length + 1;
      }
      value += text.slice(at, close);
      at = close + 1;
      if (text[at] !== '"') break;
      value += '"';
      at += 1;
    }
    this.#open = undefined;
    const next = this.#plain(text, at, value);
    if (text.slice(at, next - 1).trim() !== '') this.strays = true;
    return next;
  }

  /** Takes the text up to the next delimiter; a quotation mark in it is an ordinary character. */
  #plain(text: string, start: number, before: string): number {
    const found = text.indexOf(this.#delimiter, start);
    const end = found < 0 ? text.length : found;
    this.cells.push(before + text.slice(start, end));
    return end + 1;
  }
}

function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (sign: string) => bare.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
