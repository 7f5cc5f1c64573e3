import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { KeyHandle } from '../../lib/key-handle.ts';

/** One letter to one subscriber. */
export interface BounceTicket {
  readonly sending: number;
  readonly subscriber: number;
}

/** Length of the longest tag: an address needs that much room before its @. */
export const longestTag = 40;

/**
 * What an envelope's sender carries (VERP), so that a letter which comes back tells whose it was:
 * `sending.subscriber.seal`, numbers in base 36. Servers on the way may change its case, so it has none. It names no
 * address, and nobody can make one for another subscriber or list. Throws a RangeError for numbers beyond 32 and 48 bits.
 */
export function writeBounceTag(key: KeyHandle, list: number, { sending, subscriber }: BounceTicket): string {
  if (!isNumber(sending, 32) || !isNumber(subscriber, 48)) throw new RangeError('a number is too large for a tag');
  return `${sending.toString(36)}.${subscriber.toString(36)}.${sealOf(key, list, { sending, subscriber })}`;
}

/** Reads a tag in any case; nothing if this key did not make it for this list. Takes the same time for every forgery. */
export function readBounceTag(key: KeyHandle, list: number, text: string): BounceTicket | undefined {
  // No leading zeros: one letter has one tag.
  const match = /^([1-9a-z][0-9a-z]{0,6})\.([1-9a-z][0-9a-z]{0,9})\.([a-z2-7]{20})$/.exec(text.toLowerCase());
  if (!match) return undefined;
  const [, first, second, seal] = match as unknown as [string, string, string, string];
  const ticket = { sending: Number.parseInt(first, 36), subscriber: Number.parseInt(second, 36) };
  if (!isNumber(ticket.sending, 32) || !isNumber(ticket.subscriber, 48)) return undefined;
  return timingSafeEqual(Buffer.from(seal), Buffer.from(sealOf(key, list, ticket))) ? ticket : undefined;
}

function isNumber(value: number, bits: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 2 ** bits;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first 100 bits of an HMAC-SHA-256 over a label and the three numbers, big-endian; base 32 of RFC 4648. */
function sealOf(key: KeyHandle, list: number, { sending, subscriber }: BounceTicket): string {
  const numbers = Buffer.alloc(14);
  numbers.writeUInt32BE(list, 0);
  numbers.writeUInt32BE(sending, 4);
  numbers.writeUIntBE(subscriber, 8, 6);
  const digest = createHmac('sha256', key as KeyObject)
    .update('tidings bounce\n')
    .update(numbers)
    .digest();
  let bits = BigInt(`0x${digest.toString('hex', 0, 13)}`) >> 4n;
  let seal = '';
  for (let index = 0; index < 20; index += 1) {
    seal = alphabet[Number(bits & 31n)] + seal;
    bits >>= 5n;
  }
  return seal;
}
