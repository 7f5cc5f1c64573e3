import { isIP } from 'node:net';
import { isBelow } from '../lib/domain.ts';
import { isPrivateAddress } from '../system/public-address.ts';
import type { Dns } from './dns.ts';
import type { DnsFinding } from './finding.ts';
import { type Provider, providerOf } from './provider.ts';
import { evaluateSpf, type SpfTree, treesIn } from './spf-tree.ts';

/** The mail server that letters are handed to. */
export interface MailServer {
  readonly host: string;
  /** Its public addresses. There it takes mail; where it sends from, only its operator knows. */
  readonly addresses: readonly string[];
  readonly provider?: Provider;
}

/** @param host As the settings name it. Throws `Unanswered`. */
export async function relayOf(host: string, dns: Dns): Promise<MailServer> {
  const provider = providerOf(host);
  if (provider) return { host, addresses: [], provider };
  const found = isIP(host) ? [host] : isLocal(host) ? [] : (await dns.addresses(host)).records;
  return { host, addresses: found.filter((address) => !isPrivateAddress(address)) };
}

/** The part of an SPF record that lets a relay send for a domain, if that can be known. */
export function mechanismFor(relay: MailServer | undefined, domain: string): string | undefined {
  const include = relay?.provider?.include;
  if (include !== undefined) return `include:${include}`;
  if (!relay || relay.addresses.length === 0) return undefined;
  if (isIP(relay.host)) return addressMechanism(relay.host);
  return sharesOwner(relay.host, domain) ? `a:${relay.host}` : undefined;
}

/** Whether the relay puts in another return address than ours. */
export function choosesReturn(relay: MailServer | undefined): boolean {
  return relay?.provider !== undefined && relay.provider.include === undefined;
}

/** Whether the record lets the relay send, as far as that can be seen from here. */
export function coverage(tree: SpfTree, relay: MailServer | undefined): Omit<DnsFinding, 'check'> {
  const rule = 'spf-relay';
  if (!relay)
    return {
      verdict: 'note',
      rule,
      message: 'no SMTP_HOST or SMTP_URL is set, so no mail server was looked for in SPF',
    };
  if (relay.provider) return provided(tree, relay.host, relay.provider);
  if (relay.addresses.length === 0) {
    const message = `from which address ${relay.host} sends is not known here, so it was not looked for in SPF`;
    return { verdict: 'note', rule, message };
  }
  const outside = relay.addresses.filter((address) => evaluateSpf(tree, address) !== 'pass');
  if (outside.length === 0) {
    const message = `${tree.domain} lets ${relay.host} (${relay.addresses.join(', ')}) send`;
    return { verdict: 'ok', rule, message };
  }
  if (outside.every((address) => evaluateSpf(tree, address) === 'unknown') || mayBeNamed(tree, relay.host)) {
    const message = `whether ${tree.domain} lets ${relay.host} send is not known: only a receiver can tell`;
    return { verdict: 'note', rule, message };
  }
  return absent(tree, relay, outside);
}

function provided(tree: SpfTree, host: string, { include }: Provider): Omit<DnsFinding, 'check'> {
  const rule = 'spf-relay';
  if (include === undefined) {
    const message = `${host} chooses the return address, and SPF is checked at the domain of that; yours needs DKIM`;
    return { verdict: 'note', rule, message };
  }
  if (treesIn(tree).some(({ domain }) => domain !== tree.domain && isBelow(domain, ownerOf(include))))
    return { verdict: 'ok', rule, message: `${tree.domain} lets ${host} send: its record leads to ${include}` };
  return {
    verdict: 'warning',
    rule,
    message: `SPF of ${tree.domain} does not let ${host} send: nothing in it includes ${include}`,
    consequence: 'Unless it names their addresses one by one, SPF fails for every letter.',
    record: amended(tree, [`include:${include}`]),
  };
}

function absent(tree: SpfTree, { host }: MailServer, outside: readonly string[]): Omit<DnsFinding, 'check'> {
  const message = `SPF of ${tree.domain} does not name ${outside.join(' and ')}, where ${host} takes mail`;
  const consequence = 'If letters leave from there, SPF fails for each of them.';
  if (!sharesOwner(host, tree.domain)) {
    const hint = `Ask the operator of ${host} what your SPF record should include; it may send from other addresses.`;
    return { verdict: 'warning', rule: 'spf-relay', message, consequence, hint };
  }
  const record = amended(tree, outside.map(addressMechanism));
  return { verdict: 'warning', rule: 'spf-relay', message, consequence, record };
}

/** The record with more mechanisms, in front of what ends it. */
function amended({ domain, texts }: SpfTree, mechanisms: readonly string[]): DnsFinding['record'] {
  const words = texts[0]!.split(' ').filter(Boolean);
  const end = words.findIndex((word) => /^([+?~-]?all$|redirect=)/i.test(word));
  const value = words.toSpliced(end < 0 ? words.length : end, 0, ...mechanisms).join(' ');
  return { name: domain, type: 'TXT', value };
}

function addressMechanism(address: string): string {
  return `ip${isIP(address)}:${address}`;
}

/** Whether the record includes a name of the relay's own operator, or what cannot be followed. */
function mayBeNamed(tree: SpfTree, host: string): boolean {
  const owner = ownerOf(host);
  return !isBelow(tree.domain, owner) && treesIn(tree).some(({ domain }) => isBelow(domain, owner));
}

/** Whether a mail server probably is the sender's own: its name lies at the sender's domain, or at the one above it. */
export function isOwnRelay({ host, addresses, provider }: MailServer, domain: string): boolean {
  return provider === undefined && addresses.length > 0 && (isIP(host) !== 0 || sharesOwner(host, domain));
}

function sharesOwner(host: string, domain: string): boolean {
  return isBelow(host, domain) || isBelow(domain, ownerOf(host));
}

/** The last two labels: enough to say that two names probably belong to one owner. */
function ownerOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

function isLocal(host: string): boolean {
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/i.test(host);
}
