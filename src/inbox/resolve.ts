import type { Meaning } from '../store/returned-mail.ts';
import { addressOf } from '../subscribers/subscriber.ts';
import { type Bounce, type Failure, type Finding, weights } from './finding.ts';
import { type Delivery, identify, type Register } from './identify.ts';

/** Tells whom a finding is about, and what it means for them. Whoever cannot be told surely is left alone. */
export async function resolve(finding: Finding, register: Register): Promise<Meaning> {
  switch (finding.kind) {
    case 'bounce':
      return resolveBounce(finding, register);
    case 'complaint': {
      const delivery = await identify(finding.traces, finding.recipients, register);
      if (typeof delivery === 'string') return { kind: 'unknown', reason: delivery };
      return { kind: 'complaint', subscriber: delivery.subscriber, how: 'by a complaint of spam' };
    }
    case 'unsubscribe': {
      const subscriber = await whoWishes(finding, register);
      if (typeof subscriber === 'string') return { kind: 'unknown', reason: subscriber };
      return { kind: 'unsubscribe', subscriber, how: 'by mail' };
    }
    default:
      return finding;
  }
}

async function resolveBounce({ failures, traces }: Bounce, register: Register): Promise<Meaning> {
  const recipients = failures.flatMap((failure) => failure.recipients);
  const delivery = await identify(traces, recipients, register);
  if (typeof delivery === 'string') return { kind: 'unknown', reason: delivery };
  const { weight, failure } = await verdictFor(delivery, failures, register);
  if (weight === 'none') return { kind: 'progress' };
  const { subscriber, sending } = delivery;
  const how = `a letter came back: ${reasonOf(failure)}`;
  if (weight === 'ours') return { kind: 'refused', subscriber, how };
  if (weight === 'hard') return { kind: 'hard', subscriber, how };
  if (sending === undefined) return { kind: 'unknown', reason: 'nothing proves which letter came back' };
  return { kind: 'soft', subscriber, sending, how };
}

function reasonOf({ status, diagnostic }: Failure): string {
  const repeated = status !== undefined && diagnostic?.includes(status);
  return [repeated ? undefined : status, diagnostic].filter(Boolean).join(' ') || 'no reason given';
}

/**
 * The mildest of the failures that concern the subscriber. Where none names the address that was written to, the letter
 * was passed on by its owner, perhaps to several mailboxes: a dead one of them counts, but alone it decides nothing.
 */
async function verdictFor({ subscriber }: Delivery, failures: readonly Failure[], register: Register) {
  const normal = (await register.get(subscriber))?.address.normal;
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
 * A token is proof. Without one, a mail to the address that letters give for this (RFC 2369) is believed if it comes
 * from an address that gets letters: From can be forged, but whoever does so ends a subscription and gains nothing,
 * while a reader who is not heard calls the next letter spam.
 */
async function whoWishes(
  { token, from, to }: Extract<Finding, { kind: 'unsubscribe' }>,
  register: Register,
): Promise<number | string> {
  if (token) return register.readToken(token) ?? 'its token is none of this list';
  if (from === undefined) return 'its sender seems to be forged';
  const meant = addressOf(register.unsubscribeEmail ?? '')?.normal;
  if (!meant || !to.some((address) => addressOf(address)?.normal === meant))
    return 'it did not come to the address for unsubscribing';
  const subscriber = addressOf(from) && (await register.find(from));
  return subscriber ? subscriber.id : 'its sender is not on the list';
}
