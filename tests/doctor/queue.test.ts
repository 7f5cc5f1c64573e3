import { expect, test } from 'vitest';
import { findingsOfQueue } from '../../src/doctor/queue.ts';

const none = { isInstalled: true, workers: 0, waiting: 0 };

test.each([
  [{ ...none, isInstalled: false }, 'note', 'pg-boss is not installed here, which workers need'],
  [none, 'note', 'no worker ever ran: the first one makes the tables of its queue'],
  [{ ...none, fault: 'it is closed' }, 'warning', 'it is closed'],
  [
    { ...none, version: 34, workers: 2 },
    'ok',
    'the queue of workers has tables of version 34: 2 workers live, 0 jobs wait',
  ],
  [
    { ...none, version: 34, waiting: 1 },
    'warning',
    'the queue of workers has tables of version 34: 0 workers live, 1 job waits',
  ],
])('of the queue %o doctor says "%s"', (state, verdict, message) => {
  expect(findingsOfQueue(state)).toMatchObject([{ check: 'Database', rule: 'queue', verdict, message }]);
});
