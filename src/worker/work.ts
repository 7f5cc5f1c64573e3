import { setTimeout } from 'node:timers/promises';
import { ProblemError } from '../model/problem.ts';
import type { SharedSendings } from '../store/shared-sendings.ts';
import type { BatchSender } from './batch-sender.ts';
import type { JobQueue, WorkerTask } from './job-queue.ts';

export interface Work {
  readonly shared: SharedSendings;
  readonly queue: JobQueue;
  readonly sender: BatchSender;
  readonly tasks: readonly WorkerTask[];
  /** Ends it; what is under way is brought to an end. */
  readonly signal: AbortSignal;
  readonly say: (words: string) => void;
  /** How often the ledger is looked at for batches without a job, in milliseconds. */
  readonly interval?: number;
}

/** So many jobs may wait: more come when these are done. */
const most = 200;

/**
 * Takes jobs until the signal.
 * @throws ProblemError where this machine cannot send; the batches are given back to others.
 */
export async function workOn({ shared, queue, sender, tasks, signal, say, interval = 3_000 }: Work): Promise<void> {
  const ending = new AbortController();
  const failure = Promise.withResolvers<never>();
  const end = AbortSignal.any([signal, ending.signal]);
  const fail = (error: unknown) => {
    ending.abort();
    failure.reject(error);
  };
  // Nobody may wait for it yet.
  failure.promise.catch(() => undefined);
  const keeping = keepJobs({ shared, queue, interval, say }, end).catch(fail);
  try {
    await queue.takeBatches((batch) => (end.aborted ? Promise.resolve() : sender.send(batch).catch(fail)));
    for (const task of tasks) await queue.take(task, end);
    await Promise.race([aborted(signal), failure.promise]);
  } finally {
    ending.abort();
    await keeping;
    await queue.close();
    await sender.end();
  }
}

/** Sees to it that each batch that waits has a job: those of a worker that died, and those whose job was lost. */
async function keepJobs(
  { shared, queue, interval, say }: Required<Pick<Work, 'shared' | 'queue' | 'interval' | 'say'>>,
  signal: AbortSignal,
): Promise<void> {
  let isAway = false;
  while (!signal.aborted) {
    try {
      await queue.add(await shared.waiting(most));
      isAway = false;
    } catch (error) {
      if (!isAway) say(`${(error as Error).message}; it is tried again`);
      isAway = true;
      if (error instanceof ProblemError && error.exitCode === 2) throw error;
    }
    await setTimeout(interval, undefined, { signal }).catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
