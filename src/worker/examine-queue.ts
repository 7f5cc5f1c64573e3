import { ProblemError } from '../model/problem.ts';
import { JobQueue } from './job-queue.ts';

/** State of the queue of workers, read without changing anything. */
export interface QueueState {
  /** Whether pg-boss is installed next to this program. */
  readonly isInstalled: boolean;
  /** Of the tables; absent where there are none yet. */
  readonly version?: number;
  readonly workers: number;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  /** Why the queue cannot be opened. */
  readonly fault?: string;
}

/** Looks at the queue in a database; `schema` in the place of the usual one. */
export async function examineQueue(url: string, named: string, schema?: string): Promise<QueueState> {
  const none = { isInstalled: true, workers: 0, waiting: 0 };
  const options = { url, named, listens: false, schema };
  try {
    const queue = await JobQueue.open(options, { works: false, makes: false });
    try {
      return { ...none, ...(await queue.state()) };
    } finally {
      await queue.close();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.message.includes('which is not installed')) return { ...none, isInstalled: false };
    if (error.message.includes('pg-boss is not installed')) return none;
    return { ...none, fault: error.message };
  }
}
