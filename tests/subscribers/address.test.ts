import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { runs } from '../runs.ts';

describe('two spellings are one address where', () => {
  test.each([
    ['case differs', 'Ada@Example.ORG', 'ada@example.org'],
    ['spaces and line ends stand around it', ' ada@example.org\r\n', 'ada@example.org'],
    ['the domain is written in its script or in ASCII', 'ada@bücher.example', 'ADA@xn--bcher-kva.example'],
    ['letters are composed or not', 'jose\u0301@example.org', 'JOS\u00c9@example.org'],
  ])('%s', (_, one, other) => {
    expect(addressOf(one)?.normal).toBe(addressOf(other)!.normal);
  });
});

test.each([
  ['dots', 'a.da@example.org', 'ada@example.org'],
  ['what stands behind a plus', 'ada+news@example.org', 'ada@example.org'],
  ['the accent of a letter', 'josé@example.org', 'jose@example.org'],
])('%s tell addresses apart', (_, one, other) => {
  expect(addressOf(one)!.normal).not.toBe(addressOf(other)!.normal);
});

test('an address is kept as its owner writes it', () => {
  expect(addressOf('Ada.Lovelace@Bücher.example')).toEqual({
    typed: 'Ada.Lovelace@Bücher.example',
    normal: 'ada.lovelace@xn--bcher-kva.example',
  });
});

test.each([
  ['a second recipient behind a line end', 'x@example.org\r\nRCPT TO:<evil@example.org>'],
  ['a name', 'Ada <ada@example.org>'],
  ['a quoted local part', '"ada lovelace"@example.org'],
  ['300 characters', `${'a'.repeat(288)}@example.org`],
  ['a local part of 65', `${'a'.repeat(65)}@example.org`],
  ['two addresses', 'ada@example.org,grace@example.org'],
  ['half a character', 'a\ud800@example.org'],
  ['nothing', ''],
])('%s is no address', (_, text) => expect(addressOf(text)).toBeUndefined());

test('whatever comes in, an address stays one and the same when it is read again', () => {
  const local = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(local, fc.constantFrom('example.org', 'BÜCHER.example', 'пример.example'), (before, domain) => {
      const address = addressOf(`${before}@${domain}`);
      if (!address) return;
      expect(addressOf(address.typed)).toEqual(address);
      expect(addressOf(address.normal)?.normal).toBe(address.normal);
      expect(address.typed).not.toMatch(/[\r\n\p{Cc}]/u);
    }),
    { numRuns: runs() },
  );
});
