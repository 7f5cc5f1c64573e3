import type { Config } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import type { Counts } from '../store/ledger.ts';

/**
 * Whether an issue that a schedule made has yet to be sent, or to be sent to all. One that was frozen for sending and
 * that the list does not know is not: the list may be an older copy, and nobody gets a letter twice for that; a warning
 * says so.
 * @param counts The ledger's of this issue; absent if it knows none.
 */
export function isUnsent(
  { issue, isFrozen }: Scheduled,
  counts: Counts | undefined,
  { display }: Pick<Config, 'display'>,
  database: string,
): { readonly unsent: boolean; readonly warning?: Problem } {
  if (counts) return { unsent: counts.pending + counts['under-way'] > 0 };
  if (!isFrozen) return { unsent: true };
  const message = `${issue.slug} was frozen for sending, but the list in ${display(database)} knows nothing of it`;
  const hint =
    'A run broke off just then, or the list is an older copy, or another one. If surely nobody got it, send it by its name.';
  return { unsent: false, warning: { severity: 'warning', rule: 'unknown-sending', message, hint } };
}
