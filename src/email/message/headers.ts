import { asciiAddress, parseMailbox } from '../../lib/address.ts';
import { isInstant } from '../../lib/time.ts';
import { ProblemError } from '../../model/problem.ts';
import type { NewsletterSettings } from '../../model/publication.ts';
import { mailtoUnsubscribe } from '../slots.ts';

/** The values for the header of a message, except the subject. */
export interface MessageHeaders {
  /** One mailbox: `Name <address>` or a bare address. */
  readonly from: string;
  /** One mailbox. */
  readonly to: string;
  /** RFC 3339 with an offset. */
  readonly date: string;
  /** With its angle brackets; `messageIdOf` makes one. */
  readonly messageId: string;
  /** Its reply-to, list id and unsubscribe address become headers. */
  readonly newsletter: NewsletterSettings;
  /** The reader's own link. Only an https one becomes a header. */
  readonly unsubscribeUrl?: string | undefined;
  /** Names the reader in a letter to the unsubscribe address, too. */
  readonly unsubscribeToken?: string | undefined;
  /** Where earlier letters are on the web. */
  readonly archiveUrl?: string | undefined;
  /** Where others join, https before mailto; letters that version 0.1.0 froze have none. */
  readonly subscribeUrls?: readonly string[] | undefined;
  /** By what Gmail sums up complaints: up to three words and who sends, parted by colons. */
  readonly feedbackId?: string | undefined;
}

/** A mailbox that is already parsed, so that nothing in it can become a second one. */
export interface HeaderMailbox {
  readonly name: string;
  readonly address: string;
}

/** Reads a mailbox for a header. Throws a ProblemError if it is none, or needs SMTPUTF8 (RFC 6531), which few relay. */
export function headerMailbox(field: string, text: string): HeaderMailbox {
  const mailbox = parseMailbox(text);
  const address = mailbox && asciiAddress(mailbox.address);
  if (!address) throw refusal(`${field} is not one e-mail address: ${JSON.stringify(text)}`);
  if (/[^\x21-\x7e]/.test(address)) throw refusal(`${field} has letters beyond ASCII before its @: ${address}`);
  return { name: mailbox.name?.trim() ?? '', address };
}

/** The subject as a header may hold it. */
export function headerSubject(subject: string): string {
  return safe('the subject', subject);
}

export function headerMessageId(text: string): string {
  if (!messageId.test(text)) throw refusal(`a Message-ID looks like <id@example.org>, not ${JSON.stringify(text)}`);
  return text;
}

const messageId = /^<[\x21-\x3b\x3d\x3f\x41-\x7e]+@[\x21-\x3b\x3d\x3f\x41-\x7e]+>$/;

/**
 * What mail programs know a newsletter by: List-Id (RFC 2919), List-Unsubscribe (RFC 2369; one header, https first),
 * one-click unsubscribing (RFC 8058; https only), List-Subscribe and List-Archive (RFC 2369) and Gmail's Feedback-ID. There is no
 * Auto-Submitted: its "auto-generated" is for what nobody wrote, its "no" says what its absence does (RFC 3834,
 * section 5), and the List headers already keep other people's auto-responders quiet (section 2).
 */
export function listHeaders(
  headers: Omit<MessageHeaders, 'from' | 'to' | 'date' | 'messageId'>,
): Record<string, string> {
  const { newsletter, unsubscribeUrl, unsubscribeToken, archiveUrl, subscribeUrls = [], feedbackId } = headers;
  const { listId, unsubscribeEmail } = newsletter;
  const https = unsubscribeUrl?.startsWith('https:') ? uri('the unsubscribe link', unsubscribeUrl) : undefined;
  const mailto =
    unsubscribeEmail && uri('the unsubscribe address', mailtoUnsubscribe(unsubscribeEmail, unsubscribeToken));
  const targets = [https, mailto].filter((target) => target !== undefined);
  return {
    ...(listId && { 'List-Id': `<${safe('the list id', listId)}>` }),
    // Folded only between its addresses: relays have joined one that was folded within, and broken its signature.
    ...(targets.length > 0 && { 'List-Unsubscribe': targets.map((target) => `<${target}>`).join(',\r\n ') }),
    ...(https && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    ...(subscribeUrls.length > 0 && {
      'List-Subscribe': subscribeUrls.map((url) => `<${uri('the address to subscribe', url)}>`).join(',\r\n '),
    }),
    ...(archiveUrl && { 'List-Archive': `<${uri("the archive's address", archiveUrl)}>` }),
    ...(feedbackId && { 'Feedback-ID': feedback(feedbackId) }),
  };
}

/** A mail that no person wrote. */
export type AutomaticMail =
  | { readonly kind: 'generated' }
  /** `to` is the Message-ID of the mail that it answers; one that is not of the usual form is left out. */
  | { readonly kind: 'answer'; readonly to?: string | undefined };

/** Keeps auto-responders quiet: RFC 3834, and what Exchange asks for. */
export function automaticHeaders(mail: AutomaticMail): Record<string, string> {
  const quiet = { 'X-Auto-Response-Suppress': 'All' };
  if (mail.kind === 'generated') return { 'Auto-Submitted': 'auto-generated', ...quiet };
  const { to } = mail;
  const known = to !== undefined && to.length <= 250 && messageId.test(to);
  return { ...(known && { 'In-Reply-To': to, References: to }), 'Auto-Submitted': 'auto-replied', ...quiet };
}

/** A URI in ASCII that cannot leave its angle brackets. */
function uri(field: string, text: string): string {
  const href = URL.parse(safe(field, text))?.href.replaceAll(',', '%2C');
  if (!href || /[^\x21-\x7e]|[<>"]/.test(href) || href.length > 900)
    throw refusal(`${field} is no address for a header`);
  return href;
}

function feedback(id: string): string {
  if (!/^([\w.-]*:){3}[\w.-]{5,15}$/.test(id))
    throw refusal(`a Feedback-ID looks like a:b:c:sender, not ${JSON.stringify(id)}`);
  return id;
}

/** The date as a header has it (RFC 5322, section 3.3), in UTC. */
export function headerDate(instant: string): string {
  if (!isInstant(instant))
    throw refusal(`a date looks like 2026-11-23T09:00:00+01:00 (RFC 3339), not ${JSON.stringify(instant)}`);
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}

/** Every header's value goes through here or is built from parsed parts: a line end would begin another header. */
function safe(field: string, text: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw refusal(`${field} holds a line end or another control character`);
  return text;
}

function refusal(message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'header', message }]);
}
