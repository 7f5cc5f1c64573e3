import { TakenOver } from '../../common/share.ts';
import type { Outcome } from '../../ledger.ts';
import type { PostgresConnection } from '../connection.ts';

/** What a sender does with one delivery: without an outcome it intends to send it. */
export interface SenderStep {
  readonly subscriber: number;
  readonly outcome?: Outcome;
}

interface Under {
  readonly sending: number;
  /** The number under which the sender took it. */
  readonly epoch: number;
  /** Absent where it took all of it. */
  readonly batch?: { readonly number: number };
}

/**
 * Stores steps, all intents and then all outcomes in one call; of one delivery they are done in their order. True for
 * each that is done; false where the person has left.
 * @throws TakenOver if the epoch is over.
 */
export async function storeSteps(
  connection: PostgresConnection,
  under: Under,
  steps: readonly SenderStep[],
): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  for (let first = 0; first < steps.length; ) {
    const wave = waveFrom(steps, first);
    const gone = await storeWave(connection, under, wave);
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

/** Who has left of those who were to be written to. */
async function storeWave(
  connection: PostgresConnection,
  { sending, epoch, batch }: Under,
  wave: readonly SenderStep[],
): Promise<ReadonlySet<number>> {
  const wanted = wave.flatMap(({ subscriber, outcome }) => (outcome ? [] : [subscriber]));
  const told = wave.flatMap(({ subscriber, outcome }) => (outcome ? [{ subscriber, ...outcome }] : []));
  const { gone } = await connection.call(
    'SELECT tidings.take_steps($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS gone',
    ...[
      sending,
      batch?.number ?? null,
      epoch,
      wanted,
      told.map(({ subscriber }) => subscriber),
      told.map(({ kind }) => kind),
    ],
    told.map((one) => (one.kind === 'later' ? connection.until(one.due) : null)),
    ...[told.map(({ relay }) => relay ?? null), told.map(({ reply }) => reply)],
    told.map((one) => (one.kind === 'failed' ? (one.bounce ?? null) : null)),
  );
  if (gone === null) throw new TakenOver();
  return new Set((gone as string[]).map(Number));
}
