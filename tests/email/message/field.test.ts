import fc from 'fast-check';
import { addressParser, decodeWords } from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { mailboxField, textField } from '../../../src/email/message/field.ts';
import { runs } from '../../runs.ts';

/** What mail programs read: folds are taken out where they were put in (RFC 5322, section 2.2.3). */
function unfolded(field: string): string {
  return field
    .replace(/^[^:]+: /, '')
    .replaceAll('\r\n ', ' ')
    .replace(/\r\n$/, '');
}

test.each([
  ['plain words stay', 'The first frost', 'The first frost'],
  [
    'long ones are folded between words',
    'frost '.repeat(20).trim(),
    `${'frost '.repeat(11).trim()}\r\n ${'frost '.repeat(9).trim()}`,
  ],
  ['mostly ASCII stays readable', 'Früh am Morgen', '=?utf-8?Q?Fr=C3=BCh_am_Morgen?='],
  ['other scripts are in Base64', '初霜', '=?utf-8?B?5Yid6Zyc?='],
  ['what looks encoded is encoded', '=?utf-8?Q?a?=', '=?utf-8?B?PT91dGYtOD9RP2E/PQ==?='],
  ['several spaces are kept', 'a  b', '=?utf-8?Q?a__b?='],
  ['an endless word is broken', 'x'.repeat(100), `=?utf-8?Q?${'x'.repeat(55)}?=\r\n =?utf-8?Q?${'x'.repeat(45)}?=`],
])('in a subject, %s', (_, text, value) => expect(textField('Subject', text)).toBe(`Subject: ${value}\r\n`));

test.each([
  ['an address alone', '', 'reader@example.org'],
  ['a name', 'Ada Reader', 'Ada Reader <reader@example.org>'],
  ['a name with a comma', 'Reader, Ada', '"Reader, Ada" <reader@example.org>'],
  ['quotes and backslashes', 'Ada "A" \\', '"Ada \\"A\\" \\\\" <reader@example.org>'],
  ['a name beyond ASCII', 'Zoë', '=?utf-8?Q?Zo=C3=AB?= <reader@example.org>'],
])('a mailbox: %s', (_, name, value) =>
  expect(mailboxField('To', { name, address: 'reader@example.org' })).toBe(`To: ${value}\r\n`));

test('an address that does not fit beside its name goes to the next line', () => {
  const address = `${'a'.repeat(50)}@example.org`;
  expect(mailboxField('To', { name: 'The name of a reader', address })).toBe(
    `To: The name of a reader\r\n <${address}>\r\n`,
  );
});

describe('whatever the words, lines are short ASCII and programs read the same', () => {
  const unit = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' ', '  ', '=?', '"', ',', 'x'.repeat(80)));
  const words = fc.string({ unit }).map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '').toWellFormed());

  test('in a subject', () => {
    fc.assert(
      fc.property(words, (text) => {
        const field = textField('Subject', text);
        expectShort(field);
        expect(decodeWords(unfolded(field))).toBe(text);
      }),
      { numRuns: runs(300) },
    );
  });

  test('in a name', () => {
    fc.assert(
      fc.property(words, (text) => {
        const name = text.trim();
        const field = mailboxField('Reply-To', { name, address: 'reader@example.org' });
        expectShort(field);
        expect(addressParser(unfolded(field))).toEqual([{ name, address: 'reader@example.org' }]);
      }),
      { numRuns: runs(300) },
    );
  });
});

function expectShort(field: string): void {
  expect(field.endsWith('\r\n')).toBe(true);
  for (const line of field.slice(0, -2).split('\r\n')) expect(line).toMatch(/^[\x20-\x7e]{0,76}$/);
  for (const [word] of field.matchAll(/=\?utf-8\?[QB]\?[^?]*\?=/g)) expect(word.length).toBeLessThanOrEqual(75);
}

test('a token ends a field on a line of its own, whole and in no encoded word', () => {
  const token = 'AbC-_9'.repeat(30);
  expect(textField('Subject', 'Please confirm', token)).toBe(`Subject: Please confirm\r\n [${token}]\r\n`);
  expect(textField('Subject', 'Bitte bestätigen', token)).toMatch(/^Subject: =\?utf-8\?.*\?=\r\n \[[\w-]{180}\]\r\n$/);
});

test.each(['a b', 'a\r\nBcc: x', '', 'ä', 'a'.repeat(901)])('%o is no token for a field', (token) => {
  expect(() => textField('Subject', 'Please confirm', token)).toThrow(RangeError);
});
