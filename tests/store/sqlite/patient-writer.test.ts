import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/open.ts';
import { noon } from '../harness.ts';
import { planOf, sent } from '../ledger-contract.ts';
import { addressFor, merge, rowOf } from '../subscriber-store-contract.ts';
import { connect, sqliteHarness } from './harness.ts';

const at = new Date(noon);
const budgets = [{ name: 'all', key: new Uint8Array(32), limit: 10, window: 3_600_000 }];
const ada = addressFor('ada@example.org');
const fingerprint = new Uint8Array(32);

/** A list with one reader, over a connection that does not wait by itself, and a writer elsewhere. */
async function shared(options: { readonly patience: number; readonly hold?: number }) {
  const { file, process } = await sqliteHarness();
  const store = await process({ leaseInterval: 60_000, ...options });
  await merge(store.subscribers, [rowOf(2, 'ada@example.org')]);
  const { id } = await store.ledger.freeze(planOf());
  const other = connect(file);
  return { store, sending: id, other };
}

const wishes: readonly [wish: string, work: (store: Store, sending: number) => Promise<unknown>][] = [
  ['merge', ({ subscribers }) => merge(subscribers, [rowOf(2, 'bob@example.org')])],
  ['tag', ({ subscribers }) => subscribers.tag(1, { add: ['a'], remove: [] })],
  ['leave', ({ subscribers }) => subscribers.leave(1, 'unsubscribed', { how: 'by the link' })],
  [
    'confirm',
    ({ subscribers }) => {
      const textHash = 'ab'.repeat(32);
      const joining = { address: addressFor('bob@example.org'), tags: [], asked: at, textHash };
      return subscribers.confirm({ ...joining, how: 'by the form' }, at);
    },
  ],
  ['change', ({ subscribers }) => subscribers.change(1, { name: 'Ada' }, { how: 'by the page' })],
  ['move', ({ subscribers }) => subscribers.move(1, addressFor('bob@example.org'), { how: 'by the page' })],
  ['forget', ({ subscribers }) => subscribers.forget(ada)],
  ['restore', ({ subscribers }) => subscribers.restoreBounced({ since: at, how: 'by hand' }, { apply: true })],
  ['freeze', ({ ledger }) => ledger.freeze(planOf({ issue: 'tag:example.org,2026:winter', slug: 'winter' }))],
  ['open', ({ ledger }) => ledger.open(planOf({ issue: 'tag:example.org,2026:hello', slug: 'hello' }))],
  ['close', ({ ledger }, sending) => ledger.close(sending)],
  ['retry', ({ ledger }, sending) => ledger.retry(sending, 'failed')],
  ['cancel', ({ ledger }, sending) => ledger.cancel(sending)],
  ['accept bounces', ({ ledger }, sending) => ledger.acceptBounces(sending)],
  ['take a share', async ({ ledger }, sending) => (await ledger.take(sending))?.release()],
  [
    'take mail',
    ({ returnedMail }) => returnedMail.take([{ fingerprint, verdict: { kind: 'automatic' } }], { apply: true }),
  ],
  [
    'keep',
    ({ returnedMail }) => returnedMail.keep([{ fingerprint, provider: 'ses', at, reason: 'foreign', content: '{}' }]),
  ],
  ['spend', ({ returnedMail }) => returnedMail.spend({ token: fingerprint, request: fingerprint, until: at })],
  ['queue', ({ signUps }) => signUps.queue(new Uint8Array(9), budgets, at)],
  ['take from the outbox', ({ signUps }) => signUps.take(1, at)],
  ['settle', ({ signUps }) => signUps.settle(1)],
  ['postpone', ({ signUps }) => signUps.postpone(1, at)],
  ['expire', ({ signUps }) => signUps.expire(at)],
  ['keep a text', ({ signUps }) => signUps.keepText('I would like to get it.')],
];

test.each(
  wishes,
)('while another program writes, "%s" waits without holding this one up, and is done', async (_, work) => {
  // A process that stood still could not let the other writer go on, for it is the same.
  const { store, sending, other } = await shared({ patience: 60_000, hold: 0 });
  other.exec('BEGIN IMMEDIATE');
  let isDone = false;
  const result = work(store, sending).then(() => {
    isDone = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  expect(isDone).toBe(false);
  other.exec('COMMIT');
  await result;
  expect(isDone).toBe(true);
});

test('a sender that has to wait for another program goes on where it was', async () => {
  const { store, sending, other } = await shared({ patience: 60_000, hold: 0 });
  const share = (await store.ledger.take(sending))!;
  await share.next(1);
  other.exec('BEGIN IMMEDIATE');
  const intent = share.intend(1);
  await setImmediate();
  await setImmediate();
  const outcome = share.record(1, sent);
  const release = share.release();
  other.exec('COMMIT');
  expect(await intent).toBe(true);
  await Promise.all([outcome, release]);
  expect(await store.ledger.counts(sending)).toMatchObject({ sent: 1, 'in-doubt': 0 });
});

test('those who wait are served in the order in which they came, and others read meanwhile', async () => {
  const { store, other } = await shared({ patience: 60_000, hold: 0 });
  other.exec('BEGIN IMMEDIATE');
  const done: string[] = [];
  const waiting = ['a', 'b', 'c'].map(async (tag) => {
    await store.subscribers.change(1, { tags: [tag] }, { how: 'by the page' });
    done.push(tag);
  });
  expect((await store.subscribers.get(1))?.tags).toEqual([]);
  expect(done).toEqual([]);
  other.exec('COMMIT');
  await Promise.all(waiting);
  expect([done, (await store.subscribers.get(1))?.tags]).toEqual([['a', 'b', 'c'], ['c']]);
});

test('when the patience ends each one is refused, nothing is stored, and the next one is taken', async () => {
  const { store, other } = await shared({ patience: 1, hold: 0 });
  const { signUps, subscribers } = store;
  other.exec('BEGIN IMMEDIATE');
  const calls = [subscribers.leave(1, 'unsubscribed', { how: 'by the link' }), signUps.queue(undefined, budgets, at)];
  const reason = expect.objectContaining({
    ...{ name: 'ProblemError', message: 'tidings.db is in use by another program for too long' },
  });
  expect(await Promise.allSettled(calls)).toEqual(calls.map(() => ({ status: 'rejected', reason })));
  other.exec('ROLLBACK');
  expect((await subscribers.get(1))?.status).toBe('active');
  expect(await subscribers.leave(1, 'unsubscribed', { how: 'by the link' })).toMatchObject({ before: false });
});
