import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { deliveryId } from '../../../src/send/message/delivery-id.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const from = 'Example Letters <letters@Bücher.example>';
const frost = { issue: 'tag:example.org,2026:frost', messageIds: 'keyed' } as const;
const thaw = { issue: 'tag:example.org,2026:thaw', messageIds: 'keyed' } as const;
const letter = { sending: frost, list: 77, subscriber: 12 };

test("a sent letter's Message-ID follows from the issue, the list, the subscriber and the key, and from nothing else", () => {
  const id = deliveryId(key, letter, from);
  expect(id).toMatch(/^<[\w-]{32}@xn--bcher-kva\.example>$/);
  expect(deliveryId(key, letter, 'other@bücher.example')).toBe(id);
  const others = [{ sending: thaw }, { list: 78 }, { subscriber: 13 }].map((other) =>
    deliveryId(key, { ...letter, ...other }, from),
  );
  const ids = [id, ...others, deliveryId(createSecretKey(Buffer.alloc(32, 8)), letter, from)];
  expect(new Set(ids).size).toBe(5);
});

test('a sending that 0.1.0 began keeps the Message-IDs that it had, whatever the key', () => {
  const old = { ...letter, sending: { ...frost, messageIds: 'unkeyed' as const } };
  const id = '<NpkNZ-0tYholNzzCzF83xNCr24KjsPWF@example.org>';
  expect(deliveryId(key, old, 'letters@example.org')).toBe(id);
  expect(deliveryId(createSecretKey(Buffer.alloc(32, 8)), old, 'letters@example.org')).toBe(id);
});
