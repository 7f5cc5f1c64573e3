import type { KeyObject } from 'node:crypto';
import type { Settings } from '../model/publication.ts';
import { readBounceTag } from '../send/message/bounce-tag.ts';
import { deliveryId } from '../send/message/return-path.ts';
import type { Ledger } from '../store/ledger.ts';
import type { SubscriberStore } from '../store/subscriber-store.ts';
import { addressOf } from '../subscribers/subscriber.ts';
import { readToken } from '../subscribers/token.ts';
import type { Register } from './identify.ts';

/** What a publication's list, ledger and key prove. */
export async function registerOf(
  { bounces, newsletter }: Pick<Settings, 'bounces' | 'newsletter'>,
  { store, ledger, key }: { store: SubscriberStore; ledger: Pick<Ledger, 'sendings'>; key: KeyObject },
): Promise<Register> {
  const sendings = await ledger.sendings();
  return {
    ...(bounces?.address && { bounceAddress: bounces.address }),
    ...(newsletter.unsubscribeEmail && { unsubscribeEmail: newsletter.unsubscribeEmail }),
    readTag: (tag) => readBounceTag(key, store.list, tag),
    readToken: (token) => {
      const ticket = readToken(key, token, 'unsubscribe');
      return ticket?.list === store.list ? ticket.subscriber : undefined;
    },
    sendingOf: (messageId, subscriber) => {
      const idIn = (issue: string) => localOf(deliveryId({ id: issue }, `${store.list}/${subscriber}`, nowhere));
      return sendings.find(({ issue }) => idIn(issue) === localOf(messageId))?.id;
    },
    find: async (text) => {
      const address = addressOf(text);
      return address && store.find(address);
    },
    get: (id) => store.get(id),
  };
}

/** The sender's domain may have changed since the letter was sent. */
const nowhere = 'x@example.org';

function localOf(messageId: string): string {
  return messageId.slice(0, messageId.lastIndexOf('@'));
}
