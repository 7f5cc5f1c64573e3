import { expect, test } from 'vitest';
import { returnPath } from '../../../src/send/message/return-path.ts';

const newsletter = { from: 'Example Letters <letters@example.org>' };
const bounces = { address: 'bounce@bücher.example' };

test.each([
  ['to the sender', {}, undefined, 'letters@example.org'],
  ['to the address for bounces, in ASCII', { bounces }, undefined, 'bounce@xn--bcher-kva.example'],
  ['with the tag of its delivery', { bounces }, '12.Ab_c-d', 'bounce+12.Ab_c-d@xn--bcher-kva.example'],
  ['to the sender as it is, who may take no tags', {}, '12.Ab_c-d', 'letters@example.org'],
])('an undeliverable letter comes back %s', (_, settings, tag, address) => {
  expect(returnPath({ newsletter, ...settings }, tag)).toBe(address);
});

test.each([
  ['is longer than an address may be', 'x'.repeat(58)],
  ['holds a line end', '12\r\nRCPT TO:<victim@example.org>'],
  ['holds another address', '12@example.com'],
  ['holds nothing', ''],
])('a tag that %s is refused', (_, tag) => {
  expect(() => returnPath({ newsletter, bounces }, tag)).toThrow('no address can hold the tag');
});

test('a letter without a sender is refused', () => {
  expect(() => returnPath({ newsletter: {} })).toThrow('the letter has no sender');
});
