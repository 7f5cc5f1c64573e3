import type { RunProgress } from '../send/loop/loop.ts';
import type { Tally } from '../send/loop/records.ts';
import type { Sending } from '../store/ledger.ts';
import { refuseOlderList } from './list-mark.ts';
import { refuseFrozenPlaceholders } from './placeholders.ts';
import { type RunRequest, runSending } from './run.ts';

/** The outcomes of letters to those who have confirmed. */
export interface OpenRun extends Tally {
  /** When the next of those who wait is due; absent if nobody waits. */
  readonly due?: Date;
  /** Another process is at it. */
  readonly busy: boolean;
}

/** As `runSending` takes it; `ignore` are rules of `check` whose findings may pass. */
export type OpenRunRequest = Omit<RunRequest, 'inDoubt' | 'acceptsBounces'> & {
  readonly config: Parameters<typeof refuseOlderList>[0];
  readonly ignore?: readonly string[] | undefined;
};

/**
 * Sends the letters that are due to those who have confirmed, each once, also of a sending that is closed by now. Comes
 * back when each was tried: where a server takes none now, they stay pending until the time that the ledger names, and
 * another call sends them.
 * @throws ProblemError if the list is an older copy, real people would get placeholders, or as `runSending` does.
 */
export async function sendOpen({ ignore, ...request }: OpenRunRequest): Promise<OpenRun> {
  const { ledger, config, timing, outlets, signal } = request;
  const total = { sent: 0, failed: 0, later: 0, inDoubt: 0, suppressed: 0 };
  const dues: Date[] = [];
  let busy = false;
  for (const sending of (await ledger.sendings()).filter(({ open }) => open)) {
    const due = await ledger.nextDue(sending.id);
    const isPaused = (await ledger.pauseOf(sending.id)) !== undefined;
    if (due && due <= timing.clock() && outlets.length > 0 && !signal?.aborted && !isPaused) {
      await refuseOlderList(config, ledger, {});
      await refuseFrozenPlaceholders(sending, { ledger, options: {}, ignore }, {});
      const run = await runOnce(sending, request);
      if (!run) busy = true;
      for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += run?.[key] ?? 0;
    }
    const next = await ledger.nextDue(sending.id);
    if (next && !isPaused) dues.push(next);
  }
  const first = dues.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { ...total, busy, ...(first && { due: first }) };
}

/** Ends as soon as all that is left waits for another try, a quota or a server that is away. */
async function runOnce(sending: Sending, { signal, onProgress, onChange, ...request }: OpenRunRequest) {
  const enough = new AbortController();
  // Not within the report, which the dispatcher makes before it has set its alarm.
  const end = () => setImmediate(() => enough.abort());
  const result = await runSending(sending, {
    ...{ ...request, inDoubt: 'hold' },
    signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
    onProgress: (progress: RunProgress) => {
      onProgress?.(progress);
      if (progress.until) end();
    },
    onChange: (from, to, why) => {
      onChange?.(from, to, why);
      if (to === undefined) end();
    },
  });
  if (result?.summary.problem) throw result.summary.problem;
  return result?.summary;
}
