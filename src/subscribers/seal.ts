import { createHmac, type KeyObject } from 'node:crypto';
import type { Address } from './subscriber.ts';

/** What stands for an address on the suppression list: nobody without the key can tell whose it is, or test a guess. */
export function suppressionHash(key: KeyObject, address: Pick<Address, 'normal'>): Buffer {
  return createHmac('sha256', key).update('tidings suppression\n').update(address.normal).digest();
}

/** By which a list knows the key that it was made with. */
export function fingerprintOf(key: KeyObject): Buffer {
  return createHmac('sha256', key).update('tidings key').digest().subarray(0, 8);
}
