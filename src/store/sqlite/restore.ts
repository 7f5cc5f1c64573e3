import type { BouncedSince } from '../subscriber-store.ts';
import type { Tables } from './tables.ts';

/** Takes back who was marked as bounced since then, of those who had letters; how many. */
export function restoreBounced(tables: Tables, { since, sending, how }: BouncedSince, now: Date): number {
  const values = [since.getTime(), ...(sending === undefined ? [] : [sending, sending])];
  const rows = tables.rows(`${marked}${sending === undefined ? '' : byIssue}`, ...values);
  for (const { id } of rows) {
    const subscriber = tables.get(id as number)!;
    tables.lift(tables.hashOf(subscriber.address));
    tables.update(subscriber.id, { ...subscriber, status: 'active' }, now);
    tables.log(subscriber.id, 'returned', { how, at: now });
    tables.run('DELETE FROM bounce WHERE subscriber = ?', subscriber.id);
  }
  return rows.length;
}

/** A list that was imported may name people who bounced elsewhere; they had no letter from here. */
const marked = `SELECT s.id FROM suppression p JOIN subscriber s ON s.id = p.subscriber
  WHERE p.reason = 'bounced' AND s.status = 'bounced' AND p.at >= ? AND EXISTS (SELECT 1 FROM delivery d
    WHERE d.sending IN (SELECT id FROM sending) AND d.subscriber = s.id)`;

/** Which issue bounced was not kept in 0.1.0, but which one failed. */
const byIssue = ` AND (EXISTS (SELECT 1 FROM bounce b WHERE b.sending = ? AND b.subscriber = s.id AND b.state = 'marked')
  OR (NOT EXISTS (SELECT 1 FROM bounce b WHERE b.subscriber = s.id)
    AND EXISTS (SELECT 1 FROM delivery d WHERE d.sending = ? AND d.subscriber = s.id AND d.state = 'failed')))`;
