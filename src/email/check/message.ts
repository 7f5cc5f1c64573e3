import type { AddressGroup, Mailbox } from 'postal-mime';
import { type Markup, readMarkup } from './markup.ts';

/** A message taken apart: its bytes as they travel, and what a mail program makes of them. */
export interface ParsedMessage {
  /** One character for each byte. */
  readonly raw: string;
  readonly head: Head;
  /** The parts of a multipart message in their order; of any other message, itself. */
  readonly parts: readonly Head[];
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly text: string;
  readonly html: string;
  readonly markup: Markup;
}

/** The headers of a message or of one of its parts, and what they say of what follows. */
export interface Head {
  readonly headers: readonly Header[];
  /** In lower case, such as `text/html`. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** In lower case. */
  readonly encoding: string;
  /** The line where it begins, counted from 1. */
  readonly line: number;
  /** The text after the empty line, and the line where it begins. */
  readonly body: string;
  readonly bodyLine: number;
}

export interface Header {
  /** In lower case. */
  readonly name: string;
  /** Unfolded. */
  readonly value: string;
  /** The line where it begins, counted from 1. */
  readonly line: number;
}

/** Reads a message of any bytes. Nothing comes back for one that no program would read either. */
export async function parseMessage(bytes: Uint8Array): Promise<ParsedMessage | undefined> {
  const { default: PostalMime, addressParser } = await import('postal-mime');
  const email = await PostalMime.parse(bytes).catch(() => undefined);
  if (!email) return undefined;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const head = readHead(raw, 1);
  const addresses = (name: string) =>
    headersOf(head, name).flatMap(({ value }) =>
      addressParser(value).flatMap((one: Mailbox | AddressGroup) =>
        (one.group ?? [one]).map(({ address }) => address ?? ''),
      ),
    );
  const html = email.html ?? '';
  return {
    raw,
    head,
    parts: partsOf(head),
    subject: email.subject ?? '',
    from: addresses('from'),
    to: [...addresses('to'), ...addresses('cc'), ...addresses('bcc')],
    text: email.text ?? '',
    html,
    markup: readMarkup(html),
  };
}

export function headersOf({ headers }: Head, name: string): Header[] {
  return headers.filter((header) => header.name === name);
}

function readHead(raw: string, line: number): Head {
  const end = /\r?\n\r?\n/.exec(raw);
  const lines = raw.slice(0, end?.index ?? raw.length).split('\n');
  const headers: Header[] = [];
  let at = line;
  for (const text of lines) {
    const folded = /^[ \t]/.test(text) ? headers.pop() : undefined;
    const [, name, value] = /^([^:\s]+)[ \t]*:(.*)/s.exec(text.replace(/\r$/, '')) ?? [];
    if (folded) headers.push({ ...folded, value: `${folded.value} ${text.trim()}`.trim() });
    else if (name !== undefined) headers.push({ name: name.toLowerCase(), value: value!.trim(), line: at });
    at += 1;
  }
  const of = (name: string) => headers.find((header) => header.name === name)?.value.toLowerCase() ?? '';
  const type = headers.find(({ name }) => name === 'content-type')?.value ?? 'text/plain';
  return {
    headers,
    type: type.split(';')[0]!.trim().toLowerCase(),
    parameters: parametersOf(type),
    encoding: of('content-transfer-encoding') || '7bit',
    line,
    body: end ? raw.slice(end.index + end[0].length) : '',
    bodyLine: line + lines.length + 1,
  };
}

function parametersOf(value: string): Record<string, string> {
  const found = value.matchAll(/;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g);
  return Object.fromEntries([...found].map(([, name, quoted, plain]) => [name!.toLowerCase(), quoted ?? plain ?? '']));
}

/** The parts of one level: a letter has no deeper ones. */
function partsOf(head: Head): Head[] {
  const { boundary } = head.parameters;
  if (!head.type.startsWith('multipart/') || !boundary) return [head];
  let line = head.bodyLine;
  const pieces: { start: number; lines: string[] }[] = [];
  for (const text of head.body.split('\n')) {
    line += 1;
    const delimiter = text.trimEnd();
    if (delimiter === `--${boundary}--`) break;
    if (delimiter === `--${boundary}`) pieces.push({ start: line, lines: [] });
    else pieces.at(-1)?.lines.push(text);
  }
  return pieces.map(({ start, lines }) => readHead(lines.join('\n'), start));
}
