import { isIP } from 'node:net';
import type { Dns } from './dns.ts';
import type { Finding } from './finding.ts';

/** Checks that the one-click link of every letter leads to a host that is there (RFC 8058). Throws `Unanswered`. */
export async function checkLink(url: string, dns: Dns): Promise<Finding[]> {
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
