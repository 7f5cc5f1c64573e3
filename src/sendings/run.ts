import type { Config } from '../config/config.ts';
import type { RunProgress, Summary } from '../send/loop/loop.ts';
import { type Transmission, transmit } from '../send/transmit.ts';
import type { BounceCounts, Counts, Ledger, Pause, Sending } from '../store/ledger.ts';
import { MarkedRun } from './list-mark.ts';
import { PauseWatch } from './pause.ts';

/** The result of a run. */
export interface RunResult {
  readonly summary: Summary;
  /** Of the whole sending, earlier runs included. */
  readonly counts: Counts;
  /** Of the whole sending, too. */
  readonly bounces: BounceCounts;
  /** Why it stopped, where somebody paused it meanwhile. */
  readonly pause?: Pause;
}

/** As `transmit` takes it, and where the publication lies. */
export interface RunRequest extends Transmission {
  readonly ledger: Ledger;
  readonly config: Transmission['config'] & Pick<Config, 'directory' | 'display'>;
}

/**
 * Sends what is pending of a frozen sending, to each recipient once. Nothing is returned if another process is sending
 * it. Letters that a server does not take now are tried again for as long as the settings say.
 * @throws ProblemError if the letters are damaged, a key cannot be read, or the ledger cannot be written; from then on
 * nobody gets a letter.
 */
export async function runSending(
  sending: Sending,
  { ledger, ...transmission }: RunRequest,
): Promise<RunResult | undefined> {
  const share = await ledger.take(sending.id);
  if (!share) return undefined;
  const { config, timing, onProgress, signal } = transmission;
  const mark = await MarkedRun.begin(config, ledger, sending, () => timing.now()).catch(async (error) => {
    await share.release();
    throw error;
  });
  const advance = (progress: RunProgress) => {
    mark.advance(progress);
    onProgress?.(progress);
  };
  const watch = new PauseWatch(ledger, sending.id);
  const run = transmit(
    ledger,
    { sending, share },
    {
      ...transmission,
      onProgress: advance,
      signal: signal ? AbortSignal.any([signal, watch.signal]) : watch.signal,
    },
  );
  const summary = await run.finally(() => {
    watch.end();
    return mark.end();
  });
  const [counts, bounces] = [await ledger.counts(sending.id), await ledger.bounces(sending.id)];
  return { summary, counts, bounces, ...(watch.pause && { pause: watch.pause }) };
}
