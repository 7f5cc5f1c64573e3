import type { FrozenLetter, Way } from '../../../email/frozen.ts';
import { beyondAscii, nobodyExcluded, sentBefore } from '../../common/audience.ts';
import { expectedSetting, greetedWithin } from '../../common/expected.ts';
import { isFree } from '../../common/lease.ts';
import type { Audience, OpenPlan } from '../../ledger.ts';
import type { Queries } from '../connection.ts';
import type { PostgresTables } from '../tables.ts';
import { letterChosen } from './decision.ts';
import { lettersOf, storeLetters } from './letters.ts';
import { PostgresLog } from './log.ts';

/**
 * Opens the sending of an issue, or gives an open one the letters of a changed issue, and closes every other one. Part
 * of a transaction; returns its number.
 */
export async function openInPostgres(
  tables: PostgresTables,
  plan: OpenPlan,
  { now, named }: { readonly now: Date; readonly named: string },
): Promise<number> {
  const { queries } = tables;
  const { issue, slug, subject, source, letters, ways } = plan;
  const known = await queries.row(
    'SELECT id, open, source, frozen, holder FROM tidings.sending WHERE issue = $1 FOR UPDATE',
    issue,
  );
  if (known && known.open === null && known.frozen !== null) throw sentBefore(slug, new Date(known.frozen as number));
  await queries.run("UPDATE tidings.sending SET open = 'closed' WHERE open = 'open' AND issue <> $1", issue);
  if (known?.open === 'open' && known.source === source) return known.id as number;
  if (known && known.frozen === null) await dropDraft(queries, known.id as number);
  const { id } = (await queries.row(
    `INSERT INTO tidings.sending AS n (issue, slug, subject, source, selection, ways, audience, frozen, open)
      VALUES ($1, $2, $3, $4, '{}', '[]', '{}', $5, 'open')
      ON CONFLICT (issue) DO UPDATE SET slug = excluded.slug, subject = excluded.subject, source = excluded.source,
      selection = '{}', audience = '{}', frozen = coalesce(n.frozen, excluded.frozen), open = 'open' RETURNING id`,
    ...[issue, slug, subject, source, now.getTime()],
  )) as { id: number };
  const before = await keptLetters(queries, { id, holder: (known?.holder ?? null) as string | null, named });
  await storeLetters(queries, id, [...before, ...letters]);
  const moved = ways.map((way) => ({ ...way, letter: way.letter + before.length }));
  await queries.run('UPDATE tidings.sending SET ways = $1 WHERE id = $2', JSON.stringify(moved), id);
  for (const subscriber of await expectantIn(queries, now))
    await addGreeting(tables, { id, ways: moved }, { subscriber, at: now });
  await expectInPostgres(queries, false);
  return id;
}

/** Takes away what a freeze that broke off has left: nobody was sent anything. */
async function dropDraft(queries: Queries, id: number): Promise<void> {
  for (const table of ['delivery', 'letter']) await queries.run(`DELETE FROM tidings.${table} WHERE sending = $1`, id);
  // Its process, if it lives, finds that it is not its freeze any more.
  await queries.run("UPDATE tidings.sending SET message_ids = 'keyed', beat = beat + 1 WHERE id = $1", id);
}

/**
 * The letters that rows still need, those of earlier confirmations that may go out yet. Their rows are given the new
 * numbers, unless a sender is at work, who knows them by their old ones.
 */
async function keptLetters(
  queries: Queries,
  { id, holder, named }: { id: number; holder: string | null; named: string },
): Promise<FrozenLetter[]> {
  const letters = await lettersOf(queries, id, named);
  if (!isFree(holder)) return letters;
  const rows = await queries.rows(
    `SELECT DISTINCT letter FROM tidings.delivery WHERE sending = $1 AND state NOT IN ('sent', 'suppressed')
      ORDER BY letter`,
    id,
  );
  const needed = rows.map(({ letter }) => letter as number);
  for (const [index, letter] of needed.entries())
    if (index !== letter)
      await queries.run(
        'UPDATE tidings.delivery SET letter = $1 WHERE sending = $2 AND letter = $3',
        ...[index, id, letter],
      );
  return needed.map((letter) => letters[letter]!);
}

/**
 * Adds a delivery to each open sending for somebody who has just confirmed. Who has had that letter gets it no second
 * time; who had left before its turn came gets it after all. Part of the transaction of the confirmation, after the
 * person's language and tags are stored.
 */
export async function joinOpenInPostgres(tables: PostgresTables, subscriber: number, at: Date): Promise<void> {
  for (const { id, ways } of await tables.queries.rows("SELECT id, ways FROM tidings.sending WHERE open = 'open'"))
    await addGreeting(tables, { id: id as number, ways: JSON.parse(ways as string) as Way[] }, { subscriber, at });
}

async function addGreeting(
  tables: PostgresTables,
  { id, ways }: { readonly id: number; readonly ways: readonly Way[] },
  { subscriber, at }: { readonly subscriber: number; readonly at: Date },
): Promise<void> {
  const letter = await letterChosen(tables, ways, subscriber);
  const reachable = letter !== 'beyond-ascii';
  // Due: a sender that is past this number looks for deliveries that are.
  const added = await tables.queries.run(
    `INSERT INTO tidings.delivery (sending, subscriber, letter, due) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    ...[id, subscriber, reachable ? letter : 0, at.getTime()],
  );
  const log = new PostgresLog(tables.queries, id);
  if (added === 1 && !reachable) await log.suppress(subscriber, at, beyondAscii);
  if (added === 0 && reachable) await log.resume(subscriber, letter, at);
}

/** Begins to keep those who confirm for a letter that is written and not open yet, or ends it. */
export async function expectInPostgres(queries: Queries, isWritten: boolean): Promise<void> {
  if (!isWritten) await queries.run('DELETE FROM tidings.setting WHERE name = $1', expectedSetting);
  else
    await queries.run(
      `INSERT INTO tidings.setting (name, value)
        SELECT $1, convert_to((SELECT coalesce(max(id), 0)::text FROM tidings.consent), 'UTF8')
        WHERE NOT EXISTS (SELECT 1 FROM tidings.sending WHERE open = 'open') ON CONFLICT DO NOTHING`,
      expectedSetting,
    );
}

/** Who has confirmed since a letter is expected, and is on the list: after more than a week nobody would know why it comes. */
export async function expectantIn(queries: Queries, now: Date): Promise<number[]> {
  const rows = await queries.rows(
    `SELECT DISTINCT c.subscriber FROM tidings.consent c JOIN tidings.subscriber s ON s.id = c.subscriber
      WHERE c.id > (SELECT convert_from(value, 'UTF8')::bigint FROM tidings.setting WHERE name = $1)
        AND s.status = 'active' AND c.event IN ('confirmed', 'returned') AND c.asked IS NOT NULL AND c.at > $2
      ORDER BY c.subscriber`,
    ...[expectedSetting, now.getTime() - greetedWithin],
  );
  return rows.map(({ subscriber }) => subscriber as number);
}

/** All that have confirmed are its audience. */
export async function grownIn(queries: Queries, sending: number): Promise<Audience> {
  const sql = 'SELECT count(*) AS number FROM tidings.delivery WHERE sending = $1';
  const number = (await queries.row(sql, sending))!.number as number;
  return { candidates: number, prepared: number, excluded: nobodyExcluded };
}
