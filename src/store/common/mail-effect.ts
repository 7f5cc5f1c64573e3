import type { MailEffect } from '../returned-mail.ts';
import type { Leaving } from '../subscriber-store.ts';

/** A mailbox that is gone, by one mail; `times` where it is given up for soft bounces. */
export interface Gone {
  readonly subscriber: number;
  readonly sending: number;
  readonly how: string;
  readonly times?: number;
}

/** The change that somebody's leaving by a mail made. */
export function effectOf({ before, subscriber }: Leaving): MailEffect {
  if (!subscriber) return { result: 'none' };
  return { result: before ? 'left-before' : 'left', address: subscriber.address.typed };
}
