import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyText } from '../../config/config.ts';
import { mailboxDomain } from '../../lib/address.ts';
import { counted } from '../../lib/count-words.ts';
import { asciiDomain, kinship } from '../../lib/domain.ts';
import { ProblemError } from '../../model/problem.ts';
import type { NewsletterSettings } from '../../model/publication.ts';
import type { SigningKey } from './dkim.ts';

/**
 * The keys that letters are signed with; none if the settings do not ask for it. Throws a ProblemError with exit code
 * 2 that never shows a key.
 */
export function signingKeys({ dkim, from }: NewsletterSettings, text: KeyText | undefined): SigningKey[] {
  if (!dkim && text)
    throw refusal(
      `${text.named} holds a key to sign letters with, but no selector is set`,
      'Add "dkim: {selector: mail2026}" under "newsletter:", with the selector under which its public half is in the DNS.',
    );
  if (!dkim) return [];
  if (!text)
    throw refusal(
      'letters are to be signed (newsletter.dkim), but there is no key',
      'Set DKIM_PRIVATE_KEY_FILE in .env to a PEM file, or take "dkim" out of tidings.yaml.',
    );
  const selectors = [dkim.selector].flat();
  const blocks = blocksOf(text);
  if (blocks.length !== selectors.length)
    throw refusal(
      `${text.named} holds ${counted(blocks.length, 'private key')}, and newsletter.dkim names ${counted(selectors.length, 'selector')}`,
      'Each selector needs a key of its own, in the same order.',
    );
  const domain = signingDomain(dkim.domain, from);
  return selectors.map((selector, index) => ({ selector, domain, key: keyOf(blocks[index]!, text.named) }));
}

/** The value after `p=` in the DNS. */
export function publicHalf({ key }: SigningKey): string {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  // RFC 8463, section 4: of an Ed25519 key its 32 bytes alone, which end the envelope.
  return (key.asymmetricKeyType === 'rsa' ? spki : spki.subarray(-32)).toString('base64');
}

function blocksOf({ pem, named }: KeyText): string[] {
  // Where a variable can hold one line only, its line ends are often written as \n.
  const blocks = pem
    .replaceAll('\\n', '\n')
    .match(/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs);
  if (blocks) return blocks;
  const other = /-----BEGIN ([A-Z ]+)-----/.exec(pem)?.[1];
  const found = other
    ? `what it holds is a ${other.toLowerCase()}`
    : 'a line "-----BEGIN PRIVATE KEY-----" has to begin it';
  throw refusal(`${named} holds no private key: ${found}`, `${howToMake} Or name the PEM file of the one you have.`);
}

function keyOf(block: string, named: string): KeyObject {
  if (/ENCRYPTED/.test(block))
    throw refusal(
      `the key in ${named} is locked with a passphrase`,
      'Unlock a copy: openssl pkey -in locked.pem -out dkim.pem. Keep it readable for yourself alone: chmod 600 dkim.pem.',
    );
  const key = readKey(block, named);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'ed25519') return key;
  if (key.asymmetricKeyType !== 'rsa')
    throw refusal(
      `the key in ${named} is of the kind ${key.asymmetricKeyType}, and DKIM knows RSA and Ed25519`,
      howToMake,
    );
  // RFC 8301, section 3.2: the sizes that receivers must accept.
  if (bits < 1024 || bits > 4096)
    throw refusal(`the RSA key in ${named} has ${bits} bits, and receivers take 1024 to 4096`, howToMake);
  return key;
}

const howToMake = 'Make one: openssl genrsa -out dkim.pem 2048.';

function readKey(block: string, named: string): KeyObject {
  try {
    return createPrivateKey(block);
  } catch {
    const hint = `${howToMake} A key that was copied by hand may lack a line.`;
    throw refusal(`a key in ${named} cannot be read`, hint);
  }
}

/**
 * DMARC counts a signature only if its domain has the sender's owner. Siblings pass: the check of the letter warns of
 * them, and `doctor` asks the DNS.
 */
function signingDomain(domain: string | undefined, from = ''): string {
  const sender = mailboxDomain(from) ?? '';
  if (domain === undefined) return sender;
  const ascii = asciiDomain(domain);
  if (ascii !== undefined && kinship(ascii, sender) !== 'strangers') return ascii;
  throw refusal(
    `newsletter.dkim.domain is ${domain}, but letters come from ${sender}`,
    'Receivers ignore the signature of a stranger (DMARC). Take "domain" out, or name the domain that both belong to.',
  );
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'dkim', message, hint }], { exitCode: 2 });
}
