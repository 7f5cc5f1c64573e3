import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportOf } from '../../src/report/report.ts';
import { type DeliveryRecord, states } from '../../src/store/ledger.ts';
import { runs } from '../runs.ts';
import { cases, deliveryOf, noon, sendingOf, streamOf } from './sendings.ts';

const options = { made: new Date(noon), timezone: 'UTC' };
const report = (prepared: number, list: readonly DeliveryRecord[], names = false) =>
  reportOf(sendingOf(prepared), streamOf(list), { ...options, names });

test('each delivery counts in one state, among the failures if it failed, and in one domain', async () => {
  const delivery = fc.record({
    state: fc.constantFrom(...states),
    domain: fc.constantFrom('a.example', 'b.example', 'C.example', 'own.example'),
    erased: fc.boolean(),
    events: fc.array(
      fc.tuple(fc.nat(9999), fc.constantFrom('sent', 'failed', 'later', 'in-doubt', 'suppressed', 'retried')),
      { maxLength: 3 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { maxLength: 40 }), fc.boolean(), async (list, names) => {
      const records = list.map(({ state, domain, erased, events }, index) => {
        const { address: _, ...record } = deliveryOf(index + 1, state, events);
        return { ...record, ...(!erased && { address: `reader${index}@${domain}` }) };
      });
      const made = await report(list.length, records, names);
      const of = (state: string) => list.filter((one) => one.state === state).length;
      expect(made.counts).toEqual(Object.fromEntries(states.map((state) => [state, of(state)])));
      expect(made.addsUp).toBe(true);
      const failures = made.failures.reduce((sum, { letters }) => sum + letters, 0);
      expect(failures).toBe(of('failed'));
      const { slowest, others } = made.domains;
      const letters = slowest.reduce((sum, row) => sum + row.letters, 0) + (others?.letters ?? 0);
      expect(letters).toBe(list.filter(({ erased }) => !erased).length);
      if (!names) expect(JSON.stringify(made)).not.toMatch(/reader\d/);
    }),
    { numRuns: runs(60) },
  );
});

test('a domain is told by its median from the first try to the yes, and by what waits; the slowest stands first', async () => {
  const to = (domain: string) => ({ address: `x@${domain}` });
  const quick = [1, 2, 3, 4, 5].map((id) => deliveryOf(id, 'sent', [[id, 'sent']], to('quick.example')));
  const slow = [10, 20, 30, 40, 100].map((wait, index) =>
    deliveryOf(
      10 + index,
      'sent',
      [
        [0, 'later'],
        [wait, 'sent'],
      ],
      to(index % 2 ? 'SLOW.example' : 'slow.example'),
    ),
  );
  const stuck = [1, 2, 3, 4, 5].map((id) => deliveryOf(20 + id, 'pending', [[id, 'later']], to('stuck.example')));
  const rare = [deliveryOf(30, 'failed', [[0, 'failed']], to('rare.example'))];
  const { domains } = await report(16, [...quick, ...slow, ...stuck, ...rare]);
  expect(domains).toEqual({
    count: 4,
    slowest: [
      { domain: 'stuck.example', letters: 5, sent: 0, failed: 0, waiting: 5 },
      { domain: 'slow.example', letters: 5, sent: 5, failed: 0, waiting: 0, median: 30, slowest: 100 },
      { domain: 'quick.example', letters: 5, sent: 5, failed: 0, waiting: 0, median: 0, slowest: 0 },
    ],
    others: { domains: 1, letters: 1, sent: 0, failed: 1, waiting: 0 },
  });
});

test('a clock that was put back makes no time negative', async () => {
  const list = [1, 2, 3, 4, 5].map((id) =>
    deliveryOf(id, 'sent', [
      [100, 'later'],
      [40, 'sent'],
    ]),
  );
  const { domains, first, last } = await report(5, list);
  expect(domains.slowest[0]).toMatchObject({ median: 0, slowest: 0 });
  expect([first, last]).toEqual([new Date(noon + 40_000), new Date(noon + 100_000)]);
});

test('at most a thousand of a kind are named, and the others are counted', async () => {
  const failed = Array.from({ length: 1_003 }, (_, index) =>
    deliveryOf(index + 1, 'failed', [[0, 'failed', '550 no']]),
  );
  const { names } = await report(1_003, failed, true);
  expect(names!.failed.people).toHaveLength(1_000);
  expect(names!.failed.more).toBe(3);
  expect(names!.failed.people[0]).toEqual({
    ...{ address: 'reader1@example.org', attempts: 1, at: new Date(noon) },
    ...{ relay: 'smtp.example.org:587', reply: '550 no' },
  });
});

test('those who were left out and the audience are the whole list, or the report says that they are not', async () => {
  const { sending, deliveries } = cases['a long list with a pause']!();
  const list = [...deliveries];
  expect(await reportOf(sending, streamOf(list), options)).toMatchObject({ addsUp: true, deferred: 9 });
  const { audience } = sending;
  const broken = { ...sending, audience: { ...audience, candidates: audience.candidates + 1 } };
  expect(await reportOf(broken, streamOf(list), options)).toMatchObject({ addsUp: false });
  expect(await reportOf(sending, streamOf(list.slice(1)), options)).toMatchObject({ addsUp: false });
});
