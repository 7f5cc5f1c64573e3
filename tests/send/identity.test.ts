import { expect, test } from 'vitest';
import { deliveryId, feedbackId } from '../../src/send/identity.ts';

const from = 'Example Letters <letters@Bücher.example>';

test('a Message-ID follows from the issue and the subscriber, and from nothing else', () => {
  const id = deliveryId({ id: 'tag:example.org,2026:frost' }, '12', from);
  expect(id).toMatch(/^<[\w-]{32}@xn--bcher-kva\.example>$/);
  expect(deliveryId({ id: 'tag:example.org,2026:frost' }, '12', 'other@bücher.example')).toBe(id);
  expect(deliveryId({ id: 'tag:example.org,2026:frost' }, '13', from)).not.toBe(id);
  expect(deliveryId({ id: 'tag:example.org,2026:thaw' }, '12', from)).not.toBe(id);
});

test.each([
  ['the issue and the sender', 'first-frost', from, 'first-frost:xn--bcher-kva.example:newsletter:her-kva-example'],
  ['a short domain', 'frost', 'a@b.cd', 'frost:b.cd:newsletter:-b-cd'],
])('a Feedback-ID names %s', (_, slug, sender, id) => expect(feedbackId({ slug }, sender)).toBe(id));

test('a Feedback-ID of a slug beyond ASCII, or of a long one, is a word that stays the same', () => {
  for (const slug of ['初霜', 'x'.repeat(100)]) {
    expect(feedbackId({ slug }, from)).toMatch(/^[0-9a-f]{16}:/);
    expect(feedbackId({ slug }, from)).toBe(feedbackId({ slug }, from));
  }
});
