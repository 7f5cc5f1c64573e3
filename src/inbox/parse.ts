import PostalMime, { type Attachment, type Email } from 'postal-mime';
import type { Failure, MailFinding, Traces } from '../returns/finding.ts';
import { wordsOf } from '../returns/words.ts';
import { tokensIn } from '../subscribers/token.ts';
import { headerValue, headerValues, recipientsOf } from './email.ts';
import { decodeText, type Fields, readHeader } from './fields.ts';
import { isAutomatic, isDaemon, readNotice, unsubscribeWish } from './notice.ts';
import { type OwnMail, ownMailOf } from './own-mail.ts';
import { addressesIn, readReport } from './report.ts';
import { withoutTokens } from './without-tokens.ts';

/** A mail and what it says. */
export interface Parsed {
  readonly finding: MailFinding;
  /** Where nothing came back and nobody wants to leave: somebody may want to join. */
  readonly own?: OwnMail;
  /** For people: each one line, without tokens. */
  readonly date: string;
  readonly from: string;
  readonly subject: string;
}

/**
 * Reads what a mail says: that a letter came back (RFC 3464, or in a server's own words), that a reader complained
 * (RFC 5965), that one wants no more letters, or that a program answers. Never throws: what nobody can read is unknown.
 */
export async function parse(bytes: Uint8Array): Promise<Parsed> {
  const email = await read(bytes);
  if (!email) return { finding: unknown('it cannot be read'), date: '', from: '', subject: '' };
  const finding = await findingOf(email, 0);
  return {
    finding,
    ...(finding === ofItsOwn && { own: ownMailOf(email) }),
    date: wordsOf(email.date ?? ''),
    from: wordsOf(withoutTokens(email.from?.address ?? headerValue(email, 'from') ?? '')),
    subject: wordsOf(withoutTokens(email.subject ?? '')),
  };
}

/** The part of a mail that is parsed: a report is complete before the returned letter, and each line costs time. */
const most = { bytes: 1_048_576, lines: 10_000 } as const;

function beginningOf(bytes: Uint8Array): Uint8Array {
  let end = 0;
  for (let line = 0; line < most.lines; line += 1) {
    end = bytes.indexOf(10, end) + 1;
    if (end === 0 || end > most.bytes) return bytes.subarray(0, most.bytes);
  }
  return bytes.subarray(0, end);
}

const ofItsOwn = unknown('it is a mail of its own');

/** How many messages around a report are opened: gateways wrap what they pass on. */
const mostWrappings = 3;

async function read(bytes: Uint8Array): Promise<Email | undefined> {
  try {
    // A letter that came back keeps its parts to itself, so that none of them is taken for the report.
    return await PostalMime.parse(beginningOf(bytes), { forceRfc822Attachments: true, maxNestingDepth: 50 });
  } catch {
    return undefined;
  }
}

async function findingOf(email: Email, depth: number): Promise<MailFinding> {
  const returned = returnedHeaders(email);
  const complaint = partOf(email, 'message/feedback-report');
  if (complaint) return complaintOf(email, readHeader(decodeText(complaint.content)), returned);
  const report = partOf(email, 'message/delivery-status', 'message/global-delivery-status');
  const failures = report ? readReport(decodeText(report.content)) : [];
  if (failures.length > 0) return bounceOf(failures, tracesOf(email, returned));
  const notice = noticeOf(email, returned);
  if (notice) return notice;
  if (isReport(email) || isDaemon(email.from?.address ?? '')) return unknown('it does not say what became of a letter');
  return replyOf(email) ?? (await wrapped(email, depth)) ?? ofItsOwn;
}

function complaintOf(email: Email, fields: Fields, returned: readonly Fields[]): MailFinding {
  const type = fields.get('feedback-type')?.[0]?.toLowerCase() ?? '';
  // "not-spam" takes a complaint back, "auth-failure" (RFC 6591) and "virus" are no reader's words.
  if (!['abuse', 'fraud', 'opt-out'].includes(type)) return unknown(`it is a report of "${wordsOf(type)}"`);
  return {
    kind: 'complaint',
    recipients: addressesIn([
      ...(fields.get('original-rcpt-to') ?? []),
      ...returned.flatMap((header) => header.get('x-hmxmroriginalrecipient') ?? []),
    ]),
    traces: tracesOf(email, [fields, ...returned]),
  };
}

function bounceOf(failures: readonly Failure[], traces: Traces): MailFinding {
  return failures.some(({ weight }) => weight !== 'none') ? { kind: 'bounce', failures, traces } : { kind: 'progress' };
}

function noticeOf(email: Email, returned: readonly Fields[]): MailFinding | undefined {
  const text = email.text ?? '';
  const from = email.from?.address ?? '';
  // A report whose status part is missing or empty still has its words.
  const notice = readNotice({
    text,
    from: isReport(email) ? 'postmaster' : from,
    failed: headerValues(email, 'x-failed-recipients'),
  });
  if (!notice) return undefined;
  if (/\b(warning|delayed|delay)\b/i.test(email.subject ?? '')) return { kind: 'progress' };
  return bounceOf(notice.failures, tracesOf(email, [...returned, readHeader(notice.returned)]));
}

function replyOf(email: Email): MailFinding | undefined {
  const { subject = '', text = '' } = email;
  const reply = { subject, text, header: (name: string) => headerValue(email, name) };
  const to = recipientsOf(email);
  const wish = unsubscribeWish(reply);
  // The token may be in the address as well: leave+token@example.org.
  const token = wish?.token ?? to.map((address) => /\+([\w-]{59})@/.exec(address)?.[1]).find(Boolean);
  if (token && (wish || !isAutomatic(reply))) return { kind: 'unsubscribe', token, to };
  if (wish) {
    const from = isForged(email) ? undefined : email.from?.address;
    const answers = answeredBy(email);
    return { kind: 'unsubscribe', ...(from && { from }), to, ...(answers.length > 0 && { answers }) };
  }
  return isAutomatic(reply) ? { kind: 'automatic' } : undefined;
}

/** The letters that a mail answers, by their Message-IDs; the nearest is last in References (RFC 5322, section 3.6.4). */
function answeredBy(email: Email): string[] {
  const [direct, all] = ['in-reply-to', 'references'].map((name) => headerValue(email, name)?.match(idPattern) ?? []);
  return [...new Set([...direct!.slice(0, 2), ...all!.slice(-5)])];
}

/** The field on top is the receiving server's own (RFC 8601, section 5); a "fail" there helps no forger. */
function isForged(email: Email): boolean {
  return /\bdmarc\s*=\s*fail\b/i.test(headerValue(email, 'authentication-results') ?? '');
}

/** A report within a message that somebody or a gateway passed on. */
async function wrapped(email: Email, depth: number): Promise<MailFinding | undefined> {
  const messages = email.attachments.filter(({ mimeType }) => mimeType === 'message/rfc822');
  if (messages.length !== 1 || depth === mostWrappings) return undefined;
  const { content } = messages[0]!;
  const inner = await read(typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content));
  if (!inner || !isReport(inner)) return undefined;
  return findingOf(inner, depth + 1);
}

/** The headers of the letters that came back, whole or as headers alone (RFC 3462, RFC 6533). */
function returnedHeaders(email: Email): Fields[] {
  const types = [
    'message/rfc822',
    'message/global',
    'text/rfc822-headers',
    'message/rfc822-headers',
    'message/global-headers',
  ];
  return email.attachments
    .filter(({ mimeType }) => types.includes(mimeType))
    .map(({ content }) => readHeader(decodeText(typeof content === 'string' ? content : content.slice(0, 262_144))));
}

const idPattern = /<[^<>\s]{1,990}>/g;

/** A letter has one Message-ID, and a server on the way may add a second one. More of them are somebody's guesses. */
const mostMessageIds = 2;

function tracesOf(email: Email, returned: readonly Fields[]): Traces {
  const values = (name: string) => returned.flatMap((header) => header.get(name) ?? []);
  const messageIds = values('message-id').flatMap((value) => value.match(idPattern) ?? []);
  return {
    addresses: [...recipientsOf(email), ...addressesIn([...values('original-mail-from'), ...values('return-path')])],
    messageIds: [...new Set(messageIds)].slice(0, mostMessageIds),
    tokens: [...new Set(values('list-unsubscribe').flatMap(tokensIn))],
  };
}

function isReport(email: Email): boolean {
  return /^multipart\/report\b/i.test(headerValue(email, 'content-type') ?? '');
}

function partOf({ attachments }: Email, ...types: string[]): Attachment | undefined {
  return attachments.find(({ mimeType }) => types.includes(mimeType));
}

function unknown(reason: string): MailFinding {
  return { kind: 'unknown', reason };
}
