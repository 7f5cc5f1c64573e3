import { createHash } from 'node:crypto';
import { asciiAddress, parseMailbox } from '../../lib/address.ts';
import type { Issue } from '../../model/issue.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';

/**
 * The envelope's sender, a bare address to which a letter comes back that cannot be delivered: `bounces.address`, else
 * the sender's. With a tag for one delivery it tells which letter to whom came back (VERP): `bounces+tag@example.org`.
 * Without `bounces.address` there is no tag, for nobody can say whether the sender's mailbox takes any. Throws a
 * ProblemError if the settings name neither, or if no address can hold the tag.
 */
export function returnPath({ newsletter, bounces }: Pick<Settings, 'newsletter' | 'bounces'>, tag?: string): string {
  const own = bounces?.address;
  const address = asciiAddress(own ?? parseMailbox(newsletter.from ?? '')?.address ?? '');
  if (address === undefined) throw refusal('the letter has no sender');
  if (own === undefined || tag === undefined) return address;
  const at = address.lastIndexOf('@');
  const tagged = `${address.slice(0, at)}+${tag}${address.slice(at)}`;
  if (/^[\w.-]+$/.test(tag) && asciiAddress(tagged) === tagged) return tagged;
  throw refusal(`no address can hold the tag "${tag}": what stands before the @ has at most 64 letters`);
}

function refusal(message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'sender', message }], { exitCode: 2 });
}

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
