import { noVerdict, returnedLetterFrom } from '../common/returned-letter.ts';
import { type ReturnCounts, type ReturnedLetter, type ReturnedMail, returnKinds } from '../returned-mail.ts';
import type { Queries } from './connection.ts';
import { Values } from './values.ts';

/** Notes a mail. A number that the list does not have is that of an older copy, and nothing is kept of it. */
export async function noteReturn(
  queries: Queries,
  { fingerprint, verdict, written }: ReturnedMail,
  now: Date,
): Promise<void> {
  const { subscriber, sending, reply } = { ...noVerdict, ...verdict };
  // Nothing that may hold an address is kept of somebody who was erased meanwhile.
  await queries.run(
    `INSERT INTO tidings.returned_mail (fingerprint, at, kind, sending, subscriber, written, reply)
      VALUES ($1, $2, $3, $4, (SELECT id FROM tidings.subscriber WHERE id = $5), $6,
        (SELECT $7::text FROM tidings.subscriber WHERE id = $5 AND status <> 'erased'))`,
    ...[fingerprint, now.getTime(), verdict.kind, sending, subscriber],
    ...[written && written < now ? written.getTime() : now.getTime(), reply],
  );
}

export async function countReturns(queries: Queries, sending: number): Promise<ReturnCounts> {
  const ways = returnKinds.filter((kind) => kind !== 'complaint');
  const gravest = `min(CASE kind ${ways.map((kind, rank) => `WHEN '${kind}' THEN ${rank}`).join(' ')} END)`;
  const rows = await queries.rows(
    `SELECT rank, count(*) AS number FROM (SELECT ${gravest} AS rank FROM tidings.returned_mail
      WHERE sending = $1 AND subscriber IS NOT NULL GROUP BY subscriber) AS returned
      WHERE rank IS NOT NULL GROUP BY rank`,
    sending,
  );
  const complaints = await queries.row(
    `SELECT count(DISTINCT subscriber) AS number FROM tidings.returned_mail
      WHERE sending = $1 AND kind = 'complaint'`,
    sending,
  );
  const counts = { hard: 0, soft: 0, refused: 0, complaint: complaints!.number as number };
  for (const { rank, number } of rows) counts[ways[rank as number]!] = number as number;
  return counts;
}

export async function readReturns(
  queries: Queries,
  { sending, subscriber }: { readonly sending?: number; readonly subscriber?: number },
): Promise<ReturnedLetter[]> {
  const values = new Values();
  const conditions = [
    ...(sending === undefined ? [] : [`r.sending = ${values.mark(sending)}`]),
    ...(subscriber === undefined ? [] : [`r.subscriber = ${values.mark(subscriber)}`]),
    `r.kind IN (${returnKinds.map((kind) => `'${kind}'`).join(', ')})`,
  ];
  const sql = `SELECT r.kind, r.sending, r.subscriber, r.written, r.reply, s.address FROM tidings.returned_mail r
    JOIN tidings.subscriber s ON s.id = r.subscriber WHERE ${conditions.join(' AND ')} ORDER BY r.written, r.fingerprint`;
  return (await queries.rows(sql, ...values.list)).map(returnedLetterFrom);
}
