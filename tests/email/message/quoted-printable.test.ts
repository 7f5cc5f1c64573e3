import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeQuotedPrintable } from '../../../src/email/message/quoted-printable.ts';
import { runs } from '../../runs.ts';

test.each([
  ['plain words stay', 'It came.', 'It came.'],
  ['letters beyond ASCII are bytes in UTF-8', 'früh 🌿', 'fr=C3=BCh =F0=9F=8C=BF'],
  ['the equals sign is encoded', 'a=b', 'a=3Db'],
  ['every line end becomes CRLF', 'a\nb\r\nc\rd', 'a\r\nb\r\nc\r\nd'],
  ['a space at the end of a line would be lost', 'a \nb\t', 'a=20\r\nb=09'],
  ['a dot that begins a line needs no stuffing', '.\n..a\na.', '=2E\r\n=2E.a\r\na.'],
  ['"From " at the beginning of a line is not changed by mailboxes', 'From here\nFrom', '=46rom here\r\nFrom'],
  ['nothing stays nothing', '', ''],
  ['a line of 75 has room for a soft break', 'x'.repeat(75), 'x'.repeat(75)],
  ['a longer one is broken', 'x'.repeat(76), `${'x'.repeat(75)}=\r\nx`],
  ['a dot that a break puts first is encoded', `${'x'.repeat(75)}.`, `${'x'.repeat(75)}=\r\n=2E`],
  ['a space that ends a full line is encoded whole', `${'x'.repeat(74)} `, `${'x'.repeat(74)}=\r\n=20`],
])('%s', (_, text, encoded) => expect(encodeQuotedPrintable(text)).toBe(encoded));

test('whatever the text, its lines are short, need no stuffing and give it back', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\r\n', '.', ' ', '=', 'From ', 'x'.repeat(70)),
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const encoded = encodeQuotedPrintable(text);
      for (const line of encoded.split('\r\n')) expect(line).toMatch(/^(?!\.|From )[\t\x20-\x7e]{0,76}$/);
      expect(encoded).not.toMatch(/[ \t](\r|$)|=[^\r0-9A-F]/);
      // A soft break at the end would take in what follows.
      expect(encoded).not.toMatch(/=(\r\n)?$/);
      expect(decode(encoded)).toBe(text.toWellFormed().replace(/\r\n?/g, '\n'));
    }),
    { numRuns: runs(300) },
  );
});

function decode(encoded: string): string {
  const bytes = encoded
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
