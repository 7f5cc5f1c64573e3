import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Whether an IP address belongs to the public internet: neither to this machine, nor to a private, link-local or
 * reserved range (RFC 6890). A text that is no IP address is not public.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || isOwn(address)) return false;
  if (family === 4) return !reserved.check(address, 'ipv4');
  return unicast.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
}

function isOwn(address: string): boolean {
  return Object.values(networkInterfaces()).some((own) => own?.some((one) => one.address === address));
}

/** Global unicast (RFC 4291, 2.4); an IPv4-mapped address is not part of it. */
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address is of this machine or of a private network (RFC 6890), which nobody outside can reach.
 * Addresses that are set apart for documents and the like are none of these.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && internal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function blockListOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/');
    list.addSubnet(network!, Number(bits), network!.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

const internalRanges = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ...['::/127', 'fc00::/7', 'fe80::/10'],
];
const internal = blockListOf(...internalRanges);

const reserved = blockListOf(
  ...internalRanges,
  ...['192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  // Tunnels, whose addresses hold an IPv4 address, and addresses for documents.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
);
