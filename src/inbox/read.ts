import { createHash } from 'node:crypto';
import type { MailVerdict } from '../store/returned-mail.ts';
import type { Effect, Returns, Understood } from '../store/sqlite/returned-mail.ts';
import type { KnownLetters } from './known-letters.ts';
import type { MailFolder } from './mail.ts';
import { parse } from './parse.ts';
import { resolve } from './resolve.ts';

/** What became of one mail. */
export interface Reading extends Effect {
  readonly key: string;
  /** `known`: it was read before. */
  readonly kind: MailVerdict['kind'] | 'known';
  /** Why it was left alone, or why the letter came back. */
  readonly reason?: string;
  readonly date: string;
  readonly from: string;
  readonly subject: string;
}

/**
 * Reads a mailbox and does to the list what its mails ask for, mail by mail: broken off, it is gone on with by reading
 * it again. Without `apply` nothing is stored, and what is told is the same.
 */
export async function* readInbox(
  mailbox: Pick<MailFolder, 'read'>,
  { returns, letters, apply, signal }: { returns: Returns; letters: KnownLetters; apply: boolean; signal: AbortSignal },
): AsyncGenerator<Reading> {
  const later: { mail: Understood; reading: (effect: Effect) => Reading }[] = [];
  const seen = new Set<string>();
  for await (const { key, bytes } of mailbox.read()) {
    signal.throwIfAborted();
    const fingerprint = createHash('sha256').update(bytes).digest();
    const name = fingerprint.toString('base64');
    if (seen.has(name) || returns.knows(fingerprint)) {
      yield { key, kind: 'known', result: 'none', date: '', from: '', subject: '' };
      continue;
    }
    seen.add(name);
    const { finding, date, from, subject } = await parse(bytes);
    const meaning = await resolve(finding, letters);
    const reason = 'reason' in meaning ? meaning.reason : 'how' in meaning ? meaning.how : undefined;
    const reading = (effect: Effect): Reading => ({
      ...{ key, kind: meaning.kind, ...effect },
      ...(reason !== undefined && { reason }),
      ...{ date, from, subject },
    });
    const mail = { fingerprint, meaning, date };
    if (apply) yield reading(returns.take([mail], { apply })[0]!);
    else later.push({ mail, reading });
  }
  // All of a trial at once: the fifth letter that came back counts as it would if the first four were stored.
  const effects =
    later.length > 0
      ? returns.take(
          later.map(({ mail }) => mail),
          { apply },
        )
      : [];
  for (const [index, { reading }] of later.entries()) yield reading(effects[index]!);
}
