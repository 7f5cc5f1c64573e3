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
import { PostgresBounces } from './bounces.ts';
import type { OpenPostgres } from './database.ts';
import { keepEvents, keptEvents, spendToken } from './provider-events.ts';
import { countReturns, noteReturn, readReturns } from './returned-letters.ts';
import { PostgresTables } from './tables.ts';

/** Returned mail in the database of the list. */
export class PostgresReturnedMail implements ReturnedMailStore {
  readonly #open: OpenPostgres;

  constructor(open: OpenPostgres) {
    this.#open = open;
  }

  async has(fingerprint: Uint8Array): Promise<boolean> {
    const sql = 'SELECT 1 FROM tidings.returned_mail WHERE fingerprint = $1';
    return (await this.#open.connection.row(sql, fingerprint)) !== undefined;
  }

  async take(mails: readonly ReturnedMail[], { apply }: { apply: boolean }): Promise<MailEffect[]> {
    return this.#open.connection.write(
      async (transaction) => new Taking(new PostgresTables(transaction, this.#open.key), transaction.now).take(mails),
      { lock: 'list', isTrial: !apply },
    );
  }

  async isTold(fingerprint: Uint8Array): Promise<boolean> {
    const sql = 'SELECT 1 FROM tidings.told_mail WHERE fingerprint = $1';
    return (await this.#open.connection.row(sql, fingerprint)) !== undefined;
  }

  async tell(fingerprints: readonly Uint8Array[]): Promise<void> {
    return this.#open.connection.write(async (transaction) => {
      const now = transaction.now.getTime();
      await transaction.run(
        `INSERT INTO tidings.told_mail (fingerprint, at) SELECT DISTINCT unnest($1::bytea[]), $2::bigint ORDER BY 1
          ON CONFLICT (fingerprint) DO UPDATE SET at = excluded.at`,
        ...[fingerprints, now],
      );
      await transaction.run('DELETE FROM tidings.told_mail WHERE at < $1', now - toldFor * 86_400_000);
    });
  }

  async keep(events: readonly KeptEvent[]): Promise<number> {
    return this.#open.connection.write((transaction) => keepEvents(transaction, events), { lock: 'list' });
  }

  async kept(): Promise<KeptEvent[]> {
    return keptEvents(this.#open.connection, await this.#open.connection.now());
  }

  async spend(token: SpentToken): Promise<'first' | 'again' | 'elsewhere'> {
    return this.#open.connection.write((transaction) => spendToken(transaction, token));
  }

  async counts(sending: number): Promise<ReturnCounts> {
    return countReturns(this.#open.connection, sending);
  }

  async read(about: { readonly sending?: number; readonly subscriber?: number }): Promise<ReturnedLetter[]> {
    return readReturns(this.#open.connection, about);
  }
}

/** One transaction that takes mails in. */
class Taking {
  readonly #tables: PostgresTables;
  readonly #bounces: PostgresBounces;
  readonly #now: Date;

  constructor(tables: PostgresTables, now: Date) {
    this.#tables = tables;
    this.#bounces = new PostgresBounces(tables);
    this.#now = now;
  }

  async take(mails: readonly ReturnedMail[]): Promise<MailEffect[]> {
    const taken: (MailEffect | Gone)[] = [];
    for (const mail of mails) taken.push(await this.#takeOne(mail));
    // All are noted by now, so that a flood is known before anybody is marked.
    const flooded = new Map<number, boolean>();
    for (const one of taken)
      if ('how' in one && !flooded.has(one.sending))
        flooded.set(one.sending, await this.#bounces.isFlooded(one.sending));
    const effects: MailEffect[] = [];
    for (const one of taken) effects.push('how' in one ? await this.#mark(one, flooded.get(one.sending)!) : one);
    return effects;
  }

  async #takeOne({ fingerprint, verdict, written }: ReturnedMail): Promise<MailEffect | Gone> {
    const known = 'SELECT 1 FROM tidings.returned_mail WHERE fingerprint = $1';
    if (verdict.kind === 'unknown' || (await this.#tables.queries.row(known, fingerprint))) return { result: 'none' };
    await noteReturn(this.#tables.queries, { fingerprint, verdict, ...(written && { written }) }, this.#now);
    switch (verdict.kind) {
      case 'hard':
        return this.#note(verdict);
      case 'complaint':
        return this.#leave(verdict.subscriber, 'complained', verdict.how);
      case 'unsubscribe':
        return this.#leave(verdict.subscriber, 'unsubscribed', verdict.how);
      case 'soft':
        // Reports that lay around for weeks are weeks apart all the same.
        return this.#count(verdict, written && written < this.#now ? written : this.#now);
      case 'refused':
        return this.#with(verdict.subscriber, { result: 'none' });
      default:
        return { result: 'none' };
    }
  }

  async #leave(id: number, reason: 'complained' | 'unsubscribed', how: string): Promise<MailEffect> {
    const leaving = await this.#tables.leave(id, reason, { how }, this.#now);
    await this.#tables.queries.run('DELETE FROM tidings.soft_bounce WHERE subscriber = $1', id);
    return effectOf(leaving);
  }

  async #note(verdict: Pick<Gone, 'subscriber' | 'how' | 'times'> & { sending?: number }): Promise<Gone> {
    const last = `SELECT max(d.sending) AS id FROM tidings.sending n JOIN tidings.delivery d ON d.sending = n.id
      WHERE d.subscriber = $1`;
    const sending =
      verdict.sending ?? (((await this.#tables.queries.row(last, verdict.subscriber))!.id ?? 0) as number);
    await this.#bounces.note({ ...verdict, sending, gravity: 'hard', way: 'mail', at: this.#now });
    return { ...verdict, sending };
  }

  async #mark({ times, ...gone }: Gone, isFlooded: boolean): Promise<MailEffect> {
    const { subscriber, sending } = gone;
    const status = (await this.#tables.get(subscriber))?.status;
    if (isFlooded && (status === 'active' || status === 'pending')) {
      await this.#bounces.hold(gone);
      return this.#with(subscriber, { result: 'held', sending });
    }
    const leaving = await this.#bounces.mark({ ...gone, gravity: 'hard', way: 'mail', at: this.#now }, this.#now);
    return { ...effectOf(leaving!), ...(times !== undefined && { times }) };
  }

  async #count(
    { subscriber, sending, how }: Extract<MailVerdict, { kind: 'soft' }>,
    at: Date,
  ): Promise<MailEffect | Gone> {
    const known = await this.#tables.get(subscriber);
    if (!known) return { result: 'none' };
    if (known.status !== 'active') return { result: 'left-before', address: known.address.typed };
    const row = await this.#bounces.count({ sending, subscriber, at });
    const times = row.length;
    if (!isGivenUp(row)) return { result: 'counted', address: known.address.typed, times };
    return this.#note({ subscriber, sending, how: givenUp(row, how), times });
  }

  async #with(id: number, effect: MailEffect): Promise<MailEffect> {
    const address = (await this.#tables.get(id))?.address.typed;
    return { ...effect, ...(address && { address }) };
  }
}
