import { grouped } from '../lib/count-words.ts';
import type { Audience, Exclusion } from '../store/ledger.ts';

/** The people on the list who get nothing, by reason: `2 unsubscribed`; empty if everybody gets it. */
export function leftOutByReason({ excluded }: Pick<Audience, 'excluded'>): string[] {
  return Object.entries(excluded).flatMap(([why, number]) =>
    number > 0 ? [`${grouped(number)} ${reasons[why as Exclusion]}`] : [],
  );
}

const reasons: Readonly<Record<Exclusion, string>> = {
  pending: 'not confirmed',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  complained: 'complained',
  erased: 'erased',
  suppressed: 'suppressed',
  'not-selected': 'without the tag',
  'digests-only': 'who want digests only',
  'beyond-ascii': 'with letters beyond ASCII before the @',
};
