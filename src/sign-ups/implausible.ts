import { domainOf, localPartOf, parseMailbox } from '../lib/address.ts';
import { isLoopback } from '../lib/domain.ts';
import type { Settings } from '../model/publication.ts';
import { type Address, addressOf } from '../subscribers/subscriber.ts';
import { countedPerson } from './budgets.ts';

/**
 * Whether no reader can be behind an address: its domain is none that mail from elsewhere reaches, it belongs to a role
 * that answers complaints or to a program, or it is one of our own mailboxes, with which we would talk to ourselves.
 */
export function isImplausible(address: Address, settings: Settings): boolean {
  const local = localPartOf(address.normal).replace(/(?<=.)\+.*$/s, '');
  return (
    isUnreachable(domainOf(address.normal)) ||
    roles.has(local) ||
    listControl.test(local) ||
    ownAddresses(settings).has(countedPerson(address))
  );
}

/** Names without a dot, and those that are no part of the public DNS (RFC 6761, 6762, 7686, 9476). */
function isUnreachable(domain: string): boolean {
  return (
    !domain.includes('.') || isLoopback(domain) || /\.(?:invalid|localhost|local|internal|onion|alt|arpa)$/.test(domain)
  );
}

/** Of RFC 2142 those that take reports, and the mailboxes of programs. A shared desk such as `info` may well read. */
const roles: ReadonlySet<string> = new Set([
  ...['abuse', 'hostmaster', 'noc', 'postmaster', 'security', 'spam', 'root', 'mailer-daemon', 'bounce', 'bounces'],
  ...['noreply', 'no-reply', 'no_reply', 'donotreply', 'do-not-reply', 'devnull', 'nobody'],
  ...['subscribe', 'unsubscribe', 'listserv', 'majordomo', 'mailman', 'listmaster'],
]);

/** Addresses that a program for mailing lists obeys. */
const listControl = /^owner-|-(?:owner|request|admin|bounces|confirm|join|leave|subscribe|unsubscribe)$/;

/** The sender and the mailboxes that `tidings inbox` reads, as they are counted. */
function ownAddresses({ newsletter, bounces }: Settings): Set<string> {
  const { from, subscribeEmail, unsubscribeEmail } = newsletter;
  const own = [from && parseMailbox(from)?.address, subscribeEmail, unsubscribeEmail, bounces?.address];
  return new Set(own.flatMap((text) => addressOf(text ?? '') ?? []).map(countedPerson));
}
