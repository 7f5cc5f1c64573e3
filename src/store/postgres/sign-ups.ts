import { createHash } from 'node:crypto';
import type { Address } from '../../subscribers/subscriber.ts';
import { suppressionHash } from '../../subscribers/token.ts';
import { isFree, newHolder } from '../common/lease.ts';
import { keptMoves, mailLease, mailLifetime, noKey, tolerance } from '../common/outbox.ts';
import type { Budget, Queued, SignUpStore, WaitingMail } from '../sign-ups.ts';
import { Batches } from './batches.ts';
import type { Queries, Transaction } from './connection.ts';
import type { OpenPostgres } from './database.ts';

interface Asking {
  readonly mail: Uint8Array | undefined;
  readonly budgets: readonly Budget[];
  readonly at: Date;
  readonly to: Address | undefined;
}

/** Sign-ups in the database of the list. */
export class PostgresSignUps implements SignUpStore {
  readonly #open: OpenPostgres;
  readonly #holder = newHolder();
  readonly #asking: Batches<Asking, Queued>;

  constructor(open: OpenPostgres) {
    this.#open = open;
    const store = (entries: readonly Asking[]) =>
      this.#write(async (transaction) => {
        const results: Queued[] = [];
        for (const one of entries) results.push(await this.#queue(transaction, one));
        return results;
      });
    this.#asking = new Batches(store, { goesOn: true });
  }

  async queue(mail: Uint8Array | undefined, budgets: readonly Budget[], at: Date, to?: Address): Promise<Queued> {
    return this.#asking.add({ mail, budgets, at, to });
  }

  async usedUp(budgets: readonly Budget[], at: Date): Promise<string | undefined> {
    const { connection } = this.#open;
    const now = connection.moment(at, await connection.now()).getTime();
    for (const budget of budgets) if ((await spentOf(connection, budget, now)) >= budget.limit) return budget.name;
    return undefined;
  }

  async take(limit: number, at: Date): Promise<WaitingMail[]> {
    const { connection } = this.#open;
    return this.#write(async (transaction) => {
      const now = connection.moment(at, transaction.now).getTime();
      await freeTheDead(transaction);
      // A time that lies further ahead than any delay was made by a clock that was wrong.
      const due = await transaction.rows(
        `WITH due AS (SELECT id, attempts FROM tidings.waiting_mail
            WHERE (due <= $1 OR due > $1 + $2) AND added > $1 - $2 ORDER BY id LIMIT $3 FOR UPDATE)
          UPDATE tidings.waiting_mail w SET due = $4, holder = $5, attempts = w.attempts + 1 FROM due
            WHERE w.id = due.id RETURNING w.id, w.mail, w.added, due.attempts`,
        ...[now, mailLifetime, limit, now + mailLease, this.#holder],
      );
      return due
        .map(({ id, mail, added, attempts }) => ({
          ...{ id: id as number, mail: Uint8Array.from(mail as Uint8Array) },
          ...{ added: connection.local(new Date(added as number), transaction.now), attempts: attempts as number },
        }))
        .sort((one, other) => one.id - other.id);
    });
  }

  async settle(id: number): Promise<void> {
    await this.#open.connection.run('DELETE FROM tidings.waiting_mail WHERE id = $1', id);
  }

  async postpone(id: number, due: Date): Promise<void> {
    const sql = 'UPDATE tidings.waiting_mail SET due = $1, holder = NULL WHERE id = $2';
    const { connection } = this.#open;
    const now = await connection.now();
    await connection.run(sql, now.getTime() + connection.until(due), id);
  }

  async expire(at: Date): Promise<number> {
    return this.#write(async (transaction) => {
      const now = this.#open.connection.moment(at, transaction.now).getTime();
      await transaction.run('DELETE FROM tidings.spent WHERE until <= $1', now);
      await transaction.run('DELETE FROM tidings.former_address WHERE at <= $1', now - keptMoves);
      const early = 'UPDATE tidings.waiting_mail SET added = $1 WHERE added > $2';
      await transaction.run(early, now, now + tolerance);
      return transaction.run('DELETE FROM tidings.waiting_mail WHERE added <= $1', now - mailLifetime);
    });
  }

  async outbox(): Promise<{ waiting: number; oldest?: Date }> {
    const sql = 'SELECT count(*) AS waiting, min(added) AS oldest FROM tidings.waiting_mail';
    const { waiting, oldest } = (await this.#open.connection.row(sql)) as { waiting: number; oldest: number | null };
    return { waiting, ...(oldest !== null && { oldest: new Date(oldest) }) };
  }

  async keepText(text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest();
    if (!(await this.#open.connection.row('SELECT 1 FROM tidings.consent_text WHERE hash = $1', hash)))
      await this.#open.connection.run(
        'INSERT INTO tidings.consent_text (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        ...[hash, text],
      );
    return hash.toString('hex');
  }

  async #queue(transaction: Transaction, { mail, budgets, at, to }: Asking): Promise<Queued> {
    const now = this.#open.connection.moment(at, transaction.now).getTime();
    for (const budget of budgets) {
      if (!(await isUsedUp(transaction, budget, now))) continue;
      // Waits for the disk as long as one that is queued, so that the time tells nothing.
      const day = Math.floor(now / mailLifetime) * mailLifetime;
      await spend(transaction, { name: 'refused', key: noKey, window: mailLifetime }, day);
      return { queued: false, budget: budget.name };
    }
    for (const budget of budgets) await spend(transaction, budget, now);
    if (!mail) return { queued: true };
    await transaction.run(
      'INSERT INTO tidings.waiting_mail (mail, recipient, added, due) VALUES ($1, $2, $3, $3)',
      ...[mail, to ? suppressionHash(this.#open.key, to) : null, now],
    );
    return { queued: true };
  }

  #write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#open.connection.write(work, { lock: 'sign-ups' });
  }
}

/** Whether so many mails left in the window that ends now; one at its very beginning has left it. */
async function isUsedUp(queries: Queries, budget: Budget, now: number): Promise<boolean> {
  const { name, key, limit, window } = budget;
  const wrong = await spentOf(queries, budget, now + window + tolerance);
  if (wrong > 0) {
    const forget = 'DELETE FROM tidings.spent WHERE name = $1 AND key = $2 AND until > $3';
    await queries.run(forget, name, key, now + window + tolerance);
    await spend(queries, { name, key, window }, now, wrong);
  }
  return (await spentOf(queries, budget, now)) >= limit;
}

/** How many mails count against a budget after that time. */
async function spentOf(queries: Queries, { name, key }: Budget, after: number): Promise<number> {
  const sql = `SELECT coalesce(sum(number), 0)::bigint AS number FROM tidings.spent
    WHERE name = $1 AND key = $2 AND until > $3`;
  return (await queries.row(sql, name, key, after))!.number as number;
}

async function spend(
  queries: Queries,
  { name, key, window }: Pick<Budget, 'name' | 'key' | 'window'>,
  now: number,
  number: number = 1,
): Promise<void> {
  await queries.run(
    `INSERT INTO tidings.spent AS s (name, key, until, number) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name, key, until) DO UPDATE SET number = s.number + excluded.number`,
    ...[name, key, now + window, number],
  );
}

/** A process of this machine that has ended sends nothing more. */
async function freeTheDead(queries: Queries): Promise<void> {
  const sql = 'SELECT DISTINCT holder FROM tidings.waiting_mail WHERE holder IS NOT NULL';
  for (const { holder } of await queries.rows(sql))
    if (isFree(holder as string))
      await queries.run('UPDATE tidings.waiting_mail SET due = 0, holder = NULL WHERE holder = $1', holder as string);
}
