import { describe, expect, test } from 'vitest';
import type { Joining } from '../../src/store/subscriber-store.ts';
import { type Harness, noon } from './harness.ts';
import { planOf, sent } from './ledger-contract.ts';
import { addressFor, merge, rowOf } from './subscriber-store-contract.ts';

const asked = new Date('2026-11-23T11:50:00Z');
const at = new Date(noon);
const text = 'I would like to get The Letter by email.';
const hour = 3_600_000;
const plus = (hours: number) => new Date(at.getTime() + hours * hour);

/** What every implementation has to do with people who come, choose and move by themselves. */
export function describeJoining(name: string, open: () => Promise<Harness>): void {
  const begin = async () => {
    const harness = await open();
    const store = await harness.process();
    const textHash = await store.signUps.keepText(text);
    const joiningOf = (address: string, more: Partial<Joining> = {}): Joining => ({
      ...{ address: addressFor(address), tags: [], asked, textHash, how: 'by the form' },
      ...more,
    });
    const logOf = async (address: string) => {
      const found = await store.subscribers.find(addressFor(address));
      return (await store.subscribers.consentOf(found!.id)).map(({ event, how }) => `${event} ${how}`);
    };
    return { ...harness, ...store, textHash, joiningOf, logOf };
  };

  describe(`${name}: a person who confirms`, () => {
    test('is on the list with all choices, and the log holds text, hash, page, language and both times', async () => {
      const { subscribers, joiningOf, textHash } = await begin();
      const chosen = { name: 'Ada', language: 'de-AT', tags: ['b', 'a'], fields: { town: 'Wien' } } as const;
      const page = 'https://example.org/subscribe/';
      const joining = joiningOf('Ada@example.org', { ...chosen, frequency: 'digests', page, ip: '192.0.2.1' });
      const { result, subscriber } = await subscribers.confirm(joining, at);
      expect(result).toBe('new');
      expect(subscriber).toEqual({
        ...{ id: 1, address: { typed: 'Ada@example.org', normal: 'ada@example.org' }, ...chosen, tags: ['a', 'b'] },
        ...{ frequency: 'digests', status: 'active', added: at, changed: at },
      });
      expect(await subscribers.consentOf(1)).toEqual([
        {
          ...{ event: 'confirmed', how: 'by the form', at, asked, shown: text, textHash, page, language: 'de-AT' },
          ip: '192.0.2.1',
        },
      ]);
    });

    test('twice by the same link is on the list once, and the second time changes nothing', async () => {
      const { subscribers, joiningOf, logOf } = await begin();
      const joining = joiningOf('ada@example.org', { tags: ['a'], frequency: 'digests' });
      const { subscriber } = await subscribers.confirm(joining, at);
      await subscribers.change(1, { tags: [], frequency: 'each' }, { how: 'on the page' });
      const again = await subscribers.confirm(joining, new Date(at.getTime() + hour));
      expect(again).toMatchObject({ result: 'known', subscriber: { id: subscriber!.id, tags: [] } });
      expect(again.subscriber).not.toHaveProperty('frequency');
      expect(await logOf('ada@example.org')).toEqual(['confirmed by the form', 'changed on the page']);
    });

    test('and was on the list already keeps the place and gets what was chosen anew', async () => {
      const { subscribers, joiningOf, logOf } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada', tags: ['a'], town: 'Wien' })]);
      const joining = joiningOf('ADA@example.org', { tags: ['b'], language: 'de', how: 'by mail' });
      expect(await subscribers.confirm(joining, at)).toMatchObject({
        result: 'known',
        subscriber: { id: 1, address: { typed: 'ada@example.org' }, name: 'Ada', language: 'de', tags: ['a', 'b'] },
      });
      expect(await logOf('ada@example.org')).toEqual(['subscribed by a form', 'changed by mail']);
      expect((await subscribers.count()).statuses).toMatchObject({ active: 1 });
    });

    test('and was waiting in a list of version 0.1.0 is active', async () => {
      const { subscribers, joiningOf, logOf } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { status: 'pending' })]);
      expect(await subscribers.confirm(joiningOf('ada@example.org'), at)).toMatchObject({
        ...{ result: 'new', subscriber: { id: 1, status: 'active' } },
      });
      expect((await logOf('ada@example.org')).at(-1)).toBe('confirmed by the form');
      expect((await subscribers.count()).statuses).toMatchObject({ active: 1, pending: 0 });
    });

    test.each([
      'unsubscribed',
      'bounced',
      'complained',
    ] as const)('and had %s before asking is back, with the whole log', async (reason) => {
      const { subscribers, joiningOf, logOf, setClock } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada' })]);
      setClock('2026-11-23T11:49:59.999Z');
      await subscribers.leave(addressFor('ada@example.org'), reason, { how: 'earlier' });
      const { result, subscriber } = await subscribers.confirm(joiningOf('ada@example.org'), at);
      expect([result, subscriber]).toEqual([
        'returned',
        expect.objectContaining({ id: 1, status: 'active', name: 'Ada' }),
      ]);
      expect(await subscribers.suppressionOf(addressFor('ada@example.org'))).toBeUndefined();
      expect(await logOf('ada@example.org')).toEqual([
        ...['subscribed by a form', `${reason} earlier`, 'returned by the form'],
      ]);
    });

    test.each([
      'unsubscribed',
      'bounced',
      'complained',
    ] as const)('and has %s since asking stays off the list', async (reason) => {
      const { subscribers, joiningOf, logOf, setClock } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      setClock(asked.toISOString());
      await subscribers.leave(addressFor('ada@example.org'), reason, { how: 'later' });
      const { result, subscriber } = await subscribers.confirm(joiningOf('ada@example.org', { tags: ['a'] }), at);
      expect([result, subscriber]).toEqual(['spent', expect.objectContaining({ status: reason, tags: [] })]);
      expect(await subscribers.suppressionOf(addressFor('ada@example.org'))).toMatchObject({ reason });
      expect(await logOf('ada@example.org')).toEqual(['subscribed by a form', `${reason} later`]);
    });

    test('and left again is not brought back by the old link, even if the clock was put back in between', async () => {
      const { subscribers, joiningOf, setClock } = await begin();
      const joining = joiningOf('ada@example.org');
      await subscribers.confirm(joining, at);
      setClock('2020-01-01T00:00:00Z');
      await subscribers.leave(1, 'unsubscribed', { how: 'by the link' });
      expect(await subscribers.confirm(joining, at)).toMatchObject({ result: 'spent' });
      // A new wish brings the person back.
      expect(await subscribers.confirm({ ...joining, asked: at }, at)).toMatchObject({ result: 'returned' });
    });

    test('and is erased stays erased by an old link, and is a new person by a new wish', async () => {
      const { subscribers, joiningOf } = await begin();
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      await subscribers.forget(addressFor('ada@example.org'));
      expect(await subscribers.confirm(joiningOf('ada@example.org'), at)).toEqual({ result: 'spent' });
      expect(await subscribers.find(addressFor('ada@example.org'))).toBeUndefined();
      const later = new Date(at.getTime() + 1);
      const again = await subscribers.confirm(joiningOf('ada@example.org', { asked: later }), later);
      expect(again).toMatchObject({ result: 'returned', subscriber: { id: 2, status: 'active' } });
      expect(await subscribers.suppressionOf(addressFor('ada@example.org'))).toBeUndefined();
    });

    test('is told apart from a person who never was on the list and must not be written to', async () => {
      const { subscribers, joiningOf } = await begin();
      await subscribers.leave(addressFor('ada@example.org'), 'complained', { how: 'told by a provider' });
      expect(await subscribers.confirm(joiningOf('ada@example.org'), at)).toEqual({ result: 'spent' });
    });

    test('has a mailbox again: what was said of it before is forgotten', async () => {
      const { subscribers, ledger, joiningOf } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const { id } = await ledger.freeze(planOf());
      const share = (await ledger.take(id))!;
      await share.next(9);
      await share.intend(1);
      await share.record(1, { kind: 'failed', relay: 'mx', reply: '550 no such user', bounce: 'hard' });
      await share.settleBounces('all');
      expect(await ledger.bounces(id)).toMatchObject({ held: 1 });
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      expect(await ledger.bounces(id)).toMatchObject({ held: 0 });
      expect(await ledger.acceptBounces(id)).toBe(0);
      await share.release();
    });

    test('in two processes at once is one person', async () => {
      const { process, joiningOf } = await begin();
      const stores = [await process(), await process(), await process()];
      const results = await Promise.all(
        stores.flatMap(({ subscribers }) => [1, 2].map(() => subscribers.confirm(joiningOf('ada@example.org'), at))),
      );
      expect(results.map(({ result }) => result).sort()).toEqual(['known', 'known', 'known', 'known', 'known', 'new']);
      expect(new Set(results.map(({ subscriber }) => subscriber!.id))).toEqual(new Set([1]));
      expect(await stores[0]!.subscribers.consentOf(1)).toHaveLength(1);
    });
  });

  describe(`${name}: a person who chooses`, () => {
    test('changes what is given, clears what is empty, and leaves the rest', async () => {
      const { subscribers, logOf } = await begin();
      const known = { name: 'Ada', language: 'de', tags: ['a', 'b'], town: 'Wien' };
      await merge(subscribers, [rowOf(2, 'ada@example.org', known)]);
      const note = { how: 'on the page' };
      expect(await subscribers.change(1, { tags: ['c', 'b'], frequency: 'digests' }, note)).toMatchObject({
        ...{ name: 'Ada', language: 'de', tags: ['b', 'c'], fields: { town: 'Wien' }, frequency: 'digests' },
      });
      const cleared = await subscribers.change(
        1,
        { name: '', language: '', fields: { town: '' }, frequency: 'each' },
        note,
      );
      expect(cleared).toMatchObject({ tags: ['b', 'c'], fields: {}, status: 'active' });
      for (const key of ['name', 'language', 'frequency']) expect(cleared).not.toHaveProperty(key);
      expect(await logOf('ada@example.org')).toEqual([
        ...['subscribed by a form', 'changed on the page', 'changed on the page'],
      ]);
    });

    test('the same as before leaves no line in the log', async () => {
      const { subscribers, logOf } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada', tags: ['a'], town: 'Wien' })]);
      const same = { name: 'Ada', tags: ['a'], fields: { town: 'Wien' }, frequency: 'each' } as const;
      expect(await subscribers.change(1, same, { how: 'on the page' })).toMatchObject({ name: 'Ada' });
      expect(await logOf('ada@example.org')).toEqual(['subscribed by a form']);
    });

    test('after leaving stays off the list, and after being erased is nobody', async () => {
      const { subscribers } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      await subscribers.leave(1, 'unsubscribed', { how: 'by the link' });
      expect(await subscribers.change(1, { name: 'Ada' }, { how: 'on the page' })).toMatchObject({
        ...{ name: 'Ada', status: 'unsubscribed' },
      });
      await subscribers.forget(addressFor('ada@example.org'));
      expect(await subscribers.change(1, { name: 'Ada' }, { how: 'on the page' })).toBeUndefined();
    });
  });

  describe(`${name}: a person who moves`, () => {
    const note = { how: 'on the page', asked };

    test('keeps number, log and choices, and is found by the new address alone', async () => {
      const { subscribers, logOf } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org', { name: 'Ada', tags: ['a'] })]);
      expect(await subscribers.move(1, addressFor('Countess@Example.net'), note)).toBe('moved');
      expect(await subscribers.find(addressFor('countess@example.net'))).toMatchObject({
        ...{ id: 1, name: 'Ada', tags: ['a'], address: { typed: 'Countess@Example.net' } },
      });
      expect(await subscribers.find(addressFor('ada@example.org'))).toBeUndefined();
      expect(await logOf('countess@example.net')).toEqual(['subscribed by a form', 'changed on the page']);
      // Twice by the same link is once.
      expect(await subscribers.move(1, addressFor('countess@example.net'), note)).toBe('moved');
      // The old address is free for somebody else.
      expect((await merge(subscribers, [rowOf(2, 'ada@example.org')]))[0]).toMatchObject({ result: 'new' });
    });

    test('cannot take the address of somebody else, whatever became of them', async () => {
      const { subscribers } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
      expect(await subscribers.move(1, addressFor('GRACE@example.org'), note)).toBe('taken');
      await subscribers.leave(2, 'unsubscribed', { how: 'by the link' });
      expect(await subscribers.move(1, addressFor('grace@example.org'), note)).toBe('taken');
      expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ id: 1 });
      await subscribers.forget(addressFor('grace@example.org'));
      expect(await subscribers.move(1, addressFor('grace@example.org'), note)).toBe('taken');
      expect(await subscribers.suppressionOf(addressFor('grace@example.org'))).toMatchObject({ reason: 'erased' });
      const later = { ...note, asked: new Date(at.getTime() + 1) };
      expect(await subscribers.move(1, addressFor('grace@example.org'), later)).toBe('moved');
      expect(await subscribers.suppressionOf(addressFor('grace@example.org'))).toBeUndefined();
    });

    test('after leaving or being erased goes nowhere', async () => {
      const { subscribers } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
      await subscribers.leave(1, 'unsubscribed', { how: 'by the link' });
      await subscribers.forget(addressFor('grace@example.org'));
      for (const id of [1, 2, 3]) expect(await subscribers.move(id, addressFor('new@example.org'), note)).toBe('gone');
      expect(await subscribers.find(addressFor('new@example.org'))).toBeUndefined();
    });

    test('is not doubled by a link to the address of before, used or not', async () => {
      const { subscribers, joiningOf } = await begin();
      const before = new Date(asked.getTime() - hour);
      const unused = joiningOf('ada@example.org', { asked: before });
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      await subscribers.move(1, addressFor('countess@example.net'), note);
      for (const old of [joiningOf('ADA@example.org'), unused]) {
        expect(await subscribers.standingOf(old)).toBe('spent');
        expect(await subscribers.confirm(old, at)).toEqual({ result: 'spent' });
      }
      expect((await subscribers.count()).statuses).toMatchObject({ active: 1 });
    });

    test('and leaves and is erased is not brought back by a link to any address of before', async () => {
      const { subscribers, joiningOf } = await begin();
      await subscribers.confirm(joiningOf('ada@example.org', { name: 'Ada', tags: ['a'] }), at);
      for (const next of ['countess@example.net', 'lovelace@example.com'])
        expect(await subscribers.move(1, addressFor(next), note)).toBe('moved');
      await subscribers.leave(1, 'unsubscribed', { how: 'by the link' });
      await subscribers.forget(addressFor('lovelace@example.com'));
      for (const address of ['ada@example.org', 'countess@example.net', 'lovelace@example.com']) {
        expect(await subscribers.standingOf(joiningOf(address))).toBe('spent');
        expect(await subscribers.confirm(joiningOf(address), at)).toEqual({ result: 'spent' });
      }
      expect((await subscribers.count()).statuses).toMatchObject({ active: 0, erased: 1 });
    });

    test('leaves an address behind whose owner can join by a new wish, and by no older one', async () => {
      const { subscribers, joiningOf } = await begin();
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      await subscribers.move(1, addressFor('countess@example.net'), note);
      const anew = joiningOf('ada@example.org', { asked: new Date(at.getTime() + 1) });
      expect(await subscribers.standingOf(anew)).toBe('open');
      expect(await subscribers.confirm(anew, at)).toMatchObject({ result: 'new', subscriber: { id: 2 } });
      expect(await subscribers.standingOf(anew)).toBe('fulfilled');
      const old = joiningOf('ada@example.org', { tags: ['old'] });
      expect(await subscribers.confirm(old, at)).toMatchObject({ result: 'spent', subscriber: { id: 2, tags: [] } });
    });

    test('and back again is known by the first link, and not moved once more by an old one', async () => {
      const { subscribers, joiningOf, setClock } = await begin();
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      expect(await subscribers.move(1, addressFor('countess@example.net'), note)).toBe('moved');
      setClock(new Date(at.getTime() + hour).toISOString());
      const back = { ...note, asked: new Date(at.getTime() + 1) };
      expect(await subscribers.move(1, addressFor('ada@example.org'), back)).toBe('moved');
      expect(await subscribers.standingOf(joiningOf('ada@example.org'))).toBe('fulfilled');
      expect(await subscribers.confirm(joiningOf('ada@example.org'), at)).toMatchObject({ result: 'known' });
      expect(await subscribers.move(1, addressFor('countess@example.net'), note)).toBe('taken');
      expect(await subscribers.move(1, addressFor('countess@example.net'), { ...note, asked: plus(2) })).toBe('moved');
    });

    test('stays safe from old links if the clock was put back, and for as long as such links work', async () => {
      const { subscribers, signUps, joiningOf, setClock } = await begin();
      await subscribers.confirm(joiningOf('ada@example.org'), at);
      setClock('2020-01-01T00:00:00Z');
      await subscribers.move(1, addressFor('countess@example.net'), { how: 'on the page' });
      await signUps.expire(plus(8 * 24));
      expect(await subscribers.confirm(joiningOf('ada@example.org'), at)).toEqual({ result: 'spent' });
      // Later nothing is known of the address any more.
      await signUps.expire(plus(31 * 24));
      expect(await subscribers.standingOf(joiningOf('ada@example.org'))).toBe('open');
    });

    test('gets what is still to be sent at the new address', async () => {
      const { subscribers, ledger } = await begin();
      await merge(subscribers, [rowOf(2, 'ada@example.org')]);
      const { id } = await ledger.freeze(planOf());
      await subscribers.move(1, addressFor('countess@example.net'), note);
      const share = (await ledger.take(id))!;
      expect(await share.next(9)).toMatchObject([{ subscriber: { address: { typed: 'countess@example.net' } } }]);
      expect(await share.intend(1)).toBe(true);
      await share.record(1, sent);
      await share.release();
    });
  });

  test(`${name}: a person is told everything that is kept, as plain JSON, and nothing of anybody else`, async () => {
    const { subscribers, ledger, joiningOf, textHash } = await begin();
    await merge(subscribers, [rowOf(2, 'grace@example.org')]);
    const chosen = { name: 'Ada', tags: ['a'], fields: { town: 'Wien' }, frequency: 'digests' } as const;
    await subscribers.confirm(joiningOf('ada@example.org', chosen), at);
    const { id, slug } = await ledger.freeze(planOf({ selection: { digest: true } }));
    const share = (await ledger.take(id))!;
    await share.next(9);
    await share.intend(2);
    await share.record(2, sent);
    await share.release();
    const data = JSON.parse(JSON.stringify(await subscribers.dataOf(2)));
    expect(data).toMatchObject({
      ...{ address: 'ada@example.org', ...chosen, status: 'active', added: at.toISOString() },
      consent: [{ event: 'confirmed', shown: text, textHash, asked: asked.toISOString() }],
      letters: [{ issue: slug, state: 'sent', attempts: 1 }],
      answers: [{ issue: slug, kind: 'sent', reply: sent.reply, at: at.toISOString() }],
      ...{ suppression: null, bounces: [], returned: [] },
    });
    expect(JSON.stringify(data)).not.toContain('grace');
    await subscribers.forget(addressFor('ada@example.org'));
    expect([await subscribers.dataOf(2), await subscribers.dataOf(99)]).toEqual([undefined, undefined]);
  });
}
