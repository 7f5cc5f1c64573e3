import type { Entry } from '../../subscribers/entry.ts';
import type { Decision } from '../../subscribers/merge.ts';
import type { Subscriber } from '../../subscribers/subscriber.ts';
import { mergedChoices } from '../common/choices.ts';
import type { Tables } from './tables.ts';

interface Found {
  readonly entry: Entry;
  /** Of the address. */
  readonly hash: Uint8Array;
  readonly known: Subscriber | undefined;
}

/** Stores an entry of a list as it was decided. */
export function storeEntry(
  tables: Tables,
  { entry, hash, known }: Found,
  { status, event, suppress, lift }: Extract<Decision, { status: unknown }>,
  now: Date,
): void {
  const written = mergedChoices(entry, known, status);
  const id = known?.id ?? tables.insert(written, now);
  if (known) tables.update(id, written, now);
  tables.addTags(id, entry.tags);
  const { consent } = entry;
  if (consent && !suppress) tables.log(id, event, { ...consent, at: consent.at ?? now });
  if (lift) tables.lift(hash);
  if (!suppress) return;
  // How somebody once agreed who left is worth keeping if the list knows when.
  if (!known && consent?.at) tables.log(id, 'subscribed', { ...consent, at: consent.at });
  const at = entry.left ?? now;
  tables.log(id, suppress, { how: entry.told ?? 'by an imported list', at });
  tables.suppress({ hash, reason: suppress, at }, id);
}
