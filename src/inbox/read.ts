import { createHash } from 'node:crypto';
import type { KnownLetters } from '../returns/known-letters.ts';
import { resolve } from '../returns/resolve.ts';
import type { MailEffect, MailVerdict, ReturnedMail, ReturnedMailStore } from '../store/returned-mail.ts';
import { joinByMail, type MailJoinParts, mailTrial } from './join-by-mail.ts';
import type { MailFolder } from './mail.ts';
import { parse } from './parse.ts';

/** The result of one mail. */
export interface Reading extends Omit<MailEffect, 'result'> {
  readonly key: string;
  /** `known`: it was read before. */
  readonly kind: MailVerdict['kind'] | 'known';
  readonly result: MailEffect['result'] | 'joined' | 'joined-before';
  /** Of a mail that was left alone, and whether a person was told of it before. */
  readonly fingerprint?: Uint8Array;
  readonly isTold?: boolean;
  /** Why it was left alone, or why the letter came back. */
  readonly reason?: string;
  readonly date: string;
  readonly from: string;
  readonly subject: string;
}

interface ReadOptions {
  readonly returnedMail: ReturnedMailStore;
  readonly letters: KnownLetters;
  /** For mails that ask to join; without it they are left alone. */
  readonly joining?: MailJoinParts;
  readonly apply: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a mailbox and does to the list what its mails ask for, mail by mail and its bounces last: broken off, it is gone
 * on with by reading it again. Without `apply` nothing is stored, and the report is the same.
 */
export async function* readInbox(
  mailbox: Pick<MailFolder, 'read'>,
  { returnedMail, letters, joining, apply, signal }: ReadOptions,
): AsyncGenerator<Reading> {
  const readings: (Reading | Later)[] = [];
  const seen = new Set<string>();
  const trial = joining && !apply ? mailTrial(joining) : undefined;
  for await (const { key, bytes } of mailbox.read()) {
    signal.throwIfAborted();
    const fingerprint = createHash('sha256').update(bytes).digest();
    const name = fingerprint.toString('base64');
    if (seen.has(name) || (await returnedMail.has(fingerprint))) {
      readings.push({ key, kind: 'known', result: 'none', date: '', from: '', subject: '' });
      continue;
    }
    seen.add(name);
    const { finding, own, date, from, subject } = await parse(bytes);
    const joined = own && joining && (await joinByMail({ own, bytes, ...writtenAt(date) }, joining, trial));
    const verdict = joined?.verdict ?? (await resolve(finding, letters));
    if (verdict.kind === 'unsubscribe' || verdict.kind === 'complaint') trial?.left.add(verdict.subscriber);
    const reason = 'reason' in verdict ? verdict.reason : 'how' in verdict ? verdict.how : undefined;
    const told = verdict.kind === 'unknown' && { fingerprint, isTold: await returnedMail.isTold(fingerprint) };
    const reading = (effect: MailEffect): Reading => ({
      ...{ key, kind: verdict.kind, ...effect, ...joined?.effect },
      ...told,
      ...(reason !== undefined && { reason }),
      ...{ date, from, subject },
    });
    const mail = { fingerprint, verdict, ...writtenAt(date) };
    if (apply && !isBounce(verdict)) readings.push(reading((await returnedMail.take([mail], { apply }))[0]!));
    else readings.push({ mail, reading });
  }
  const effects = await takeRest(readings, returnedMail, apply);
  for (const one of readings) yield 'mail' in one ? one.reading(effects.get(one)!) : one;
}

/** A mail that is read and not taken in yet. */
interface Later {
  readonly mail: ReturnedMail;
  readonly reading: (effect: MailEffect) => Reading;
}

/**
 * All bounces at once, behind all else, so that a flood of them is known before it does anything; and all of a trial: the
 * fifth letter that came back counts as it would if the first four were stored.
 */
async function takeRest(
  readings: readonly (Reading | Later)[],
  returnedMail: ReturnedMailStore,
  apply: boolean,
): Promise<ReadonlyMap<Later, MailEffect>> {
  const rest = readings.filter((one) => 'mail' in one);
  const [bounces, others] = [true, false].map((is) => rest.filter(({ mail }) => isBounce(mail.verdict) === is));
  const later = [...others!, ...bounces!];
  if (later.length === 0) return new Map();
  const effects = await returnedMail.take(
    later.map(({ mail }) => mail),
    { apply },
  );
  return new Map(later.map((one, index) => [one, effects[index]!]));
}

function isBounce({ kind }: MailVerdict): boolean {
  return kind === 'hard' || kind === 'soft';
}

function writtenAt(date: string): Pick<ReturnedMail, 'written'> {
  const written = new Date(date);
  return written.getTime() > 0 ? { written } : {};
}
