import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readToken, type Ticket, writeToken } from '../../src/subscribers/token.ts';
import { runs } from '../runs.ts';

const key = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8');
const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
const ticket = (given: Partial<Ticket> = {}): Ticket => ({ purpose: 'unsubscribe', list: 7, subscriber: 42, ...given });

/*
 * Anybody can compute these: base64url of 01, the purpose, the list in 4 bytes, the subscriber in 6, and the
 * HMAC-SHA-256 of "tidings token\n" and those 12 bytes. Links in letters live for years, so they never change.
 */
describe('the token of', () => {
  test.each([
    [ticket(), 'AQEAAAAHAAAAAAAqbtL8qRpIFKE5_4u1zy8tWnUg8mz-3QF-8hlnbq9vHeA'],
    [ticket({ purpose: 'preferences' }), 'AQIAAAAHAAAAAAAq3yHTdMJhrnREA0BuMgRGYOsn1Hnf3G8JgkaCeRFglWw'],
    [
      ticket({ purpose: 'confirm', list: 2 ** 32 - 1, subscriber: 2 ** 48 - 1 }),
      'AQP_____________tsy-tlNkwqdLl4Bw_DZR6kT_nSlQR16FFdOJLjq9Xzc',
    ],
  ])('%j is always the same', (given, token) => {
    expect(writeToken(key, given)).toBe(token);
    expect(readToken(key, token, given.purpose)).toEqual(given);
  });
});

test('every ticket is read as it was written, and by no other key', () => {
  const tickets = fc.record({
    purpose: fc.constantFrom('unsubscribe', 'preferences', 'confirm'),
    list: fc.nat({ max: 2 ** 32 - 1 }),
    subscriber: fc.nat({ max: Number.MAX_SAFE_INTEGER }).map((number) => number % 2 ** 48),
  }) as fc.Arbitrary<Ticket>;
  fc.assert(
    fc.property(tickets, (given) => {
      const token = writeToken(key, given);
      expect(token).toMatch(/^[\w-]{59}$/);
      expect(readToken(key, token, given.purpose)).toEqual(given);
      expect(readToken(other, token, given.purpose)).toBeUndefined();
    }),
    { numRuns: runs() },
  );
});

test('a token is good for its own purpose only', () => {
  expect(readToken(key, writeToken(key, ticket()), 'preferences')).toBeUndefined();
});

test('a token that is changed anywhere is none', () => {
  const token = writeToken(key, ticket());
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(readToken(key, changed, 'unsubscribe'), changed).toBeUndefined();
  }
});

test('a token has one spelling: the spare bits at its end are nothing', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = writeToken(key, ticket());
  const read = [...alphabet].filter((last) => readToken(key, token.slice(0, -1) + last, 'unsubscribe'));
  expect(read).toEqual([token.at(-1)]);
});

test('whatever else comes as a token is none, and no failure', () => {
  fc.assert(
    fc.property(fc.string(), (text) => readToken(key, text, 'unsubscribe') === undefined),
    { numRuns: runs() },
  );
  expect(readToken(key, `${writeToken(key, ticket())}=`, 'unsubscribe')).toBeUndefined();
});
