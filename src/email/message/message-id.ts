import { createHash } from 'node:crypto';
import { domainOf } from '../../lib/address.ts';
import type { Email } from '../letter.ts';
import { headerMailbox } from './headers.ts';

/** A Message-ID that follows from what the letter is: the same for the same letter, wherever it is built. */
export function messageIdOf(id: string, { subject, html, text }: Email, from: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([id, subject, html, text]))
    .digest('hex');
  return `<${digest.slice(0, 32)}@${senderDomain(from)}>`;
}

/**
 * The Message-ID of an issue to one subscriber: the same however often it is tried, so that a mailbox shows a letter
 * once, and without the address in it, which would travel on with every answer.
 * @param issue The issue's id, a URI.
 * @param subscriber What the list knows a person by, never the address.
 * @param from The sender's mailbox, whose domain vouches for the identity to be the only one.
 */
export function deliveryId(issue: string, subscriber: string, from: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issue, subscriber]))
    .digest('base64url');
  return `<${digest.slice(0, 32)}@${senderDomain(from)}>`;
}

/** In ASCII. */
function senderDomain(from: string): string {
  return domainOf(headerMailbox('"from"', from).address);
}
