import type { BouncedSince } from '../subscriber-store.ts';
import type { PostgresTables } from './tables.ts';

/** Takes back who was marked as bounced since then, of those who had letters; how many. */
export async function restoreInPostgres(
  tables: PostgresTables,
  { since, sending, how }: BouncedSince,
  now: Date,
): Promise<number> {
  const values = [since.getTime(), ...(sending === undefined ? [] : [sending])];
  const rows = await tables.queries.rows(`${marked}${sending === undefined ? '' : byIssue}`, ...values);
  for (const { id } of rows) {
    const subscriber = (await tables.get(id as number))!;
    await tables.lift(tables.hashOf(subscriber.address));
    await tables.update(subscriber.id, { ...subscriber, status: 'active' }, now);
    await tables.log(subscriber.id, 'returned', { how, at: now });
    await tables.queries.run('DELETE FROM tidings.bounce WHERE subscriber = $1', subscriber.id);
  }
  return rows.length;
}

/** A list that was imported may name people who bounced elsewhere; they had no letter from here. */
const marked = `SELECT s.id FROM tidings.suppression p JOIN tidings.subscriber s ON s.id = p.subscriber
  WHERE p.reason = 'bounced' AND s.status = 'bounced' AND p.at >= $1 AND EXISTS (SELECT 1 FROM tidings.delivery d
    WHERE d.sending IN (SELECT id FROM tidings.sending) AND d.subscriber = s.id)`;

/** Which issue bounced was not kept in 0.1.0, but which one failed. */
const byIssue = ` AND (EXISTS (SELECT 1 FROM tidings.bounce b
    WHERE b.sending = $2 AND b.subscriber = s.id AND b.state = 'marked')
  OR (NOT EXISTS (SELECT 1 FROM tidings.bounce b WHERE b.subscriber = s.id)
    AND EXISTS (SELECT 1 FROM tidings.delivery d
      WHERE d.sending = $2 AND d.subscriber = s.id AND d.state = 'failed')))`;
