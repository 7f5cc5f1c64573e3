import type { Summary } from '../send/loop/loop.ts';
import { type Transmission, transmit } from '../send/transmit.ts';
import type { BounceCounts, Counts, Ledger, Sending } from '../store/ledger.ts';

/** The result of a run. */
export interface RunResult {
  readonly summary: Summary;
  /** Of the whole sending, earlier runs included. */
  readonly counts: Counts;
  /** Of the whole sending, too. */
  readonly bounces: BounceCounts;
}

/**
 * Sends what is pending of a frozen sending, to each recipient once. Nothing is returned if another process is sending
 * it. Letters that a server does not take now are tried again for as long as the settings say.
 * @throws ProblemError if the letters are damaged, a key cannot be read, or the ledger cannot be written; from then on
 * nobody gets a letter.
 */
export async function runSending(
  sending: Sending,
  { ledger, ...transmission }: Transmission & { readonly ledger: Ledger },
): Promise<RunResult | undefined> {
  const share = await ledger.take(sending.id);
  if (!share) return undefined;
  const summary = await transmit(ledger, { sending, share }, transmission);
  return { summary, counts: await ledger.counts(sending.id), bounces: await ledger.bounces(sending.id) };
}
