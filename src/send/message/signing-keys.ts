import { createPublicKey } from 'node:crypto';
import type { KeyText } from '../../config/config.ts';
import { mailboxDomain } from '../../lib/address.ts';
import { counted } from '../../lib/count-words.ts';
import { asciiDomain, kinship } from '../../lib/domain.ts';
import type { KeyHandle } from '../../lib/key-handle.ts';
import type { NewsletterSettings } from '../../model/publication.ts';
import type { SigningKey } from './dkim.ts';
import { dkimRefusal, howToMakeKey, privateKeyOf } from './private-key.ts';

/** A key that was read and can sign. */
export interface LoadedKey extends SigningKey {
  readonly key: KeyHandle;
}

/**
 * The keys that letters are signed with; none if the settings do not ask for it. Throws a ProblemError with exit code
 * 2 that never shows a key.
 */
export function signingKeys({ dkim, from }: NewsletterSettings, text: KeyText | undefined): LoadedKey[] {
  if (!dkim && text)
    throw dkimRefusal(
      `${text.named} holds a key to sign letters with, but no selector is set`,
      'Add "dkim: {selector: mail2026}" under "newsletter:", with the selector under which its public half is in the DNS.',
    );
  if (!dkim) return [];
  if (!text)
    throw dkimRefusal(
      'letters are to be signed (newsletter.dkim), but there is no key',
      'Set DKIM_PRIVATE_KEY_FILE in .env to a PEM file, or take "dkim" out of tidings.yaml.',
    );
  const selectors = [dkim.selector].flat();
  const blocks = blocksOf(text);
  if (blocks.length !== selectors.length)
    throw dkimRefusal(
      `${text.named} holds ${counted(blocks.length, 'private key')}, and newsletter.dkim names ${counted(selectors.length, 'selector')}`,
      'Each selector needs a key of its own, in the same order.',
    );
  const domain = signingDomain(dkim.domain, from);
  return selectors.map((selector, index) => ({
    selector,
    domain,
    key: privateKeyOf(blocks[index]!, `the key in ${text.named}`),
  }));
}

/** The value after `p=` in the DNS. */
export function publicHalf({ selector, key }: SigningKey): string {
  const half = createPublicKey(privateKeyOf(key, `the key of ${selector}`));
  const spki = half.export({ format: 'der', type: 'spki' });
  // RFC 8463, section 4: of an Ed25519 key its 32 bytes alone, which end the envelope.
  return (half.asymmetricKeyType === 'rsa' ? spki : spki.subarray(-32)).toString('base64');
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
  throw dkimRefusal(
    `${named} holds no private key: ${found}`,
    `${howToMakeKey} Or name the PEM file of the one you have.`,
  );
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
  throw dkimRefusal(
    `newsletter.dkim.domain is ${domain}, but letters come from ${sender}`,
    'Receivers ignore the signature of a stranger (DMARC). Take "domain" out, or name the domain that both belong to.',
  );
}
