import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome, Share } from '../../src/store/ledger.ts';
import { runs } from '../runs.ts';
import type { Harness } from './harness.ts';
import { failed, fill, planOf, sent } from './ledger-contract.ts';
import { addressFor } from './subscriber-store-contract.ts';

const doubt: Outcome = { kind: 'in-doubt', relay: 'r', reply: 'the connection broke after the final dot' };
const bounced: Outcome = { kind: 'failed', relay: 'r', reply: '550 5.1.1', bounce: 'hard' };
const later: Outcome = { kind: 'later', relay: 'r', reply: '451', due: new Date(0) };

/** What can happen, to the delivery that stands at a place among those that are handed out. */
const step = fc.oneof(
  fc.record({
    do: fc.constantFrom('next', 'intend', 'kill', 'release', 'freeze', 'settle', 'hold', 'accept', 'cancel'),
    at: fc.nat(5),
  }),
  fc.record({ do: fc.constantFrom('leave', 'forget', 'retry failed', 'retry in-doubt'), at: fc.nat(9) }),
  fc.record({
    do: fc.constant('record'),
    at: fc.nat(5),
    outcome: fc.constantFrom(sent, failed, bounced, doubt, later),
  }),
);

/** What holds of every ledger whatever happens to it. `part`: of the cases that are tried. */
export function describeLedgerProperty(name: string, begin: () => Promise<Harness>, part = 1): void {
  test(`${name}: whatever happens in whatever order, the audience adds up and nobody who has the letter is handed out again`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { process } = await begin();
        let mine = await process();
        await fill(mine.subscribers, 5);
        const { id } = await mine.ledger.freeze(planOf());
        let share: Share = (await mine.ledger.take(id))!;
        // Those handed out, and whether their intent is recorded.
        let open = new Map<number, boolean>();
        const done = new Set<number>();
        for (const { do: name, at, ...rest } of steps) {
          const subscriber = [...open.keys()][at % Math.max(open.size, 1)];
          if (name === 'next')
            for (const delivery of await share.next(at)) {
              const number = delivery.subscriber.id;
              expect([open.has(number), done.has(number)], 'handed out twice').toEqual([false, false]);
              open.set(number, false);
            }
          if (name === 'intend' && subscriber !== undefined && !open.get(subscriber)) {
            if (await share.intend(subscriber)) open.set(subscriber, true);
            else open.delete(subscriber);
          }
          if ('outcome' in rest && subscriber !== undefined) {
            const { outcome } = rest as { outcome: Outcome };
            // Nobody says yes to what was not intended.
            if (outcome.kind === 'sent' && !open.get(subscriber)) continue;
            await share.record(subscriber, outcome);
            open.delete(subscriber);
            if (outcome.kind === 'sent') done.add(subscriber);
          }
          if (name === 'settle') await share.settleBounces(new Set());
          if (name === 'hold') await share.settleBounces('all');
          if (name === 'accept') await mine.ledger.acceptBounces(id);
          if (name === 'kill' || name === 'release') {
            if (name === 'release') await share.release();
            await mine.kill();
            mine = await process();
            share = (await mine.ledger.take(id))!;
            open = new Map();
          }
          if (name === 'cancel') {
            await share.release();
            const { pending } = await mine.ledger.counts(id);
            expect([await mine.ledger.cancel(id), (await mine.ledger.counts(id)).pending]).toEqual([pending, 0]);
            share = (await mine.ledger.take(id))!;
            open = new Map();
          }
          if (name === 'leave') await mine.subscribers.leave(at, 'unsubscribed', { how: 'link' });
          if (name === 'forget') await mine.subscribers.forget(addressFor(`reader${at}@example.org`));
          if (name === 'retry failed') await mine.ledger.retry(id, 'failed');
          if (name === 'retry in-doubt') await mine.ledger.retry(id, 'in-doubt');
          if (name === 'freeze') {
            await fill(mine.subscribers, 1, `late${at}-`);
            await mine.ledger.freeze(planOf());
          }
          const counts = await mine.ledger.counts(id);
          const { candidates, prepared, excluded } = (await mine.ledger.find('autumn'))!.audience;
          const sum = (numbers: Readonly<Record<string, number>>) => Object.values(numbers).reduce((a, b) => a + b, 0);
          expect([sum(counts), counts.sent]).toEqual([prepared, done.size]);
          expect(prepared + sum(excluded)).toBe(candidates);
        }
        await mine.kill();
      }),
      { numRuns: runs(Math.ceil(25 * part)) },
    );
  });
}
