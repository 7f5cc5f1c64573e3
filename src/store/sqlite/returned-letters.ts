import { noVerdict, returnedLetterFrom } from '../common/returned-letter.ts';
import { type ReturnCounts, type ReturnedLetter, type ReturnedMail, returnKinds } from '../returned-mail.ts';
import type { Tables } from './tables.ts';

/** The rows of mails that were taken in, and the letters that they are about. */
export class ReturnedLetters {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Notes a mail. A number that the list does not have is that of an older copy, and nothing is kept of it. */
  note({ fingerprint, verdict, written }: ReturnedMail, now: Date): void {
    const { subscriber, sending, reply } = { ...noVerdict, ...verdict };
    // Nothing that may hold an address is kept of somebody who was erased meanwhile.
    this.#tables.run(
      `INSERT INTO returned_mail (fingerprint, at, kind, sending, subscriber, written, reply) VALUES (?1, ?2, ?3, ?4,
        (SELECT id FROM subscriber WHERE id = ?5), ?6, (SELECT ?7 FROM subscriber WHERE id = ?5 AND status <> 'erased'))`,
      ...[fingerprint, now.getTime(), verdict.kind, sending, subscriber],
      ...[written && written < now ? written.getTime() : now.getTime(), reply],
    );
  }

  counts(sending: number): ReturnCounts {
    const ways = returnKinds.filter((kind) => kind !== 'complaint');
    const gravest = `min(CASE kind ${ways.map((kind, rank) => `WHEN '${kind}' THEN ${rank}`).join(' ')} END)`;
    const rows = this.#tables.rows(
      `SELECT rank, count(*) AS number FROM (SELECT ${gravest} AS rank FROM returned_mail
        WHERE sending = ? AND subscriber IS NOT NULL GROUP BY subscriber) WHERE rank IS NOT NULL GROUP BY rank`,
      sending,
    );
    const complaints = this.#tables.row(
      "SELECT count(DISTINCT subscriber) AS number FROM returned_mail WHERE sending = ? AND kind = 'complaint'",
      sending,
    );
    const counts = { hard: 0, soft: 0, refused: 0, complaint: complaints!.number as number };
    for (const { rank, number } of rows) counts[ways[rank as number]!] = number as number;
    return counts;
  }

  read({ sending, subscriber }: { readonly sending?: number; readonly subscriber?: number }): ReturnedLetter[] {
    const conditions = [
      ...(sending === undefined ? [] : ['r.sending = ?']),
      ...(subscriber === undefined ? [] : ['r.subscriber = ?']),
      `r.kind IN (${returnKinds.map((kind) => `'${kind}'`).join(', ')})`,
    ];
    const values = [sending, subscriber].filter((value) => value !== undefined);
    return this.#tables
      .rows(
        `SELECT r.kind, r.sending, r.subscriber, r.written, r.reply, s.address FROM returned_mail r
          JOIN subscriber s ON s.id = r.subscriber WHERE ${conditions.join(' AND ')} ORDER BY r.written, r.fingerprint`,
        ...values,
      )
      .map(returnedLetterFrom);
  }
}
