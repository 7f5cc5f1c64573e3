import { domainOf, mailboxDomain } from '../../lib/address.ts';
import { asciiDomain, kinship } from '../../lib/domain.ts';
import { isMailboxDomain } from '../../lib/mailbox-providers.ts';
import type { NewsletterSettings } from '../../model/publication.ts';
import type { Finding } from './finding.ts';
import { type Header, headersOf, type ParsedMessage } from './message.ts';

/** Required header fields: once each, in ASCII, and with values that do not raise suspicion. */
export function findHeaders(message: ParsedMessage, newsletter: NewsletterSettings): Finding[] {
  return [
    ...ofSender(newsletter),
    ...findSignature(newsletter),
    ...ofFrom(message),
    ...ofRecipient(message),
    ...ofDate(message),
    ...ofMessageId(message),
    ...ofSubject(message),
    ...ofBytes(message),
    ...ofHabits(message),
  ];
}

/** Two names below one need not have one owner, as `a.co.uk` and `b.co.uk`; only the DNS tells. */
export function* findSignature({ from, dkim }: NewsletterSettings): Generator<Finding> {
  const sender = from && mailboxDomain(from);
  const signing = dkim?.domain && asciiDomain(dkim.domain);
  if (!sender || !signing || kinship(signing, sender) !== 'siblings') return;
  yield {
    rule: 'sibling-signature',
    message: `letters from ${sender} are signed by ${signing}, which may be another owner's`,
    hint: 'Receivers count the signature only if both have one owner (DMARC). Run "npx tidings doctor", which asks the DNS, or take "domain" out of "dkim:".',
    at: { setting: 'dkim' },
  };
}

function* ofSender({ from }: NewsletterSettings): Generator<Finding> {
  if (from !== undefined) return;
  yield {
    rule: 'no-sender',
    message: 'the letter has no sender',
    hint: 'It cannot be sent, and what follows was checked with an address made up. Add "from: My Letter <letters@example.org>" under "newsletter:".',
    at: { setting: 'from' },
  };
}

function* ofFrom(message: ParsedMessage): Generator<Finding> {
  const headers = headersOf(message.head, 'from');
  if (headers.length !== 1 || message.from.length !== 1) {
    yield {
      rule: 'from-header',
      message: `the message names ${headers.length === 1 ? message.from.length : headers.length} senders`,
      hint: 'Gmail and most others refuse a message without exactly one address in exactly one From. Write one address in "newsletter.from".',
      at: { setting: 'from' },
    };
  }
  const host = domainOf(message.from[0] ?? '').toLowerCase();
  if (isMailboxDomain(host)) {
    yield {
      rule: 'freemail-sender',
      message: `the sender's address is at ${host}`,
      hint: `Only ${host} itself can sign for it, so other receivers see a forgery and file the letter as spam or refuse it (DMARC). Send from an address at a domain of your own.`,
      at: { setting: 'from' },
    };
  }
}

function* ofRecipient({ head, to }: ParsedMessage): Generator<Finding> {
  if (headersOf(head, 'to').length === 1 && to.length === 1) return;
  yield {
    rule: 'one-recipient',
    message: `the message names ${to.length} recipients`,
    hint: 'Readers would see the addresses of others, and receivers take a letter to nobody for spam. Each message needs one To with one address, and neither Cc nor Bcc.',
    at: lineOf(headersOf(head, 'to')),
  };
}

function* ofDate({ head }: ParsedMessage): Generator<Finding> {
  const headers = headersOf(head, 'date');
  if (headers.length === 1 && isDate(headers[0]!.value)) return;
  yield {
    rule: 'date-header',
    message: headers.length === 1 ? 'the Date cannot be read' : `the message has ${headers.length} dates`,
    hint: 'Mail programs sort the letter to the wrong place, and spam filters count it against you. A message needs one Date of the form that RFC 5322 gives.',
    at: lineOf(headers),
  };
}

/** RFC 5322, section 3.3; RFC 2822 programs still read zones by name, nobody should write them. */
function isDate(text: string): boolean {
  return (
    /^([a-z]{3}, +)?\d{1,2} [a-z]{3} \d{4} \d\d:\d\d(:\d\d)? [+-]\d{4}( \(.*\))?$/i.test(text) && Date.parse(text) > 0
  );
}

function* ofMessageId({ head }: ParsedMessage): Generator<Finding> {
  const headers = headersOf(head, 'message-id');
  if (headers.length === 1 && /^<[^\s<>@]+@[^\s<>@]+>$/.test(headers[0]!.value)) return;
  yield {
    rule: 'message-id',
    message: headers.length === 1 ? 'the Message-ID cannot be read' : `the message has ${headers.length} Message-IDs`,
    hint: 'Gmail refuses it, others show the letter twice or lose answers to it. A message needs one, of the form <id@example.org>.',
    at: lineOf(headers),
  };
}

function* ofSubject({ head, subject }: ParsedMessage): Generator<Finding> {
  const headers = headersOf(head, 'subject');
  if (headers.length === 1 && subject.trim() !== '') return;
  yield {
    rule: 'subject-header',
    message: headers.length > 1 ? `the message has ${headers.length} subjects` : 'the message has no subject',
    hint: 'An inbox shows "(no subject)", and filters take that for spam. Give the article or issue a title.',
    at: { issue: true },
  };
}

function* ofBytes({ head }: ParsedMessage): Generator<Finding> {
  const header = head.headers.find(({ value }) => /[^\t\x20-\x7e]/.test(value));
  if (!header) return;
  yield {
    rule: 'header-8-bit',
    message: `the header ${header.name} holds a byte beyond ASCII`,
    hint: 'Servers on the way may refuse the message or turn the letters to garbage. Such words have to be encoded (RFC 2047).',
    at: { line: header.line },
  };
}

function* ofHabits({ head }: ParsedMessage): Generator<Finding> {
  if (headersOf(head, 'list-id').length === 0) {
    yield {
      rule: 'no-list-id',
      message: 'the message has no List-Id',
      hint: 'Readers cannot file the letter by a rule that lasts, and filters cannot learn that they want it. Add "listId: letter.example.org" under "newsletter:", and never change it.',
      at: { setting: 'listId' },
    };
  }
  const automatic = headersOf(head, 'auto-submitted').find(({ value }) => !/^no\b/i.test(value));
  if (automatic) {
    yield {
      rule: 'auto-submitted',
      message: `the message says that nobody wrote it (Auto-Submitted: ${automatic.value})`,
      hint: 'Ticket systems and filters drop what machines write by themselves (RFC 3834). List-Id and List-Unsubscribe already keep automatic answers away: leave the header out.',
      at: { line: automatic.line },
    };
  }
}

function lineOf(headers: readonly Header[]): { line: number } {
  return { line: headers[0]?.line ?? 1 };
}
