import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { Letter } from '../../../src/email/letter.ts';
import type { Recipient } from '../../../src/email/message/compose.ts';
import { headerMailbox, listHeaders } from '../../../src/email/message/headers.ts';
import type { SharedHeaders } from '../../../src/email/message/shared-headers.ts';
import { fillLetter } from '../../../src/email/slots.ts';

/** The message of a letter as nodemailer builds it, of the same values. */
export async function composeWithNodemailer(
  letter: Letter,
  shared: SharedHeaders,
  { values, ...recipient }: Recipient,
): Promise<Buffer> {
  const { subject, html, text } = fillLetter(letter, values);
  const { replyTo } = shared.newsletter;
  const lists = listHeaders({ ...shared, ...recipient, unsubscribeUrl: values.unsubscribeUrl });
  const composer = new MailComposer({
    from: headerMailbox('"from"', shared.from),
    to: headerMailbox('the recipient', recipient.to),
    ...(replyTo && { replyTo: headerMailbox('"replyTo"', replyTo) }),
    // nodemailer folds at spaces alone.
    subject: /\S{60}/.test(subject) ? encodeWord(subject, /[^\x20-\x7e]/.test(subject) ? 'B' : 'Q', 52) : subject,
    date: new Date(recipient.date),
    messageId: recipient.messageId,
    headers: Object.entries(lists).map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text,
    html,
    encoding: 'quoted-printable',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}
