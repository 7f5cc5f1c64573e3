import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DomainQueues } from '../../../src/send/loop/domain-queues.ts';
import { runs } from '../../runs.ts';
import { jobFor } from '../jobs.ts';

/** Takes all that may go at a time; the numbers of their subscribers. */
function takeAll(queues: DomainQueues, now: number): number[] {
  const ids: number[] = [];
  for (let job = queues.take(now); job; job = queues.take(now)) ids.push(job.delivery.subscriber.id);
  return ids;
}

test('without a rate all go at once, those of a domain in their order', () => {
  const queues = new DomainQueues(undefined);
  for (let id = 1; id <= 4; id += 1) queues.add(jobFor(id, `reader@${id % 2 ? 'odd' : 'even'}.example`));
  expect(takeAll(queues, 0)).toEqual([1, 2, 3, 4]);
  expect(queues.size).toBe(0);
});

test('a domain that has to wait holds up no other', () => {
  const queues = new DomainQueues(1);
  for (let id = 1; id <= 3; id += 1) queues.add(jobFor(id, `reader${id}@big.example`));
  for (let id = 4; id <= 6; id += 1) queues.add(jobFor(id, `reader@small${id}.example`));
  expect(takeAll(queues, 0)).toEqual([1, 4, 5, 6]);
  expect(queues.delay(0)).toBe(1000);
  expect(takeAll(queues, 999)).toEqual([]);
  expect(takeAll(queues, 1000)).toEqual([2]);
  expect(takeAll(queues, 2000)).toEqual([3]);
});

test('a domain that comes again goes on at its pace', () => {
  const queues = new DomainQueues(1);
  queues.add(jobFor(1));
  expect(takeAll(queues, 0)).toEqual([1]);
  queues.add(jobFor(2));
  expect(takeAll(queues, 500)).toEqual([]);
  expect(takeAll(queues, 1000)).toEqual([2]);
});

test('a domain whose server says that it is too fast goes slower, the others do not', () => {
  const queues = new DomainQueues(undefined);
  const slow = jobFor(1, 'reader@slow.example');
  for (let id = 1; id <= 5; id += 1) queues.add(jobFor(id, `reader${id}@slow.example`));
  queues.slow(slow, 0);
  for (let id = 6; id <= 8; id += 1) queues.add(jobFor(id, 'reader@fast.example'));
  expect(takeAll(queues, 0)).toEqual([6, 7, 8]);
  expect(takeAll(queues, 2000)).toEqual([1]);
});

test('what comes back is first of its domain', () => {
  const queues = new DomainQueues(undefined);
  queues.add(jobFor(1));
  queues.add(jobFor(2), { first: true });
  expect(takeAll(queues, 0)).toEqual([2, 1]);
});

test('nobody is lost and none comes twice, whatever the domains, rates and times', () => {
  const steps = fc.array(
    fc.record({ domain: fc.integer({ min: 1, max: 4 }), later: fc.integer({ min: 0, max: 3000 }) }),
  );
  fc.assert(
    fc.property(steps, fc.option(fc.double({ min: 0.5, max: 50, noNaN: true }), { nil: undefined }), (all, rate) => {
      const queues = new DomainQueues(rate);
      const taken: number[] = [];
      let now = 0;
      for (const [index, { domain, later }] of all.entries()) {
        const job = jobFor(index + 1, `reader@d${domain}.example`);
        queues.add(job);
        if (later > 2900) queues.slow(job, now);
        now += later;
        taken.push(...takeAll(queues, now));
      }
      for (let round = 0; queues.size > 0 && round < 10_000; round += 1) {
        now += queues.delay(now);
        taken.push(...takeAll(queues, now));
      }
      expect(taken.toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index + 1));
    }),
    { numRuns: runs(50) },
  );
});
