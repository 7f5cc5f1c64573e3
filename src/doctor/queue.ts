import { counted } from '../lib/count-words.ts';
import type { DnsFinding } from './finding.ts';

/** The queue of workers, as far as it can be seen. */
interface SeenQueue {
  readonly isInstalled: boolean;
  readonly version?: number;
  readonly workers: number;
  readonly waiting: number;
  readonly fault?: string;
}

/** Looks at the queue of workers; not having one is no fault. */
export function findingsOfQueue({ isInstalled, version, workers, waiting, fault }: SeenQueue): DnsFinding[] {
  const base = { check: 'Database', rule: 'queue' } as const;
  if (!isInstalled)
    return [
      {
        ...{ ...base, verdict: 'note', message: 'pg-boss is not installed here, which workers need' },
        hint: 'To send with several machines: npm install pg@8 pg-boss@12',
      },
    ];
  if (fault !== undefined) return [{ ...base, verdict: 'warning', message: fault }];
  if (version === undefined)
    return [{ ...base, verdict: 'note', message: 'no worker ever ran: the first one makes the tables of its queue' }];
  const live = `${counted(workers, 'worker')} ${workers === 1 ? 'lives' : 'live'}`;
  const jobs = `${counted(waiting, 'job')} ${waiting === 1 ? 'waits' : 'wait'}`;
  const verdict = workers === 0 && waiting > 0 ? 'warning' : 'ok';
  return [
    {
      ...{ ...base, verdict, message: `the queue of workers has tables of version ${version}: ${live}, ${jobs}` },
      ...(verdict === 'warning' && { hint: 'Start a worker: npx tidings worker' }),
    },
  ];
}
