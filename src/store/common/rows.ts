import type { ConsentEvent, ConsentRecord, Subscriber } from '../../subscribers/subscriber.ts';

/** A row of either database: the same columns, instants as milliseconds since 1970, and `NULL` as null. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** A subscriber as the tables hold it, without what the tables know by themselves. */
export type WrittenSubscriber = Omit<Subscriber, 'id' | 'tags' | 'added' | 'changed'>;

/** Nothing for one who is erased. */
export function subscriberFrom(row: StoredRow | undefined): Subscriber | undefined {
  if (!row || row.status === 'erased') return undefined;
  return {
    id: row.id as number,
    address: { typed: row.address as string, normal: row.normal as string },
    ...(row.name !== null && { name: row.name as string }),
    ...(row.language !== null && { language: row.language as string }),
    tags: row.tags === null ? [] : (row.tags as string).split(' ').sort(),
    fields: JSON.parse(row.fields as string),
    ...(row.frequency !== null && { frequency: row.frequency as 'digests' }),
    status: row.status as Subscriber['status'],
    added: new Date(row.added as number),
    changed: new Date(row.changed as number),
  };
}

/** The columns that hold what somebody has chosen, in their order. */
export function choiceColumns({
  name,
  language,
  fields,
  frequency,
  status,
}: Omit<WrittenSubscriber, 'address'>): (string | null)[] {
  return [name ?? null, language ?? null, JSON.stringify(fields), frequency ?? null, status];
}

export function consentFrom(row: StoredRow): ConsentRecord {
  const shown = row.shown ?? row.text;
  return {
    at: new Date(row.at as number),
    event: row.event as ConsentEvent,
    how: row.how as string,
    ...(shown !== null && { shown: shown as string }),
    ...(row.text_hash !== null && { textHash: Buffer.from(row.text_hash as Uint8Array).toString('hex') }),
    ...(row.page !== null && { page: row.page as string }),
    ...(row.asked !== null && { asked: new Date(row.asked as number) }),
    ...(row.language !== null && { language: row.language as string }),
    ...(row.ip !== null && { ip: row.ip as string }),
  };
}
