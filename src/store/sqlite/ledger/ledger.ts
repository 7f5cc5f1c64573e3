import type { FrozenLetter } from '../../../email/frozen.ts';
import { sendingFrom } from '../../common/audience.ts';
import { beatInterval, isAbandoned, isFree, type Lease, newHolder } from '../../common/lease.ts';
import { pauseFrom, pauseName, storedPause } from '../../common/pause.ts';
import { longestPause } from '../../common/share.ts';
import type {
  Activity,
  Audience,
  AudienceFilter,
  BounceCounts,
  Counts,
  DeliveryRecord,
  FreezeOptions,
  Ledger,
  OpenPlan,
  Pause,
  Plan,
  Sending,
  State,
} from '../../ledger.ts';
import { Bounces } from '../bounces.ts';
import type { OpenDatabase } from '../database.ts';
import { Tables } from '../tables.ts';
import { activityOf } from './activity.ts';
import { AudienceTally, portionsOf } from './audience.ts';
import { DeliveryLog } from './delivery-log.ts';
import { DeliveryRecords } from './delivery-records.ts';
import { freezeAudience } from './freeze.ts';
import { readLetters } from './frozen-letters.ts';
import { expectant, expectLetter, grownAudience, openSending } from './open-sending.ts';
import { SqliteShare } from './share.ts';

/** The ledger in the file of the list. */
export class SqliteLedger implements Ledger {
  readonly list: number;
  readonly #open: OpenDatabase;
  readonly #tables: Tables;
  readonly #records: DeliveryRecords;
  readonly #interval: number;

  /** `interval`: how often a share shows that it lives, in milliseconds. */
  constructor(open: OpenDatabase, interval = beatInterval) {
    this.#open = open;
    this.list = open.list;
    this.#tables = new Tables(open);
    this.#records = new DeliveryRecords(this.#tables, open.clock);
    this.#interval = interval;
  }

  async find(issue: string): Promise<Sending | undefined> {
    // Slugs are free again where an issue was taken away.
    const sql = `SELECT * FROM sending WHERE frozen IS NOT NULL AND ? IN (issue, slug)
      ORDER BY issue = ? DESC, id DESC LIMIT 1`;
    const row = this.#tables.row(sql, issue, issue);
    return row && this.#sendingFrom(row);
  }

  async isBegun(issue: string): Promise<boolean> {
    return this.#tables.row('SELECT 1 FROM sending WHERE issue = ?', issue) !== undefined;
  }

  async sendings(): Promise<Sending[]> {
    const sql = 'SELECT * FROM sending WHERE frozen IS NOT NULL ORDER BY id DESC';
    return this.#tables.rows(sql).map((row) => this.#sendingFrom(row));
  }

  async survey(selection: AudienceFilter, sending?: number): Promise<Audience> {
    const bound = (this.#tables.row('SELECT max(id) AS bound FROM subscriber')!.bound ?? 0) as number;
    const tally = new AudienceTally();
    const scope = { selection, ways: oneWay, bound, ...(sending !== undefined && { sending }) };
    for (const portion of portionsOf(this.#open, this.#tables, scope)) tally.add(portion);
    return tally.audience();
  }

  async *addresses({ tag, digest }: AudienceFilter): AsyncGenerator<string> {
    const has = tag === undefined ? '' : ' AND EXISTS (SELECT 1 FROM tag WHERE subscriber = s.id AND tag = ?)';
    const wants = digest ? '' : ' AND s.frequency IS NULL';
    const sql = `SELECT s.id, s.address FROM subscriber s WHERE s.id > ? AND s.status = 'active'${has}${wants} ORDER BY s.id LIMIT ?`;
    const chosen = tag === undefined ? [] : [tag];
    const limit = 1_000;
    for (let last = 0; ; ) {
      const rows = this.#tables.rows(sql, last, ...chosen, limit);
      for (const { address } of rows) yield address as string;
      if (rows.length < limit) return;
      last = rows.at(-1)!.id as number;
    }
  }

  async freeze(plan: Plan, options?: FreezeOptions): Promise<Sending> {
    const sending = await freezeAudience(this.#open, this.#tables, plan, options);
    return this.#sendingFrom(this.#tables.row('SELECT * FROM sending WHERE id = ?', sending)!);
  }

  async open(plan: OpenPlan): Promise<Sending> {
    const sending = await this.#open.writer.write(() => openSending(this.#tables, plan, this.#open));
    return this.#sendingFrom(this.#tables.row('SELECT * FROM sending WHERE id = ?', sending)!);
  }

  async close(sending: number): Promise<void> {
    const sql = "UPDATE sending SET open = 'closed' WHERE id = ? AND open = 'open'";
    await this.#open.writer.write(() => this.#tables.run(sql, sending));
  }

  async expect(isWritten: boolean): Promise<void> {
    expectLetter(this.#tables, isWritten);
  }

  async expectant(): Promise<number> {
    return expectant(this.#tables, this.#open.clock()).length;
  }

  async letters(sending: number): Promise<readonly FrozenLetter[]> {
    return readLetters(this.#tables, sending, this.#open.named);
  }

  async counts(sending: number): Promise<Counts> {
    return this.#records.counts(sending);
  }

  async nextDue(sending: number): Promise<Date | undefined> {
    const due = this.#tables.row(
      'SELECT min(due) AS due FROM delivery WHERE sending = ? AND due IS NOT NULL',
      sending,
    )!.due;
    if (due === null) return undefined;
    const now = this.#open.clock();
    return (due as number) > now.getTime() + longestPause ? now : new Date(due as number);
  }

  async outcomes(sending: number): Promise<number> {
    return this.#tables.row('SELECT count(*) AS number FROM outcome WHERE sending = ?', sending)!.number as number;
  }

  async activity(sending: number): Promise<Activity> {
    return activityOf(this.#tables, sending, this.#lease(sending).holder);
  }

  read(sending: number, state?: State): AsyncIterable<DeliveryRecord> {
    return this.#records.read(sending, state);
  }

  async who(sending: number, subscriber: number): Promise<DeliveryRecord | undefined> {
    return this.#records.who(sending, subscriber);
  }

  async historyOf(subscriber: number): Promise<DeliveryRecord[]> {
    return this.#records.historyOf(subscriber);
  }

  async retry(sending: number, state: 'failed' | 'in-doubt'): Promise<number> {
    const log = new DeliveryLog(this.#tables, sending);
    const limit = 1_000;
    let count = 0;
    for (let above = 0; ; ) {
      const now = this.#open.clock();
      const retried = await this.#open.writer.write(() => {
        if (isFree(this.#lease(sending).holder)) log.settle(now);
        return log.retry(state, { above, limit, now });
      });
      count += retried.length;
      if (retried.length < limit) return count;
      above = retried.at(-1)!;
    }
  }

  async cancel(sending: number): Promise<number | undefined> {
    // Nobody begins to send in the meantime.
    const share = await this.take(sending);
    if (!share) return undefined;
    try {
      return await share.cancel();
    } finally {
      await share.release();
    }
  }

  async bounces(sending: number): Promise<BounceCounts> {
    return new Bounces(this.#tables).counts(sending);
  }

  async acceptBounces(sending: number): Promise<number> {
    return this.#open.writer.write(() => new Bounces(this.#tables).accept(sending, this.#open.clock()));
  }

  async take(sending: number): Promise<SqliteShare | undefined> {
    const seen = this.#lease(sending);
    if (!isFree(seen.holder) && !(await isAbandoned(seen, () => this.#lease(sending), this.#interval)))
      return undefined;
    const holder = newHolder();
    const taken = await this.#open.writer.write(() => {
      // Somebody else may have been quicker, or come back to life.
      const { holder: now, beat } = this.#lease(sending);
      if (!isFree(now) && (now !== seen.holder || beat !== seen.beat)) return false;
      new DeliveryLog(this.#tables, sending).settle(this.#open.clock());
      this.#tables.run('UPDATE sending SET holder = ?, beat = beat + 1 WHERE id = ?', holder, sending);
      return true;
    });
    // A log that grows makes the disk write twice as much at each commit: 4 MB of it are written over and over instead.
    if (taken) this.#open.database.exec('PRAGMA wal_autocheckpoint = 1000');
    return taken ? new SqliteShare(this.#open, this.#tables, { sending, holder, interval: this.#interval }) : undefined;
  }

  async pause(sending: number | 'all', why?: string): Promise<boolean> {
    const sql = 'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING';
    const value = storedPause(this.#open.clock(), why);
    return (await this.#open.writer.write(() => this.#tables.run(sql, pauseName(sending), value))).changes > 0;
  }

  async resume(sending: number | 'all'): Promise<boolean> {
    const sql = 'DELETE FROM setting WHERE name = ?';
    return (await this.#open.writer.write(() => this.#tables.run(sql, pauseName(sending)))).changes > 0;
  }

  async pauseOf(sending: number | 'all'): Promise<Pause | undefined> {
    const sql = 'SELECT name, value FROM setting WHERE name IN (?, ?)';
    return pauseFrom(this.#tables.rows(sql, pauseName('all'), pauseName(sending)));
  }

  #sendingFrom(row: ReturnType<Tables['rows']>[number]): Sending {
    return sendingFrom(row, row.open ? grownAudience(this.#tables, row.id as number) : undefined);
  }

  #lease(sending: number): Lease {
    const row = this.#tables.row('SELECT holder, beat FROM sending WHERE id = ? AND frozen IS NOT NULL', sending);
    if (!row) throw new Error(`there is no frozen sending ${sending}`);
    return { holder: row.holder as string | null, beat: row.beat as number };
  }
}

/** Which letter it would be does not count. */
const oneWay = [{ has: [], lacks: [], letter: 0 }];
