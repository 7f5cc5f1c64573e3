import type { FrozenLetter, Way } from '../../../email/frozen.ts';
import { beyondAscii, nobodyExcluded, sentBefore } from '../../common/audience.ts';
import { expectedSetting, greetedWithin } from '../../common/expected.ts';
import { isFree } from '../../common/lease.ts';
import type { Audience, OpenPlan } from '../../ledger.ts';
import type { OpenDatabase } from '../database.ts';
import type { Tables } from '../tables.ts';
import { chosenLetter } from './audience.ts';
import { DeliveryLog } from './delivery-log.ts';
import { readLetters, writeLetters } from './frozen-letters.ts';

/**
 * Opens the sending of an issue, or gives an open one the letters of a changed issue, and closes every other one. Part
 * of a transaction; returns its number.
 */
export function openSending(tables: Tables, plan: OpenPlan, { clock, named }: OpenDatabase): number {
  const now = clock();
  const { issue, slug, subject, source, letters, ways } = plan;
  const known = tables.row('SELECT id, open, source, frozen, holder FROM sending WHERE issue = ?', issue);
  if (known && known.open === null && known.frozen !== null) throw sentBefore(slug, new Date(known.frozen as number));
  tables.run("UPDATE sending SET open = 'closed' WHERE open = 'open' AND issue <> ?", issue);
  if (known?.open === 'open' && known.source === source) return known.id as number;
  if (known && known.frozen === null) dropDraft(tables, known.id as number);
  const { id } = tables.row(
    `INSERT INTO sending (issue, slug, subject, source, selection, ways, audience, frozen, open, message_ids)
      VALUES (?, ?, ?, ?, '{}', '[]', '{}', ?, 'open', 'keyed')
      ON CONFLICT (issue) DO UPDATE SET slug = excluded.slug, subject = excluded.subject, source = excluded.source,
      selection = '{}', audience = '{}', frozen = coalesce(frozen, excluded.frozen), open = 'open' RETURNING id`,
    ...[issue, slug, subject, source, now.getTime()],
  ) as { id: number };
  const before = keptLetters(tables, { id, holder: (known?.holder ?? null) as string | null, named });
  writeLetters(tables, id, [...before, ...letters]);
  const moved = ways.map((way) => ({ ...way, letter: way.letter + before.length }));
  tables.run('UPDATE sending SET ways = ? WHERE id = ?', JSON.stringify(moved), id);
  for (const subscriber of expectant(tables, now)) addGreeting(tables, { id, ways: moved }, { subscriber, at: now });
  expectLetter(tables, false);
  return id;
}

/** Takes away what a freeze that broke off has left: nobody was sent anything. */
function dropDraft(tables: Tables, id: number): void {
  for (const table of ['delivery', 'letter']) tables.run(`DELETE FROM ${table} WHERE sending = ?`, id);
  // Its process, if it lives, finds that it is not its freeze any more.
  tables.run("UPDATE sending SET message_ids = 'keyed', beat = beat + 1 WHERE id = ?", id);
}

/**
 * The letters that rows still need, those of earlier confirmations that may go out yet. Their rows are given the new
 * numbers, unless a sender is at work, who knows them by their old ones.
 */
function keptLetters(
  tables: Tables,
  { id, holder, named }: { id: number; holder: string | null; named: string },
): FrozenLetter[] {
  const letters = readLetters(tables, id, named);
  if (!isFree(holder)) return letters;
  const rows = tables.rows(
    "SELECT DISTINCT letter FROM delivery WHERE sending = ? AND state NOT IN ('sent', 'suppressed') ORDER BY letter",
    id,
  );
  const needed = rows.map(({ letter }) => letter as number);
  for (const [index, letter] of needed.entries())
    if (index !== letter)
      tables.run('UPDATE delivery SET letter = ? WHERE sending = ? AND letter = ?', index, id, letter);
  return needed.map((letter) => letters[letter]!);
}

/**
 * Adds a delivery to each open sending for somebody who has just confirmed. Who has had that letter gets it no second
 * time; who had left before its turn came gets it after all. Part of the transaction of the confirmation, after the
 * person's language and tags are stored.
 */
export function joinOpenSendings(tables: Tables, subscriber: number, at: Date): void {
  for (const { id, ways } of tables.rows("SELECT id, ways FROM sending WHERE open = 'open'"))
    addGreeting(tables, { id: id as number, ways: JSON.parse(ways as string) as Way[] }, { subscriber, at });
}

function addGreeting(
  tables: Tables,
  { id, ways }: { readonly id: number; readonly ways: readonly Way[] },
  { subscriber, at }: { readonly subscriber: number; readonly at: Date },
): void {
  const letter = chosenLetter(tables, ways, subscriber);
  const reachable = letter !== 'beyond-ascii';
  // Due: a sender that is past this number looks for deliveries that are.
  const values = [id, subscriber, reachable ? letter : 0, at.getTime()];
  const insert = 'INSERT OR IGNORE INTO delivery (sending, subscriber, letter, due) VALUES (?, ?, ?, ?)';
  const isNew = tables.run(insert, ...values).changes === 1;
  const log = new DeliveryLog(tables, id);
  if (isNew && !reachable) log.suppress(subscriber, at, beyondAscii);
  if (!isNew && reachable) log.resume(subscriber, letter, at);
}

/** Begins to keep those who confirm for a letter that is written and not open yet, or ends it. */
export function expectLetter(tables: Tables, isWritten: boolean): void {
  // Where nothing changes, nobody has to wait for the database.
  const isExpected = tables.row('SELECT 1 FROM setting WHERE name = ?', expectedSetting) !== undefined;
  if (isExpected && !isWritten) tables.run('DELETE FROM setting WHERE name = ?', expectedSetting);
  if (isWritten && !isExpected)
    tables.run(
      `INSERT OR IGNORE INTO setting (name, value)
        SELECT ?, CAST((SELECT coalesce(max(id), 0) FROM consent) AS BLOB)
        WHERE NOT EXISTS (SELECT 1 FROM sending WHERE open = 'open')`,
      expectedSetting,
    );
}

/** Who has confirmed since a letter is expected, and is on the list: after more than a week nobody would know why it comes. */
export function expectant(tables: Tables, now: Date): number[] {
  const rows = tables.rows(
    `SELECT DISTINCT c.subscriber FROM consent c JOIN subscriber s ON s.id = c.subscriber
      WHERE c.id > (SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM setting WHERE name = ?) AND s.status = 'active'
        AND c.event IN ('confirmed', 'returned') AND c.asked IS NOT NULL AND c.at > ? ORDER BY c.subscriber`,
    ...[expectedSetting, now.getTime() - greetedWithin],
  );
  return rows.map(({ subscriber }) => subscriber as number);
}

/** All that have confirmed are its audience. */
export function grownAudience(tables: Tables, sending: number): Audience {
  const { number } = tables.row('SELECT count(*) AS number FROM delivery WHERE sending = ?', sending)!;
  return { candidates: number as number, prepared: number as number, excluded: nobodyExcluded };
}
