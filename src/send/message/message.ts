import type { FrozenLetter } from '../../email/frozen.ts';
import type { SlotValues } from '../../email/letter.ts';
import { type Message, prepareMessages } from '../../email/message/compose.ts';
import { mailtoUnsubscribe } from '../../email/slots.ts';
import type { KeyHandle } from '../../lib/key-handle.ts';
import type { BounceSettings, NewsletterSettings } from '../../model/publication.ts';
import type { Delivery, Sending } from '../../store/ledger.ts';
import type { Subscriber } from '../../subscribers/subscriber.ts';
import { writeToken } from '../../subscribers/token.ts';
import type { Envelope } from '../transport.ts';
import { writeBounceTag } from './bounce-tag.ts';
import { deliveryId } from './delivery-id.ts';
import { type SigningKey, signMessage } from './dkim.ts';
import { returnPath } from './return-path.ts';

/** The inputs for the messages of one sending. */
export interface Making {
  readonly sending: Pick<Sending, 'id' | 'issue' | 'messageIds'>;
  /** Of the links, tags and Message-IDs that name a subscriber, and the number of the list. */
  readonly key: KeyHandle;
  readonly list: number;
  /** For DKIM; there may be none. */
  readonly keys: readonly SigningKey[];
  /** Where letters come back to as it is set now: an address that was mended meanwhile holds for the rest. */
  readonly bounces?: BounceSettings | undefined;
}

/** A message that only waits for a server. */
export interface OutgoingMessage {
  readonly message: Message;
  readonly envelope: Envelope;
}

/**
 * Makes the message of a delivery, dated `at`. `idempotencyHeader` is the field by which its server knows a message
 * again, `letterHeader` one whose value the server's provider gives back when it tells of the letter. Throws a ProblemError if a value of this subscriber does not fit.
 */
export type MessageOf = (
  delivery: Delivery,
  at: Date,
  idempotencyHeader?: string,
  letterHeader?: string,
) => Promise<OutgoingMessage>;

/** Encodes each letter once. Throws a ProblemError if no address has room for the bounce tag. */
export function messagesOf(letters: readonly FrozenLetter[], making: Making): MessageOf {
  const { sending, key, list, keys, bounces } = making;
  const prepared = letters.map(({ letter, mailing, viewUrl }) => {
    const settings = { newsletter: { from: mailing.from }, ...(bounces && { bounces }) };
    // Without an address for bounces there is no tag.
    const common = bounces?.address === undefined ? returnPath(settings) : undefined;
    const pathTo = (subscriber: number) =>
      common ?? returnPath(settings, writeBounceTag(key, list, { sending: sending.id, subscriber }));
    pathTo(2 ** 48 - 1);
    return { mailing, viewUrl, pathTo, compose: prepareMessages(letter, mailing) };
  });
  return async ({ subscriber, letter }, at, idempotencyHeader, letterHeader) => {
    const { mailing, viewUrl, pathTo, compose } = prepared[letter]!;
    const address = subscriber.address.typed;
    const messageId = deliveryId(key, { sending, list, subscriber: subscriber.id }, mailing.from);
    const ticket = { list, subscriber: subscriber.id };
    const unsubscribeToken = writeToken(key, { ...ticket, purpose: 'unsubscribe' });
    const preferences = () => writeToken(key, { ...ticket, purpose: 'preferences' });
    const values = valuesOf(subscriber, { newsletter: mailing.newsletter, viewUrl, unsubscribeToken, preferences });
    const composed = compose({ to: address, date: at.toISOString(), messageId, unsubscribeToken, values });
    const tag = () => writeBounceTag(key, list, { sending: sending.id, subscriber: subscriber.id });
    return {
      message: stamped(await signMessage(composed, keys), {
        ...(idempotencyHeader && { [idempotencyHeader]: messageId.slice(1, -1) }),
        ...(letterHeader && { [letterHeader]: tag() }),
      }),
      envelope: { from: pathTo(subscriber.id), to: address },
    };
  };
}

interface Links {
  readonly newsletter: NewsletterSettings;
  readonly viewUrl: string;
  readonly unsubscribeToken: string;
  readonly preferences: () => string;
}

function valuesOf({ address, name, fields }: Subscriber, links: Links): SlotValues {
  const { unsubscribeUrl, unsubscribeEmail, preferencesUrl } = links.newsletter;
  const unsubscribe =
    unsubscribeUrl?.replace('{token}', links.unsubscribeToken) ??
    (unsubscribeEmail && mailtoUnsubscribe(unsubscribeEmail, links.unsubscribeToken));
  return {
    ...fields,
    name,
    email: address.typed,
    viewUrl: links.viewUrl,
    unsubscribeUrl: unsubscribe,
    preferencesUrl: preferencesUrl?.replace('{token}', links.preferences()),
  };
}

/** The server may take such fields out again, so no signature covers them. */
function stamped({ fields, body }: Message, stamps: Readonly<Record<string, string>>): Message {
  return { fields: [...fields, ...Object.entries(stamps).map(([name, value]) => `${name}: ${value}\r\n`)], body };
}
