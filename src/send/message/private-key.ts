import { createPrivateKey, KeyObject } from 'node:crypto';
import type { KeyHandle } from '../../lib/key-handle.ts';
import { ProblemError } from '../../model/problem.ts';

/**
 * A key that DKIM can sign with: RSA, or Ed25519 (RFC 8463, section 3).
 * @param key The key, or the text of its PEM file.
 * @param named The key in words, such as "the key in dkim.pem".
 * @throws ProblemError with exit code 2 that never shows the key.
 */
export function privateKeyOf(key: KeyHandle | string, named: string): KeyObject {
  const read = typeof key === 'string' ? readKey(key, named) : key;
  if (!(read instanceof KeyObject) || read.type !== 'private')
    throw dkimRefusal(
      `${named} is no private key`,
      'Give the text of its PEM file, or a key from createPrivateKey of node:crypto.',
    );
  const bits = read.asymmetricKeyDetails?.modulusLength ?? 0;
  if (read.asymmetricKeyType === 'ed25519') return read;
  if (read.asymmetricKeyType !== 'rsa')
    throw dkimRefusal(
      `${named} is of the kind ${read.asymmetricKeyType}, and DKIM knows RSA and Ed25519`,
      howToMakeKey,
    );
  // RFC 8301, section 3.2: the sizes that receivers must accept.
  if (bits < 1024 || bits > 4096)
    throw dkimRefusal(`${named} has ${bits} bits, and receivers take 1024 to 4096`, howToMakeKey);
  return read;
}

export const howToMakeKey = 'Make one: openssl genrsa -out dkim.pem 2048.';

export function dkimRefusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'dkim', message, hint }], { exitCode: 2 });
}

function readKey(pem: string, named: string): KeyObject {
  if (/ENCRYPTED/.test(pem))
    throw dkimRefusal(
      `${named} is locked with a passphrase`,
      'Unlock a copy: openssl pkey -in locked.pem -out dkim.pem. Keep it readable for yourself alone: chmod 600 dkim.pem.',
    );
  try {
    return createPrivateKey(pem);
  } catch {
    throw dkimRefusal(`${named} cannot be read`, `${howToMakeKey} A key that was copied by hand may lack a line.`);
  }
}
