import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome, Share } from '../../src/store/ledger.ts';
import { runs } from '../runs.ts';
import type { Harness } from './harness.ts';
import { failed, planOf, sent } from './ledger-contract.ts';
import { addressFor } from './subscriber-store-contract.ts';

const doubt: Outcome = { kind: 'in-doubt', relay: 'r', reply: 'the connection broke after the final dot' };
const later: Outcome = { kind: 'later', relay: 'r', reply: '451', due: new Date(0) };

const step = fc.oneof(
  fc.record({ do: fc.constantFrom('confirm', 'leave', 'forget'), at: fc.nat(4) }),
  fc.record({ do: fc.constantFrom('send', 'crash', 'cancel', 'retry', 'change', 'close', 'open'), at: fc.nat(3) }),
  fc.record({ do: fc.constant('send'), at: fc.nat(3), outcome: fc.constantFrom(sent, failed, doubt, later) }),
);

/** What holds of every open sending whatever happens to it. `part`: of the cases that are tried. */
export function describeOpenProperty(name: string, begin: () => Promise<Harness>, part = 1): void {
  test(`${name}: whatever happens in whatever order, an open sending has a row for each who confirmed while it was open, and gives nobody the letter twice`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { process, setClock } = await begin();
        let mine = await process();
        const { id } = await mine.ledger.open(planOf());
        let share: Share | undefined;
        let [minute, changes, isOpen] = [0, 0, true];
        const joined = new Set<number>();
        const done = new Set<number>();
        for (const { do: name, at, ...rest } of steps) {
          const now = new Date(Date.UTC(2026, 10, 23, 12, ++minute));
          setClock(now.toISOString());
          const address = addressFor(`reader${at}@example.org`);
          if (name === 'confirm') {
            const joining = { address, tags: [], textHash: '00'.repeat(32), how: 'by the form' } as const;
            const { result, subscriber } = await mine.subscribers.confirm({ ...joining, asked: now }, now);
            if (isOpen && result !== 'known') joined.add(subscriber!.id);
          }
          if (name === 'leave') await mine.subscribers.leave(address, 'unsubscribed', { how: 'link' });
          if (name === 'forget') await mine.subscribers.forget(address);
          if (name === 'send') {
            share ??= (await mine.ledger.take(id))!;
            for (const { subscriber, letter } of await share.next(at + 1)) {
              expect(done.has(subscriber.id), 'handed out twice').toBe(false);
              expect(letter).toBeLessThan((await mine.ledger.letters(id)).length);
              if (!(await share.intend(subscriber.id))) continue;
              const { outcome } = rest as { outcome?: Outcome };
              if (outcome) await share.record(subscriber.id, outcome);
              if (outcome?.kind === 'sent') done.add(subscriber.id);
            }
          }
          if (name === 'crash') {
            await mine.kill();
            mine = await process();
            share = undefined;
          }
          if (name === 'cancel' || name === 'retry') {
            await share?.release();
            share = undefined;
            if (name === 'cancel') await mine.ledger.cancel(id);
            else await mine.ledger.retry(id, at > 1 ? 'failed' : 'in-doubt');
          }
          if (name === 'change') await mine.ledger.open(planOf({ source: `changed ${++changes}` }));
          if (name === 'close') await mine.ledger.close(id);
          if (name === 'open') await mine.ledger.open(planOf({ source: `changed ${changes}` }));
          if (name === 'change' || name === 'open') isOpen = true;
          if (name === 'close') isOpen = false;
          const counts = await mine.ledger.counts(id);
          const { audience, open } = (await mine.ledger.find('autumn'))!;
          const rows = Object.values(counts).reduce((sum, number) => sum + number, 0);
          expect([rows, audience.prepared, audience.candidates]).toEqual([joined.size, joined.size, joined.size]);
          expect([counts.sent, open]).toEqual([done.size, isOpen ? 'open' : 'closed']);
        }
        await mine.kill();
      }),
      { numRuns: runs(Math.ceil(20 * part)) },
    );
  });
}
