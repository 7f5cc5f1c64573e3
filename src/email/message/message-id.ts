import { createHash } from 'node:crypto';
import type { Email } from '../letter.ts';
import { headerMailbox, headerMessageId, headerSubject, listHeaders, type Posting } from './headers.ts';

/**
 * Composes a complete message (RFC 5322, MIME): text and HTML as alternatives, quoted-printable, CRLF. The same input
 * gives the same bytes: nothing is random and no clock or machine is asked. Throws a ProblemError if a value does
 * not fit into a header.
 */
export async function composeMessage(email: Email, posting: Posting): Promise<Buffer> {
  const messageId = headerMessageId(posting.messageId);
  const { replyTo } = posting.newsletter;
  const lists = Object.entries(listHeaders(posting));
  const [{ default: MailComposer }, { encodeWord }] = await Promise.all([
    import('nodemailer/lib/mail-composer'),
    import('nodemailer/lib/mime-funcs'),
  ]);
  const subject = headerSubject(email.subject);
  const composer = new MailComposer({
    from: headerMailbox('"from"', posting.from),
    to: headerMailbox('the recipient', posting.to),
    ...(replyTo && { replyTo: headerMailbox('"replyTo"', replyTo) }),
    // Folding breaks at spaces: a word that leaves no room for one becomes encoded words, which break anywhere.
    subject: /\S{60}/.test(subject) ? encodeWord(subject, /[^\x20-\x7e]/.test(subject) ? 'B' : 'Q', 52) : subject,
    date: new Date(posting.date),
    messageId,
    headers: lists.map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text: email.text,
    html: email.html,
    encoding: 'quoted-printable',
    baseBoundary: digest(messageId, email),
    boundaryPrefix: 'tidings',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

/** A Message-ID that follows from what the letter is: the same for the same letter, wherever it is built. */
export function messageIdOf(id: string, email: Email, from: string): string {
  const domain = headerMailbox('"from"', from).address.split('@').at(-1)!;
  return `<${digest(id, email)}@${domain}>`;
}

function digest(id: string, { subject, html, text }: Email): string {
  return createHash('sha256')
    .update(JSON.stringify([id, subject, html, text]))
    .digest('hex')
    .slice(0, 32);
}
