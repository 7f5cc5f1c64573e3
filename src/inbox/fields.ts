/** Header fields by their names in lower case, each with its values in order. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** More than any report has; what follows is somebody's attempt to keep us busy. */
const mostBlocks = 1000;

/**
 * Reads blocks of `Name: value` lines that empty lines part, as headers and delivery reports are written (RFC 5322,
 * RFC 3464). Folded lines are joined, lines that are no fields left out, and so are blocks without any field.
 */
export function readBlocks(text: string): Fields[] {
  const blocks = text
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/, mostBlocks);
  return blocks.map(readBlock).filter((fields) => fields.size > 0);
}

/** The fields above the first empty line. */
export function readHeader(text: string): Fields {
  return readBlocks(text.slice(0, 262_144).replace(/^(\r?\n)+/, ''))[0] ?? new Map();
}

/** Reports are ASCII or UTF-8 (RFC 6533), and what else comes has ASCII names all the same. */
export function decodeText(content: ArrayBuffer | Uint8Array | string): string {
  if (typeof content === 'string') return content;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('latin1').decode(content);
  }
}

function readBlock(block: string): Fields {
  const fields = new Map<string, string[]>();
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    const values = fields.get(key) ?? [];
    fields.set(key, [...values, value.trim()]);
  }
  return fields;
}
