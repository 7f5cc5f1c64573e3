import { asciiDomain } from './domain.ts';

/** The sender or recipient of a letter. */
export interface Mailbox {
  /** As a person reads it, without quotes. */
  readonly name?: string;
  /** `local@domain` in NFC; the domain as it was typed, in any script. */
  readonly address: string;
}

/**
 * Parses one mailbox of a header or a setting: `Name <local@host>`, `"Quoted, Name" <local@host>` or a
 * bare address (RFC 5322, section 3.4). Returns undefined for two addresses, groups, comments, control characters
 * and line ends. A name that holds one of `( ) < > [ ] : ; @ \ , "` has to be quoted.
 */
export function parseMailbox(text: string): Mailbox | undefined {
  if (forbidden.test(text) || !text.isWellFormed()) return undefined;
  const match = mailbox.exec(text.trim());
  if (!match) return undefined;
  const { bare, quoted, words } = match.groups as Record<string, string | undefined>;
  const address = (bare ?? match.groups!.angled!).normalize('NFC');
  if (!isAddress(address)) return undefined;
  const name = quoted?.replace(/\\(.)/gu, '$1') ?? words?.replace(/ +/g, ' ').trim();
  return name ? { name, address } : { address };
}

/**
 * Whether a text is one bare e-mail address. The local part is a dot-atom of RFC 5322 or UTF-8 (RFC 6531), at most
 * 64 octets; the whole is at most 254. The domain has at least one dot, or is `localhost`; any script will do.
 * Quoted local parts and address literals (`[192.0.2.1]`) are legal on paper and refused here.
 */
export function isAddress(text: string): boolean {
  return asciiAddress(text) !== undefined;
}

/** The address with its domain in ASCII (RFC 5891) and lower case, as an envelope needs it; undefined if invalid. */
export function asciiAddress(text: string): string | undefined {
  const local = localPartOf(text);
  if (!localPart.test(local) || octets(local) > 64) return undefined;
  const domain = asciiDomain(domainOf(text));
  if (domain === undefined || octets(text) > 254 || octets(local) + 1 + domain.length > 254) return undefined;
  return `${local}@${domain}`;
}

/** The domain of a mailbox, `Name <local@domain>` or bare, in ASCII and lower case; undefined if invalid. */
export function mailboxDomain(text: string): string | undefined {
  const address = asciiAddress(parseMailbox(text)?.address ?? '');
  return address === undefined ? undefined : domainOf(address);
}

/** The part of an address after its last @, as written. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The part of an address before its last @; empty if it has none. */
export function localPartOf(address: string): string {
  return address.slice(0, Math.max(address.lastIndexOf('@'), 0));
}

/** Whether the local part has characters beyond ASCII, which few servers accept (SMTPUTF8, RFC 6531). */
export function isBeyondAscii(address: string): boolean {
  return /[^\x21-\x7e]/.test(localPartOf(address));
}

/** Line ends of every kind, control characters, and marks that change the direction of the surrounding text. */
const forbidden = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const mailbox =
  /^(?:(?<bare>[^\s<>"(),:;\\[\]]+)|(?:"(?<quoted>(?:[^"\\]|\\.)*)" *|(?<words>[^()<>[\]:;@\\,"]*))<(?<angled>[^\s<>]+)>)$/u;

/** Letters of any script, and what joins them in Persian and Indic words; no spaces, no invisible marks, no mark of a lost letter. */
const atom = /(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~\p{Join_Control}-]|(?![\x00-\x7f\ufffd])[\p{L}\p{M}\p{N}\p{P}\p{S}])+/u
  .source;
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');

function octets(text: string): number {
  return Buffer.byteLength(text);
}
