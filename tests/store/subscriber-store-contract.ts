import { describe, expect, test } from 'vitest';
import type { Filter, MergeOutcome, SubscriberStore } from '../../src/store/subscriber-store.ts';
import type { Row } from '../../src/subscribers/entry.ts';
import { checkEntry, type Entry } from '../../src/subscribers/entry.ts';
import { type Address, addressOf } from '../../src/subscribers/subscriber.ts';
import type { Harness } from './harness.ts';

export const addressFor = (text: string): Address => addressOf(text)!;

export const rowOf = (line: number, address: string, more: Partial<Entry> & { town?: string } = {}): Row => {
  const { town, ...rest } = more;
  const fields: Record<string, string> = town === undefined ? {} : { town };
  const entry = checkEntry({ address, consent: 'by a form', fields }, new Set(['town'])) as Entry;
  return { line, address, entry: { ...entry, ...rest } };
};

export async function merge(subscribers: SubscriberStore, rows: readonly Row[], apply = true): Promise<MergeOutcome[]> {
  const outcomes: MergeOutcome[] = [];
  for await (const some of subscribers.merge([rows], { apply })) outcomes.push(...some);
  return outcomes;
}

export async function addressesIn(subscribers: SubscriberStore, filter?: Filter): Promise<string[]> {
  const found: string[] = [];
  for await (const { address } of subscribers.read(filter)) found.push(address.typed);
  return found;
}

/** What every implementation of the store has to do. */
export function describeSubscriberStore(name: string, harness: () => Promise<Harness>): void {
  const open = async () => {
    const { process, setClock } = await harness();
    const { subscribers } = await process();
    return { subscribers, beside: async () => (await process()).subscribers, setClock };
  };

  describe(name, () => {
    test('a person who is taken in is found again by any spelling, with all that was said', async () => {
      const { subscribers, setClock } = await open();
      setClock('2026-11-23T09:00:00Z');
      const row = rowOf(2, 'Ada@Bücher.example', { name: 'Ada', language: 'de-AT', tags: ['a', 'b'], town: 'Wien' });
      expect(await merge(subscribers, [row])).toEqual([{ line: 2, address: 'Ada@Bücher.example', result: 'new' }]);
      const found = await subscribers.find(addressFor('ada@xn--bcher-kva.example'));
      expect(found).toEqual({
        id: expect.any(Number),
        address: { typed: 'Ada@Bücher.example', normal: 'ada@xn--bcher-kva.example' },
        ...{ name: 'Ada', language: 'de-AT', tags: ['a', 'b'], fields: { town: 'Wien' }, status: 'active' },
        added: new Date('2026-11-23T09:00:00Z'),
        changed: new Date('2026-11-23T09:00:00Z'),
      });
      expect(await subscribers.get(found!.id)).toEqual(found);
      expect(await subscribers.find(addressFor('grace@example.org'))).toBeUndefined();
    });

    test('what is taken in twice is the same as once', async () => {
      const { subscribers } = await open();
      const rows = [rowOf(2, 'ada@example.org', { name: 'Ada' }), rowOf(3, 'grace@example.org')];
      await merge(subscribers, rows);
      expect((await merge(subscribers, rows)).map(({ result }) => result)).toEqual(['unchanged', 'unchanged']);
      expect(await subscribers.consentOf((await subscribers.find(addressFor('ada@example.org')))!.id)).toHaveLength(1);
    });

    test('a person who left in one of two rows has left, whichever comes first, and a dry run says the same', async () => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const { subscribers } = await open();
        const stays = { ...rowOf(2, 'ada@example.org', { name: 'Ada' }), file: 'a.csv' };
        const leaves = {
          ...rowOf(7, 'ADA@example.org', { status: 'bounced', told: 'told by a friend' }),
          file: 'b.csv',
        };
        const rows = order.map((index) => [stays, leaves][index]!);
        const dry = await merge(subscribers, rows, false);
        const [first, second] = await merge(subscribers, rows);
        expect(dry).toEqual([first, second]);
        expect(second).toEqual(
          order[0] === 0
            ? { file: 'b.csv', line: 7, address: 'ADA@example.org', result: 'changed', reason: 'status' }
            : {
                ...{ file: 'a.csv', line: 2, address: 'ada@example.org', result: 'refused' },
                reason: 'the same address is in b.csv:7',
              },
        );
        const found = (await subscribers.find(addressFor('ada@example.org')))!;
        expect(found.status).toBe('bounced');
        expect((await subscribers.consentOf(found.id)).at(-1)).toMatchObject({
          event: 'bounced',
          how: 'told by a friend',
        });
      }
    });

    test('a dry run tells what would be and stores nothing, also of addresses that come twice', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const rows = [
        rowOf(2, 'ada@example.org', { name: 'Ada' }),
        rowOf(3, 'grace@example.org'),
        rowOf(4, 'GRACE@example.org'),
        { line: 5, address: 'x@', entry: '"x@" is not an e-mail address' },
      ];
      const dry = await merge(subscribers, rows, false);
      expect(dry.map(({ line, result, reason }) => [line, result, reason])).toEqual([
        [2, 'changed', 'name'],
        [3, 'new', undefined],
        [4, 'refused', 'the same address is in line 3'],
        [5, 'refused', '"x@" is not an e-mail address'],
      ]);
      expect(await addressesIn(subscribers)).toEqual(['ada@example.org']);
      expect(await merge(subscribers, rows)).toEqual(dry);
      expect(await addressesIn(subscribers)).toEqual(['ada@example.org', 'grace@example.org']);
    });

    test('what a later list says of somebody is added; what it leaves out stays', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada', tags: ['members'], town: 'Wien' })]);
      await merge(subscribers, [rowOf(2, 'ADA@example.org', { language: 'de', tags: ['vienna'] })]);
      expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({
        address: { typed: 'ada@example.org' },
        ...{ name: 'Ada', language: 'de', tags: ['members', 'vienna'], fields: { town: 'Wien' } },
      });
    });

    test('somebody who leaves gets nothing from that moment, also when another process has the list open', async () => {
      const { subscribers, beside } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const sending = await beside();
      expect(await sending.suppressionOf(addressFor('ada@example.org'))).toBeUndefined();
      const { before, subscriber } = await subscribers.leave(addressFor('ADA@example.org'), 'unsubscribed', {
        how: 'link',
      });
      expect([before, subscriber?.status]).toEqual([false, 'unsubscribed']);
      expect(await sending.suppressionOf(addressFor('ada@example.org'))).toMatchObject({ reason: 'unsubscribed' });
      expect(await sending.find(addressFor('ada@example.org'))).toMatchObject({ status: 'unsubscribed' });
    });

    test('leaving twice is leaving once, and the first reason stays', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const { id } = (await subscribers.find(addressFor('ada@example.org')))!;
      expect((await subscribers.leave(id, 'bounced', { how: '550' })).before).toBe(false);
      expect((await subscribers.leave(id, 'unsubscribed', { how: 'link' })).before).toBe(true);
      expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ status: 'bounced' });
      expect((await subscribers.consentOf(id)).map(({ event }) => event)).toEqual(['subscribed', 'bounced']);
    });

    test('an address that never was on the list can be kept off it', async () => {
      const { subscribers } = await open();
      const stranger = addressFor('stranger@example.org');
      expect(await subscribers.leave(stranger, 'complained', { how: 'told by a provider' })).toEqual({ before: false });
      const [outcome] = await merge(subscribers, [rowOf(2, 'Stranger@example.org')]);
      expect(outcome).toMatchObject({ result: 'refused', reason: expect.stringMatching(/^complained of spam on /) });
      expect((await subscribers.leave(12345, 'unsubscribed', { how: 'link' })).subscriber).toBeUndefined();
    });

    test('a person who asks to come back is written to again, with everything known of them', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada' })]);
      await subscribers.leave(addressFor('ada@example.org'), 'unsubscribed', { how: 'link' });
      await merge(subscribers, [rowOf(2, 'ada@example.org', { again: true, consent: { how: 'wrote to us' } })]);
      const found = (await subscribers.find(addressFor('ada@example.org')))!;
      expect(found).toMatchObject({ status: 'active', name: 'Ada' });
      expect(await subscribers.suppressionOf(found.address)).toBeUndefined();
      expect((await subscribers.consentOf(found.id)).map(({ event, how }) => [event, how])).toEqual([
        ['subscribed', 'by a form'],
        ['unsubscribed', 'link'],
        ['returned', 'wrote to us'],
      ]);
    });

    test('a person who is forgotten leaves a number and a suppression, and comes back only by asking', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada', tags: ['members'], town: 'Wien' })]);
      const address = addressFor('ada@example.org');
      const { id } = (await subscribers.find(address))!;
      expect(await subscribers.forget(address)).toEqual({ isComplete: true });
      expect([await subscribers.find(address), await subscribers.get(id), await subscribers.consentOf(id)]).toEqual([
        undefined,
        undefined,
        [],
      ]);
      expect(await addressesIn(subscribers)).toEqual([]);
      expect(await subscribers.fieldNames()).toEqual([]);
      expect(await subscribers.suppressionOf(address)).toMatchObject({ reason: 'erased' });
      expect((await subscribers.count()).statuses).toMatchObject({ active: 0, erased: 1 });
      expect(await subscribers.forget(address)).toEqual({ isComplete: true });
      expect(await subscribers.forget(addressFor('stranger@example.org'))).toBeUndefined();
      expect((await merge(subscribers, [rowOf(2, 'ada@example.org')]))[0]).toMatchObject({ result: 'refused' });
      await merge(subscribers, [rowOf(2, 'ada@example.org', { again: true })]);
      // An old link names the person who was erased, never somebody else.
      expect((await subscribers.find(address))!.id).not.toBe(id);
    });

    test('the last number is never given again, for links in sent letters hold it', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const { id } = (await subscribers.find(addressFor('ada@example.org')))!;
      await subscribers.forget(addressFor('ada@example.org'));
      await merge(subscribers, [rowOf(2, 'grace@example.org')]);
      expect((await subscribers.find(addressFor('grace@example.org')))!.id).toBeGreaterThan(id);
    });

    test('the log keeps its order and its own dates where the clock is put back', async () => {
      const { subscribers, setClock } = await open();
      setClock('2026-11-23T09:00:00Z');
      const at = new Date('2025-01-01T00:00:00Z');
      await merge(subscribers, [
        rowOf(2, 'ada@example.org', { consent: { how: 'fair', at, shown: 'Monthly.', ip: '192.0.2.1' } }),
      ]);
      setClock('2020-01-01T00:00:00Z');
      const { id } = (await subscribers.find(addressFor('ada@example.org')))!;
      await subscribers.leave(id, 'unsubscribed', { how: 'link' });
      expect(await subscribers.consentOf(id)).toEqual([
        { at, event: 'subscribed', how: 'fair', shown: 'Monthly.', ip: '192.0.2.1' },
        { at: new Date('2020-01-01T00:00:00Z'), event: 'unsubscribed', how: 'link' },
      ]);
    });

    test('a list that says who left keeps them off, with the day and how they had agreed', async () => {
      const { subscribers } = await open();
      const left = new Date('2025-06-01T00:00:00Z');
      const consent = { how: 'fair', at: new Date('2024-01-01T00:00:00Z') };
      const rows = [rowOf(2, 'ada@example.org', { status: 'bounced', left, consent })];
      await merge(subscribers, rows);
      const { id, address } = (await subscribers.find(addressFor('ada@example.org')))!;
      expect(await subscribers.suppressionOf(address)).toEqual({ reason: 'bounced', at: left });
      expect((await subscribers.consentOf(id)).map(({ event, at }) => [event, at])).toEqual([
        ['subscribed', consent.at],
        ['bounced', left],
      ]);
      expect((await merge(subscribers, rows))[0]).toMatchObject({ result: 'unchanged' });
    });

    test('a list is read as a whole, however long, and by status, tag and language', async () => {
      const { subscribers } = await open();
      const rows = Array.from({ length: 2500 }, (_, index) =>
        rowOf(index + 2, `reader${index}@example.org`, {
          ...(index % 2 === 0 && { tags: ['even'] }),
          ...(index % 3 === 0 && { language: index % 2 === 0 ? 'de-AT' : 'den' }),
        }),
      );
      await merge(subscribers, rows);
      await subscribers.leave(addressFor('reader0@example.org'), 'unsubscribed', { how: 'link' });
      const all = await addressesIn(subscribers);
      expect(all).toEqual(rows.map(({ address }) => address));
      expect(await addressesIn(subscribers, { tag: 'even' })).toEqual(all.filter((_, index) => index % 2 === 0));
      expect(await addressesIn(subscribers, { language: 'de' })).toEqual(all.filter((_, index) => index % 6 === 0));
      expect(await addressesIn(subscribers, { status: 'unsubscribed', tag: 'even', language: 'de-AT' })).toEqual([
        all[0],
      ]);
      expect(await addressesIn(subscribers, { tag: 'nobody' })).toEqual([]);
      expect((await subscribers.count()).statuses).toMatchObject({ active: 2499, unsubscribed: 1 });
    });

    test('tags are given and taken away, and it is told whether anything changed', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { tags: ['b'] })]);
      const { id } = (await subscribers.find(addressFor('ada@example.org')))!;
      expect(await subscribers.tag(id, { add: ['c', 'a'], remove: ['b'] })).toBe(true);
      expect((await subscribers.get(id))!.tags).toEqual(['a', 'c']);
      expect(await subscribers.tag(id, { add: ['a'], remove: ['z'] })).toBe(false);
      expect(await subscribers.tag(id + 1, { add: ['a'], remove: [] })).toBe(false);
    });

    test('hashes of people of whom nothing is known move from list to list', async () => {
      const { subscribers } = await open();
      await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
      await subscribers.forget(addressFor('ada@example.org'));
      await subscribers.leave(addressFor('grace@example.org'), 'unsubscribed', { how: 'link' });
      await subscribers.leave(addressFor('stranger@example.org'), 'complained', { how: 'told' });
      const strangers = await Array.fromAsync(subscribers.strangers());
      expect(strangers.map(({ reason }) => reason).sort()).toEqual(['complained', 'erased']);
      const { subscribers: second } = await open();
      const rows = strangers.map((entry, index) => ({ line: index + 2, address: '', entry }));
      expect((await merge(second, rows)).map(({ result }) => result)).toEqual(['new', 'new']);
      expect((await merge(second, rows)).map(({ result }) => result)).toEqual(['unchanged', 'unchanged']);
      expect(await second.suppressionOf(addressFor('stranger@example.org'))).toMatchObject({ reason: 'complained' });
      expect(await second.count()).toMatchObject({ suppressed: 2 });
    });

    test('a batch that fails leaves nothing of itself', async () => {
      const { subscribers } = await open();
      const broken = {
        ...rowOf(3, 'grace@example.org'),
        get entry(): never {
          throw new Error('unreadable');
        },
      };
      await expect(merge(subscribers, [rowOf(2, 'ada@example.org'), broken])).rejects.toThrow('unreadable');
      expect(await addressesIn(subscribers)).toEqual([]);
      expect((await merge(subscribers, [rowOf(2, 'ada@example.org')]))[0]).toMatchObject({ result: 'new' });
    });
  });
}
