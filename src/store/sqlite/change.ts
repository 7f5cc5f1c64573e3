import { type Address, type Consent, isDeparture, type Subscriber } from '../../subscribers/subscriber.ts';
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
  const written = changed(known, change);
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

function changed(known: Subscriber, { name, language, fields, frequency }: SubscriberChange) {
  const given = { ...known.fields, ...fields };
  const values = {
    name: name ?? known.name,
    language: language ?? known.language,
    frequency: frequency === undefined ? known.frequency : frequency === 'digests' ? frequency : undefined,
  };
  return {
    fields: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
    status: known.status,
    ...(values.name && { name: values.name }),
    ...(values.language && { language: values.language }),
    ...(values.frequency && { frequency: values.frequency }),
  };
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
