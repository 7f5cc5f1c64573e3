import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/read/decode.ts';
import { runs } from '../runs.ts';

const utf8 = (text: string) => Buffer.from(text);

test('a byte order mark goes, and every line ends in LF', () => {
  expect(decode(utf8('\ufeffone\r\ntwo\rthree\n'), 'a.txt')).toEqual({ text: 'one\ntwo\nthree\n' });
});

describe('bytes that are not UTF-8 are refused where they stand, never read as something else', () => {
  test.each<[string, Uint8Array, object]>([
    [
      'Latin-1',
      Buffer.from('one\ncafé au lait\n', 'latin1'),
      { line: 2, column: 4, excerpt: expect.stringContaining('caf') },
    ],
    ['behind CRLF', Buffer.from('one\r\ntwo\r\nä', 'latin1'), { line: 3, column: 1 }],
    ['a character that is cut off at the end', utf8('é').subarray(0, 1), { line: 1, column: 1 }],
    ['a character that is cut off in between', Buffer.concat([utf8('a港').subarray(0, 3), utf8('b')]), { column: 2 }],
    ['a continuation without a start', Buffer.concat([utf8('ab'), Buffer.from([0x80])]), { column: 3 }],
    ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80]), { column: 1 }],
  ])('%s', (_, bytes, place) => {
    const expected = { rule: 'encoding', file: 'a.txt', hint: 'Save the file as UTF-8.', ...place };
    expect(decode(bytes, 'a.txt')).toMatchObject({ problem: expected });
  });

  test('the byte is named', () => {
    expect(decode(Buffer.from('é', 'latin1'), 'a.txt')).toMatchObject({
      problem: { message: 'this is not UTF-8: it holds the byte 0xE9' },
    });
  });
});

test.each([
  ['little', Buffer.from('\ufeffhello', 'utf16le')],
  ['big', Buffer.from('\ufeffhello', 'utf16le').swap16()],
])('UTF-16 (%s endian) is told by its name', (_, bytes) => {
  expect(decode(bytes, 'a.txt')).toMatchObject({ problem: { message: 'this is UTF-16, not UTF-8', line: 1 } });
});

test('a NUL byte is a problem at its place', () => {
  expect(decode(utf8('one\ntw\0o'), 'a.txt')).toMatchObject({ problem: { rule: 'encoding', line: 2, column: 3 } });
});

test('the first bad byte is found in any bytes', () => {
  const pieces = fc.array(
    fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(...['a', 'é', '港', '👍'].map(utf8))),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = Buffer.concat(parts);
      const decoded = decode(bytes, 'a');
      let valid = bytes.length;
      const isValid = (end: number) => {
        try {
          new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
          return true;
        } catch {
          return false;
        }
      };
      while (!isValid(valid)) valid -= 1;
      if (valid === bytes.length || !('problem' in decoded) || !decoded.problem.message.includes('byte 0x')) return;
      expect(decoded.problem.message).toContain(`0x${bytes[valid]!.toString(16).toUpperCase().padStart(2, '0')}`);
    }),
    { numRuns: runs(1000) },
  );
});
