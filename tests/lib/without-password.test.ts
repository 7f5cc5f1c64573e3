import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutPassword } from '../../src/lib/without-password.ts';
import { runs } from '../runs.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', (word: string) => word],
  ['in quotes of IMAP', (word: string) => word.replace(/["\\]/g, '\\$&')],
  ['in an address', (word: string) => encodeURIComponent(word)],
  ['by AUTH LOGIN', base64],
  ['by AUTH PLAIN', (word: string) => base64(`\0letters@example.org\0${word}`)],
  ['by AUTH PLAIN with a name to act for', (word: string) => base64(`ada\0letters@example.org\0${word}`)],
  ['in base64 for addresses', (word: string) => Buffer.from(`x${word}`).toString('base64url')],
])('a password that a server repeats is nowhere in its words: %s', (_, form) => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }), (password) => {
      fc.pre(!'BAD command unknown: [password]'.includes(password));
      const said = withoutPassword(`BAD command unknown: ${form(password)} .`, password);
      expect(said).not.toContain(form(password));
      expect(said).not.toContain(password);
    }),
    { numRuns: runs(300) },
  );
});

test('words without it stay as they are', () => {
  expect(withoutPassword('535 5.7.8 Authentication credentials invalid', 'hush-hush')).toBe(
    '535 5.7.8 Authentication credentials invalid',
  );
  expect(withoutPassword('535 no', undefined)).toBe('535 no');
});
