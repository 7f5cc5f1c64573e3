import { isBeyondAscii } from '../lib/address.ts';
import { explainReply } from '../report/meanings.ts';
import { returnWords } from '../report/returned.ts';
import { stateWords, Times } from '../report/words.ts';
import type { DeliveryEvent, DeliveryRecord, Sending } from '../store/ledger.ts';
import type { ReturnedLetter } from '../store/returned-mail.ts';
import { past } from '../subscribers/merge.ts';
import type { Subscriber, Suppression } from '../subscribers/subscriber.ts';
import type { ListFlags } from './flags.ts';
import { plainReturned, triesOf } from './outcomes.ts';
import { operand } from './quoted.ts';
import { findSending } from './send/find-sending.ts';
import { readAddress, withList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** `tidings who <issue> <address>`: the outcome of one letter; exit code 1 if there was none for this person. */
export async function who(
  terminal: Terminal,
  { issue, address: text }: { issue: string; address: string },
  flags: ListFlags,
): Promise<number> {
  const address = readAddress(text);
  return withList(terminal, flags, async ({ subscribers, ledger, returnedMail, config, at }) => {
    const sending = await findSending(ledger, issue, at);
    const times = new Times(config.settings.timezone);
    const subscriber = await subscribers.find(address);
    const delivery = subscriber && (await ledger.who(sending.id, subscriber.id));
    const known = { issue: sending.issue, slug: sending.slug, address: subscriber?.address.typed ?? address.typed };
    if (delivery) {
      const returned = await returnedMail.read({ sending: sending.id, subscriber: delivery.subscriber });
      const show = `Next: all that is stored of this person:\n  npx tidings subscribers show${operand(known.address, at)}\n`;
      terminal.result('who', `${wordsOf(delivery, returned, { ...known, times })}${show}`, {
        ...{ ...known, ...triesOf(delivery), returned: returned.map(plainReturned) },
      });
      return 0;
    }
    const suppression = await subscribers.suppressionOf(address);
    const reason = absence(subscriber, suppression, { sending, times });
    // An erasure takes the names out of the ledger, so nobody can know whether there was a letter.
    const verdict = suppression?.reason === 'erased' ? 'has no record in' : 'was not in';
    terminal.result('who', `${known.address} ${verdict} the audience of ${sending.slug}: ${reason}.\n`, {
      ...known,
      reason,
    });
    return 1;
  });
}

function wordsOf(
  { state, due, events }: DeliveryRecord,
  returned: readonly ReturnedLetter[],
  { slug, address, times }: { slug: string; address: string; times: Times },
): string {
  const [name, meaning] = stateWords[state];
  const wait = due ? `, and again from ${times.moment(due)}` : '';
  const later = returned.at(-1);
  const end = later ? `; ${returnWords[later.kind][0].toLowerCase()} since` : '';
  const steps = [
    ...events.map(({ at, kind, relay, reply = '' }) => ({
      ...{ at, words: eventWords[kind], said: [relay && `by ${relay}`, reply] },
      meaning: kind === 'failed' || kind === 'later' ? explainReply(reply) : undefined,
    })),
    ...returned.map(({ at, kind, reply = '' }) => ({
      ...{ at, words: returnWords[kind][0].toLowerCase(), said: [reply], meaning: explainReply(reply) },
    })),
  ].sort((one, other) => one.at.getTime() - other.at.getTime());
  const lines = steps.map(({ at, words, said, meaning }) => {
    const told = said.filter(Boolean).join(': ');
    const plain = meaning ? `${' '.repeat(24 + times.zone.length)}(${meaning})\n` : '';
    return `  ${times.isoDay(at)} ${times.clock(at, true)} ${times.zone}  ${words}${told && `  ${told}`}\n${plain}`;
  });
  return `${slug} to ${address}: ${name.toLowerCase()} (${meaning}${wait}${end}).\n${lines.join('')}`;
}

const eventWords: Readonly<Record<DeliveryEvent['kind'], string>> = {
  sent: 'sent',
  failed: 'failed',
  later: 'deferred',
  'in-doubt': 'in doubt',
  suppressed: 'suppressed',
  retried: 'made pending once more',
};

/** The reason why a person has no letter, as far as today's list shows it. */
function absence(
  subscriber: Subscriber | undefined,
  suppression: Suppression | undefined,
  { sending, times }: { sending: Sending; times: Times },
): string {
  const left = suppression && `${past[suppression.reason]} on ${times.day(suppression.at)}`;
  if (!subscriber) return left ?? 'this address is not on the list';
  if (sending.open) return left ?? `has not confirmed since it was opened on ${times.moment(sending.frozen)}`;
  if (subscriber.added > sending.frozen)
    return `joined on ${times.moment(subscriber.added)}, after the audience was frozen on ${times.moment(sending.frozen)}`;
  if (left) return left;
  return notChosen(subscriber, sending) ?? `came back after the audience was frozen on ${times.moment(sending.frozen)}`;
}

function notChosen({ status, tags, address, frequency }: Subscriber, { selection }: Sending): string | undefined {
  if (status === 'pending') return 'has not confirmed';
  if (selection.tag !== undefined && !tags.includes(selection.tag)) return `does not have the tag "${selection.tag}"`;
  if (frequency === 'digests' && !selection.digest) return 'wants digests only';
  if (isBeyondAscii(address.typed)) return 'has letters beyond ASCII before the @, which few servers carry';
  return undefined;
}
