import { BlockList, isIP, SocketAddress } from 'node:net';
import type { Context } from 'hono';
import { unclearVisitor } from '../sign-ups/budgets.ts';

/** The proxies in front of the server: how many there are, or in which networks (`10.0.0.0/8`, `::1`) they are. */
export type TrustedProxies = number | readonly string[];

/**
 * Finds the address of a visitor: that of the connection, or the one that trusted proxies name in `X-Forwarded-For` or
 * `Forwarded` (RFC 7239). Each proxy adds the address that it sees at the end, so that these fields are read from the
 * right, and never farther than the proxies that are trusted: everything before is what the client wishes us to believe.
 * Where the two fields differ, the visitor is `unclearVisitor`.
 */
export function visitors(trusted: TrustedProxies = 0): (context: Context) => string | undefined {
  const isProxy = Array.isArray(trusted) ? inNetworks(trusted) : undefined;
  const pick = (hops: readonly (string | undefined)[]) =>
    isProxy ? firstStranger(hops, isProxy) : hopBehind(hops, trusted as number);
  return (context) => {
    const peer = plainAddress(peerOf(context) ?? '');
    if (peer === undefined || trusted === 0) return peer;
    const { headers } = context.req.raw;
    const fields = [headers.get('x-forwarded-for'), headers.get('forwarded')];
    const [old, standard] = [fields[0] && listed(fields[0]), fields[1] && forwarded(fields[1])];
    const named = [old, standard].flatMap((hops) => (hops ? [pick([peer, ...hops])] : []));
    if (named.length === 0) return peer;
    // A proxy sets one of the fields and lets the other pass, so that a client may have written it. Both must agree.
    return named.every((one) => one === named[0]) ? named[0] : unclearVisitor;
  };
}

/** The connection's other end; only `@hono/node-server` knows it. */
function peerOf({ env }: Context): string | undefined {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress;
}

/** The hop that the last of so many proxies saw; the nearest known one if there are fewer. Hops count from here. */
function hopBehind(hops: readonly (string | undefined)[], proxies: number): string | undefined {
  return hops.slice(0, proxies + 1).findLast((hop) => hop !== undefined);
}

/** The first hop that is no proxy; the last known one if all are. */
function firstStranger(
  hops: readonly (string | undefined)[],
  isProxy: (address: string) => boolean,
): string | undefined {
  const end = hops.findIndex((hop) => hop === undefined || !isProxy(hop));
  if (end < 0) return hops.at(-1);
  return hops[end] ?? hops[end - 1];
}

/** @param networks Addresses and networks that the settings have checked. */
function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [text = '', length] = network.split('/');
    const address = plainAddress(text) ?? text;
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const mapped = isIP(text) === 6 && family === 'ipv4' ? 96 : 0;
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Math.max(0, Number(length) - mapped), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The hops of `X-Forwarded-For`, the nearest first; undefined for each that is no address. */
function listed(field: string): (string | undefined)[] {
  return field
    .split(',')
    .slice(-mostHops)
    .reverse()
    .map((hop) => plainAddress(hop.trim()));
}

/** More hops than any chain of proxies has. */
const mostHops = 20;

/**
 * The hops of `Forwarded`, the nearest first. The field is read from its end, for an open quotation mark of the client
 * would swallow the part that a proxy has added. Reading ends at the first part that is malformed.
 */
function forwarded(field: string): (string | undefined)[] {
  const hops: (string | undefined)[] = [];
  let rest = field;
  while (hops.length < mostHops) {
    const start = lastElement(rest);
    if (start === undefined) return [...hops, undefined];
    const [, quoted, plain] = forParameter.exec(rest.slice(start)) ?? [];
    hops.push(plainAddress(quoted ?? plain ?? ''));
    if (start === 0) return hops;
    rest = rest.slice(0, start - 1);
  }
  return hops;
}

/** Where the shortest well-formed element at the end of a text begins. */
function lastElement(text: string): number | undefined {
  for (let comma = text.lastIndexOf(','); ; comma = text.lastIndexOf(',', comma - 1)) {
    if (element.test(text.slice(comma + 1))) return comma + 1;
    if (comma <= 0) return undefined;
  }
}

const pair = /[ \t]*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"[^"\\]*")[ \t]*/.source;
const element = new RegExp(`^${pair}(?:;${pair})*$`);
const forParameter = /(?:^|;)[ \t]*for=(?:"([^"]*)"|([^;, \t]*))/i;

/**
 * An address in its usual spelling: without a port, brackets or a zone, and IPv4 where IPv6 only wraps it. Nothing if
 * the text is no address.
 */
function plainAddress(text: string): string | undefined {
  const [, bracketed, bare = bracketed] =
    /^(?:\[([\da-f:.]+)(?:%[\w.~-]+)?\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+)(?::\d{1,5})?|([\da-f:.]+)(?:%[\w.~-]+)?)$/i
      .exec(text)
      ?.filter((group) => group !== undefined) ?? [];
  const address = bare ?? '';
  const family = isIP(address);
  if (family === 0) return undefined;
  if (family === 4) return address;
  const usual = new SocketAddress({ address, family: 'ipv6' }).address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(usual)?.[1] ?? usual;
}
