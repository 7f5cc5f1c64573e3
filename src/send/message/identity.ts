import { createHash } from 'node:crypto';
import { asciiAddress, parseMailbox } from '../../lib/address.ts';
import type { Issue } from '../../model/issue.ts';

/**
 * The Message-ID of an issue to one subscriber: the same however often it is tried, so that a mailbox shows a letter
 * once, and without the address in it, which would travel on with every answer.
 * @param subscriber What the list knows a person by, never the address.
 * @param from The sender's mailbox, whose domain vouches for the identity to be the only one.
 */
export function deliveryId(issue: Pick<Issue, 'id'>, subscriber: string, from: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issue.id, subscriber]))
    .digest('base64url');
  return `<${digest.slice(0, 32)}@${domainOf(from)}>`;
}

/** In ASCII. The settings are checked by now. */
function domainOf(from: string): string {
  return asciiAddress(parseMailbox(from)!.address)!.split('@').at(-1)!;
}
