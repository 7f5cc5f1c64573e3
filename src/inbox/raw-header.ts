import { decodeText } from './fields.ts';

/** A field as it is in a mail, unfolded. */
export interface RawField {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

/** In bytes. No mail program writes a longer header. */
const longest = 262_144;

/**
 * The header fields of a mail, from the top. Nothing comes back if two programs may read them differently: a line that
 * is no field, a bare carriage return, a NUL, no end. A filter and we could then see different senders.
 */
export function rawHeader(bytes: Uint8Array): readonly RawField[] | undefined {
  const text = decodeText(bytes.subarray(0, longest)).replaceAll('\r\n', '\n');
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  if (end < 0 && bytes.length > longest) return undefined;
  const header = end < 0 ? text.replace(/\n$/, '') : text.slice(0, end);
  if (/[\0\r]/.test(header)) return undefined;
  const lines = header.replace(/\n(?=[ \t])/g, '').split('\n');
  const fields = lines.map((line) => /^([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)$/s.exec(line));
  if (fields.some((field) => !field)) return undefined;
  return fields.map((field) => ({ name: field![1]!.toLowerCase(), value: field![2]!.trim() }));
}

/** The values of the fields of a name, from the top. */
export function valuesOf(fields: readonly RawField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}
