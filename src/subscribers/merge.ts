import type { Entry } from './entry.ts';
import { type ConsentEvent, type Departure, isDeparture, type Subscriber, type Suppression } from './subscriber.ts';

/** The action for an entry. */
export type Decision =
  | { readonly result: 'refused'; readonly reason: string }
  | { readonly result: 'unchanged' }
  | {
      readonly result: 'new' | 'changed';
      /** The changes, in words. */
      readonly reason?: string;
      readonly status: Subscriber['status'];
      readonly event: ConsentEvent;
      /** Whether the address is suppressed from now on, or no longer. */
      readonly suppress?: Exclude<Departure, 'erased'>;
      readonly lift?: boolean;
    };

/**
 * Merges an entry with the stored subscriber. A person who left does not come back by it, unless the entry
 * says that they asked to; a confirmed person never becomes unconfirmed.
 */
export function decide(entry: Entry, known?: Subscriber, suppression?: Suppression): Decision {
  if (isDeparture(entry.status)) return leaving(entry.status, known, suppression);
  if (suppression && !entry.again) {
    const day = suppression.at.toISOString().slice(0, 10);
    return { result: 'refused', reason: `${past[suppression.reason]} on ${day}` };
  }
  const changes = known ? changesOf(entry, known) : [];
  const returns = suppression !== undefined;
  const status = known?.status === 'active' ? 'active' : entry.status;
  if (!known) return { result: 'new', status, event: returns ? 'returned' : 'subscribed', lift: returns };
  if (returns) return { result: 'changed', reason: 'is back', status, event: 'returned', lift: true };
  if (status !== known.status) changes.push('status');
  if (changes.length === 0) return { result: 'unchanged' };
  const event = status === known.status ? 'changed' : 'confirmed';
  return { result: 'changed', reason: changes.join(', '), status, event };
}

/** How somebody left, in words that end in "on" and a day. */
export const past: Readonly<Record<Departure, string>> = {
  unsubscribed: 'unsubscribed',
  bounced: 'was taken off because letters came back',
  complained: 'complained of spam',
  erased: 'was erased by their own wish',
};

function leaving(
  status: Exclude<Departure, 'erased'>,
  known: Subscriber | undefined,
  suppression: Suppression | undefined,
): Decision {
  if (suppression) return { result: 'unchanged' };
  const change = { status, event: status, suppress: status };
  return known ? { result: 'changed', reason: 'status', ...change } : { result: 'new', ...change };
}

function changesOf(entry: Entry, known: Subscriber): string[] {
  const changes: string[] = [];
  if (entry.name !== undefined && entry.name !== known.name) changes.push('name');
  if (entry.language !== undefined && entry.language !== known.language) changes.push('language');
  if (entry.tags.some((tag) => !known.tags.includes(tag))) changes.push('tags');
  if (entry.frequency !== undefined && entry.frequency !== (known.frequency ?? 'each')) changes.push('frequency');
  for (const [field, value] of Object.entries(entry.fields)) if (known.fields[field] !== value) changes.push(field);
  return changes;
}
