import {
  isGivenUp,
  type MailEffect,
  type MailVerdict,
  type ReturnedMail,
  type ReturnedMailStore,
} from '../returned-mail.ts';
import type { OpenDatabase } from './database.ts';
import { Tables } from './tables.ts';
import { transaction } from './transaction.ts';

/** Returned mail in the file of the list. */
export class SqliteReturnedMail implements ReturnedMailStore {
  readonly #open: OpenDatabase;
  readonly #tables: Tables;

  constructor(open: OpenDatabase) {
    this.#open = open;
    this.#tables = new Tables(open);
  }

  async has(fingerprint: Uint8Array): Promise<boolean> {
    return this.#has(fingerprint);
  }

  async take(mails: readonly ReturnedMail[], { apply }: { apply: boolean }): Promise<MailEffect[]> {
    return transaction(this.#open, () => {
      if (!apply) this.#open.database.exec('SAVEPOINT trial');
      const effects = mails.map((mail) => this.#takeOne(mail));
      if (!apply) this.#open.database.exec('ROLLBACK TO trial');
      return effects;
    });
  }

  #has(fingerprint: Uint8Array): boolean {
    return this.#tables.row('SELECT 1 FROM returned_mail WHERE fingerprint = ?', fingerprint) !== undefined;
  }

  #takeOne({ fingerprint, verdict, written }: ReturnedMail): MailEffect {
    if (verdict.kind === 'unknown' || this.#has(fingerprint)) return { result: 'none' };
    const now = this.#open.clock();
    const values = [fingerprint, now.getTime(), verdict.kind];
    this.#tables.run('INSERT INTO returned_mail (fingerprint, at, kind) VALUES (?, ?, ?)', ...values);
    switch (verdict.kind) {
      case 'hard':
        return this.#leave(verdict.subscriber, 'bounced', verdict.how, now);
      case 'complaint':
        return this.#leave(verdict.subscriber, 'complained', verdict.how, now);
      case 'unsubscribe':
        return this.#leave(verdict.subscriber, 'unsubscribed', verdict.how, now);
      case 'soft':
        // Reports that lay around for weeks are weeks apart all the same.
        return this.#count(verdict, written && written < now ? written : now, now);
      case 'refused':
        return this.#with(verdict.subscriber, { result: 'none' });
      default:
        return { result: 'none' };
    }
  }

  #leave(id: number, reason: 'bounced' | 'complained' | 'unsubscribed', how: string, now: Date): MailEffect {
    const { before, subscriber } = this.#tables.leave(id, reason, { how }, now);
    this.#tables.run('DELETE FROM soft_bounce WHERE subscriber = ?', id);
    if (!subscriber) return { result: 'none' };
    return { result: before ? 'left-before' : 'left', address: subscriber.address.typed };
  }

  #count({ subscriber, sending, how }: Extract<MailVerdict, { kind: 'soft' }>, at: Date, now: Date): MailEffect {
    const known = this.#tables.get(subscriber);
    if (!known) return { result: 'none' };
    if (known.status !== 'active') return { result: 'left-before', address: known.address.typed };
    const values = [subscriber, sending, at.getTime()];
    this.#tables.run('INSERT OR IGNORE INTO soft_bounce (subscriber, sending, at) VALUES (?, ?, ?)', ...values);
    const row = this.#inARow(subscriber);
    const times = row.length;
    if (!isGivenUp(row)) return { result: 'counted', address: known.address.typed, times };
    return { ...this.#leave(subscriber, 'bounced', `${times} issues in a row; ${how}`, now), times };
  }

  /** When the last issues came back that did so one after the other: one that was taken and stayed away ends the row. */
  #inARow(subscriber: number): number[] {
    const issues = this.#tables.rows(
      `SELECT n.id, b.at FROM (
        SELECT sending AS id FROM soft_bounce WHERE subscriber = ?1
        UNION SELECT d.sending FROM delivery d
          WHERE d.sending IN (SELECT id FROM sending) AND d.subscriber = ?1 AND d.state = 'sent'
      ) n LEFT JOIN soft_bounce b ON b.subscriber = ?1 AND b.sending = n.id
      WHERE n.id <= (SELECT max(sending) FROM soft_bounce WHERE subscriber = ?1) ORDER BY n.id DESC`,
      subscriber,
    );
    const delivered = issues.findIndex(({ at }) => at === null);
    return issues.slice(0, delivered < 0 ? issues.length : delivered).map(({ at }) => at as number);
  }

  #with(id: number, effect: MailEffect): MailEffect {
    const address = this.#tables.get(id)?.address.typed;
    return { ...effect, ...(address && { address }) };
  }
}
