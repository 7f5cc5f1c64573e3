/**
 * Encodes text in UTF-8 as quoted-printable (RFC 2045, section 6.7): lines of at most 76 characters, ended by CRLF. It
 * has to be at the beginning of a line, and the last of its own has room for the `=` of a soft break. No line
 * begins with a dot, which SMTP would have to double, or with "From ", which old mailboxes change and so break a
 * signature.
 */
export function encodeQuotedPrintable(text: string): string {
  if (plain.test(text)) return text;
  // One character for each byte, so that those that stay as they are can be copied together.
  return Buffer.from(text)
    .toString('latin1')
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join('\r\n');
}

/** Most names and addresses: nothing to encode, and short enough for a line. */
const plain = /^(?!\.|From )(?=.{1,75}$)[\x20-\x3c\x3e-\x7e]*[\x21-\x3c\x3e-\x7e]$/;

/** A row and the `=` of its soft break. */
const longest = 75;

function encodeLine(bytes: string): string {
  if (plain.test(bytes)) return bytes;
  let encoded = '';
  let row = 0;
  let index = 0;
  let next = changedFrom(bytes, 0);
  while (index < bytes.length) {
    const run = row === 0 && startsBadly(bytes, index) ? 0 : Math.min(next - index, longest - row);
    if (run > 0) {
      encoded += bytes.slice(index, index + run);
      index += run;
      row += run;
    } else if (row + 3 > longest) {
      encoded += '=\r\n';
      row = 0;
    } else {
      encoded += encodedBytes[bytes.charCodeAt(index)]!;
      index += 1;
      row += 3;
      if (next < index) next = changedFrom(bytes, index);
    }
  }
  return encoded;
}

/** The place of the next byte that does not stay as it is, or the end. */
function changedFrom(bytes: string, index: number): number {
  changed.lastIndex = index;
  return changed.test(bytes) ? changed.lastIndex - 1 : bytes.length;
}

/** RFC 2045, section 6.7 (3): a space at the end of a line would be lost. */
const changed = /[^\t\x20-\x3c\x3e-\x7e]|[\t ]$/g;

const encodedBytes = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

function startsBadly(bytes: string, index: number): boolean {
  return bytes.startsWith('.', index) || bytes.startsWith('From ', index);
}
