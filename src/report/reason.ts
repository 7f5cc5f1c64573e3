import { domainOf, localPartOf } from '../lib/address.ts';

/** Why letters failed or wait, as far as it is the same for many of them. */
export interface Reason {
  /** The enhanced status (RFC 3463), else the basic code; absent where no server gave one. */
  readonly code?: string;
  /** The server's reply without the parts that differ by letter: addresses, server names, queue ids. */
  readonly words: string;
}

/** @param address Of the receiver, whose name and domain are taken out everywhere. */
export function reasonOf(reply: string, address?: string): Reason {
  const code = (enhanced.exec(reply) ?? basic.exec(reply))?.[1];
  let words = reply.replace(/^.*the last answer: /, '').replace(leadingCodes, '');
  for (const [pattern, instead] of varying) words = words.replace(pattern, instead);
  words = withoutNames(words, address)
    .replace(/["'`«»“”‘’<([{]*…[\])}>"'`«»“”‘’]*(?:[\s,:;=/-]*["'`<([{]*…[\])}>"'`]*)*/g, '…')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.;:,…-]+/, '')
    .replace(/[\s.;:,-]*…?[\s.;:,-]*$/, '')
    .trim();
  return { ...(code && { code }), words: words.length > 160 ? `${words.slice(0, 159).trimEnd()}…` : words };
}

const enhanced = /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;
const basic = /(?:^|: )([45]\d\d)(?=[\s-]|$)/;
const leadingCodes = /^(?:[245]\d\d[\s-]+)?(?:#?[245]\.\d{1,3}\.\d{1,3}[\s:-]+)?/;

const varying: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/([\w.-]+)\S*/gi, '$1'],
  [/\S*@\S*/g, '…'],
  // Servers say their code anew in each line of a reply.
  [/(?<=\s)[245]\.\d{1,3}\.\d{1,3}(?![.\d])\s*/g, ''],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '…'],
  [/\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}\b/gi, '…'],
  // What mixes letters and digits and is long: numbers of queues and messages, names of single servers.
  [/(?<![\w.-])(?=[\w.-]*\d)(?=[\w.-]*[a-z])[\w.-]{8,}/gi, '…'],
  [/\b\d{5,}\b/g, '…'],
];

/** Takes out what could name the person or the domain of an address, where it is a word of its own, in any case. */
function withoutNames(text: string, address = ''): string {
  const lower = address.toLowerCase();
  const [local, domain] = [localPartOf(lower), domainOf(lower)];
  const names = new Set([local, ...local.split(/[._+-]/)].filter((part) => part.length > 2 && !common.test(part)));
  if (domain.length < 3) return text;
  return text.replace(word, (found) => {
    const name = found.toLowerCase();
    if (name === domain || name.endsWith(`.${domain}`) || names.has(name)) return '…';
    return found.replace(/[^._+-]+/g, (part) => (names.has(part.toLowerCase()) ? '…' : part));
  });
}

const word = /[\p{L}\p{M}\p{N}]+(?:[._+-]+[\p{L}\p{M}\p{N}]+)*/gu;

/** Words of mail servers, which say nothing of a person who has them before the @. */
const common = /^(?:mail|mailbox|user|account|address|info|message|recipient|sender|the|post|server|host|domain)$/i;
