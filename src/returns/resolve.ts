import type { MailVerdict } from '../store/returned-mail.ts';
import { addressOf } from '../subscribers/subscriber.ts';
import { type Bounce, type Failure, type MailFinding, weights } from './finding.ts';
import { identify } from './identify.ts';
import type { KnownLetter, KnownLetters } from './known-letters.ts';

/** Finds the person whom a finding is about, and what it means for them. Without certainty nobody is touched. */
export async function resolve(finding: MailFinding, letters: KnownLetters): Promise<MailVerdict> {
  switch (finding.kind) {
    case 'bounce':
      return resolveBounce(finding, letters);
    case 'complaint': {
      const letter = await identify(finding.traces, finding.recipients, letters);
      if (typeof letter === 'string') return { kind: 'unknown', reason: letter };
      return { kind: 'complaint', ...letter, how: 'by a complaint of spam' };
    }
    case 'departure': {
      const letter = await identify(finding.traces, finding.recipients, letters);
      if (typeof letter === 'string') return { kind: 'unknown', reason: letter };
      return { kind: 'unsubscribe', subscriber: letter.subscriber, how: 'at the mail provider' };
    }
    case 'unsubscribe': {
      const subscriber = await whoWishes(finding, letters);
      if (typeof subscriber === 'string') return { kind: 'unknown', reason: subscriber };
      return { kind: 'unsubscribe', subscriber, how: 'by mail' };
    }
    default:
      return finding;
  }
}

async function resolveBounce({ failures, traces }: Bounce, letters: KnownLetters): Promise<MailVerdict> {
  const recipients = failures.flatMap((failure) => failure.recipients);
  const letter = await identify(traces, recipients, letters);
  if (typeof letter === 'string') return { kind: 'unknown', reason: letter };
  const { weight, failure } = await verdictFor(letter, failures, letters);
  if (weight === 'none') return { kind: 'progress' };
  const reply = reasonOf(failure);
  const about = { ...letter, reply, how: `a letter came back: ${reply}` };
  if (weight === 'ours') return { kind: 'refused', ...about };
  if (weight === 'hard') return { kind: 'hard', ...about };
  const { sending } = letter;
  if (sending === undefined) return { kind: 'unknown', reason: 'nothing proves which letter came back' };
  return { kind: 'soft', ...about, sending };
}

function reasonOf({ status, diagnostic }: Failure): string {
  const repeated = status !== undefined && diagnostic?.includes(status);
  return [repeated ? undefined : status, diagnostic].filter(Boolean).join(' ') || 'no reason given';
}

/**
 * The mildest of the failures that concern the subscriber. Where none names the address that was written to, the letter
 * was passed on by its owner, perhaps to several mailboxes: a dead one of them counts, but alone it decides nothing.
 */
async function verdictFor({ subscriber }: KnownLetter, failures: readonly Failure[], letters: KnownLetters) {
  const normal = (await letters.get(subscriber))?.address.normal;
  const own = failures.filter(({ recipients }) => recipients.some((address) => addressOf(address)?.normal === normal));
  const all = own.length > 0 ? own : failures;
  const failure = all.reduce((mild, next) => (rank(next) < rank(mild) ? next : mild));
  const passedOn = own.length === 0 && failure.recipients.length > 0;
  return { failure, weight: failure.weight === 'hard' && passedOn ? ('soft' as const) : failure.weight };
}

function rank({ weight }: Failure): number {
  return weights.indexOf(weight);
}

/**
 * A token is proof. Without one, a mail to the address that letters give for this (RFC 2369), or in answer to a letter, is
 * believed if it comes from an address that gets letters: From can be forged, but a forger ends a subscription and gains
 * nothing, while a reader who is not heard calls the next letter spam.
 */
async function whoWishes(
  { token, from, to, answers = [] }: Extract<MailFinding, { kind: 'unsubscribe' }>,
  letters: KnownLetters,
): Promise<number | string> {
  if (token) return letters.readToken(token) ?? 'its token is none of this list';
  if (from === undefined) return 'its sender seems to be forged';
  const meant = addressOf(letters.unsubscribeEmail ?? '')?.normal;
  const isMeant = meant !== undefined && to.some((address) => addressOf(address)?.normal === meant);
  const subscriber = addressOf(from) && (await letters.find(from));
  const isAnswer = () => subscriber && answers.some((id) => letters.sendingOf(id, subscriber.id));
  if (!isMeant && !isAnswer()) return 'it did not come to the address for unsubscribing, and answers no letter';
  return subscriber ? subscriber.id : 'its sender is not on the list';
}
