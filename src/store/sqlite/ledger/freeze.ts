import { setImmediate } from 'node:timers/promises';
import type { Way } from '../../../email/frozen.ts';
import { checkSum, freezeRefusal } from '../../common/audience.ts';
import { isFree } from '../../common/lease.ts';
import type { Audience, FreezeOptions, Plan } from '../../ledger.ts';
import type { OpenDatabase } from '../database.ts';
import type { Tables } from '../tables.ts';
import { AudienceTally, portionsOf } from './audience.ts';
import { writeLetters } from './frozen-letters.ts';

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
 * Freezes letters and audience, and returns the number of the sending. Portion by portion, so that others can write in
 * between. What a freeze that was broken off has left is written anew, so that it is exact and of these letters.
 */
export async function freezeAudience(
  open: OpenDatabase,
  tables: Tables,
  plan: Plan,
  { onProgress, onBegun }: FreezeOptions = {},
): Promise<number> {
  const draft = await open.writer.write(() => begin(tables, plan));
  await onBegun?.();
  const { sending, bound, beat, total, ways } = draft;
  const { selection } = plan;
  const tally = new AudienceTally();
  for (const portion of portionsOf(open, tables, {
    ...{ selection, ways, bound },
    ...(beat === undefined && { sending }),
  })) {
    await open.writer.write(() => {
      refuseStale(tables, draft);
      if (beat !== undefined)
        tables.run(`${clear} AND subscriber > ? AND subscriber <= ?`, sending, portion.above, portion.upTo);
      // A later reader may come before the place that a sender has reached, which looks for deliveries that are due.
      const due = beat === undefined ? open.clock().getTime() : null;
      tables.run(insert, sending, due, JSON.stringify(portion.chosen));
    });
    tally.add(portion);
    const { candidates } = tally.audience();
    onProgress?.(candidates, total);
    await setImmediate();
  }
  await open.writer.write(() => finish(open, tables, { draft, plan, audience: tally.audience() }));
  return sending;
}

const clear = 'DELETE FROM delivery WHERE sending = ?';
const insert = `INSERT OR IGNORE INTO delivery (sending, due, subscriber, letter)
  SELECT ?, ?, value ->> 'subscriber', value ->> 'letter' FROM json_each(?)`;

function begin(tables: Tables, plan: Plan): Draft {
  const { issue, slug, subject, source, selection, ways, letters } = plan;
  const everybody = tables.row('SELECT max(id) AS bound, count(*) AS total FROM subscriber')!;
  const [bound, total] = [(everybody.bound ?? 0) as number, everybody.total as number];
  if (plan.replaces !== undefined) takeBack(tables, plan.replaces);
  const known = tables.row('SELECT id, ways, open FROM sending WHERE issue = ? AND frozen IS NOT NULL', issue);
  if (known?.open) throw freezeRefusal(`${slug} is sent to all who confirm, and to nobody else`, 'Send another issue.');
  if (known) return { sending: known.id as number, bound, total, ways: JSON.parse(known.ways as string) };
  const { id, beat } = tables.row(
    `INSERT INTO sending (issue, slug, subject, source, selection, ways, message_ids) VALUES (?, ?, ?, ?, ?, ?, 'keyed')
      ON CONFLICT (issue) DO UPDATE SET slug = excluded.slug, subject = excluded.subject, source = excluded.source,
      ways = excluded.ways, message_ids = excluded.message_ids, beat = beat + 1 RETURNING id, beat`,
    ...[issue, slug, subject, source, JSON.stringify(selection), JSON.stringify(ways)],
  ) as { id: number; beat: number };
  writeLetters(tables, id, letters);
  return { sending: id, bound, total, ways, beat };
}

/**
 * Makes room for a new freeze of an issue that reached nobody. The number and the answers of servers stay, for letters
 * of it may be named by mail that comes back; nobody waits for a letter of it any more.
 */
function takeBack(tables: Tables, sending: number): void {
  const row = tables.row('SELECT holder FROM sending WHERE id = ? AND frozen IS NOT NULL AND open IS NULL', sending);
  const handed =
    "SELECT 1 FROM delivery WHERE sending = ? AND state NOT IN ('pending', 'failed', 'suppressed') LIMIT 1";
  if (!row || !isFree(row.holder as string | null) || tables.row(handed, sending))
    throw freezeRefusal('another process is sending this issue', 'Let it end; who has the letter keeps it as it is.');
  tables.run(
    `UPDATE sending SET issue = 'taken-back:' || id || ':' || issue, frozen = NULL, audience = NULL, holder = NULL,
      beat = beat + 1 WHERE id = ?`,
    sending,
  );
  tables.run(
    `DELETE FROM delivery WHERE sending = ?1
      AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.sending = ?1 AND o.subscriber = delivery.subscriber)`,
    sending,
  );
  tables.run('DELETE FROM letter WHERE sending = ?', sending);
}

/** The last one who began to freeze an issue does it, with its letters. */
function refuseStale(tables: Tables, { sending, beat }: Draft): void {
  if (beat === undefined) return;
  if (!tables.row('SELECT 1 FROM sending WHERE id = ? AND beat = ? AND frozen IS NULL', sending, beat))
    throw freezeRefusal(
      'another process began to freeze the same issue',
      'Let it finish, then run this again.',
      'freezing',
    );
}

function finish(
  { clock }: OpenDatabase,
  tables: Tables,
  { draft, plan, audience }: { draft: Draft; plan: Plan; audience: Audience },
): void {
  refuseStale(tables, draft);
  const { sending, bound } = draft;
  const number = (sql: string, value: number) => tables.row(sql, value)!.number as number;
  const all = number('SELECT count(*) AS number FROM subscriber WHERE id <= ?', bound);
  const rows = number('SELECT count(*) AS number FROM delivery WHERE sending = ?', sending);
  checkSum(audience, { all, rows });
  tables.run(
    'UPDATE sending SET frozen = coalesce(frozen, ?), selection = ?, audience = ? WHERE id = ?',
    ...[clock().getTime(), JSON.stringify(plan.selection), JSON.stringify(audience), sending],
  );
}
