import type { Settings } from '../model/publication.ts';

/** A piece that joining by mail lacks, in the words of a problem. */
export interface MissingForMail {
  readonly rule: 'subscribe-off' | 'subscribe-unread';
  readonly message: string;
  readonly hint: string;
}

/** Whatever keeps people from joining by mail, although the settings offer it: nothing if they do not, or all is there. */
export function missingForMail(
  { newsletter, bounces }: Pick<Settings, 'newsletter' | 'bounces'>,
  { hasAccount }: { readonly hasAccount: boolean },
): MissingForMail[] {
  const { subscribeEmail } = newsletter;
  if (subscribeEmail === undefined) return [];
  const off: MissingForMail = {
    rule: 'subscribe-off',
    message: `joining by mail is off: mail to ${subscribeEmail} gets no answer`,
    hint: 'Write "authserv: mx.example.org" under "bounces:" in tidings.yaml, with the name that the field Authentication-Results of your mail begins with; only that field proves who wrote. Take newsletter.subscribeEmail out if nobody is to join by mail.',
  };
  const unread: MissingForMail = {
    rule: 'subscribe-unread',
    message: `no account is set in which mail to ${subscribeEmail} arrives`,
    hint: 'Put IMAP_URL=imaps://user:password@host:993 into .env next to tidings.yaml, or name a Maildir whenever you run "npx tidings inbox".',
  };
  return [...(bounces?.authserv === undefined ? [off] : []), ...(hasAccount ? [] : [unread])];
}
