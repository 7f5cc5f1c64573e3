import { csvLine } from '../lib/csv.ts';
import type { Filter, SubscriberStore } from '../store/subscriber-store.ts';
import { titleOf } from './columns.ts';
import { type ConsentEvent, isDeparture, type Subscriber } from './subscriber.ts';

/**
 * Writes the whole list as CSV in pieces, so that `readList` makes the same list of it: with the last consent of
 * everybody, with who left, and with the hashes of those of whom nothing else is known; `readList` takes the
 * apostrophe before a formula away again. `fields` are the declared ones; what anybody else has stored comes after
 * them. A filter leaves the hashes out.
 */
export async function* writeList(
  store: SubscriberStore,
  { fields, filter }: { fields: readonly string[]; filter?: Filter },
): AsyncGenerator<string> {
  const named = [...new Set([...fields, ...(await store.fieldNames())])].filter((field) => field !== 'name');
  const titles = ['email', 'name', 'status', 'language', 'tags', ...named.map(titleOf)];
  yield csvLine([...titles, 'left', 'consented', 'consent', 'shown', 'suppression']);
  for await (const subscriber of store.read(filter)) yield csvLine(await cellsOf(subscriber, named, store));
  if (filter && Object.values(filter).some((value) => value !== undefined)) return;
  for await (const { hash, reason, at } of store.strangers()) {
    const gap = titles.slice(3).map(() => '');
    yield csvLine(['', '', reason, ...gap, at.toISOString(), '', '', '', hash.toString('hex')]);
  }
}

async function cellsOf(
  { id, address, name, status, language, tags, fields }: Subscriber,
  named: readonly string[],
  store: SubscriberStore,
): Promise<(string | undefined)[]> {
  const log = await store.consentOf(id);
  const agreed = log.findLast(({ event }) => agreements.has(event));
  const left = isDeparture(status) ? log.findLast(({ event }) => event === status)?.at : undefined;
  return [
    ...[address.typed, name, status, language, tags.join(' '), ...named.map((field) => fields[field])],
    ...[left?.toISOString(), agreed?.at.toISOString(), agreed?.how, agreed?.shown, ''],
  ];
}

const agreements: ReadonlySet<ConsentEvent> = new Set(['subscribed', 'confirmed', 'returned']);
