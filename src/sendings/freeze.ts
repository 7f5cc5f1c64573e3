import type { Config } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { recordSent } from '../publish/lock/record-sent.ts';
import type { BuildLockOptions } from '../publish/output/build-lock.ts';
import type { Ledger, Sending } from '../store/ledger.ts';
import { type SendingOptions, selectionAgain, selectionOf } from './options.ts';
import type { SendingPlan } from './plan.ts';

export interface FreezeRequest extends BuildLockOptions {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly options: SendingOptions;
  /** How many subscribers were looked at, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Stores the audience and the letters of a planned issue, unless that is done, and resets deliveries to be retried.
 * Nothing is returned if another process freezes the same issue just now: it sends it, too.
 * @throws ProblemError if the lock or the ledger cannot be written.
 */
export async function freezeSending(plan: SendingPlan, request: FreezeRequest): Promise<Sending | undefined> {
  return freeze(plan, request).catch(frozenElsewhere);
}

async function freeze({ compiled, sending, replaces }: SendingPlan, request: FreezeRequest): Promise<Sending> {
  const { config, ledger, options, signal, onWait, onProgress } = request;
  if (compiled) {
    // The last moment at which a stop leaves nothing behind.
    signal?.throwIfAborted();
    // Before any letter goes, so that no digest repeats the articles of a half-sent one; and after the ledger knows of
    // the issue, so that a lock that calls it sent is never ahead of a list that is not lost.
    const onBegun = () => recordSent(config, compiled.articles, { signal, onWait, again: replaces !== undefined });
    return await ledger.freeze(
      { ...compiled, replaces, selection: selectionOf(options, compiled) },
      { onProgress, onBegun },
    );
  }
  const { id, issue, slug, subject, source } = sending!;
  if (options.only ?? options.inDoubt === 'resend') await ledger.retry(id, options.only ?? 'in-doubt');
  if (!options.new) return sending!;
  const wanted = selectionAgain(options, sending!);
  return await ledger.freeze(
    { issue, slug, subject, source, selection: wanted, letters: [], ways: [] },
    { onProgress },
  );
}

function frozenElsewhere(error: unknown): undefined {
  if (!(error instanceof ProblemError && error.problems[0]?.rule === 'freezing')) throw error;
}
