import { isIP } from 'node:net';
import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';
import type { MailServer } from './relay.ts';

/**
 * Checks that each address of one's own mail server has a name (PTR) that leads back to it: Gmail refuses letters from
 * others since 2024 (550 5.7.25). Throws `Unanswered`.
 */
export async function checkReverse({ host, addresses }: MailServer, dns: Dns): Promise<DnsFinding[]> {
  const findings = await Promise.all(addresses.map((address) => reverseOf(address, host, dns)));
  return findings.map((finding) => ({ check: 'PTR', ...finding }));
}

async function reverseOf(address: string, host: string, dns: Dns): Promise<Omit<DnsFinding, 'check'>> {
  const names = (await dns.ptr(reverseName(address))).records;
  const wanted = isIP(host) ? 'a name of yours that leads to this address' : host;
  const hint = `Ask the provider of the address to set its PTR record to ${wanted}. If letters leave from another address, see that it has one.`;
  if (names.length === 0)
    return {
      verdict: 'warning',
      rule: 'ptr-missing',
      message: `the address ${address} of ${host} has no name in the DNS (PTR)`,
      consequence: 'Gmail refuses letters from an address without a name (550 5.7.25), and others mistrust it.',
      hint,
    };
  const back = await Promise.all(names.slice(0, 10).map(async (name) => (await dns.addresses(name)).records));
  const at = back.findIndex((found) => found.some((one) => isSame(one, address)));
  if (at >= 0)
    return { verdict: 'ok', rule: 'ptr', message: `${address} has the name ${names[at]}, which leads back to it` };
  return {
    verdict: 'warning',
    rule: 'ptr-mismatch',
    message: `the address ${address} of ${host} has the name ${names.join(' and ')}, which does not lead back to it`,
    consequence: 'Gmail refuses letters from such an address (550 5.7.25), for anybody can give an address any name.',
    hint,
  };
}

/** The name at which the PTR record of an address stands (RFC 1035, section 3.5; RFC 3596, section 2.5). */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...groupsOf(address).join('')].reverse().join('.')}.ip6.arpa`;
}

/** The eight groups of an IPv6 address, four digits each. An IPv4 address at its end is two groups. */
function groupsOf(address: string): string[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number);
    return `${(a! * 256 + b!).toString(16)}:${(c! * 256 + d!).toString(16)}`;
  });
  const [front = '', back] = plain.split('%')[0]!.split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const [first, last] = [groups(front), groups(back ?? '')];
  const zeros = back === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].map((group) => group.toLowerCase().padStart(4, '0'));
}

function isSame(one: string, other: string): boolean {
  return isIP(one) === isIP(other) && reverseName(one) === reverseName(other);
}
