import type { FrozenLetter } from '../../../email/frozen.ts';
import { sendingFrom } from '../../common/audience.ts';
import { beatInterval, isAbandoned, isFree, type Lease, newHolder } from '../../common/lease.ts';
import { pauseFrom, pauseName, storedPause } from '../../common/pause.ts';
import type { StoredRow } from '../../common/rows.ts';
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
import { PostgresBounces } from '../bounces.ts';
import type { PostgresConnection, Queries } from '../connection.ts';
import type { OpenPostgres } from '../database.ts';
import { PostgresTables } from '../tables.ts';
import { Values } from '../values.ts';
import { AudienceSum, decidePortion } from './audience.ts';
import { hasWorkers, longestSilence } from './batch-rows.ts';
import { freezeInPostgres } from './freeze.ts';
import { lettersOf } from './letters.ts';
import { PostgresLog } from './log.ts';
import { expectantIn, expectInPostgres, grownIn, openInPostgres } from './open-sending.ts';
import { PostgresRecords } from './records.ts';
import { PostgresShare } from './share.ts';

/** A lease, and for how many milliseconds nothing was heard of its holder, by the time of the database. */
interface SilentLease extends Lease {
  readonly silent: number;
}

/** The ledger in the database of the list. */
export class PostgresLedger implements Ledger {
  readonly list: number;
  readonly #open: OpenPostgres;
  readonly #connection: PostgresConnection;
  readonly #records: PostgresRecords;
  readonly #interval: number;

  /** `interval`: how often a share shows that it lives, in milliseconds. */
  constructor(open: OpenPostgres, interval = beatInterval) {
    this.#open = open;
    this.#connection = open.connection;
    this.list = open.list;
    this.#records = new PostgresRecords(open.connection, interval * longestSilence);
    this.#interval = interval;
  }

  async find(issue: string): Promise<Sending | undefined> {
    // Slugs are free again where an issue was taken away.
    const sql = `SELECT * FROM tidings.sending WHERE frozen IS NOT NULL AND $1 IN (issue, slug)
      ORDER BY issue = $1 DESC, id DESC LIMIT 1`;
    const row = await this.#connection.row(sql, issue);
    return row && this.#sendingFrom(row);
  }

  async isBegun(issue: string): Promise<boolean> {
    return (await this.#connection.row('SELECT 1 FROM tidings.sending WHERE issue = $1', issue)) !== undefined;
  }

  async sendings(): Promise<Sending[]> {
    const rows = await this.#connection.rows('SELECT * FROM tidings.sending WHERE frozen IS NOT NULL ORDER BY id DESC');
    return Promise.all(rows.map((row) => this.#sendingFrom(row)));
  }

  async survey(selection: AudienceFilter, sending = 0): Promise<Audience> {
    const row = await this.#connection.row('SELECT coalesce(max(id), 0) AS bound FROM tidings.subscriber');
    const tally = new AudienceSum();
    const scope = { selection, ways: oneWay, bound: row!.bound as number, sending };
    for (let above = 0; ; ) {
      const decided = await decidePortion(this.#connection, scope, { above });
      if (!decided) return tally.audience();
      tally.add(decided);
      above = decided.last;
    }
  }

  async *addresses({ tag, digest }: AudienceFilter): AsyncGenerator<string> {
    const limit = 1_000;
    const values = new Values(0, limit);
    const has =
      tag === undefined
        ? ''
        : ` AND EXISTS (SELECT 1 FROM tidings.tag WHERE subscriber = s.id AND tag = ${values.mark(tag)})`;
    const wants = digest ? '' : ' AND s.frequency IS NULL';
    const sql = `SELECT s.id, s.address FROM tidings.subscriber s
      WHERE s.id > $1 AND s.status = 'active'${has}${wants} ORDER BY s.id LIMIT $2`;
    for (;;) {
      const rows = await this.#connection.rows(sql, ...values.list);
      for (const { address } of rows) yield address as string;
      if (rows.length < limit) return;
      values.list[0] = rows.at(-1)!.id as number;
    }
  }

  async freeze(plan: Plan, options?: FreezeOptions): Promise<Sending> {
    return this.#byNumber(await freezeInPostgres(this.#open, plan, options));
  }

  async open(plan: OpenPlan): Promise<Sending> {
    const { named } = this.#connection;
    const sending = await this.#connection.write(
      (transaction) => openInPostgres(this.#in(transaction), plan, { now: transaction.now, named }),
      { lock: 'list' },
    );
    return this.#byNumber(sending);
  }

  async close(sending: number): Promise<void> {
    await this.#connection.run("UPDATE tidings.sending SET open = 'closed' WHERE id = $1 AND open = 'open'", sending);
  }

  async expect(isWritten: boolean): Promise<void> {
    await expectInPostgres(this.#connection, isWritten);
  }

  async expectant(): Promise<number> {
    return (await expectantIn(this.#connection, await this.#connection.now())).length;
  }

  async letters(sending: number): Promise<readonly FrozenLetter[]> {
    return lettersOf(this.#connection, sending, this.#connection.named);
  }

  async counts(sending: number): Promise<Counts> {
    return this.#records.counts(sending);
  }

  async nextDue(sending: number): Promise<Date | undefined> {
    const sql = 'SELECT min(due) AS due FROM tidings.delivery WHERE sending = $1 AND due IS NOT NULL';
    const { due } = (await this.#connection.row(sql, sending))!;
    if (due === null) return undefined;
    const now = await this.#connection.now();
    const isWrong = (due as number) > now.getTime() + longestPause;
    return this.#connection.local(isWrong ? now : new Date(due as number), now);
  }

  async outcomes(sending: number): Promise<number> {
    const sql = 'SELECT count(*) AS number FROM tidings.outcome WHERE sending = $1';
    return (await this.#connection.row(sql, sending))!.number as number;
  }

  async activity(sending: number): Promise<Activity> {
    return this.#records.activity(sending, (await this.#lease(this.#connection, sending)).holder);
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
    const limit = 1_000;
    let count = 0;
    for (let above = 0; ; ) {
      const retried = await this.#connection.write(async (transaction) => {
        const log = new PostgresLog(transaction, sending);
        const isAlone = isFree((await this.#lease(transaction, sending, 'FOR UPDATE')).holder);
        if (isAlone && !(await hasWorkers(transaction, sending, this.#silence))) await log.settle(transaction.now);
        return log.retry(state, { above, limit, now: transaction.now });
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
    return new PostgresBounces(this.#in(this.#connection)).counts(sending);
  }

  async acceptBounces(sending: number): Promise<number> {
    return this.#connection.write(
      (transaction) => new PostgresBounces(this.#in(transaction)).accept(sending, transaction.now),
      { lock: 'list' },
    );
  }

  async take(sending: number): Promise<PostgresShare | undefined> {
    const read = () => this.#lease(this.#connection, sending);
    const seen = await read();
    const isDead = isFree(seen.holder) || seen.silent >= this.#silence;
    if (!isDead && !(await isAbandoned(seen, read, this.#interval))) return undefined;
    const epoch = await this.#connection.write(async (transaction) => {
      // Somebody else may have been quicker, or come back to life.
      const { holder, beat } = await this.#lease(transaction, sending, 'FOR UPDATE');
      if (!isFree(holder) && (holder !== seen.holder || beat !== seen.beat)) return undefined;
      if (await hasWorkers(transaction, sending, this.#silence)) return undefined;
      // Waits for what workers of before are writing, who write nothing afterwards.
      await transaction.run('DELETE FROM tidings.batch WHERE sending = $1', sending);
      await new PostgresLog(transaction, sending).settle(transaction.now);
      const row = await transaction.row(
        `UPDATE tidings.sending SET holder = $1, beat = beat + 1, epoch = epoch + 1, heard = clock_timestamp()
          WHERE id = $2 RETURNING epoch`,
        ...[newHolder(), sending],
      );
      return row!.epoch as number;
    });
    if (epoch === undefined) return undefined;
    return new PostgresShare(this.#open, { sending, epoch, interval: this.#interval });
  }

  async pause(sending: number | 'all', why?: string): Promise<boolean> {
    const sql = 'INSERT INTO tidings.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING';
    const value = storedPause(await this.#connection.now(), why);
    return (await this.#connection.run(sql, pauseName(sending), value)) > 0;
  }

  async resume(sending: number | 'all'): Promise<boolean> {
    const sql = 'DELETE FROM tidings.setting WHERE name = $1';
    return (await this.#connection.run(sql, pauseName(sending))) > 0;
  }

  async pauseOf(sending: number | 'all'): Promise<Pause | undefined> {
    const sql = 'SELECT name, value FROM tidings.setting WHERE name = ANY ($1::text[])';
    return pauseFrom(await this.#connection.rows(sql, [pauseName('all'), pauseName(sending)]));
  }

  async #byNumber(sending: number): Promise<Sending> {
    return this.#sendingFrom((await this.#connection.row('SELECT * FROM tidings.sending WHERE id = $1', sending))!);
  }

  async #sendingFrom(row: StoredRow): Promise<Sending> {
    return sendingFrom(row, row.open ? await grownIn(this.#connection, row.id as number) : undefined);
  }

  async #lease(queries: Queries, sending: number, lock = ''): Promise<SilentLease> {
    const row = await queries.row(
      `SELECT holder, beat, coalesce(extract(epoch FROM clock_timestamp() - heard) * 1000, 0)::bigint AS silent
        FROM tidings.sending WHERE id = $1 AND frozen IS NOT NULL ${lock}`,
      sending,
    );
    if (!row) throw new Error(`there is no frozen sending ${sending}`);
    return { holder: row.holder as string | null, beat: row.beat as number, silent: row.silent as number };
  }

  get #silence(): number {
    return this.#interval * longestSilence;
  }

  #in(queries: Queries): PostgresTables {
    return new PostgresTables(queries, this.#open.key);
  }
}

/** Which letter it would be does not count. */
const oneWay = [{ has: [], lacks: [], letter: 0 }];
