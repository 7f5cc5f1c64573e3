import type { MissingForMail } from '../sign-ups/missing-for-mail.ts';
import type { DnsFinding } from './finding.ts';

/** How people join by mail. */
export interface JoiningByMail {
  readonly address: string;
  /** The server whose word about senders counts. */
  readonly authserv?: string;
  readonly missing: readonly MissingForMail[];
}

/** Tells whether people can join by mail, where the settings offer it. */
export function checkJoining({ address, authserv, missing }: JoiningByMail): DnsFinding[] {
  if (missing.length === 0)
    return [
      {
        check: 'Subscribe',
        verdict: 'ok',
        rule: 'subscribe',
        message: `mail to ${address} is answered if ${authserv} says who wrote it`,
      },
    ];
  // A Maildir may be read instead of an account.
  return missing.map(({ rule, message, hint }) => ({
    ...{ check: 'Subscribe', verdict: rule === 'subscribe-unread' ? 'note' : 'warning', rule, message },
    consequence: 'People who have no web page to join at write in vain.',
    hint,
  }));
}
