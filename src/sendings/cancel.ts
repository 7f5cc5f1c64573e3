import type { Config } from '../config/config.ts';
import { cancelledByHand, type Ledger, type Sending } from '../store/ledger.ts';
import { MarkedRun } from './list-mark.ts';

/**
 * Suppresses what is pending of a sending; how many. Nothing is returned if another process is sending it. A copy of the
 * list from before is known to be older from now on, for it would send what was cancelled.
 * @throws ProblemError if the ledger or the mark of the list cannot be written.
 */
export async function cancelSending(
  sending: Sending,
  { config, ledger }: { config: Pick<Config, 'directory' | 'display'>; ledger: Ledger },
): Promise<number | undefined> {
  const mark = await MarkedRun.begin(config, ledger, sending, () => performance.now());
  try {
    return await ledger.cancel(sending.id);
  } finally {
    await mark.end();
  }
}

/** How many deliveries of a sending were cancelled, without those of readers who were erased since. */
export async function cancelledOf({ id }: Sending, ledger: Pick<Ledger, 'read'>): Promise<number> {
  let count = 0;
  for await (const { events } of ledger.read(id, 'suppressed'))
    if (events.at(-1)?.reply === cancelledByHand) count += 1;
  return count;
}
