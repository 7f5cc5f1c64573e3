import type { KeyHandle } from '../lib/key-handle.ts';
import { seal, unseal } from '../subscribers/sealed.ts';
import { type Address, addressOf } from '../subscribers/subscriber.ts';

/** How long a person can confirm, in milliseconds. */
export const confirmableFor = 7 * 24 * 3600 * 1000;

/** A wish to join that waits to be confirmed. It is kept nowhere but in the mail that asks to confirm. */
export interface SignUpTicket {
  /** The list's own number. */
  readonly list: number;
  readonly address: Address;
  readonly name?: string;
  /** BCP 47, canonical. */
  readonly language?: string;
  readonly tags: readonly string[];
  readonly frequency?: 'digests';
  /** The address of the page with the form. */
  readonly page?: string;
  /** SHA-256 of the text that was shown, in hexadecimal. */
  readonly textHash: string;
  /** To the second. */
  readonly asked: Date;
  readonly way: 'form' | 'mail';
  /** The visitor's address, only where the publication is set to keep it. */
  readonly ip?: string;
}

/** The token of a ticket: base64url, some 300 characters for a usual address. Two of one ticket differ. */
export function writeSignUp(key: KeyHandle, ticket: SignUpTicket): string {
  const { list, address, name, language, tags, frequency, page, textHash, asked, way, ip } = ticket;
  const hash = Buffer.from(textHash, 'hex').toString('base64url');
  const [when, choices] = [Math.floor(asked.getTime() / 1000), tags.join(' ')];
  const parts = [list, when, way, address.typed, hash, language, choices, frequency, name, page, ip];
  // Most of what may be absent stands at the end.
  while (!parts.at(-1)) parts.pop();
  return seal(key, 'sign-up', JSON.stringify(parts.map((part) => part ?? '')));
}

/**
 * Reads a token; nothing if it is none that this key made, or if it is older than seven days or from the future, as
 * after a change of the clock. The list is for the caller to compare.
 */
export function readSignUp(key: KeyHandle, token: string, now: Date): SignUpTicket | undefined {
  const text = unseal(key, 'sign-up', token);
  if (text === undefined) return undefined;
  const [list, when, way, typed, hash, language, tags, frequency, name, page, ip] = JSON.parse(text) as Parts;
  const asked = new Date(when * 1000);
  const age = now.getTime() - asked.getTime();
  const address = addressOf(typed);
  if (!address || age > confirmableFor || age < -clockSkew) return undefined;
  return {
    ...{ list, address, asked, way },
    textHash: Buffer.from(hash, 'base64url').toString('hex'),
    tags: tags ? tags.split(' ') : [],
    ...(language && { language }),
    ...(frequency && { frequency }),
    ...(name && { name }),
    ...(page && { page }),
    ...(ip && { ip }),
  };
}

/** Two servers of one list may disagree about the time by so many milliseconds. */
const clockSkew = 10 * 60 * 1000;

type Parts = [
  list: number,
  when: number,
  way: SignUpTicket['way'],
  typed: string,
  hash: string,
  language?: string,
  tags?: string,
  frequency?: 'digests' | '',
  name?: string,
  page?: string,
  ip?: string,
];
