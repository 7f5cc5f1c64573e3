import { asciiAddress, domainOf, localPartOf, parseMailbox } from '../../lib/address.ts';
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
  const tagged = `${localPartOf(address)}+${tag}@${domainOf(address)}`;
  if (/^[\w.-]+$/.test(tag) && asciiAddress(tagged) === tagged) return tagged;
  throw refusal(`no address can hold the tag "${tag}": the part before the @ has at most 64 letters`);
}

function refusal(message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'sender', message }], { exitCode: 2 });
}
