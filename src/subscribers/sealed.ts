import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyHandle } from '../lib/key-handle.ts';

/** The uses of a sealed text; one that was made for another use is none. */
export type SealPurpose = 'sign-up' | 'address' | 'outbox' | 'stamp';

/*
 * Version (1 byte), nonce (12), the text in AES-256-GCM, its tag (16). The version is authenticated, too. Each purpose
 * has a key of its own, so that one day's change of the secret ends all of them.
 */
const version = Buffer.from([1]);
const [nonceLength, tagLength] = [12, 16];

/** A text, or bytes, that only this key can read, for one purpose, in bytes. */
export function sealBytes(key: KeyHandle, purpose: SealPurpose, text: string | Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', derivedKey(key, `sealed ${purpose}`), nonce).setAAD(version);
  return Buffer.concat([version, nonce, cipher.update(Buffer.from(text)), cipher.final(), cipher.getAuthTag()]);
}

/** Reads a text that `sealBytes` sealed; nothing if it is not whole, or of another key or purpose. */
export function unsealBytes(key: KeyHandle, purpose: SealPurpose, sealed: Uint8Array): string | undefined {
  return opened(key, purpose, sealed)?.toString('utf8');
}

/** The same as `sealBytes` for a link or a form: base64url. */
export function seal(key: KeyHandle, purpose: SealPurpose, text: string | Uint8Array): string {
  return Buffer.from(sealBytes(key, purpose, text)).toString('base64url');
}

/** Reads a text that `seal` sealed. */
export function unseal(key: KeyHandle, purpose: SealPurpose, sealed: string): string | undefined {
  return unsealRaw(key, purpose, sealed)?.toString('utf8');
}

/** Reads bytes that `seal` sealed. They have one spelling: the spare bits of its last character are zero. */
export function unsealRaw(key: KeyHandle, purpose: SealPurpose, sealed: string): Buffer | undefined {
  if (!/^[\w-]{39,4000}$/.test(sealed)) return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  return bytes.toString('base64url') === sealed ? opened(key, purpose, bytes) : undefined;
}

function opened(key: KeyHandle, purpose: SealPurpose, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < 1 + nonceLength + tagLength || sealed[0] !== version[0]) return undefined;
  const [start, end] = [1 + nonceLength, sealed.length - tagLength];
  const own = derivedKey(key, `sealed ${purpose}`);
  const decipher = createDecipheriv('aes-256-gcm', own, sealed.subarray(1, start), { authTagLength: tagLength });
  decipher.setAAD(version).setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(start, end)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** A key of 32 bytes for one use, by HKDF-SHA-256 of the secret (RFC 5869): it tells nothing about it or other uses. */
export function derivedKey(key: KeyHandle, use: string): KeyObject {
  const known = derived.get(key) ?? new Map<string, KeyObject>();
  derived.set(key, known);
  const own =
    known.get(use) ?? createSecretKey(Buffer.from(hkdfSync('sha256', key as KeyObject, '', `tidings ${use}`, 32)));
  known.set(use, own);
  return own;
}

/** By use. Deriving, and keys that are bytes and no objects, cost Node more than all other work of a sign-up. */
const derived = new WeakMap<KeyHandle, Map<string, KeyObject>>();
