import { keptEventFrom } from '../common/kept-event.ts';
import { type KeptEvent, keptEventsLimit, type SpentToken } from '../returned-mail.ts';
import type { Queries, Transaction } from './connection.ts';

/** Keeps events that nobody could be held to; how many are new. */
export async function keepEvents(transaction: Transaction, events: readonly KeptEvent[]): Promise<number> {
  const now = transaction.now.getTime();
  let count = 0;
  for (const { fingerprint, provider, at, reason, content } of events)
    count += await transaction.run(
      `INSERT INTO tidings.provider_event (fingerprint, provider, at, reason, content) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING`,
      ...[fingerprint, provider, Math.min(at.getTime(), now), reason, content],
    );
  await transaction.run('DELETE FROM tidings.provider_event WHERE at < $1', now - keptEventsLimit.days * 86_400_000);
  await transaction.run(
    `DELETE FROM tidings.provider_event WHERE fingerprint IN
      (SELECT fingerprint FROM tidings.provider_event ORDER BY at DESC, fingerprint OFFSET $1)`,
    keptEventsLimit.events,
  );
  return count;
}

export async function keptEvents(queries: Queries, now: Date): Promise<KeptEvent[]> {
  const oldest = now.getTime() - keptEventsLimit.days * 86_400_000;
  const sql = 'SELECT * FROM tidings.provider_event WHERE at >= $1 ORDER BY at DESC, fingerprint';
  return (await queries.rows(sql, oldest)).map(keptEventFrom);
}

export async function spendToken(
  transaction: Transaction,
  { token, request, until }: SpentToken,
): Promise<'first' | 'again' | 'elsewhere'> {
  await transaction.run('DELETE FROM tidings.spent_token WHERE until < $1', transaction.now.getTime());
  const sql = 'INSERT INTO tidings.spent_token (token, request, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
  if ((await transaction.run(sql, token, request, until.getTime())) > 0) return 'first';
  const known = await transaction.row('SELECT request FROM tidings.spent_token WHERE token = $1', token);
  return Buffer.from(known!.request as Uint8Array).equals(request) ? 'again' : 'elsewhere';
}
