import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedKey, seal, sealBytes, unseal, unsealBytes } from '../../src/subscribers/sealed.ts';
import { runs } from '../runs.ts';

const key = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8');
const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
const purposes = ['sign-up', 'address', 'outbox', 'stamp'] as const;

test('every text is read as it was sealed, by its own key and purpose alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...purposes), (text, purpose) => {
      const sealed = seal(key, purpose, text);
      expect(sealed).toMatch(/^[\w-]+$/);
      expect(unseal(key, purpose, sealed)).toBe(text);
      expect(unseal(other, purpose, sealed)).toBeUndefined();
      for (const wrong of purposes) if (wrong !== purpose) expect(unseal(key, wrong, sealed)).toBeUndefined();
    }),
    { numRuns: runs() },
  );
});

test('a sealed text with any one bit changed is none', () => {
  const sealed = sealBytes(key, 'outbox', 'ada@example.org');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Uint8Array.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(unsealBytes(key, 'outbox', changed), String(bit)).toBeUndefined();
  }
});

test('a sealed text that is cut off, longer or spelt in another way is none', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const sealed = seal(key, 'stamp', 'ab');
  expect([...alphabet].filter((last) => unseal(key, 'stamp', sealed.slice(0, -1) + last))).toEqual([sealed.at(-1)]);
  for (let length = 0; length < sealed.length; length += 1)
    expect(unseal(key, 'stamp', sealed.slice(0, length))).toBeUndefined();
  for (const more of ['A', '=', ' ', '\n', '%']) expect(unseal(key, 'stamp', sealed + more)).toBeUndefined();
});

test('whatever else comes as a sealed text is none, and no failure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{39,200}$/)), (text) => {
      expect(unseal(key, 'sign-up', text)).toBeUndefined();
    }),
    { numRuns: runs() },
  );
});

test('nobody can see the text, and two seals of one text differ', () => {
  const [one, another] = [seal(key, 'outbox', 'ada@example.org'), seal(key, 'outbox', 'ada@example.org')];
  expect(one).not.toBe(another);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('ada');
});

test('keys for different uses share nothing, and the same use has the same key after a restart', () => {
  const derived = (from: typeof key, use: string) => derivedKey(from, use).export().toString('hex');
  expect(derived(key, 'one')).toMatch(/^[0-9a-f]{64}$/);
  expect(derived(key, 'one')).toBe(derived(createSecretKey(key.export()), 'one'));
  expect(derived(key, 'one')).not.toBe(derived(key, 'two'));
  expect(derived(key, 'one')).not.toBe(derived(other, 'one'));
});
