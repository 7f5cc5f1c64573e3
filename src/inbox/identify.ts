import { asciiAddress } from '../lib/address.ts';
import { addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import type { Traces } from './finding.ts';
import type { KnownLetter, KnownLetters } from './known-letters.ts';

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
  letters: KnownLetters,
): Promise<KnownLetter | string> {
  const named = await subscribersOf(recipients, letters);
  const proven = [...tagged(traces, letters), ...byToken(traces, letters)];
  const numbers = new Set(proven.map(({ subscriber }) => subscriber));
  if (numbers.size > 1) return 'it names letters to two readers';
  const sure = proven[0];
  if (sure) {
    const contradicted = named.length > 0 && !named.some(({ id }) => id === sure.subscriber);
    return contradicted ? 'it names another reader than the letter was for' : sure;
  }
  for (const { id } of named) {
    const sending = sendingOf(traces, id, letters);
    if (sending !== undefined) return { subscriber: id, sending };
  }
  return traces.messageIds.length > 0 || named.length > 0
    ? 'nothing proves which letter came back'
    : 'it does not say which letter came back';
}

/** The tag between the + and the @ of our bounce address. */
function tagged({ addresses }: Traces, letters: KnownLetters): KnownLetter[] {
  const own = asciiAddress(letters.bounceAddress ?? '')?.toLowerCase();
  if (own === undefined) return [];
  const at = own.lastIndexOf('@');
  return addresses.flatMap((address) => {
    const whole = address.toLowerCase();
    const end = whole.lastIndexOf('@');
    if (!whole.startsWith(`${own.slice(0, at)}+`) || whole.slice(end) !== own.slice(at)) return [];
    const letter = letters.readTag(address.slice(at + 1, end));
    return letter ? [letter] : [];
  });
}

function byToken(traces: Traces, letters: KnownLetters): KnownLetter[] {
  return traces.tokens.flatMap((token) => {
    const subscriber = letters.readToken(token);
    if (subscriber === undefined) return [];
    const sending = sendingOf(traces, subscriber, letters);
    return [{ subscriber, ...(sending !== undefined && { sending }) }];
  });
}

function sendingOf({ messageIds }: Traces, subscriber: number, letters: KnownLetters): number | undefined {
  return messageIds.map((id) => letters.sendingOf(id, subscriber)).find((sending) => sending !== undefined);
}

async function subscribersOf(recipients: readonly string[], letters: KnownLetters): Promise<Subscriber[]> {
  // One letter has one recipient; a report with more than a few is about something else.
  const some = recipients.slice(0, 20).filter((address) => addressOf(address));
  const found = await Promise.all(some.map((address) => letters.find(address)));
  return found.filter((subscriber) => subscriber !== undefined);
}
