import { asciiAddress, domainOf, localPartOf } from '../lib/address.ts';
import { asciiDomain } from '../lib/domain.ts';
import { addressOf, type Subscriber } from '../subscribers/subscriber.ts';
import type { Traces } from './finding.ts';
import type { KnownLetter, KnownLetters } from './known-letters.ts';

/**
 * Finds whose letter came back, or says in words why nobody can be held to it. The ways, the surest first:
 * 1. A tag in the address that it came back to: sealed with our key, and known to nobody but who handled the letter.
 * 2. An unsubscribe token in the letter's own header: the same.
 * 3. The letter's Message-ID together with the recipient whom the report names, since an answer to a letter shows its
 *    Message-ID to others. One that was made without our key proves nothing, and neither does an address.
 * A mail is about one reader. One that names another subscriber than it proves, or proves two of them, is about nobody.
 */
export async function identify(
  traces: Traces,
  recipients: readonly string[],
  letters: KnownLetters,
): Promise<KnownLetter | string> {
  const named = await subscribersOf(recipients, letters);
  const sealed = [...tagged(traces, letters), ...byToken(traces, letters)];
  const proven = sealed.length > 0 ? sealed : byMessageId(traces, named, letters);
  if (new Set(proven.map(({ subscriber }) => subscriber)).size > 1) return 'it names letters to two readers';
  const sure = proven[0];
  if (sure) {
    const contradicted = named.length > 0 && !named.some(({ id }) => id === sure.subscriber);
    return contradicted ? 'it names another reader than the letter was for' : sure;
  }
  return traces.messageIds.length > 0 || named.length > 0
    ? 'nothing proves which letter came back'
    : 'it does not say which letter came back';
}

/** The tag between the + and the @ of our bounce address, or one that comes by itself. */
function tagged({ addresses, tags = [] }: Traces, letters: KnownLetters): KnownLetter[] {
  const alone = tags.flatMap((tag) => letters.readTag(tag) ?? []);
  const own = asciiAddress(letters.bounceAddress ?? '')?.toLowerCase();
  if (own === undefined) return alone;
  const start = `${localPartOf(own)}+`;
  const within = addresses.flatMap((address) => {
    const local = localPartOf(address);
    if (!local.toLowerCase().startsWith(start) || asciiDomain(domainOf(address)) !== domainOf(own)) return [];
    const letter = letters.readTag(local.slice(start.length));
    return letter ? [letter] : [];
  });
  return [...within, ...alone];
}

function byToken(traces: Traces, letters: KnownLetters): KnownLetter[] {
  return traces.tokens.flatMap((token) => {
    const subscriber = letters.readToken(token);
    if (subscriber === undefined) return [];
    const sending = letterOf(traces, subscriber, letters)?.sending;
    return [{ subscriber, ...(sending !== undefined && { sending }) }];
  });
}

function byMessageId(traces: Traces, named: readonly Subscriber[], letters: KnownLetters): KnownLetter[] {
  return named.flatMap(({ id }) => {
    const letter = letterOf(traces, id, letters);
    return letter?.isProof ? [{ subscriber: id, sending: letter.sending }] : [];
  });
}

function letterOf({ messageIds }: Traces, subscriber: number, letters: KnownLetters) {
  return messageIds.map((id) => letters.sendingOf(id, subscriber)).find((letter) => letter !== undefined);
}

async function subscribersOf(recipients: readonly string[], letters: KnownLetters): Promise<Subscriber[]> {
  // One letter has one recipient; a report with more than a few is about something else.
  const some = recipients.slice(0, 20).filter((address) => addressOf(address));
  const found = await Promise.all(some.map((address) => letters.find(address)));
  return found.filter((subscriber) => subscriber !== undefined);
}
