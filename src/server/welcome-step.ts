import type { Config } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { ProblemError } from '../model/problem.ts';
import { traceOfOccasions } from '../publish/issues/occasions.ts';
import { realTiming } from '../send/loop/timing.ts';
import { refreshOpen } from '../sendings/open.ts';
import { smtpOutlets } from '../sendings/outlets.ts';
import { sendOpen } from '../sendings/send-open.ts';
import type { Store } from '../store/open.ts';
import type { AccessLog } from './access-log.ts';
import type { BackgroundStep } from './background.ts';
import type { Metrics } from './metrics.ts';

export interface WelcomeParts {
  /** Reads the settings as they are now. */
  readonly config: () => Promise<Config>;
  readonly store: Pick<Store, 'ledger' | 'subscribers' | 'shared'>;
  readonly cwd: string;
  readonly clock: () => Date;
}

/** How often the issues are looked at, and how often at least the letter is compared with them, in milliseconds. */
const glance = 30_000;
const longest = 3_600_000;

/**
 * Keeps the letter to those who confirm as its issue is written, and sends it. A fault of the publication leaves the
 * letter as it was, and is logged once.
 */
export function welcomeStep(
  { config, store, cwd, clock }: WelcomeParts,
  { log, metrics }: { readonly log: AccessLog; readonly metrics: Metrics },
): BackgroundStep {
  const { ledger, subscribers } = store;
  let looked = Number.NEGATIVE_INFINITY;
  let compared = Number.NEGATIVE_INFINITY;
  let trace: string | undefined;
  let said: string | undefined;
  const say = (words: string) => {
    if (words !== said) log.remark(words);
    said = words;
  };
  const refresh = async (signal: AbortSignal) => {
    const now = performance.now();
    if (now - looked < glance) return;
    looked = now;
    const settings = await config();
    const found = await traceOfOccasions(settings);
    if (found === trace && now - compared < longest) return;
    const { change, sending, expectant = 0 } = await refreshOpen({ config: settings, ledger, cwd, signal });
    [trace, compared] = [found, now];
    const late = expectant > 0 ? `, and goes to ${counted(expectant, 'reader')} who confirmed before it could be` : '';
    if (change !== 'none') say(`welcome: ${sending?.slug ?? 'the letter to those who confirm'} was ${change}${late}`);
  };
  return {
    run: async (signal) => {
      const failed = (error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        say(`welcome: ${error.message.split('\n')[0]}. ${error.state}`);
      };
      await refresh(signal).catch(failed);
      if (!(await isAnybodyDue(ledger, clock()))) return undefined;
      const settings = await config();
      const timing = realTiming(clock);
      const outlets = await smtpOutlets(settings);
      const request = {
        ledger,
        config: settings,
        outlets,
        signal,
        timing,
        list: subscribers.list,
        rates: store.shared,
      };
      const run = await sendOpen(request).catch(failed);
      for (const result of ['sent', 'failed', 'suppressed'] as const)
        if (run && run[result] > 0) metrics.count('welcomes', { result }, run[result]);
      return run?.due && Math.max(1_000, run.due.getTime() - clock().getTime());
    },
  };
}

async function isAnybodyDue(ledger: Store['ledger'], now: Date): Promise<boolean> {
  for (const { id, open } of await ledger.sendings()) {
    const due = open && (await ledger.nextDue(id));
    if (due && due <= now) return true;
  }
  return false;
}
