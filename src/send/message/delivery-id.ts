import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { mailboxDomain } from '../../lib/address.ts';
import type { KeyHandle } from '../../lib/key-handle.ts';
import type { Sending } from '../../store/ledger.ts';

/** One letter to one subscriber of a list. */
export interface LetterIdentity {
  readonly sending: Pick<Sending, 'issue' | 'messageIds'>;
  readonly list: number;
  readonly subscriber: number;
}

/**
 * The Message-ID of an issue to one subscriber: the same however often it is tried, so that a mailbox shows a letter
 * once, and without the address in it, which would travel on with every answer.
 * @param from The sender's mailbox, whose domain vouches for the identity to be the only one.
 */
export function deliveryId(key: KeyHandle, letter: LetterIdentity, from: string): string {
  const domain = mailboxDomain(from);
  if (domain === undefined) throw new RangeError('a sender without a domain has no Message-ID');
  return `<${deliveryIdName(key, letter)}@${domain}>`;
}

/**
 * The part of the Message-ID before its @. Keyed, so that nobody can compute the one of another reader's letter.
 * Version 0.1.0 made it without the key; a sending that it began keeps those, and they prove nothing.
 */
export function deliveryIdName(key: KeyHandle, { sending, list, subscriber }: LetterIdentity): string {
  const { issue, messageIds } = sending;
  const hash =
    messageIds === 'keyed'
      ? createHmac('sha256', key as KeyObject).update('tidings message-id\n')
      : createHash('sha256');
  const digest = hash.update(JSON.stringify([issue, `${list}/${subscriber}`])).digest('base64url');
  return digest.slice(0, 32);
}
