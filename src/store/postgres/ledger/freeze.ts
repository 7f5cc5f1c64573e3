import type { Way } from '../../../email/frozen.ts';
import { checkSum, freezeRefusal } from '../../common/audience.ts';
import { isFree } from '../../common/lease.ts';
import type { FreezeOptions, Plan } from '../../ledger.ts';
import type { Queries, Transaction } from '../connection.ts';
import type { OpenPostgres } from '../database.ts';
import type { Values } from '../values.ts';
import { AudienceSum, decidePortion } from './audience.ts';
import { storeLetters } from './letters.ts';

/** A sending while its audience is gathered. */
interface Draft {
  readonly sending: number;
  /** Nobody with a higher number is looked at. */
  readonly bound: number;
  readonly total: number;
  readonly ways: readonly Way[];
  /** Absent if the sending is frozen already, and only gets who came since. */
  readonly beat?: number;
}

/**
 * Freezes letters and audience, and returns the number of the sending. Portion by portion on the server, so that others
 * can write in between. What a freeze that was broken off has left is written anew, so that it is exact and of these letters.
 */
export async function freezeInPostgres(
  { connection }: OpenPostgres,
  plan: Plan,
  { onProgress, onBegun }: FreezeOptions = {},
): Promise<number> {
  // With the lock of the list: whoever has a number up to the bound is stored by then.
  const draft = await connection.write((transaction) => begin(transaction, plan), { lock: 'list' });
  await onBegun?.();
  const { sending, bound, beat, total, ways } = draft;
  const scope = { selection: plan.selection, ways, bound, sending: beat === undefined ? sending : 0 };
  const tally = new AudienceSum();
  if (beat !== undefined)
    await connection.write(async (transaction) => {
      await refuseStale(transaction, draft);
      await transaction.run('DELETE FROM tidings.delivery WHERE sending = $1', sending);
    });
  for (let above = 0; ; ) {
    const from = above;
    const decided = await connection.write(async (transaction) => {
      await refuseStale(transaction, draft);
      // A later reader may come before the place that a sender has reached, which looks for deliveries that are due.
      const due = beat === undefined ? transaction.now.getTime() : null;
      const insert = (values: Values) => insertSql(values.mark(sending), values.mark(due));
      return decidePortion(transaction, scope, { above: from, insert });
    });
    if (!decided) break;
    tally.add(decided);
    onProgress?.(tally.audience().candidates, total);
    above = decided.last;
  }
  await connection.write(async (transaction) => {
    await refuseStale(transaction, draft);
    const number = async (sql: string, value: number) => (await transaction.row(sql, value))!.number as number;
    const audience = tally.audience();
    checkSum(audience, {
      all: await number('SELECT count(*) AS number FROM tidings.subscriber WHERE id <= $1', bound),
      rows: await number('SELECT count(*) AS number FROM tidings.delivery WHERE sending = $1', sending),
    });
    await transaction.run(
      `UPDATE tidings.sending SET frozen = coalesce(frozen, $1), selection = $2, audience = $3 WHERE id = $4`,
      ...[transaction.now.getTime(), JSON.stringify(plan.selection), JSON.stringify(audience), sending],
    );
  });
  return sending;
}

function insertSql(sending: string, due: string): string {
  return `INSERT INTO tidings.delivery (sending, due, subscriber, letter)
    SELECT ${sending}::bigint, ${due}::bigint, id, decision::bigint FROM decided WHERE decision ~ '^[0-9]'
    ON CONFLICT DO NOTHING`;
}

async function begin(transaction: Transaction, plan: Plan): Promise<Draft> {
  const { issue, slug, subject, source, selection, ways, letters } = plan;
  const everybody = await transaction.row(
    'SELECT coalesce(max(id), 0) AS bound, count(*) AS total FROM tidings.subscriber',
  );
  const { bound, total } = everybody as { bound: number; total: number };
  if (plan.replaces !== undefined) await takeBack(transaction, plan.replaces);
  const known = await transaction.row(
    'SELECT id, ways, open FROM tidings.sending WHERE issue = $1 AND frozen IS NOT NULL',
    issue,
  );
  if (known?.open) throw freezeRefusal(`${slug} is sent to all who confirm, and to nobody else`, 'Send another issue.');
  if (known) return { sending: known.id as number, bound, total, ways: JSON.parse(known.ways as string) };
  const { id, beat } = (await transaction.row(
    `INSERT INTO tidings.sending AS n (issue, slug, subject, source, selection, ways) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (issue) DO UPDATE SET slug = excluded.slug, subject = excluded.subject, source = excluded.source,
      ways = excluded.ways, message_ids = excluded.message_ids, beat = n.beat + 1 RETURNING id, beat`,
    ...[issue, slug, subject, source, JSON.stringify(selection), JSON.stringify(ways)],
  )) as { id: number; beat: number };
  await storeLetters(transaction, id, letters);
  return { sending: id, bound, total, ways, beat };
}

/**
 * Makes room for a new freeze of an issue that reached nobody. The number and the answers of servers stay, for letters
 * of it may be named by mail that comes back; nobody waits for a letter of it any more.
 */
async function takeBack(transaction: Transaction, sending: number): Promise<void> {
  const row = await transaction.row(
    'SELECT holder FROM tidings.sending WHERE id = $1 AND frozen IS NOT NULL AND open IS NULL FOR UPDATE',
    sending,
  );
  const handed = `SELECT 1 FROM tidings.delivery WHERE sending = $1
    AND state NOT IN ('pending', 'failed', 'suppressed') LIMIT 1`;
  if (!row || !isFree(row.holder as string | null) || (await transaction.row(handed, sending)))
    throw freezeRefusal('another process is sending this issue', 'Let it end; who has the letter keeps it as it is.');
  await transaction.run(
    `UPDATE tidings.sending SET issue = 'taken-back:' || id || ':' || issue, frozen = NULL, audience = NULL,
      holder = NULL, beat = beat + 1, epoch = epoch + 1 WHERE id = $1`,
    sending,
  );
  await transaction.run(
    `DELETE FROM tidings.delivery d WHERE d.sending = $1
      AND NOT EXISTS (SELECT 1 FROM tidings.outcome o WHERE o.sending = $1 AND o.subscriber = d.subscriber)`,
    sending,
  );
  await transaction.run('DELETE FROM tidings.letter WHERE sending = $1', sending);
}

/** The last one who began to freeze an issue does it, with its letters. */
async function refuseStale(queries: Queries, { sending, beat }: Draft): Promise<void> {
  if (beat === undefined) return;
  const sql = 'SELECT 1 FROM tidings.sending WHERE id = $1 AND beat = $2 AND frozen IS NULL FOR SHARE';
  if (!(await queries.row(sql, sending, beat)))
    throw freezeRefusal(
      'another process began to freeze the same issue',
      'Let it finish, then run this again.',
      'freezing',
    );
}
