import { asciiAddress } from '../lib/address.ts';
import { addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import type { Traces } from './finding.ts';

/** What the list knows, by which traces are proven. */
export interface Register {
  /** `bounces.address`: what stands behind its + is a tag. */
  readonly bounceAddress?: string;
  /** `newsletter.unsubscribeEmail`: to which wishes come that hold no token. */
  readonly unsubscribeEmail?: string;
  /** Reads a tag of this list that is genuine. */
  readTag(tag: string): Delivery | undefined;
  /** The subscriber whom a genuine unsubscribe token of this list names. */
  readToken(token: string): number | undefined;
  /** The sending in which a subscriber's letter had this Message-ID. */
  sendingOf(messageId: string, subscriber: number): number | undefined;
  find(address: string): Promise<Subscriber | undefined>;
  get(id: number): Promise<Subscriber | undefined>;
}

/** A letter to somebody; the sending is absent where it cannot be told. */
export interface Delivery {
  readonly subscriber: number;
  readonly sending?: number;
}

/**
 * Tells whose letter came back, or in words why nobody can be held to it. The ways, the surest first:
 * 1. A tag in the address that it came back to: sealed with our key, and known to nobody but who handled the letter.
 * 2. An unsubscribe token in the letter's own header: the same.
 * 3. The letter's Message-ID together with the recipient whom the report names. The ID alone is no proof, for it is
 *    no secret: it is made of the issue and two numbers without a key. An address alone is none, either.
 * A report that names another subscriber, or two of them, is about nobody.
 */
export async function identify(
  traces: Traces,
  recipients: readonly string[],
  register: Register,
): Promise<Delivery | string> {
  const named = await subscribersOf(recipients, register);
  const proven = [...tagged(traces, register), ...byToken(traces, register)];
  const numbers = new Set(proven.map(({ subscriber }) => subscriber));
  if (numbers.size > 1) return 'it names letters to two readers';
  const sure = proven[0];
  if (sure) {
    const contradicted = named.length > 0 && !named.some(({ id }) => id === sure.subscriber);
    return contradicted ? 'it names another reader than the letter was for' : sure;
  }
  for (const { id } of named) {
    const sending = sendingOf(traces, id, register);
    if (sending !== undefined) return { subscriber: id, sending };
  }
  return traces.messageIds.length > 0 || named.length > 0
    ? 'nothing proves which letter came back'
    : 'it does not say which letter came back';
}

/** What stands between the + and the @ of our bounce address. */
function tagged({ addresses }: Traces, register: Register): Delivery[] {
  const own = asciiAddress(register.bounceAddress ?? '')?.toLowerCase();
  if (own === undefined) return [];
  const at = own.lastIndexOf('@');
  return addresses.flatMap((address) => {
    const whole = address.toLowerCase();
    const end = whole.lastIndexOf('@');
    if (!whole.startsWith(`${own.slice(0, at)}+`) || whole.slice(end) !== own.slice(at)) return [];
    const delivery = register.readTag(address.slice(at + 1, end));
    return delivery ? [delivery] : [];
  });
}

function byToken(traces: Traces, register: Register): Delivery[] {
  return traces.tokens.flatMap((token) => {
    const subscriber = register.readToken(token);
    if (subscriber === undefined) return [];
    const sending = sendingOf(traces, subscriber, register);
    return [{ subscriber, ...(sending !== undefined && { sending }) }];
  });
}

function sendingOf({ messageIds }: Traces, subscriber: number, register: Register): number | undefined {
  return messageIds.map((id) => register.sendingOf(id, subscriber)).find((sending) => sending !== undefined);
}

async function subscribersOf(recipients: readonly string[], register: Register): Promise<Subscriber[]> {
  // One letter has one recipient; a report with more than a few is about something else.
  const some = recipients.slice(0, 20).filter((address) => addressOf(address));
  const found = await Promise.all(some.map((address) => register.find(address)));
  return found.filter((subscriber) => subscriber !== undefined);
}
