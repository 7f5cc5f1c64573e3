import { type Address, type Consent, isDeparture, type Subscriber } from '../../subscribers/subscriber.ts';
import { changedChoices } from '../common/choices.ts';
import type { SubscriberChange } from '../subscriber-store.ts';
import type { PostgresTables } from './tables.ts';

/** Changes what somebody has chosen, and notes it in the log if it differs from before. */
export async function changeInPostgres(
  tables: PostgresTables,
  id: number,
  change: SubscriberChange,
  note: Consent,
  now: Date,
): Promise<Subscriber | undefined> {
  const known = await tables.get(id);
  if (!known) return undefined;
  await tables.update(id, changedChoices(known, change), now);
  if (change.tags) {
    await tables.removeTags(id, known.tags);
    await tables.addTags(id, change.tags);
  }
  const after = (await tables.get(id))!;
  if (JSON.stringify({ ...after, changed: 0 }) !== JSON.stringify({ ...known, changed: 0 }))
    await tables.log(id, 'changed', { ...note, at: note.at ?? now });
  return after;
}

/** Gives a person another address. Whatever was said of the mailbox before says nothing of the new one. */
export async function moveInPostgres(
  tables: PostgresTables,
  id: number,
  to: Address,
  note: Consent,
  now: Date,
): Promise<'moved' | 'taken' | 'gone'> {
  const known = await tables.get(id);
  if (!known || isDeparture(known.status)) return 'gone';
  const holder = await tables.find(to);
  if (holder && holder.id !== id) return 'taken';
  const hash = tables.hashOf(to);
  const departure = await tables.suppression(hash);
  if (departure && !(note.asked && departure.at < note.asked)) return 'taken';
  if (known.address.normal !== to.normal) {
    if (note.asked && (await tables.wasLeftBehind(hash, note.asked))) return 'taken';
    await tables.leaveBehind(tables.hashOf(known.address), Math.max(now.getTime(), await lastWish(tables, id)));
  }
  await tables.lift(hash);
  await tables.queries.run(
    'UPDATE tidings.subscriber SET address = $1, normal = $2, hash = $3, changed = $4 WHERE id = $5',
    ...[to.typed, to.normal, hash, now.getTime(), id],
  );
  for (const table of ['bounce', 'soft_bounce'])
    await tables.queries.run(`DELETE FROM tidings.${table} WHERE subscriber = $1`, id);
  await tables.log(id, 'changed', { ...note, at: note.at ?? now });
  return 'moved';
}

/** When the person last asked for something by a link: clocks are put back, and all wishes of before are fulfilled. */
async function lastWish({ queries }: PostgresTables, id: number): Promise<number> {
  const row = await queries.row('SELECT max(asked) AS asked FROM tidings.consent WHERE subscriber = $1', id);
  return (row!.asked ?? 0) as number;
}
