import { describe, expect, test } from 'vitest';
import type { SharedSendings } from '../../../src/store/shared-sendings.ts';
import type { StoreProcess } from '../harness.ts';
import { fill, nothing, numbersOf, planOf, sent } from '../ledger-contract.ts';
import { postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

const sharedOf = ({ shared }: StoreProcess): SharedSendings => shared!;

/** Sends all of a batch and lets go of it. */
async function sendBatch(shared: SharedSendings, batch: Parameters<SharedSendings['claim']>[0]): Promise<number[]> {
  const share = (await shared.claim(batch))!;
  const numbers = await numbersOf(share);
  for (const number of numbers) {
    await share.intend(number);
    await share.record(number, sent);
  }
  await share.release();
  return numbers;
}

describe.skipIf(!hasPostgres)('a sending that workers share', () => {
  /** `patience`: of the second process, by which it takes the first one for dead, which is not heard of for a minute. */
  async function begin(count: number, { size = 2, patience = 60_000 } = {}) {
    const harness = await postgresHarness();
    const one = await harness.process({ leaseInterval: 60_000 });
    const two = await harness.process({ leaseInterval: patience });
    await fill(one.subscribers, count);
    const { id } = await one.ledger.freeze(planOf());
    const batches = await sharedOf(one).handOver(id, size);
    return { ...harness, one, two, id, batches };
  }

  test('is cut into batches of neighbours on the list, and each delivery is in one', async () => {
    const { one, two, id, batches } = await begin(5);
    expect(batches).toBe(3);
    const names = await sharedOf(two).waiting(9);
    const found: number[][] = [];
    for (const name of names) found.push(await sendBatch(sharedOf(two), name));
    expect(found).toEqual([[1, 2], [3, 4], [5]]);
    expect(await one.ledger.counts(id)).toEqual({ ...nothing, sent: 5 });
    expect(await sharedOf(one).waiting(9)).toEqual([]);
    expect(await sharedOf(one).batches(id)).toEqual({ held: 0, waiting: 0, later: 0, resting: 0 });
  });

  test('gives a batch to one worker, and a doubled job of it to nobody', async () => {
    const { one, two, id } = await begin(4);
    const [first, second] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(first!))!;
    expect(await sharedOf(two).claim(first!)).toBeUndefined();
    expect(await sharedOf(two).waiting(9)).toEqual([second]);
    expect(await sharedOf(two).batches(id)).toMatchObject({ held: 1, waiting: 1 });
    await share.release();
    await sendBatch(sharedOf(two), first!);
    // Done: a job that comes late finds nothing.
    expect(await sharedOf(one).claim(first!)).toBeUndefined();
  });

  test('is sent as a whole by nobody while a worker is at it, and by one process when none is', async () => {
    const { one, two, id } = await begin(4);
    const [first] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(first!))!;
    expect(await two.ledger.take(id)).toBeUndefined();
    expect(await two.ledger.cancel(id)).toBeUndefined();
    await share.release();
    const whole = (await two.ledger.take(id))!;
    expect(await numbersOf(whole)).toEqual([1, 2, 3, 4]);
    expect(await sharedOf(one).handOver(id)).toBeUndefined();
    expect(await sharedOf(one).claim(first!)).toBeUndefined();
    await whole.release();
  });

  test('a worker that stood still for too long writes nothing under its old lease, and its letters under way are in doubt', async () => {
    const { one, two, id } = await begin(2, { patience: 20 });
    const [name] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(name!))!;
    const [first, second] = await numbersOf(share);
    await share.intend(first!);
    await expect.poll(() => sharedOf(two).waiting(9)).toEqual([name]);
    const other = (await sharedOf(two).claim(name!))!;
    await expect(share.record(first!, sent)).rejects.toThrow('another process has taken this sending over');
    await expect(share.intend(second!)).rejects.toThrow('another process has taken this sending over');
    expect(share.lost.aborted).toBe(true);
    expect(await numbersOf(other)).toEqual([second]);
    await share.release();
    expect(await two.ledger.counts(id)).toEqual({ ...nothing, pending: 1, 'in-doubt': 1 });
    await other.release();
  });

  test('keeps a batch whose letters wait from being taken before they are due', async () => {
    const { one, id, setClock } = await begin(2);
    const [name] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(name!))!;
    const [first, second] = await numbersOf(share);
    await share.intend(first!);
    await share.record(first!, {
      kind: 'later',
      relay: 'r',
      reply: '451 later',
      due: new Date('2026-11-23T13:00:00Z'),
    });
    await share.intend(second!);
    await share.record(second!, sent);
    await share.release();
    expect(await sharedOf(one).batches(id)).toEqual({ held: 0, waiting: 0, later: 1, resting: 0 });
    expect(await sharedOf(one).claim(name!)).toBeUndefined();
    setClock('2026-11-23T13:00:01Z');
    expect(await sharedOf(one).waiting(9)).toEqual([name]);
    expect(await sendBatch(sharedOf(one), name!)).toEqual([first]);
  });

  test('lets a batch rest until a person hands the sending over again', async () => {
    const { one, id } = await begin(2);
    const [name] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(name!))!;
    share.rest();
    await share.release();
    expect(await sharedOf(one).waiting(9)).toEqual([]);
    expect(await sharedOf(one).batches(id)).toMatchObject({ resting: 1 });
    expect(await sharedOf(one).handOver(id)).toBe(1);
    expect(await sendBatch(sharedOf(one), name!)).toEqual([1, 2]);
  });

  test('takes in those who are pending once more, next to the batches that there are', async () => {
    const { one, two, id } = await begin(6, { size: 3 });
    const [first, second] = await sharedOf(one).waiting(9);
    const failing = (await sharedOf(one).claim(first!))!;
    for (const number of await numbersOf(failing))
      await failing.record(number, { kind: 'failed', reply: 'the address is wrong' });
    await failing.release();
    const held = (await sharedOf(two).claim(second!))!;
    expect(await one.ledger.retry(id, 'failed')).toBe(3);
    expect(await sharedOf(one).handOver(id, 2)).toBe(3);
    const names = await sharedOf(one).waiting(9);
    const found = [await sendBatch(sharedOf(one), names[0]!), await sendBatch(sharedOf(one), names[1]!)];
    expect(found).toEqual([[1, 2], [3]]);
    expect(await numbersOf(held)).toEqual([4, 5, 6]);
    await held.release();
  });

  test('is not taken while it or all sendings are paused', async () => {
    const { one, two, id } = await begin(2);
    const [name] = await sharedOf(one).waiting(9);
    for (const which of [id, 'all'] as const) {
      expect(await one.ledger.pause(which)).toBe(true);
      expect(await sharedOf(two).waiting(9)).toEqual([]);
      expect(await sharedOf(two).claim(name!)).toBeUndefined();
      expect(await one.ledger.resume(which)).toBe(true);
    }
    expect(await sharedOf(two).waiting(9)).toEqual([name]);
  });

  test('a reader who is erased while a worker has the batch gets nothing, and no word of a server is kept', async () => {
    const { one, two, id } = await begin(2);
    const [name] = await sharedOf(one).waiting(9);
    const share = (await sharedOf(one).claim(name!))!;
    const [first, second] = await share.next(9);
    await two.subscribers.forget(first!.subscriber.address);
    expect(await share.intend(first!.subscriber.id)).toBe(false);
    expect(await share.intend(second!.subscriber.id)).toBe(true);
    await share.record(second!.subscriber.id, sent);
    await share.release();
    expect(await one.ledger.counts(id)).toEqual({ ...nothing, suppressed: 1, sent: 1 });
  });

  test('machines reserve moments of one rate one after the other, and of different rates side by side', async () => {
    const { one, two } = await begin(1);
    const slice = (name: string, count: number) => ({ name, rate: 0.1, count });
    const [relay] = await sharedOf(one).reserve([slice('relay', 3)]);
    const [next, domain] = await sharedOf(two).reserve([slice('relay', 1), slice('domain', 1)]);
    expect(relay).toBeLessThan(1);
    expect(domain).toBeLessThan(1);
    // Three letters at one in ten seconds.
    expect(next! / 30_000).toBeCloseTo(1, 1);
  });
});
