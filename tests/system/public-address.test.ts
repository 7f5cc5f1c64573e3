import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { isPrivateAddress, isPublicAddress } from '../../src/system/public-address.ts';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.2.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  'fe80::1',
  'fe80::1%eth0',
  'fd00::1',
  'ff02::1',
  '64:ff9b::7f00:1',
  '2001:db8::1',
  '2002:7f00:1::',
  'example.org',
  '',
])('%s is not on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '1.1.1.1',
  '100.63.255.255',
  '172.32.0.1',
  '223.255.255.255',
  '2600::1',
  '2a00:1450:4001:800::200e',
])('%s is on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test('an address of this machine is never public', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  expect(own.filter(({ address }) => isPublicAddress(address))).toEqual([]);
});

test.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.1.1', '172.31.0.1', '192.168.1.1'],
  ...['::', '::1', 'fd00::1', 'fe80::1'],
])('%s is private, and so it is not public', (address) => {
  expect([isPrivateAddress(address), isPublicAddress(address)]).toEqual([true, false]);
});

test.each(['192.0.2.1', '2001:db8::1', '8.8.8.8', '2606:4700::1', 'example.org', ''])('%s is not private', (address) =>
  expect(isPrivateAddress(address)).toBe(false));
