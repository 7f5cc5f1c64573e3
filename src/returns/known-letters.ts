import { localPartOf } from '../lib/address.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import { readBounceTag } from '../send/message/bounce-tag.ts';
import { deliveryIdName } from '../send/message/delivery-id.ts';
import type { Ledger } from '../store/ledger.ts';
import type { SubscriberStore } from '../store/subscriber-store.ts';
import { addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import { readToken } from '../subscribers/token.ts';

/** The letters that a list has sent, as far as they can be proven from the traces in a mail. */
export interface KnownLetters {
  /** `bounces.address`: the part after its + is a tag. */
  readonly bounceAddress?: string;
  /** `newsletter.unsubscribeEmail`: the address for wishes that hold no token. */
  readonly unsubscribeEmail?: string;
  /** Reads a tag of this list that is genuine. */
  readTag(tag: string): KnownLetter | undefined;
  /** The subscriber whom a genuine unsubscribe token of this list names. */
  readToken(token: string): number | undefined;
  /** The sending in which a subscriber's letter had this Message-ID, and whether nobody else could compute it. */
  sendingOf(messageId: string, subscriber: number): { readonly sending: number; readonly isProof: boolean } | undefined;
  find(address: string): Promise<Subscriber | undefined>;
  get(id: number): Promise<Subscriber | undefined>;
}

/** A letter to somebody; the sending is absent where it is unknown. */
export interface KnownLetter {
  readonly subscriber: number;
  readonly sending?: number;
}

/** The letters of a publication, by its list, ledger and key. */
export async function knownLettersOf(
  { bounces, newsletter }: Pick<Settings, 'bounces' | 'newsletter'>,
  { subscribers, ledger, key }: { subscribers: SubscriberStore; ledger: Pick<Ledger, 'sendings'>; key: KeyHandle },
): Promise<KnownLetters> {
  const sendings = await ledger.sendings();
  return {
    ...(bounces?.address && { bounceAddress: bounces.address }),
    ...(newsletter.unsubscribeEmail && { unsubscribeEmail: newsletter.unsubscribeEmail }),
    readTag: (tag) => readBounceTag(key, subscribers.list, tag),
    readToken: (token) => {
      const ticket = readToken(key, token, 'unsubscribe');
      return ticket?.list === subscribers.list ? ticket.subscriber : undefined;
    },
    sendingOf: (messageId, subscriber) => {
      const { list } = subscribers;
      // The sender's domain may have changed since the letter was sent.
      const name = localPartOf(messageId).replace(/^</, '');
      const found = sendings.find((sending) => deliveryIdName(key, { sending, list, subscriber }) === name);
      return found && { sending: found.id, isProof: found.messageIds === 'keyed' };
    },
    find: async (text) => {
      const address = addressOf(text);
      return address && subscribers.find(address);
    },
    get: (id) => subscribers.get(id),
  };
}
