import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { KeyHandle } from '../lib/key-handle.ts';
import type { Address } from './subscriber.ts';

/** The actions that a link allows its holder. */
export type Purpose = 'unsubscribe' | 'preferences' | 'confirm';

/** The contents of a token. */
export interface Ticket {
  readonly purpose: Purpose;
  /** The list's own number. */
  readonly list: number;
  readonly subscriber: number;
}

/*
 * 44 bytes, in base64url 59 characters: version (1), purpose (1), list (4) and subscriber (6), big-endian, then the
 * HMAC-SHA-256 (32) of a label and those 12 bytes. It holds no address and it does not end: a link in an old letter
 * still works.
 */
const version = 1;
const purposes: Readonly<Record<Purpose, number>> = { unsubscribe: 1, preferences: 2, confirm: 3 };
const bodyLength = 12;

export function writeToken(key: KeyHandle, { purpose, list, subscriber }: Ticket): string {
  const body = Buffer.alloc(bodyLength);
  body.writeUInt8(version, 0);
  body.writeUInt8(purposes[purpose], 1);
  body.writeUInt32BE(list, 2);
  body.writeUIntBE(subscriber, 6, 6);
  return Buffer.concat([body, sealOf(key, body)]).toString('base64url');
}

/** Reads a token for one purpose; nothing if it is none that this key made for it. Takes the same time for every forgery. */
export function readToken(key: KeyHandle, text: string, purpose: Purpose): Ticket | undefined {
  if (!/^[\w-]{59}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const body = bytes.subarray(0, bodyLength);
  const genuine = timingSafeEqual(bytes.subarray(bodyLength), sealOf(key, body));
  // Two spare bits of the last character would let one token be written in four ways.
  if (!genuine || bytes.toString('base64url') !== text) return undefined;
  if (body.readUInt8(0) !== version || body.readUInt8(1) !== purposes[purpose]) return undefined;
  return { purpose, list: body.readUInt32BE(2), subscriber: body.readUIntBE(6, 6) };
}

/** Whatever may be a token in a link or a line; a `mailto:` link writes the blank before it as %20. */
export function tokensIn(text: string): string[] {
  const plain = text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return plain.match(/(?<![\w-])[\w-]{59}(?![\w-])/g) ?? [];
}

function sealOf(key: KeyHandle, body: Buffer): Buffer {
  return createHmac('sha256', key as KeyObject)
    .update('tidings token\n')
    .update(body)
    .digest();
}

/** The keyed hash of an address on the suppression list: without the key nobody can reverse it or test a guess. */
export function suppressionHash(key: KeyHandle, address: Pick<Address, 'normal'>): Uint8Array {
  return createHmac('sha256', key as KeyObject)
    .update('tidings suppression\n')
    .update(address.normal)
    .digest();
}

/** By which a list knows the key that it was made with. */
export function fingerprintOf(key: KeyHandle): Uint8Array {
  return createHmac('sha256', key as KeyObject)
    .update('tidings key')
    .digest()
    .subarray(0, 8);
}
