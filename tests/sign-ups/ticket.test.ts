import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSignUp, type SignUpTicket, writeSignUp } from '../../src/sign-ups/ticket.ts';
import { seal } from '../../src/subscribers/sealed.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { runs } from '../runs.ts';

const key = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8');
const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
const asked = new Date('2026-11-23T12:00:00Z');
const ticket: SignUpTicket = {
  ...{ list: 7, address: addressOf('Ada@example.org')!, tags: [], textHash: 'ab'.repeat(32), asked, way: 'form' },
};
const after = (milliseconds: number) => new Date(asked.getTime() + milliseconds);
const day = 24 * 3600 * 1000;

test('a ticket comes back from its token with all choices', () => {
  const whole: SignUpTicket = {
    ...ticket,
    ...{ name: 'Ada "of" Ζωή', language: 'de-AT', tags: ['news', 'travel'], frequency: 'digests' },
    ...{ page: 'https://example.org/blog/subscribe/', ip: '2001:db8::1' },
  };
  expect(readSignUp(key, writeSignUp(key, whole), asked)).toEqual(whole);
  expect(readSignUp(key, writeSignUp(key, ticket), asked)).toEqual(ticket);
});

test('any mix of choices comes back', () => {
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const tickets = fc.record({
    list: fc.nat(2 ** 32 - 1),
    way: fc.constantFrom('form' as const, 'mail' as const),
    name: maybe(fc.string({ unit: 'grapheme', minLength: 1 })),
    language: maybe(fc.constantFrom('en', 'de-AT')),
    tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/)),
    frequency: maybe(fc.constant('digests' as const)),
    page: maybe(fc.string({ minLength: 1 })),
    ip: maybe(fc.constantFrom('192.0.2.1', '2001:db8::1')),
  });
  fc.assert(
    fc.property(tickets, (choices) => {
      const given = JSON.parse(JSON.stringify({ ...ticket, ...choices })) as SignUpTicket;
      expect(readSignUp(key, writeSignUp(key, { ...given, asked }), asked)).toEqual({ ...given, asked });
    }),
    { numRuns: runs() },
  );
});

test('a token works for seven days, not for a second more, and not before it was made', () => {
  const token = writeSignUp(key, ticket);
  expect(readSignUp(key, token, after(7 * day))).toBeDefined();
  expect(readSignUp(key, token, after(7 * day + 1))).toBeUndefined();
  expect(readSignUp(key, token, after(-9 * 60 * 1000))).toBeDefined();
  expect(readSignUp(key, token, after(-11 * 60 * 1000))).toBeUndefined();
});

test('a token of another key or purpose, or with one bit changed, is none', () => {
  const token = writeSignUp(key, ticket);
  expect(readSignUp(other, token, asked)).toBeUndefined();
  expect(readSignUp(key, seal(key, 'address', '[]'), asked)).toBeUndefined();
  const bytes = Buffer.from(token, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(readSignUp(key, changed.toString('base64url'), asked), String(bit)).toBeUndefined();
  }
});

test('a token of a usual address fits the subject of a mail', () => {
  const usual = { ...ticket, way: 'mail', name: 'Ada Lovelace', language: 'en-GB' } as const;
  expect(writeSignUp(key, { ...usual, address: addressOf('ada.lovelace@university.example')! }).length).toBeLessThan(
    180,
  );
  expect(writeSignUp(key, { ...usual, way: 'form', page: 'https://example.org/blog/subscribe/' }).length).toBeLessThan(
    250,
  );
  const longest = addressOf(`${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`)!;
  expect(writeSignUp(key, { ...usual, address: longest }).length).toBeLessThan(600);
});
