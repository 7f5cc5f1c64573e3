import type { MailVerdict } from '../returned-mail.ts';
import type { OpenDatabase } from './database.ts';
import { Tables } from './tables.ts';
import { transaction } from './transaction.ts';

/** A mail that is understood. */
export interface Understood {
  /** SHA-256 of its bytes. */
  readonly fingerprint: Buffer;
  readonly meaning: MailVerdict;
  /** When it was written, as far as it says so. */
  readonly date: string;
}

/** What a mail did to the list. */
export interface Effect {
  /** `counted`: came back, and not often enough yet; `none`: nothing is to be done, or everything was done before. */
  readonly result: 'left' | 'left-before' | 'counted' | 'none';
  readonly address?: string;
  /** How often letters came back one after the other, for a soft bounce. */
  readonly times?: number;
}

/** So many issues in a row have to come back, and so many days apart, until an address is given up. */
export const patience = { issues: 5, days: 7 } as const;

/** What mail that came back does to the list: each mail once, by its fingerprint, in one step with its effect. */
export class Returns {
  readonly #open: OpenDatabase;
  readonly #tables: Tables;

  constructor(open: OpenDatabase) {
    this.#open = open;
    this.#tables = new Tables(open.database, open.key);
  }

  /** Whether a mail was taken in before. */
  knows(fingerprint: Buffer): boolean {
    return this.#tables.row('SELECT 1 FROM returned_mail WHERE fingerprint = ?', fingerprint) !== undefined;
  }

  /** Takes mails in as one step. Without `apply` nothing is stored, and the effects are the same. */
  take(mails: readonly Understood[], { apply }: { apply: boolean }): Effect[] {
    return transaction(this.#open.database, () => {
      if (!apply) this.#open.database.exec('SAVEPOINT trial');
      const effects = mails.map((mail) => this.#takeOne(mail));
      if (!apply) this.#open.database.exec('ROLLBACK TO trial');
      return effects;
    });
  }

  #takeOne({ fingerprint, meaning, date }: Understood): Effect {
    if (meaning.kind === 'unknown' || this.knows(fingerprint)) return { result: 'none' };
    const now = this.#open.clock();
    const values = [fingerprint, now.getTime(), meaning.kind];
    this.#tables.run('INSERT INTO returned_mail (fingerprint, at, kind) VALUES (?, ?, ?)', ...values);
    switch (meaning.kind) {
      case 'hard':
        return this.#leave(meaning.subscriber, 'bounced', meaning.how, now);
      case 'complaint':
        return this.#leave(meaning.subscriber, 'complained', meaning.how, now);
      case 'unsubscribe':
        return this.#leave(meaning.subscriber, 'unsubscribed', meaning.how, now);
      case 'soft':
        return this.#count(meaning, momentOf(date, now), now);
      case 'refused':
        return this.#with(meaning.subscriber, { result: 'none' });
      default:
        return { result: 'none' };
    }
  }

  #leave(id: number, reason: 'bounced' | 'complained' | 'unsubscribed', how: string, now: Date): Effect {
    const { before, subscriber } = this.#tables.leave(id, reason, { how }, now);
    this.#tables.run('DELETE FROM soft_bounce WHERE subscriber = ?', id);
    if (!subscriber) return { result: 'none' };
    return { result: before ? 'left-before' : 'left', address: subscriber.address.typed };
  }

  #count({ subscriber, sending, how }: Extract<MailVerdict, { kind: 'soft' }>, at: Date, now: Date): Effect {
    const known = this.#tables.get(subscriber);
    if (!known) return { result: 'none' };
    if (known.status !== 'active') return { result: 'left-before', address: known.address.typed };
    const values = [subscriber, sending, at.getTime()];
    this.#tables.run('INSERT OR IGNORE INTO soft_bounce (subscriber, sending, at) VALUES (?, ?, ?)', ...values);
    const row = this.#inARow(subscriber);
    const times = row.length;
    const span = Math.max(...row) - Math.min(...row);
    if (times < patience.issues || span < patience.days * 86_400_000)
      return { result: 'counted', address: known.address.typed, times };
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

  #with(id: number, effect: Effect): Effect {
    const address = this.#tables.get(id)?.address.typed;
    return { ...effect, ...(address && { address }) };
  }
}

/** When a mail says it was written, if that can be; reports that lay around for weeks are weeks apart all the same. */
function momentOf(date: string, now: Date): Date {
  const moment = new Date(date);
  return moment.getTime() > 0 && moment <= now ? moment : now;
}
