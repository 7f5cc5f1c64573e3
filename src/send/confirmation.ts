import { createHmac, type KeyObject } from 'node:crypto';
import { type ActionTemplate, type ActionWords, compileAction } from '../email/action.ts';
import { type Message, prepareMessages, type Recipient } from '../email/message/compose.ts';
import type { AutomaticMail } from '../email/message/headers.ts';
import type { Theme } from '../email/theme.ts';
import { mailboxDomain } from '../lib/address.ts';
import { oneLine } from '../lib/escape.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import { shorten } from '../lib/shorten.ts';
import type { Settings } from '../model/publication.ts';
import { serverWordsFor } from '../strings/tables.ts';
import { type SigningKey, signMessage } from './message/dkim.ts';
import type { OutgoingMessage } from './message/message.ts';
import { returnPath } from './message/return-path.ts';
import { nullPath } from './transport.ts';

/** A mail to one person that is no letter of a sending. It holds nothing that a visitor typed but the address. */
export type OutboxMail =
  /** Asks whether the person wants the newsletter, by a link or by an answer whose subject holds the token. */
  | (MailTo & { readonly kind: 'confirm'; readonly way: 'form'; readonly token: string })
  | (MailTo & {
      readonly kind: 'confirm';
      readonly way: 'mail';
      readonly token: string;
      /** The Message-ID of the mail that it answers, with its angle brackets. */
      readonly inReplyTo?: string | undefined;
    })
  /** Asks whether the new address is the person's. */
  | (MailTo & { readonly kind: 'new-address'; readonly token: string })
  /** Tells the old address. */
  | (MailTo & { readonly kind: 'address-changed' });

interface MailTo {
  /** A bare address. */
  readonly to: string;
  /** BCP 47. */
  readonly language: string;
}

export interface ConfirmationParts {
  readonly settings: Settings;
  readonly theme: Theme;
  readonly template: ActionTemplate;
  /** Of Message-IDs. */
  readonly key: KeyHandle;
  /** For DKIM; there may be none. */
  readonly keys: readonly SigningKey[];
}

/**
 * Makes the message of a mail in the outbox, dated `at`. Its Message-ID follows from its place there, so that a mailbox
 * shows it once if it has to be sent again. Throws a ProblemError if a value does not fit.
 */
export type ConfirmationOf = (
  mail: OutboxMail,
  waiting: { readonly id: number; readonly added: Date },
  at: Date,
) => Promise<OutgoingMessage>;

/** How many texts are remembered, one for each kind and language. */
const mostKept = 200;

/** Compiles the mail of each kind and language once. */
export function confirmationsOf(parts: ConfirmationParts): ConfirmationOf {
  const { settings, key, keys } = parts;
  const { from = '' } = settings.newsletter;
  const kept = new Map<string, Promise<Compose>>();
  const composerOf = (mail: OutboxMail) => {
    const name = `${mail.kind} ${byMail(mail)} ${mail.language}`;
    const known = kept.get(name) ?? composer(mail, parts);
    if (kept.size < mostKept) kept.set(name, known);
    return known;
  };
  return async (mail, { id, added }, at) => {
    const compose = await composerOf(mail);
    const place = createHmac('sha256', key as KeyObject).update(`tidings outbox\n${id} ${added.toISOString()}`);
    const { to } = mail;
    const message = compose({
      ...{ to, date: at.toISOString(), ...contentsOf(mail, settings) },
      messageId: `<${place.digest('base64url').slice(0, 32)}@${mailboxDomain(from)}>`,
    });
    // RFC 3834, section 3.3: nothing comes back of an answer, so that no two programs write to each other for ever.
    const envelope = { from: byMail(mail) ? nullPath : returnPath(settings), to };
    return { message: await signMessage(message, keys), envelope };
  };
}

function byMail(mail: OutboxMail): boolean {
  return mail.kind === 'confirm' && mail.way === 'mail';
}

type Compose = (recipient: Recipient) => Message;

/** Nobody is subscribed yet, so that there is no way to unsubscribe and no list in the header. */
async function composer(mail: OutboxMail, { settings, theme, template }: ConfirmationParts): Promise<Compose> {
  const { from = '', replyTo, subscribeEmail } = settings.newsletter;
  const answers = (byMail(mail) ? subscribeEmail : undefined) ?? replyTo;
  const action = await compileAction(wordsOfMail(mail, settings), { settings, theme, template });
  return prepareMessages(action, { from, newsletter: { ...(answers && { replyTo: answers }) } });
}

function contentsOf(mail: OutboxMail, { server }: Settings): Pick<Recipient, 'values' | 'automatic' | 'subjectToken'> {
  const automatic: AutomaticMail = { kind: 'generated' };
  if (mail.kind === 'address-changed') return { values: {}, automatic };
  const { token } = mail;
  // Without a server of one's own there is no link, and the mail is refused.
  const linkTo = (page: string) => ({ values: { link: server.url && `${server.url}${page}/${token}` }, automatic });
  if (mail.kind === 'new-address') return linkTo('address');
  if (mail.way === 'form') return linkTo('confirm');
  return { values: { token }, automatic: { kind: 'answer', to: mail.inReplyTo }, subjectToken: token };
}

function wordsOfMail(mail: OutboxMail, settings: Settings): ActionWords {
  const { language } = mail;
  const words = serverWordsFor(language);
  const title = oneLine(settings.title);
  const common = { language, heading: words.confirmHeading };
  if (mail.kind === 'address-changed') {
    const subject = words.addressChangedSubject(title);
    return { ...common, subject, heading: subject, text: words.addressChangedText(title), notes: [] };
  }
  const pressed = (button: string) => ({
    button,
    linkInstead: words.mailLinkInstead,
    notes: [words.mailExpires, words.mailIgnore],
  });
  if (mail.kind === 'new-address') {
    const texts = { subject: words.newAddressSubject(title), text: words.newAddressText(title) };
    return { ...common, ...texts, ...pressed(words.newAddressButton) };
  }
  const text = words.mailText(title);
  if (mail.way === 'form') return { ...common, subject: words.mailSubject(title), text, ...pressed(words.mailButton) };
  // Exchange cuts a subject after 255 characters, and the token is at its end.
  const subject = words.mailSubject(shorten(title, 40));
  return { ...common, subject, text: `${text} ${words.mailByReply}`, notes: [words.mailIgnore], quotesToken: true };
}
