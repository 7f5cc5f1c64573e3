import { expect, test } from 'vitest';
import { deliveryId } from '../../../src/send/message/return-path.ts';

const from = 'Example Letters <letters@Bücher.example>';

test('a Message-ID follows from the issue and the subscriber, and from nothing else', () => {
  const id = deliveryId({ id: 'tag:example.org,2026:frost' }, '12', from);
  expect(id).toMatch(/^<[\w-]{32}@xn--bcher-kva\.example>$/);
  expect(deliveryId({ id: 'tag:example.org,2026:frost' }, '12', 'other@bücher.example')).toBe(id);
  expect(deliveryId({ id: 'tag:example.org,2026:frost' }, '13', from)).not.toBe(id);
  expect(deliveryId({ id: 'tag:example.org,2026:thaw' }, '12', from)).not.toBe(id);
});
