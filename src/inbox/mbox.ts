import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { beginning, largest, type Mail, type MailFolder } from './mail.ts';

/** Opens an mbox: one file, in which a line that begins with `From ` comes before each mail (RFC 4155, mboxrd). */
export function openMbox(file: string, { name }: { name: string }): MailFolder {
  return {
    name,
    read: () => readMbox(file),
    move: async () => 0,
    close: async () => {},
  };
}

export async function isMbox(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(5), 0, 5, 0);
    return bytesRead === 0 || buffer.toString('latin1', 0, bytesRead) === 'From ';
  } finally {
    await handle.close();
  }
}

async function* readMbox(file: string): AsyncGenerator<Mail> {
  // What is delivered from now on is for the next time.
  const { size } = await stat(file);
  if (size === 0) return;
  let number = 0;
  let gathered = new Gathered();
  let afterEmpty = true;
  for await (const line of linesOf(createReadStream(file, { end: size - 1 }))) {
    if (afterEmpty && line.subarray(0, 5).equals(separator)) {
      if (number > 0) yield { key: String(number), bytes: gathered.bytes() };
      number += 1;
      gathered = new Gathered();
    } else gathered.add(unquoted(line));
    afterEmpty = line.length <= 2 && /^\r?\n$/.test(line.toString('latin1'));
  }
  if (number > 0) yield { key: String(number), bytes: gathered.bytes() };
}

const separator = Buffer.from('From ');

/** The lines of one mail, until they are too many. */
class Gathered {
  readonly #lines: Buffer[] = [];
  #size = 0;

  add(line: Buffer): void {
    this.#size += line.length;
    if (this.#size <= largest) this.#lines.push(line);
  }

  bytes(): Uint8Array {
    const bytes = Buffer.concat(this.#lines);
    return this.#size > largest ? bytes.subarray(0, beginning) : bytes;
  }
}

/** Lines with their ends; of one without an end, pieces. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const text: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, start)) {
      yield text.subarray(start, end + 1);
      start = end + 1;
    }
    rest = text.subarray(start);
    if (rest.length > beginning) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}

/** mboxrd puts a > before each line of a mail that begins with `From `, however many are there already. */
function unquoted(line: Buffer): Buffer {
  return line[0] === 0x3e && /^>+From /.test(line.toString('latin1', 0, 50)) ? line.subarray(1) : line;
}
