import { counted } from '../../lib/count-words.ts';
import type { Delivery, Outcome } from '../../store/ledger.ts';
import { weigh } from '../../subscribers/diagnosis.ts';
import type { Answer, Refusal } from '../transport.ts';
import { retryDelay } from './backoff.ts';
import type { RelayEnd } from './relay-problems.ts';

/** The circumstances of an answer. */
export interface AnswerContext {
  readonly relay: string;
  /** Whether this server may get a message once more that it may have accepted. */
  readonly repeats: boolean;
  /** Whether the intent is in the ledger, so that an outcome has to follow. */
  readonly intended: boolean;
  /** The envelope's, a bare address. */
  readonly sender: string;
  /** Whether no letter goes over this server any more, so that this one was not meant. */
  readonly endsRelay: boolean;
  readonly now: Date;
  readonly random: () => number;
  /** In milliseconds. */
  readonly retryFor: number;
}

/** The consequence of an answer for one delivery. */
export type Verdict =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** It is tried again by this process, `delay` milliseconds from now; nothing is recorded. */
  | { readonly kind: 'again'; readonly job: Job; readonly delay: number }
  /** All that there is to record is recorded. */
  | { readonly kind: 'settled' };

/** How often a message is tried before any server could take it, until it has to wait as if it had been refused. */
const mostSetbacks = 3;

/** How often a message in doubt is handed to the server that may have it. */
const mostRepeats = 5;

export function judge(job: Job, answer: Answer, at: AnswerContext): Verdict {
  const { relay, intended } = at;
  if (answer.result === 'accepted') return outcome({ kind: 'sent', relay, reply: answer.reply });
  // Whatever the second reply says, the first attempt may have been accepted.
  if (job.doubt) return doubt(job, job.doubt.reply, at);
  if (answer.result === 'refused') return afterRefusal(job, answer, at);
  if (answer.result === 'broken' && answer.complete) return doubt(job, answer.reply, at);
  if (answer.result === 'broken') return intended ? later(job, answer.reply, at) : setback(job, answer.reply, at);
  // The run was stopped between the intent and the dot.
  const reply = 'stopped before the message was complete';
  return intended ? postponed(reply, at) : { kind: 'settled' };
}

/** Pending as before, and due at once: the intent is in the ledger and has to end. */
function postponed(reply: string, { now }: AnswerContext): Verdict {
  return outcome({ kind: 'later', reply, due: now });
}

/** Whom a temporary refusal speaks of: all that goes to this server, or one domain; else only this letter. */
export function slowedBy(refusal: Refusal, before: Before): 'relay' | 'domain' | undefined {
  const { at, code, status = '', permanent } = refusal;
  // A server that takes some letters over each connection and then ends it is not too busy for the next one.
  if (code === 421) return before.taken > 0 ? undefined : 'relay';
  if (permanent) return undefined;
  if (at === 'sender') return 'relay';
  if (at === 'recipient') return /^4\.7\./.test(status) && !isGreylisted(refusal, before) ? 'domain' : undefined;
  // 4.1, 4.2 and 4.6 speak of the mailbox and of the message.
  return /^4\.[126]\./.test(status) ? undefined : 'relay';
}

/** The history before a refusal: the letters that the session has taken, and the tries of this one. */
export interface Before {
  readonly taken: number;
  readonly attempts: number;
}

/** Greylisting puts off everybody's first try, and means nobody's speed. */
function isGreylisted({ status = '', reply }: Refusal, { attempts }: Before): boolean {
  if (/gr[ae]y[- ]?list/i.test(reply)) return true;
  return (
    attempts === 0 && status === '4.7.1' && !/\b(rate|fast|slow|throttl\w*|too (many|much)|unusual)\b/i.test(reply)
  );
}

/** Whether a refusal speaks of all letters over this server. `taken`: how many it has taken in this run. */
export function relayEnd(refusal: Refusal, taken: number): RelayEnd | undefined {
  if (isQuota(refusal)) return 'quota';
  // Where others went through, this letter alone is too large.
  if (isOfSize(refusal)) return taken > 0 ? undefined : 'size';
  return refusal.at === 'sender' && refusal.permanent ? 'sender' : undefined;
}

/** So many letters a day, or an hour; not the ones that a reader's mailbox takes. */
function isQuota({ status = '', reply, permanent }: Refusal): boolean {
  if (status === '5.4.5') return true;
  if (/^[45]\.[12]\./.test(status) || !/\b(limit\w*|quota|maximum|exceed\w*|too many)\b/i.test(reply)) return false;
  return (
    /\b(daily|(per|an?|each|every)[- ]day|24[- ]?hours?)\b/i.test(reply) ||
    (permanent && /\b(hourly|(per|an?) hour)\b/i.test(reply))
  );
}

function isOfSize({ at, code, status = '', reply }: Refusal): boolean {
  if (at === 'recipient') return false;
  if (/^5\.(2\.3|3\.4)$/.test(status)) return true;
  return code === 552 && !/^5\.2\./.test(status) && /\b(size|too (large|big)|larger)\b/i.test(reply);
}

function afterRefusal(job: Job, refusal: Refusal, at: AnswerContext): Verdict {
  const { code, reply, permanent } = refusal;
  if (at.endsRelay) return at.intended ? postponed(reply, at) : { kind: 'again', job, delay: 0 };
  if (permanent) {
    // Without a code, no server was asked.
    const asked = code !== 0 && { relay: at.relay };
    return outcome({ kind: 'failed', ...asked, reply, ...bounceIn(job, refusal, at) });
  }
  // A reply that ends the session, or concerns the sender, says nothing about this recipient.
  const isOfSession = code === 421 || refusal.at === 'sender';
  if (isOfSession && !at.intended) return setback(job, reply, at);
  return later(job, reply, at, isOfSession ? undefined : refusal);
}

/** The meaning of a refusal for the mailbox, if it has one. */
function bounceIn(
  { delivery }: Job,
  { at, code, status = '', reply, permanent }: Refusal,
  { sender }: AnswerContext,
): { bounce?: 'soft' | 'hard' } {
  // A bad address that no server was asked for may be mended here.
  if (code === 0) return {};
  const words = reply.toLowerCase();
  const namesUs = words.includes(sender.toLowerCase()) && !words.includes(delivery.subscriber.address.normal);
  const gravity = namesUs ? 'ours' : weigh({ status, diagnostic: reply });
  if (gravity === 'ours') return {};
  // Behind DATA most refusals are about the letter, and most that are not for good about the server.
  const isOfMailbox = /^[45]\.[12]\./.test(status);
  if (gravity === 'soft' && !isOfMailbox && (at !== 'recipient' || !permanent)) return {};
  return { bounce: permanent ? gravity : 'soft' };
}

function setback(job: Job, reply: string, at: AnswerContext): Verdict {
  if (job.setbacks + 1 >= mostSetbacks) return later(job, reply, at);
  return { kind: 'again', job: { ...job, setbacks: job.setbacks + 1 }, delay: 0 };
}

function later(job: Job, reply: string, context: AnswerContext, refusal?: Refusal): Verdict {
  const { delivery } = job;
  const { relay, now, random, retryFor } = context;
  // A first time that lies ahead was written before the clock was put back.
  const first = Math.min((delivery.first ?? now).getTime(), now.getTime());
  const end = first + retryFor;
  if (now.getTime() >= end) {
    const words = `not taken for ${lasting(retryFor)}, the last answer: ${reply}`;
    return outcome({ kind: 'failed', relay, reply: words, ...(refusal && bounceIn(job, refusal, context)) });
  }
  const due = new Date(Math.min(now.getTime() + retryDelay(delivery.attempts, random), end));
  return outcome({ kind: 'later', relay, reply, due });
}

function doubt(job: Job, reply: string, { relay, repeats }: AnswerContext): Verdict {
  const tries = (job.doubt?.tries ?? 0) + 1;
  if (!repeats || tries > mostRepeats) return outcome({ kind: 'in-doubt', relay, reply });
  return { kind: 'again', job: { ...job, doubt: { relay, reply, tries } }, delay: 5000 * 2 ** (tries - 1) };
}

function outcome(one: Outcome): Verdict {
  return { kind: 'outcome', outcome: one };
}

function lasting(milliseconds: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [unit, length] = units.find(([, size]) => milliseconds >= size && milliseconds % size === 0) ?? [
    'minute',
    60_000,
  ];
  return counted(Math.round(milliseconds / length), unit);
}

/** A delivery while this process is at it. */
export interface Job {
  readonly delivery: Delivery;
  /** How often a session ended before it could take the message. */
  readonly setbacks: number;
  /** The message may have been accepted; the ledger has the intent, and no outcome yet. */
  readonly doubt?: Doubt;
}

/** A message that is tried again because its server knows it again, or because the user wants it so. */
export interface Doubt {
  /** The only server that may get it once more. */
  readonly relay: string;
  /** The reply at which it came into doubt. */
  readonly reply: string;
  readonly tries: number;
}
