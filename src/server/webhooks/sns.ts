import { verify } from 'node:crypto';
import { ownValue } from '../../lib/own-value.ts';
import { type Fetch, fetchBytes } from './fetch-bytes.ts';
import { isFresh, isOfType } from './proof.ts';
import { type Receive, type Reception, refused } from './provider.ts';
import { sesEvents } from './ses.ts';
import { isConfirmation, snsHostOf } from './sns-address.ts';
import { SnsCertificates, Unreachable } from './sns-certificate.ts';
import { parsedJson, valueAt } from './untrusted.ts';

export interface SnsOptions {
  readonly topics: readonly string[];
  readonly fetch: Fetch;
  readonly clock: () => Date;
  readonly authorities?: readonly string[];
}

/** SNS comes again for an hour at most. */
const freshFor = 2 * 60;

/** The fields that a signature covers, in its order; the Subject may be missing. */
const signedFields: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

const digests: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

/** Receives what Amazon SES publishes to topics of Amazon SNS, and confirms the subscriptions to those topics. */
export function ses({ topics, fetch, clock, authorities }: SnsOptions): Receive {
  const certificates = new SnsCertificates({ fetch, clock, ...(authorities && { authorities }) });
  return async (request) => {
    if (!isOfType(request.header('content-type'), ['text/plain', 'application/json']))
      return refused(415, 'the body is no message of Amazon SNS');
    const message = messageIn(await request.body());
    if (message === undefined) return refused(400, 'the body is no message of Amazon SNS');
    // The topic comes first: strangers make us fetch nothing.
    if (!topics.includes(message.TopicArn!)) return refused(403, 'the topic is none of TIDINGS_WEBHOOK_SES');
    const written = Date.parse(message.Timestamp!) / 1000;
    if (!isFresh(written, clock(), freshFor)) return refused(403, 'the message is too old, or of the future');
    try {
      const key = await certificates.keyAt(message.SigningCertURL!);
      const signature = Buffer.from(message.Signature!, 'base64');
      const digest = ownValue(digests, message.SignatureVersion!);
      if (digest === undefined || !verify(digest, signedText(message), key, signature))
        return refused(403, 'the signature is not that of Amazon SNS');
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      return refused(error instanceof Unreachable ? 503 : 403, reason);
    }
    if (message.Type === 'SubscriptionConfirmation') return confirm(message, fetch);
    return { events: message.Type === 'Notification' ? sesEvents(message.Message!, message.MessageId!) : [] };
  };
}

type Message = Readonly<Record<string, string | undefined>>;

/** The fields of a message, all of them texts; nothing if one is missing or of another shape. */
function messageIn(bytes: Uint8Array): Message | undefined {
  const body = parsedJson(bytes);
  const type = valueAt(body, 'Type');
  const names = typeof type === 'string' && Object.hasOwn(signedFields, type) ? signedFields[type]! : undefined;
  if (!names) return undefined;
  const message: Record<string, string | undefined> = {};
  for (const name of [...names, 'SignatureVersion', 'Signature', 'SigningCertURL']) {
    const value = valueAt(body, name);
    const isMissing = value === undefined || (value === null && name === 'Subject');
    if (isMissing && name === 'Subject') continue;
    if (typeof value !== 'string') return undefined;
    message[name] = value;
  }
  // Fields are told apart by line ends alone, so that those which decide hold none.
  const isPlain = ['MessageId', 'Timestamp', 'TopicArn'].every((name) => /^[\x21-\x7e]{1,500}$/.test(message[name]!));
  return isPlain && Date.parse(message.Timestamp!) > 0 ? message : undefined;
}

function signedText(message: Message): Buffer {
  const names = signedFields[message.Type!]!.filter((name) => message[name] !== undefined);
  return Buffer.from(names.map((name) => `${name}\n${message[name]}\n`).join(''));
}

async function confirm({ SubscribeURL: address = '', TopicArn, Token }: Message, fetch: Fetch): Promise<Reception> {
  if (!snsHostOf(address) || !isConfirmation(address, TopicArn!, Token!))
    return refused(403, 'the address for confirming is none of Amazon SNS');
  try {
    await fetchBytes(fetch, address);
    return { events: [] };
  } catch {
    return refused(503, 'the subscription cannot be confirmed now');
  }
}
