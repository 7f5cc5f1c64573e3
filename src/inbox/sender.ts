import { domainOf, isBeyondAscii, parseMailbox } from '../lib/address.ts';
import { type AuthenticationResult, parseAuthenticationResults } from '../lib/authentication-results.ts';
import { asciiDomain, isBelow, kinship } from '../lib/domain.ts';
import { type Address, addressOf } from '../subscribers/subscriber.ts';
import { type RawField, rawHeader, valuesOf } from './raw-header.ts';

/** Who wrote a mail, as far as it is proven; `refused` ends the sentence "It was left alone: ". */
export type ProvenSender = { readonly from: Address } | { readonly refused: string };

/**
 * Finds who wrote a mail, if our own server has proven it: the topmost Authentication-Results is signed by `authserv`, and
 * says that DMARC passed, or DKIM for the domain in From, one above or one below it. (Only the DNS knows where the domains
 * of one owner end, so siblings never count.) Fields further down may be the sender's own (RFC 8601, section 5).
 */
export function provenSender(bytes: Uint8Array, authserv: string): ProvenSender {
  const fields = rawHeader(bytes);
  if (!fields) return refused('its header can be read in more than one way');
  const from = senderIn(valuesOf(fields, 'from'));
  if (typeof from === 'string') return refused(from);
  const index = fields.findIndex(({ name }) => name === 'authentication-results');
  if (index < 0) return refused(`it has no Authentication-Results of ${authserv}`);
  const parsed = parseAuthenticationResults(fields[index]!.value);
  if (parsed?.authserv !== authserv.toLowerCase())
    return refused(`its topmost Authentication-Results is not of ${authserv}`);
  if (isBelowOurs(fields.slice(0, index), parsed.authserv))
    return refused(`its Authentication-Results lies below what ${authserv} noted on receipt`);
  const doubt = doubtOf(parsed.results, domainOf(from.normal));
  return doubt === undefined ? { from } : refused(doubt);
}

/** A sentence says why there is none. */
function senderIn(values: readonly string[]): Address | string {
  const none = 'its From is not one plain address';
  if (values.length !== 1) return none;
  const mailbox = parseMailbox(values[0]!);
  if (mailbox && isBeyondAscii(mailbox.address))
    return 'the address in its From has letters beyond ASCII before the @, which few servers carry';
  // An encoded-word (RFC 2047) has no place in an address, and programs differ in reading it.
  if (!mailbox || /=\?/.test(mailbox.address)) return none;
  return addressOf(mailbox.address) ?? none;
}

/** Why a sender of this domain is not proven; undefined if it is. */
function doubtOf(results: readonly AuthenticationResult[], domain: string): string | undefined {
  const of = (method: string) => results.filter((result) => result.method === method);
  const dmarc = of('dmarc');
  if (dmarc.some(({ result }) => result === 'fail')) return 'DMARC failed: its sender seems to be forged';
  if (dmarc.some((result) => result.result === 'pass' && isFor(result, domain))) return undefined;
  if (of('dkim').some((result) => result.result === 'pass' && isSignedFor(result, domain))) return undefined;
  return `neither DMARC nor a DKIM signature of ${domain} passed`;
}

/** DMARC is about the domain in From; a server that names another one has seen another From than we. */
function isFor({ properties }: AuthenticationResult, domain: string): boolean {
  const from = properties.get('header.from');
  return from === undefined || asciiDomain(domainOf(from)) === domain;
}

function isSignedFor({ properties }: AuthenticationResult, domain: string): boolean {
  const signing = asciiDomain(domainOf(properties.get('header.d') ?? properties.get('header.i') ?? ''));
  return signing !== undefined && signing !== 'localhost' && kinship(signing, domain) === 'line';
}

/** Google writes its field below its own Received, and into every mail. */
const writesBelow: ReadonlySet<string> = new Set(['mx.google.com']);

/**
 * Whether a field lies below the Received of our own server, so that it came with the mail. A server that hands a mail on
 * within its machine (LMTP, a filter) notes that, too, and higher up.
 */
function isBelowOurs(above: readonly RawField[], authserv: string): boolean {
  if (writesBelow.has(authserv)) return false;
  return valuesOf(above, 'received').some((value) => !isHandedOn(value) && isBy(value, authserv));
}

function isBy(received: string, authserv: string): boolean {
  const host = /(?:^|\s)by\s+([^\s;()]+)/i.exec(received)?.[1] ?? '';
  return isBelow(host, authserv) || (isBelow(authserv, host) && host.includes('.'));
}

/**
 * The bracket holds the address that the server itself saw, right behind the name that it looked up for it. Who has
 * logged in is a sender, wherever the program runs (RFC 3848).
 */
function isHandedOn(received: string): boolean {
  if (/\swith\s+ESMTPS?A\b/i.test(received)) return false;
  return (
    /\sby\s[^;]*\swith\s+LMTPS?A?\b/i.test(received) ||
    /^from\s+\S+\s+\((?:[\w.-]+ )?\[(?:127\.[\d.]+|(?:IPv6:)?::1)\]/i.test(received)
  );
}

function refused(reason: string): ProvenSender {
  return { refused: reason };
}
