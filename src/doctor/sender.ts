import { isIP } from 'node:net';
import { isMailboxDomain, isServerOfMailboxes } from '../lib/mailbox-providers.ts';
import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';

/** Checks for a domain whose DNS the sender cannot change; undefined for all other domains. */
export function checkShared(domain: string, host: string | undefined): DnsFinding | undefined {
  if (!isMailboxDomain(domain)) return undefined;
  if (host !== undefined && isServerOfMailboxes(host, domain))
    return {
      check: 'From',
      verdict: 'warning',
      rule: 'from-shared',
      message: `letters come from ${domain}, which belongs to a mailbox provider`,
      consequence: 'Its own server signs them, but it allows some hundred letters a day and blocks who sends more.',
      hint: 'For a list of readers, send from a domain of your own.',
    };
  return {
    check: 'From',
    verdict: 'error',
    rule: 'from-shared',
    message: `letters come from ${domain}, but ${host ?? 'another server'} cannot send for it`,
    consequence: `Only the servers of ${domain} can sign for it. Receivers refuse the rest or take it for spam.`,
    hint: `Set newsletter.from to an address of a domain of your own, and newsletter.replyTo to the one at ${domain}.`,
  };
}

/** The domain itself: without it, nothing below it can be there (RFC 8020). Throws `Unanswered`. */
export async function checkExists(domain: string, dns: Dns): Promise<DnsFinding | undefined> {
  if ((await dns.txt(domain)).exists) return undefined;
  return {
    check: 'From',
    verdict: 'error',
    rule: 'from-unknown',
    message: `the domain ${domain} does not exist: the name servers know nothing of it`,
    consequence: 'Receivers refuse mail from it, and nobody can answer.',
    hint: 'Correct newsletter.from in tidings.yaml, or register the domain.',
  };
}

/** Checks that the one-click link of every letter leads to a host that is there (RFC 8058). Throws `Unanswered`. */
export async function checkLink(url: string, dns: Dns): Promise<DnsFinding[]> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const records = isIP(host) ? [host] : (await dns.addresses(host)).records;
  if (records.length > 0)
    return [{ check: 'Unsubscribe', verdict: 'ok', rule: 'unsubscribe', message: `${host} has an address` }];
  return [
    {
      check: 'Unsubscribe',
      verdict: 'error',
      rule: 'unsubscribe-host',
      message: `the host of newsletter.unsubscribeUrl has no address: ${host}`,
      consequence: 'Nobody can unsubscribe, so readers report letters as spam; Gmail and Yahoo demand that it works.',
      hint: `Correct the address in tidings.yaml, or add an A or AAAA record for ${host}.`,
    },
  ];
}
