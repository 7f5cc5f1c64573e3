import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Share } from '../../../src/store/ledger.ts';
import type { Store } from '../../../src/store/open.ts';
import { openPostgresStore } from '../../../src/store/postgres/store.ts';
import { noon, type StoreProcess } from '../harness.ts';
import { failed, fill, nothing, numbersOf, planOf, sent } from '../ledger-contract.ts';
import { key } from '../store-at.ts';
import { addressFor, merge, rowOf } from '../subscriber-store-contract.ts';
import { connectTo, postgresHarness } from './harness.ts';
import { bouncerOf, hasBouncer } from './pgbouncer.ts';
import { hasPostgres, sharedPostgres, startPostgres } from './server.ts';

const at = new Date(noon);
const budgets = [{ name: 'all', key: new Uint8Array(32), limit: 100, window: 3_600_000 }];
const fingerprint = new Uint8Array(32);

/** What can be asked of a store, each in a transaction of its own. */
const wishes: readonly [wish: string, work: (store: Store, sending: number) => Promise<unknown>][] = [
  ['merge', ({ subscribers }) => merge(subscribers, [rowOf(2, 'bob@example.org')])],
  ['tag', ({ subscribers }) => subscribers.tag(1, { add: ['a'], remove: [] })],
  ['leave', ({ subscribers }) => subscribers.leave(1, 'unsubscribed', { how: 'by the link' })],
  [
    'confirm',
    ({ subscribers }) => {
      const joining = { address: addressFor('bob@example.org'), tags: [], asked: at, textHash: 'ab'.repeat(32) };
      return subscribers.confirm({ ...joining, how: 'by the form' }, at);
    },
  ],
  ['change', ({ subscribers }) => subscribers.change(1, { name: 'Ada' }, { how: 'by the page' })],
  ['move', ({ subscribers }) => subscribers.move(1, addressFor('bob@example.org'), { how: 'by the page' })],
  ['forget', ({ subscribers }) => subscribers.forget(addressFor('reader1@example.org'))],
  ['restore', ({ subscribers }) => subscribers.restoreBounced({ since: at, how: 'by hand' }, { apply: true })],
  ['freeze', ({ ledger }) => ledger.freeze(planOf({ issue: 'tag:example.org,2026:winter', slug: 'winter' }))],
  ['open', ({ ledger }) => ledger.open(planOf({ issue: 'tag:example.org,2026:hello', slug: 'hello' }))],
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
  ['expire', ({ signUps }) => signUps.expire(at)],
  ['keep a text', ({ signUps }) => signUps.keepText('I would like to get it.')],
  ['read', ({ subscribers }) => Array.fromAsync(subscribers.read())],
  ['counts', ({ ledger }, sending) => ledger.counts(sending)],
];

const words = (message: string) => expect.objectContaining({ name: 'ProblemError', message });
const lost = words('the database ended the connection');

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  async function shared(count = 1) {
    const harness = await postgresHarness();
    const store = await harness.process({ leaseInterval: 60_000 });
    await fill(store.subscribers, count);
    const { id } = await store.ledger.freeze(planOf());
    const other = await connectTo(harness.url);
    onTestFinished(() => other.end());
    await other.query(`SET search_path = "${harness.schema}"`);
    // In a transaction the server would show the same activity over and over.
    const watcher = await connectTo(harness.url);
    onTestFinished(() => watcher.end());
    /** Waits for so many connections of this test that wait for a lock, and ends them, unless they shall go on. */
    const cut = async ({ number = 1, ends = true } = {}) => {
      const sql = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1`;
      for (let attempt = 0; attempt < 1000; attempt += 1) {
        await setTimeout(10);
        const { rows } = await watcher.query(sql, [`%${harness.schema}%`]);
        if (ends) for (const { pid } of rows) await watcher.query('SELECT pg_terminate_backend($1)', [pid]);
        if (rows.length >= number) return;
      }
      throw new Error('nobody waits for a lock');
    };
    return { ...harness, store, id, other, cut };
  }

  test.each(
    wishes,
  )('"%s" is refused in words where the connection breaks in its midst, stores nothing of it, and is done the next time', async (_, work) => {
    const { schema, store, id, other, cut } = await shared();
    const everything = async () => {
      const tables = await other.query('SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [schema]);
      const texts: string[] = [];
      for (const { tablename } of tables.rows)
        texts.push(
          JSON.stringify(
            (
              await other
                .query(`SELECT * FROM ${tablename} ORDER BY 1, 2`)
                .catch(() => other.query(`SELECT * FROM ${tablename}`))
            ).rows,
          ),
        );
      return texts.join('\n');
    };
    const before = await everything();
    // Whatever it does waits for this lock, and its connection is ended while it does.
    const tables = await other.query('SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [schema]);
    await other.query('BEGIN');
    await other.query(`LOCK ${tables.rows.map(({ tablename }) => tablename).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    const result = work(store, id).catch((error: unknown) => error);
    await cut();
    await other.query('ROLLBACK');
    expect(await result).toEqual(lost);
    expect(await everything()).toBe(before);
    await expect(work(store, id)).resolves.not.toThrow();
  });

  test('a sender whose connection breaks stops in words, and what it had under way is in doubt', async () => {
    const { store, process, id, other, cut } = await shared(3);
    const share = (await store.ledger.take(id))!;
    await share.next(3);
    await share.intend(1);
    await other.query('BEGIN');
    await other.query('LOCK delivery IN ACCESS EXCLUSIVE MODE');
    const steps = [share.record(1, sent), share.intend(2)].map((step) => step.catch((error: unknown) => error));
    await cut();
    await other.query('ROLLBACK');
    expect(await Promise.all(steps)).toEqual([lost, lost]);
    await expect(share.intend(3)).rejects.toEqual(lost);
    await expect(share.next(1)).rejects.toEqual(lost);
    await share.release();
    const rest = (await (await process()).ledger.take(id))!;
    expect(await store.ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 2 });
    expect(await numbersOf(rest)).toEqual([2, 3]);
  });

  test('who stands still for too long is followed by another, and writes nothing under the old epoch', async () => {
    const { store, process, id, other } = await shared(3);
    const share = (await store.ledger.take(id))!;
    await share.next(3);
    await share.intend(1);
    // Its pulse is too slow for one who is this impatient.
    const { ledger } = await process({ leaseInterval: 1 });
    const next = (await ledger.take(id))!;
    expect(await ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 2 });
    expect(share.lost.aborted).toBe(false);
    const over = words('another process has taken this sending over');
    await expect(share.record(1, sent)).rejects.toEqual(over);
    expect(share.lost).toMatchObject({ aborted: true, reason: over });
    await expect(share.intend(2)).rejects.toEqual(over);
    await share.release();
    expect(await numbersOf(next)).toEqual([2, 3]);
    expect(await next.intend(2)).toBe(true);
    const epochs = await other.query(
      'SELECT d.epoch = n.epoch AS same FROM delivery d JOIN sending n ON n.id = d.sending WHERE d.subscriber = 2',
    );
    expect(epochs.rows).toEqual([{ same: true }]);
  });

  test('who takes a sending over waits for what its holder is writing, and nobody writes after that', async () => {
    const { store, process, id, other, cut } = await shared(2);
    const share = (await store.ledger.take(id))!;
    await share.next(2);
    // The holder is in the midst of a transaction: its intent waits for this row, and the successor waits for it.
    await other.query('BEGIN');
    await other.query('SELECT * FROM delivery WHERE subscriber = 1 FOR UPDATE');
    const intent = share.intend(1);
    const { ledger } = await process({ leaseInterval: 1 });
    const taking = ledger.take(id);
    await cut({ number: 2, ends: false });
    await other.query('COMMIT');
    expect(await intent).toBe(true);
    expect(await taking).toBeDefined();
    expect(await ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 1 });
  });

  test('two who wait for the same dead sender do not both get it', async () => {
    const { store, process, id } = await shared(2);
    await store.ledger.take(id);
    await store.kill();
    const processes = await Promise.all([process(), process(), process()]);
    const shares = await Promise.all(processes.map(({ ledger }) => ledger.take(id)));
    expect(shares.filter((share) => share !== undefined)).toHaveLength(1);
  });

  test('of two processes that freeze an issue, the last to begin does it, and the other is told', async () => {
    const { process } = await postgresHarness();
    const [first, second] = [await process(), await process()];
    await fill(first.subscribers, 10_001);
    let other: Promise<unknown> | undefined;
    const freezing = first.ledger.freeze(planOf(), {
      onBegun: async () => {
        other = second.ledger.freeze(planOf({ source: 'b2' }));
        await other;
      },
    });
    await expect(freezing).rejects.toThrow('another process began to freeze the same issue');
    expect(await other).toMatchObject({ source: 'b2', audience: { prepared: 10_001 } });
  });

  test('a server that restarts in the midst of a sending loses no word that was given, and nobody gets it twice', async () => {
    const server = await startPostgres({ durable: true });
    onTestFinished(() => server.stop());
    const clock = () => at;
    const open = async () => {
      const store = await openPostgresStore(server.url, { key, named: 'the database', clock, leaseInterval: 40 });
      onTestFinished(() => store.close());
      return store;
    };
    const store = await open();
    await fill(store.subscribers, 100);
    const { id } = await store.ledger.freeze(planOf());
    const intended = new Set<number>();
    const recorded = new Set<number>();
    let restarting: Promise<void> | undefined;
    const send = async (share: Share, number: number) => {
      expect(intended.has(number), 'twice').toBe(false);
      if (!(await share.intend(number))) return;
      intended.add(number);
      await share.record(number, sent);
      recorded.add(number);
      if (recorded.size > 30) restarting ??= server.restart();
    };
    const run = async (ledger: Store['ledger']) => {
      const share = (await ledger.take(id))!;
      try {
        for (;;) {
          const deliveries = await share.next(5);
          if (deliveries.length === 0) return;
          await Promise.all(deliveries.map(({ subscriber }) => send(share, subscriber.id)));
        }
      } finally {
        await share.release();
      }
    };
    await expect(run(store.ledger)).rejects.toMatchObject({ name: 'ProblemError' });
    await restarting;
    const again = await open();
    await run(again.ledger);
    const counts = await again.ledger.counts(id);
    expect(counts.sent + counts['in-doubt']).toBe(100);
    expect(counts['in-doubt']).toBeLessThanOrEqual(5);
    expect(counts.sent).toBeGreaterThanOrEqual(recorded.size);
  });

  test.skipIf(!hasBouncer)(
    'behind PgBouncer in transaction mode everything works, at once and one after the other',
    async () => {
      const harness = await postgresHarness();
      const url = await bouncerOf(await sharedPostgres());
      const stores: StoreProcess[] = await Promise.all([1, 2, 3].map(() => harness.process({ url })));
      await fill(stores[0]!.subscribers, 30);
      const { id } = await stores[0]!.ledger.freeze(planOf());
      const share = (await stores[1]!.ledger.take(id))!;
      expect(await stores[2]!.ledger.take(id)).toBeUndefined();
      const numbers = await numbersOf(share);
      await Promise.all(
        numbers.map(async (number) => {
          expect(await share.intend(number)).toBe(true);
          await share.record(number, number % 3 === 0 ? failed : sent);
        }),
      );
      await share.settleBounces(new Set());
      await share.release();
      expect(await stores[2]!.ledger.counts(id)).toEqual({ ...nothing, sent: 20, failed: 10 });
      for (const round of [0, 1])
        for (const [index, [, work]] of wishes.entries()) await work(stores[(index + round) % 3]!, id);
      expect((await stores[0]!.subscribers.count()).statuses.erased).toBe(1);
    },
  );
});
