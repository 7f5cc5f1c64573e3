import type { KeyHandle } from '../lib/key-handle.ts';
import { seal, unsealRaw } from '../subscribers/sealed.ts';
import { type Address, addressOf } from '../subscribers/subscriber.ts';
import { isConfirmable } from './confirmable.ts';

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

/*
 * List (4 bytes), second of asking (6), way and frequency (1), hash of the text (32), then the texts as a JSON array
 * without the empty ones at its end: by mail the token has to fit a subject of 255 characters with the title before it.
 */
const [atSecond, atFlags, atHash, atTexts] = [4, 10, 11, 43];
const [byMail, digestsOnly] = [1, 2];

/** The token of a ticket: base64url, some 170 characters by mail and 300 by a form. Two of one ticket differ. */
export function writeSignUp(key: KeyHandle, ticket: SignUpTicket): string {
  const { list, address, name, language, tags, frequency, page, textHash, asked, way, ip } = ticket;
  const head = Buffer.alloc(atTexts);
  head.writeUInt32BE(list, 0);
  head.writeUIntBE(Math.floor(asked.getTime() / 1000), atSecond, 6);
  head.writeUInt8((way === 'mail' ? byMail : 0) | (frequency === 'digests' ? digestsOnly : 0), atFlags);
  head.write(textHash, atHash, 'hex');
  const texts = [address.typed, language, name, tags.join(' '), page, ip].map((text) => text ?? '');
  while (texts.at(-1) === '') texts.pop();
  return seal(key, 'sign-up', Buffer.concat([head, Buffer.from(JSON.stringify(texts))]));
}

/**
 * Reads a token; nothing if it is none that this key made, or if it is older than seven days or from the future, as
 * after a change of the clock. The list is for the caller to compare.
 */
export function readSignUp(key: KeyHandle, token: string, now: Date): SignUpTicket | undefined {
  const bytes = unsealRaw(key, 'sign-up', token);
  if (bytes === undefined) return undefined;
  const flags = bytes.readUInt8(atFlags);
  const asked = new Date(bytes.readUIntBE(atSecond, 6) * 1000);
  const [typed, language, name, tags, page, ip] = JSON.parse(bytes.toString('utf8', atTexts)) as (string | undefined)[];
  const address = addressOf(typed ?? '');
  if (!address || !isConfirmable(asked, now)) return undefined;
  return {
    ...{ list: bytes.readUInt32BE(0), address, asked, way: flags & byMail ? 'mail' : 'form' },
    textHash: bytes.toString('hex', atHash, atTexts),
    tags: tags ? tags.split(' ') : [],
    ...(flags & digestsOnly && { frequency: 'digests' }),
    ...(language && { language }),
    ...(name && { name }),
    ...(page && { page }),
    ...(ip && { ip }),
  };
}
