import { hash } from 'node:crypto';
import { domainOf } from '../../lib/address.ts';
import type { Email } from '../letter.ts';
import { headerMailbox } from './headers.ts';

/** A Message-ID that follows from what the letter is: the same for the same letter, wherever it is built. */
export function messageIdOf(id: string, { subject, html, text }: Email, from: string): string {
  const digest = hash('sha256', JSON.stringify([id, subject, html, text]));
  return `<${digest.slice(0, 32)}@${senderDomain(from)}>`;
}

/** In ASCII. */
function senderDomain(from: string): string {
  return domainOf(headerMailbox('"from"', from).address);
}
