/**
 * Encodes text in UTF-8 as quoted-printable (RFC 2045, section 6.7): lines of at most 76 characters, ended by CRLF. It
 * has to be at the beginning of a line, and the last of its own has room for the `=` of a soft break. No line
 * begins with a dot, which SMTP would have to double, or with "From ", which old mailboxes change and so break a
 * signature.
 */
export function encodeQuotedPrintable(text: string): string {
  if (plain.test(text)) return text;
  return text
    .split(/\r\n|\r|\n/)
    .map(encodeLine)
    .join('\r\n');
}

/** Most names and addresses: nothing to encode, and short enough for a line. */
const plain = /^(?!\.|From )(?=.{1,75}$)[\x20-\x3c\x3e-\x7e]*[\x21-\x3c\x3e-\x7e]$/;

/** A row and the `=` of its soft break. */
const longest = 75;

function encodeLine(line: string): string {
  const bytes = Buffer.from(line);
  let encoded = '';
  let row = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    // RFC 2045, section 6.7 (3): a space at the end of a line would be lost.
    let token = index === bytes.length - 1 && (byte === 0x20 || byte === 0x09) ? hex(byte) : tokens[byte]!;
    if (row + token.length > longest) {
      encoded += '=\r\n';
      row = 0;
    }
    if (row === 0 && startsBadly(bytes, index)) token = hex(byte);
    encoded += token;
    row += token.length;
  }
  return encoded;
}

/** The encoded form of each byte within a line. */
const tokens = Array.from({ length: 256 }, (_, byte) => {
  const literal = byte === 0x09 || (byte >= 0x20 && byte <= 0x7e && byte !== 0x3d);
  return literal ? String.fromCharCode(byte) : hex(byte);
});

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function startsBadly(bytes: Buffer, index: number): boolean {
  return bytes[index] === 0x2e || bytes.toString('latin1', index, index + 5) === 'From ';
}
