import { createHash } from 'node:crypto';
import type { Address } from '../../subscribers/subscriber.ts';
import { isFree, newHolder } from '../common/lease.ts';
import { keptMoves, mailLease, mailLifetime, noKey, tolerance } from '../common/outbox.ts';
import type { Budget, Queued, SignUpStore, WaitingMail } from '../sign-ups.ts';
import type { OpenDatabase } from './database.ts';
import { GroupCommit } from './ledger/group-commit.ts';
import { Tables } from './tables.ts';

/** Sign-ups in the file of the list. */
export class SqliteSignUps implements SignUpStore {
  readonly #open: OpenDatabase;
  readonly #tables: Tables;
  readonly #holder = newHolder();
  readonly #commits: GroupCommit;

  constructor(open: OpenDatabase) {
    this.#open = open;
    this.#tables = new Tables(open);
    this.#commits = new GroupCommit((work) => open.writer.write(work), { goesOn: true });
  }

  async queue(mail: Uint8Array | undefined, budgets: readonly Budget[], at: Date, to?: Address): Promise<Queued> {
    return this.#commits.add(() => this.#queue(mail, budgets, at.getTime(), to));
  }

  async usedUp(budgets: readonly Budget[], at: Date): Promise<string | undefined> {
    const now = at.getTime();
    return budgets.find((budget) => this.#spent(budget, now) >= budget.limit)?.name;
  }

  async take(limit: number, at: Date): Promise<WaitingMail[]> {
    const now = at.getTime();
    return this.#open.writer.write(() => {
      this.#freeTheDead();
      // A time that lies further ahead than any delay was made by a clock that was wrong.
      const due = this.#tables.rows(
        `SELECT id, mail, added, attempts FROM waiting_mail
          WHERE (due <= ?1 OR due > ?1 + ?2) AND added > ?1 - ?2 ORDER BY id LIMIT ?3`,
        ...[now, mailLifetime, limit],
      );
      const taken = 'UPDATE waiting_mail SET due = ?, holder = ?, attempts = attempts + 1 WHERE id = ?';
      for (const { id } of due) this.#tables.run(taken, now + mailLease, this.#holder, id as number);
      return due.map(({ id, mail, added, attempts }) => ({
        ...{ id: id as number, mail: Uint8Array.from(mail as Uint8Array) },
        ...{ added: new Date(added as number), attempts: attempts as number },
      }));
    });
  }

  async settle(id: number): Promise<void> {
    await this.#open.writer.write(() => this.#tables.run('DELETE FROM waiting_mail WHERE id = ?', id));
  }

  async postpone(id: number, due: Date): Promise<void> {
    const sql = 'UPDATE waiting_mail SET due = ?, holder = NULL WHERE id = ?';
    await this.#open.writer.write(() => this.#tables.run(sql, due.getTime(), id));
  }

  async expire(at: Date): Promise<number> {
    const now = at.getTime();
    return this.#open.writer.write(() => {
      this.#tables.run('DELETE FROM spent WHERE until <= ?', now);
      this.#tables.run('DELETE FROM former_address WHERE at <= ?', now - keptMoves);
      this.#tables.run('UPDATE waiting_mail SET added = ?1 WHERE added > ?1 + ?2', now, tolerance);
      return Number(this.#tables.run('DELETE FROM waiting_mail WHERE added <= ?', now - mailLifetime).changes);
    });
  }

  async outbox(): Promise<{ waiting: number; oldest?: Date }> {
    const row = this.#tables.row('SELECT count(*) AS waiting, min(added) AS oldest FROM waiting_mail')!;
    const { waiting, oldest } = row as { waiting: number; oldest: number | null };
    return { waiting, ...(oldest !== null && { oldest: new Date(oldest) }) };
  }

  async keepText(text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest();
    const sql = 'INSERT OR IGNORE INTO consent_text (hash, text) VALUES (?, ?)';
    if (!this.#tables.row('SELECT 1 FROM consent_text WHERE hash = ?', hash))
      await this.#open.writer.write(() => this.#tables.run(sql, hash, text));
    return hash.toString('hex');
  }

  #queue(mail: Uint8Array | undefined, budgets: readonly Budget[], now: number, to: Address | undefined): Queued {
    const used = budgets.find((budget) => this.#isUsedUp(budget, now));
    if (used) {
      // Waits for the disk as long as one that is queued, so that the time tells nothing.
      this.#spend({ name: 'refused', key: noKey, window: mailLifetime }, Math.floor(now / mailLifetime) * mailLifetime);
      return { queued: false, budget: used.name };
    }
    for (const budget of budgets) this.#spend(budget, now);
    if (!mail) return { queued: true };
    const row = 'INSERT INTO waiting_mail (mail, recipient, added, due) VALUES (?, ?, ?, ?)';
    this.#tables.run(row, mail, to ? this.#tables.hashOf(to) : null, now, now);
    return { queued: true };
  }

  /** Whether so many mails left in the window that ends now; one at its very beginning has left it. */
  #isUsedUp(budget: Budget, now: number): boolean {
    const { name, key, limit, window } = budget;
    const wrong = this.#spent(budget, now + window + tolerance);
    if (wrong > 0) {
      const forget = 'DELETE FROM spent WHERE name = ? AND key = ? AND until > ?';
      this.#tables.run(forget, name, key, now + window + tolerance);
      this.#spend({ name, key, window }, now, wrong);
    }
    return this.#spent(budget, now) >= limit;
  }

  /** How many mails count against a budget after that time. */
  #spent({ name, key }: Budget, after: number): number {
    const sql = 'SELECT sum(number) AS number FROM spent WHERE name = ? AND key = ? AND until > ?';
    return (this.#tables.row(sql, name, key, after)!.number ?? 0) as number;
  }

  #spend({ name, key, window }: Pick<Budget, 'name' | 'key' | 'window'>, now: number, number = 1): void {
    this.#tables.run(
      `INSERT INTO spent (name, key, until, number) VALUES (?, ?, ?, ?)
        ON CONFLICT (name, key, until) DO UPDATE SET number = number + excluded.number`,
      ...[name, key, now + window, number],
    );
  }

  /** A process of this machine that has ended sends nothing more. */
  #freeTheDead(): void {
    for (const { holder } of this.#tables.rows('SELECT DISTINCT holder FROM waiting_mail WHERE holder IS NOT NULL'))
      if (isFree(holder as string))
        this.#tables.run('UPDATE waiting_mail SET due = 0, holder = NULL WHERE holder = ?', holder as string);
  }
}
