import type { Problem } from '../model/problem.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import type { Counts } from '../store/ledger.ts';

/** Whether a scheduled issue is to be sent, and a doubt about that. */
export interface SendingState {
  readonly unsent: boolean;
  readonly warning?: Problem;
}

/**
 * Whether an issue that a schedule made has yet to be sent, or to be sent to all. One that was frozen for sending and
 * that the list does not know is passed over: the list may be an older copy, and nobody gets a letter twice for that; a
 * warning says so.
 * @param counts The ledger's of this issue; absent if it knows none.
 * @param named The list in messages.
 */
export function sendingState({ issue, isFrozen }: Scheduled, counts: Counts | undefined, named: string): SendingState {
  if (counts) return { unsent: counts.pending + counts['under-way'] > 0 };
  if (!isFrozen) return { unsent: true };
  const warning = unknownSending(issue.slug, named);
  const hint = `${warning.hint} If surely nobody got it, send it by its name with --already-sent.`;
  return { unsent: false, warning: { ...warning, hint } };
}

/** Warns that the lock says of an issue that it was frozen for sending, and the list does not. */
export function unknownSending(slug: string, named: string) {
  return {
    severity: 'warning',
    rule: 'unknown-sending',
    message: `${slug} was frozen for sending, but the list in ${named} knows nothing of it`,
    hint: 'A run broke off just then, or the list is an older copy, or another one.',
  } as const satisfies Problem;
}
