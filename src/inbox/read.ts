import { createHash } from 'node:crypto';
import type { MailEffect, MailVerdict, ReturnedMail, ReturnedMailStore } from '../store/returned-mail.ts';
import type { KnownLetters } from './known-letters.ts';
import type { MailFolder } from './mail.ts';
import { parse } from './parse.ts';
import { resolve } from './resolve.ts';

/** The result of one mail. */
export interface Reading extends MailEffect {
  readonly key: string;
  /** `known`: it was read before. */
  readonly kind: MailVerdict['kind'] | 'known';
  /** Why it was left alone, or why the letter came back. */
  readonly reason?: string;
  readonly date: string;
  readonly from: string;
  readonly subject: string;
}

interface ReadOptions {
  readonly returnedMail: ReturnedMailStore;
  readonly letters: KnownLetters;
  readonly apply: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a mailbox and does to the list what its mails ask for, mail by mail: broken off, it is gone on with by reading
 * it again. Without `apply` nothing is stored, and the report is the same.
 */
export async function* readInbox(
  mailbox: Pick<MailFolder, 'read'>,
  { returnedMail, letters, apply, signal }: ReadOptions,
): AsyncGenerator<Reading> {
  const later: { mail: ReturnedMail; reading: (effect: MailEffect) => Reading }[] = [];
  const seen = new Set<string>();
  for await (const { key, bytes } of mailbox.read()) {
    signal.throwIfAborted();
    const fingerprint = createHash('sha256').update(bytes).digest();
    const name = fingerprint.toString('base64');
    if (seen.has(name) || (await returnedMail.has(fingerprint))) {
      yield { key, kind: 'known', result: 'none', date: '', from: '', subject: '' };
      continue;
    }
    seen.add(name);
    const { finding, date, from, subject } = await parse(bytes);
    const verdict = await resolve(finding, letters);
    const reason = 'reason' in verdict ? verdict.reason : 'how' in verdict ? verdict.how : undefined;
    const reading = (effect: MailEffect): Reading => ({
      ...{ key, kind: verdict.kind, ...effect },
      ...(reason !== undefined && { reason }),
      ...{ date, from, subject },
    });
    const mail = { fingerprint, verdict, ...writtenAt(date) };
    if (apply) yield reading((await returnedMail.take([mail], { apply }))[0]!);
    else later.push({ mail, reading });
  }
  // All of a trial at once: the fifth letter that came back counts as it would if the first four were stored.
  const mails = later.map(({ mail }) => mail);
  const effects = mails.length > 0 ? await returnedMail.take(mails, { apply }) : [];
  for (const [index, { reading }] of later.entries()) yield reading(effects[index]!);
}

function writtenAt(date: string): Pick<ReturnedMail, 'written'> {
  const written = new Date(date);
  return written.getTime() > 0 ? { written } : {};
}
