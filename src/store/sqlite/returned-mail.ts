import { givenUp } from '../common/bounce.ts';
import { effectOf, type Gone } from '../common/mail-effect.ts';
import {
  isGivenUp,
  type KeptEvent,
  type MailEffect,
  type MailVerdict,
  type ReturnCounts,
  type ReturnedLetter,
  type ReturnedMail,
  type ReturnedMailStore,
  type SpentToken,
  toldFor,
} from '../returned-mail.ts';
import { Bounces } from './bounces.ts';
import type { OpenDatabase } from './database.ts';
import { ProviderEvents } from './provider-events.ts';
import { ReturnedLetters } from './returned-letters.ts';
import { Tables } from './tables.ts';

/** Returned mail in the file of the list. */
export class SqliteReturnedMail implements ReturnedMailStore {
  readonly #open: OpenDatabase;
  readonly #tables: Tables;
  readonly #bounces: Bounces;
  readonly #letters: ReturnedLetters;
  readonly #events: ProviderEvents;

  constructor(open: OpenDatabase) {
    this.#open = open;
    this.#tables = new Tables(open);
    this.#bounces = new Bounces(this.#tables);
    this.#letters = new ReturnedLetters(this.#tables);
    this.#events = new ProviderEvents(this.#tables);
  }

  async has(fingerprint: Uint8Array): Promise<boolean> {
    return this.#has(fingerprint);
  }

  async take(mails: readonly ReturnedMail[], { apply }: { apply: boolean }): Promise<MailEffect[]> {
    return this.#open.writer.write(() => {
      if (!apply) this.#open.database.exec('SAVEPOINT trial');
      const now = this.#open.clock();
      const taken = mails.map((mail) => this.#takeOne(mail, now));
      // All are noted by now, so that a flood is known before anybody is marked.
      const flooded = new Map<number, boolean>();
      for (const one of taken)
        if ('how' in one && !flooded.has(one.sending)) flooded.set(one.sending, this.#bounces.isFlooded(one.sending));
      const effects = taken.map((one) => ('how' in one ? this.#mark(one, flooded.get(one.sending)!, now) : one));
      if (!apply) this.#open.database.exec('ROLLBACK TO trial');
      return effects;
    });
  }

  async isTold(fingerprint: Uint8Array): Promise<boolean> {
    return this.#tables.row('SELECT 1 FROM told_mail WHERE fingerprint = ?', fingerprint) !== undefined;
  }

  async tell(fingerprints: readonly Uint8Array[]): Promise<void> {
    const sql = 'INSERT INTO told_mail (fingerprint, at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET at = ?2';
    return this.#open.writer.write(() => {
      const now = this.#open.clock().getTime();
      for (const fingerprint of fingerprints) this.#tables.run(sql, fingerprint, now);
      this.#tables.run('DELETE FROM told_mail WHERE at < ?', now - toldFor * 86_400_000);
    });
  }

  async keep(events: readonly KeptEvent[]): Promise<number> {
    return this.#open.writer.write(() => this.#events.keep(events, this.#open.clock()));
  }

  async kept(): Promise<KeptEvent[]> {
    return this.#events.kept(this.#open.clock());
  }

  async spend(token: SpentToken): Promise<'first' | 'again' | 'elsewhere'> {
    return this.#open.writer.write(() => this.#events.spend(token, this.#open.clock()));
  }

  async counts(sending: number): Promise<ReturnCounts> {
    return this.#letters.counts(sending);
  }

  async read(about: { readonly sending?: number; readonly subscriber?: number }): Promise<ReturnedLetter[]> {
    return this.#letters.read(about);
  }

  #has(fingerprint: Uint8Array): boolean {
    return this.#tables.row('SELECT 1 FROM returned_mail WHERE fingerprint = ?', fingerprint) !== undefined;
  }

  #takeOne({ fingerprint, verdict, written }: ReturnedMail, now: Date): MailEffect | Gone {
    if (verdict.kind === 'unknown' || this.#has(fingerprint)) return { result: 'none' };
    this.#letters.note({ fingerprint, verdict, ...(written && { written }) }, now);
    switch (verdict.kind) {
      case 'hard':
        return this.#note(verdict, now);
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

  #leave(id: number, reason: 'complained' | 'unsubscribed', how: string, now: Date): MailEffect {
    const leaving = this.#tables.leave(id, reason, { how }, now);
    this.#tables.run('DELETE FROM soft_bounce WHERE subscriber = ?', id);
    return effectOf(leaving);
  }

  #note(verdict: Pick<Gone, 'subscriber' | 'how' | 'times'> & { sending?: number }, at: Date): Gone {
    const last = 'SELECT max(sending) AS id FROM delivery WHERE sending IN (SELECT id FROM sending) AND subscriber = ?';
    const sending = verdict.sending ?? ((this.#tables.row(last, verdict.subscriber)!.id ?? 0) as number);
    this.#bounces.note({ ...verdict, sending, gravity: 'hard', way: 'mail', at });
    return { ...verdict, sending };
  }

  #mark({ times, ...gone }: Gone, isFlooded: boolean, now: Date): MailEffect {
    const { subscriber, sending } = gone;
    const status = this.#tables.get(subscriber)?.status;
    if (isFlooded && (status === 'active' || status === 'pending')) {
      this.#bounces.hold(gone);
      return this.#with(subscriber, { result: 'held', sending });
    }
    const leaving = this.#bounces.mark({ ...gone, gravity: 'hard', way: 'mail', at: now }, now);
    return { ...effectOf(leaving!), ...(times !== undefined && { times }) };
  }

  #count({ subscriber, sending, how }: Extract<MailVerdict, { kind: 'soft' }>, at: Date, now: Date): MailEffect | Gone {
    const known = this.#tables.get(subscriber);
    if (!known) return { result: 'none' };
    if (known.status !== 'active') return { result: 'left-before', address: known.address.typed };
    const row = this.#bounces.count({ sending, subscriber, at });
    const times = row.length;
    if (!isGivenUp(row)) return { result: 'counted', address: known.address.typed, times };
    return this.#note({ subscriber, sending, how: givenUp(row, how), times }, now);
  }

  #with(id: number, effect: MailEffect): MailEffect {
    const address = this.#tables.get(id)?.address.typed;
    return { ...effect, ...(address && { address }) };
  }
}
