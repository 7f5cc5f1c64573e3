import { type Address, type Consent, isDeparture, type Subscriber } from '../../subscribers/subscriber.ts';
import { changedChoices } from '../common/choices.ts';
import type { SubscriberChange } from '../subscriber-store.ts';
import type { Tables } from './tables.ts';

/** Changes what somebody has chosen, and notes it in the log if it differs from before. */
export function changeSubscriber(
  tables: Tables,
  id: number,
  change: SubscriberChange,
  note: Consent,
  now: Date,
): Subscriber | undefined {
  const known = tables.get(id);
  if (!known) return undefined;
  const written = changedChoices(known, change);
  tables.update(id, written, now);
  if (change.tags) {
    tables.removeTags(id, known.tags);
    tables.addTags(id, change.tags);
  }
  const after = tables.get(id)!;
  if (JSON.stringify({ ...after, changed: 0 }) !== JSON.stringify({ ...known, changed: 0 }))
    tables.log(id, 'changed', { ...note, at: note.at ?? now });
  return after;
}

/** Gives a person another address. Whatever was said of the mailbox before says nothing of the new one. */
export function moveSubscriber(
  tables: Tables,
  id: number,
  to: Address,
  note: Consent,
  now: Date,
): 'moved' | 'taken' | 'gone' {
  const known = tables.get(id);
  if (!known || isDeparture(known.status)) return 'gone';
  const holder = tables.find(to);
  if (holder && holder.id !== id) return 'taken';
  const hash = tables.hashOf(to);
  const departure = tables.suppression(hash);
  if (departure && !(note.asked && departure.at < note.asked)) return 'taken';
  if (known.address.normal !== to.normal) {
    if (note.asked && tables.wasLeftBehind(hash, note.asked)) return 'taken';
    tables.leaveBehind(tables.hashOf(known.address), Math.max(now.getTime(), lastWish(tables, id)));
  }
  tables.lift(hash);
  tables.run(
    'UPDATE subscriber SET address = ?, normal = ?, changed = ? WHERE id = ?',
    ...[to.typed, to.normal, now.getTime(), id],
  );
  for (const table of ['bounce', 'soft_bounce']) tables.run(`DELETE FROM ${table} WHERE subscriber = ?`, id);
  tables.log(id, 'changed', { ...note, at: note.at ?? now });
  return 'moved';
}

/** When the person last asked for something by a link: clocks are put back, and all wishes of before are fulfilled. */
function lastWish(tables: Tables, id: number): number {
  return (tables.row('SELECT max(asked) AS asked FROM consent WHERE subscriber = ?', id)!.asked ?? 0) as number;
}
