import type { Outcome, State } from '../../ledger.ts';
import type { PostgresConnection, Transaction } from '../connection.ts';
import { noSuchState, PostgresLog } from './log.ts';

/** What a sender does with one delivery: without an outcome it intends to send it. */
export interface SenderStep {
  readonly subscriber: number;
  readonly outcome?: Outcome;
}

interface Under {
  readonly sending: number;
  readonly epoch: number;
  readonly connection: Pick<PostgresConnection, 'ahead'>;
}

/**
 * Stores steps in as few statements as there can be, for each waits for the server: all intents, then all outcomes. Of
 * one delivery they are done in their order. True for each that is done; false where the person has left.
 */
export async function storeSteps(
  transaction: Transaction,
  under: Under,
  steps: readonly SenderStep[],
): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  for (let first = 0; first < steps.length; ) {
    const wave = waveFrom(steps, first);
    const gone = await intendAll(transaction, under, wave);
    await recordAll(transaction, under, wave);
    for (const { subscriber, outcome } of wave) results.push(outcome !== undefined || !gone.has(subscriber));
    first += wave.length;
  }
  return results;
}

/** As many steps as there are of different deliveries. */
function waveFrom(steps: readonly SenderStep[], first: number): readonly SenderStep[] {
  const seen = new Set<number>();
  let end = first;
  for (; end < steps.length && !seen.has(steps[end]!.subscriber); end += 1) seen.add(steps[end]!.subscriber);
  return steps.slice(first, end);
}

/** Writes the intents, and those who have left in the meantime as suppressed, who come back. */
async function intendAll(
  transaction: Transaction,
  { sending, epoch }: Under,
  wave: readonly SenderStep[],
): Promise<ReadonlySet<number>> {
  const wanted = wave.filter(({ outcome }) => !outcome).map(({ subscriber }) => subscriber);
  if (wanted.length === 0) return new Set();
  const rows = await transaction.rows(
    `UPDATE tidings.delivery d SET state = 'under-way', due = NULL, attempts = d.attempts + 1,
        first = coalesce(d.first, $3), epoch = $4
      FROM tidings.subscriber s
      WHERE d.sending = $1 AND d.subscriber = ANY ($2::bigint[]) AND s.id = d.subscriber AND d.state = 'pending'
        AND s.status = 'active' AND NOT EXISTS (SELECT 1 FROM tidings.suppression p WHERE p.hash = s.hash)
      RETURNING d.subscriber`,
    ...[sending, wanted, transaction.now.getTime(), epoch],
  );
  const done = new Set(rows.map(({ subscriber }) => subscriber as number));
  const gone = wanted.filter((subscriber) => !done.has(subscriber));
  if (gone.length > 0) await suppressAll(transaction, sending, gone);
  return new Set(gone);
}

async function suppressAll(transaction: Transaction, sending: number, gone: readonly number[]): Promise<void> {
  // One that is still to be written to was in no state for it.
  const active = await transaction.row(
    `SELECT s.id FROM tidings.subscriber s WHERE s.id = ANY ($1::bigint[]) AND s.status = 'active'
      AND NOT EXISTS (SELECT 1 FROM tidings.suppression p WHERE p.hash = s.hash) LIMIT 1`,
    gone,
  );
  if (active) throw noSuchState(sending, active.id as number);
  const log = new PostgresLog(transaction, sending);
  for (const subscriber of gone) await log.suppress(subscriber, transaction.now);
}

async function recordAll(
  transaction: Transaction,
  { sending, connection }: Under,
  wave: readonly SenderStep[],
): Promise<void> {
  const records = wave.flatMap(({ subscriber, outcome }) => (outcome ? [{ subscriber, outcome }] : []));
  if (records.length === 0) return;
  const outcomes = records.map(({ outcome }) => outcome);
  const states = outcomes.map(({ kind }): State => (kind === 'later' ? 'pending' : kind));
  const rows = await transaction.rows(
    `WITH told AS (
        SELECT * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
          AS told (subscriber, state, due, kind, relay, reply)),
      changed AS (
        UPDATE tidings.delivery d SET state = t.state, due = t.due,
            -- What a server refused before the dot was tried, though nothing was intended yet.
            attempts = d.attempts + CASE WHEN d.state = 'pending' AND t.relay IS NOT NULL THEN 1 ELSE 0 END,
            first = coalesce(d.first, CASE WHEN t.relay IS NOT NULL THEN $8::bigint END)
          FROM told t WHERE d.sending = $1 AND d.subscriber = t.subscriber AND d.state IN ('pending', 'under-way')
          RETURNING d.subscriber),
      logged AS (
        -- Nothing that may hold an address is added of somebody who was erased meanwhile.
        INSERT INTO tidings.outcome (sending, subscriber, number, at, kind, relay, reply)
          SELECT $1, t.subscriber, (SELECT coalesce(max(number), 0) + 1 FROM tidings.outcome o
              WHERE o.sending = $1 AND o.subscriber = t.subscriber), $8, t.kind, t.relay,
            CASE WHEN s.status = 'erased' THEN NULL ELSE t.reply END
          FROM told t JOIN tidings.subscriber s ON s.id = t.subscriber
          WHERE t.subscriber IN (SELECT subscriber FROM changed)),
      refuted AS (
        -- The mailbox took a letter, so what was said of it before is wrong.
        DELETE FROM tidings.bounce b USING told t
          WHERE t.kind = 'sent' AND b.subscriber = t.subscriber AND b.state <> 'marked')
      SELECT subscriber FROM changed`,
    ...[sending, records.map(({ subscriber }) => subscriber), states],
    outcomes.map((one) => (one.kind === 'later' ? connection.ahead(one.due, transaction.now).getTime() : null)),
    ...[outcomes.map(({ kind }) => kind), outcomes.map(({ relay }) => relay ?? null)],
    ...[outcomes.map(({ reply }) => reply), transaction.now.getTime()],
  );
  const done = new Set(rows.map(({ subscriber }) => subscriber as number));
  const wrong = records.find(({ subscriber }) => !done.has(subscriber));
  if (wrong) throw noSuchState(sending, wrong.subscriber);
  await learn(transaction, sending, records);
}

/** Keeps the marks of bounces until the end of the run. The last word on a letter says nothing of the mailbox. */
async function learn(
  transaction: Transaction,
  sending: number,
  records: readonly Required<SenderStep>[],
): Promise<void> {
  const failures = records.flatMap(({ subscriber, outcome }) =>
    outcome.kind === 'failed' ? [{ subscriber, gravity: outcome.bounce ?? null, how: outcome.reply }] : [],
  );
  if (failures.length === 0) return;
  const plain = failures.filter(({ gravity }) => gravity === null).map(({ subscriber }) => subscriber);
  if (plain.length > 0)
    await transaction.run(
      `DELETE FROM tidings.bounce WHERE sending = $1 AND subscriber = ANY ($2::bigint[]) AND state <> 'marked'`,
      ...[sending, plain],
    );
  const noted = failures.filter(({ gravity }) => gravity !== null);
  if (noted.length === 0) return;
  await transaction.run(
    `INSERT INTO tidings.bounce (sending, subscriber, at, way, gravity, how)
      SELECT $1, s.id, $2, 'smtp', t.gravity, t.how
        FROM unnest($3::bigint[], $4::text[], $5::text[]) AS t (subscriber, gravity, how)
        JOIN tidings.subscriber s ON s.id = t.subscriber WHERE s.status <> 'erased'
      ON CONFLICT (sending, subscriber) DO UPDATE SET at = excluded.at, way = excluded.way,
        gravity = excluded.gravity, how = excluded.how, state = 'open'`,
    ...[sending, transaction.now.getTime(), noted.map(({ subscriber }) => subscriber)],
    ...[noted.map(({ gravity }) => gravity), noted.map(({ how }) => how)],
  );
}
