import type { KeyHandle } from '../lib/key-handle.ts';
import type { OutboxMail } from '../send/confirmation.ts';
import type { Store } from '../store/open.ts';
import type { Budget, Queued } from '../store/sign-ups.ts';
import { sealBytes, unsealBytes } from '../subscribers/sealed.ts';
import { addressOf } from '../subscribers/subscriber.ts';

export type { OutboxMail } from '../send/confirmation.ts';

/**
 * Puts a mail into the outbox, sealed, if the budgets allow it; `deliverOutbox` sends it.
 * @throws ProblemError if the database fails; then nothing is stored.
 */
export async function queueMail(
  { signUps }: Pick<Store, 'signUps'>,
  key: KeyHandle,
  mail: OutboxMail,
  budgets: readonly Budget[],
  at: Date,
): Promise<Queued> {
  return signUps.queue(sealMail(key, mail), budgets, at, addressOf(mail.to));
}

/** A mail as the outbox keeps it: nobody reads it without the key. */
export function sealMail(key: KeyHandle, mail: OutboxMail): Uint8Array {
  return sealBytes(key, 'outbox', JSON.stringify(mail));
}

/** Reads a mail of the outbox; nothing if another key sealed it, or a version of the program that knew more kinds. */
export function unsealMail(key: KeyHandle, sealed: Uint8Array): OutboxMail | undefined {
  const text = unsealBytes(key, 'outbox', sealed);
  if (text === undefined) return undefined;
  const mail = JSON.parse(text) as OutboxMail;
  return kinds.includes(mail.kind) ? mail : undefined;
}

const kinds: readonly string[] = ['confirm', 'new-address', 'address-changed'] satisfies OutboxMail['kind'][];
