import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { FrozenLetter } from '../../src/email/frozen.ts';
import type { Counts, Ledger, Outcome, Plan, Share } from '../../src/store/ledger.ts';
import type { Joining, SubscriberStore } from '../../src/store/subscriber-store.ts';
import { type Harness, noon } from './harness.ts';
import { addressFor, merge, rowOf } from './subscriber-store-contract.ts';

const letterOf = (language: string): FrozenLetter => ({
  ...{ language, letter: { subject: ['Autumn'], html: ['<p>Leaves fall.</p>'], text: ['Leaves fall.'] } },
  mailing: { from: 'letters@example.org', newsletter: {} } as FrozenLetter['mailing'],
  viewUrl: 'https://example.org/issues/autumn/',
});

export const planOf = (more: Partial<Plan> = {}): Plan => ({
  ...{ issue: 'tag:example.org,2026:autumn', slug: 'autumn', subject: 'Autumn', source: 'a1', selection: {} },
  letters: [letterOf('en')],
  ways: [{ has: [], lacks: [], letter: 0 }],
  ...more,
});

export const sent: Outcome = { kind: 'sent', relay: 'smtp.example.org:587', reply: '250 2.0.0 queued' };
export const failed: Outcome = { kind: 'failed', relay: 'smtp.example.org:587', reply: '554 5.7.1 not wanted' };

const gone: Outcome & { kind: 'failed' } = {
  ...{ kind: 'failed', relay: 'r', reply: '550 5.1.1 no such user', bounce: 'hard' },
};

const later = (due: string): Outcome => ({ kind: 'later', relay: 'r', reply: '451 4.7.1 slowly', due: new Date(due) });

/** Adds readers with the numbers from 1 on, where the list is empty. */
export async function fill(subscribers: SubscriberStore, count: number, name = 'reader'): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => rowOf(index + 2, `${name}${index + 1}@example.org`));
  await merge(subscribers, rows);
}

/** Freezes an issue for all readers, and sends it to each of them; the number of the sending. */
export async function sendToAll(ledger: Ledger, more: Partial<Plan> = {}): Promise<number> {
  const { id } = await ledger.freeze(planOf(more));
  const share = (await ledger.take(id))!;
  const numbers = await numbersOf(share);
  await Promise.all(numbers.map((number) => share.intend(number)));
  await Promise.all(numbers.map((number) => share.record(number, sent)));
  await share.release();
  return id;
}

export const nothing: Counts = { pending: 0, 'under-way': 0, sent: 0, failed: 0, suppressed: 0, 'in-doubt': 0 };

export async function numbersOf(share: Share, limit = 100): Promise<number[]> {
  return (await share.next(limit)).map(({ subscriber }) => subscriber.id);
}

/** What every implementation of the ledger has to do. */
export function describeLedger(name: string, open: () => Promise<Harness>): void {
  const begin = async (count: number, more: Partial<Plan> = {}) => {
    const harness = await open();
    const { subscribers, ledger, kill } = await harness.process();
    await fill(subscribers, count);
    const sending = await ledger.freeze(planOf(more));
    const share = (await ledger.take(sending.id))!;
    return { ...harness, subscribers, ledger, kill, share, id: sending.id };
  };

  describe(`${name}: a pause`, () => {
    test('is known to every process until it is ended; that of one sending and that of all are two', async () => {
      const { process, ledger, id } = await begin(1);
      const { ledger: other } = await process();
      expect(await other.pauseOf(id)).toBeUndefined();
      expect(await ledger.pause(id, 'the server refuses all')).toBe(true);
      // The first reason stays.
      expect(await other.pause(id)).toBe(false);
      expect(await other.pauseOf(id)).toEqual({ at: new Date(noon), isOfAll: false, why: 'the server refuses all' });
      expect(await other.pauseOf('all')).toBeUndefined();
      expect(await other.pause('all')).toBe(true);
      expect(await ledger.pauseOf(id)).toEqual({ at: new Date(noon), isOfAll: true });
      expect(await ledger.resume('all')).toBe(true);
      expect(await ledger.pauseOf(id)).toMatchObject({ isOfAll: false });
      expect(await ledger.resume(id)).toBe(true);
      expect(await ledger.resume(id)).toBe(false);
      expect(await other.pauseOf(id)).toBeUndefined();
    });
  });

  describe(`${name}: an open sending`, () => {
    const confirm = (subscribers: SubscriberStore, name: string, more: Partial<Joining> = {}) => {
      const joining = {
        tags: [],
        asked: new Date(noon),
        textHash: '00'.repeat(32),
        how: 'by the form',
        ...more,
      } as const;
      return subscribers.confirm({ address: addressFor(`${name}@example.org`), ...joining }, new Date(noon));
    };

    test('has a delivery for each who confirms while it is open, in the letter of their language and tags', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await fill(subscribers, 1);
      await confirm(subscribers, 'early');
      const ways = [
        { language: 'de', has: [], lacks: [], letter: 1 },
        { has: ['members'], lacks: [], letter: 2 },
        { has: [], lacks: [], letter: 0 },
      ];
      const letters = ['en', 'de', 'en'].map(letterOf);
      const { id } = await ledger.open(planOf({ ways, letters }));
      // Known from the list: no news to them.
      expect((await confirm(subscribers, 'reader1')).result).toBe('known');
      await confirm(subscribers, 'ada');
      await confirm(subscribers, 'erna', { language: 'de-AT' });
      await confirm(subscribers, 'mary', { tags: ['members'], frequency: 'digests' });
      await ledger.close(id);
      await confirm(subscribers, 'late');
      expect(await ledger.find('autumn')).toMatchObject({ open: 'closed', audience: { candidates: 3, prepared: 3 } });
      expect(await ledger.nextDue(id)).toEqual(new Date(noon));
      const share = (await ledger.take(id))!;
      const found = (await share.next(9)).map(({ subscriber, letter }) => [subscriber.address.typed, letter]);
      expect(found).toEqual([
        ['ada@example.org', 0],
        ['erna@example.org', 1],
        ['mary@example.org', 2],
      ]);
    });

    test('begins with those who confirmed while it was expected, and nobody else, and expects no other', async () => {
      const { process, setClock } = await open();
      const { subscribers, ledger } = await process();
      const at = (hours: number) => new Date(Date.parse(noon) + hours * 3_600_000);
      await confirm(subscribers, 'early');
      await ledger.expect(true);
      await confirm(subscribers, 'ada');
      await confirm(subscribers, 'ada');
      // Said once more, it goes on.
      await ledger.expect(true);
      await fill(subscribers, 1);
      await confirm(subscribers, 'erna', { language: 'de' });
      await confirm(subscribers, 'gone');
      await confirm(subscribers, 'erased');
      setClock(at(1).toISOString());
      await subscribers.leave(addressFor('gone@example.org'), 'unsubscribed', { how: 'link' });
      await subscribers.forget(addressFor('erased@example.org'));
      await subscribers.leave(addressFor('early@example.org'), 'unsubscribed', { how: 'link' });
      await confirm(subscribers, 'early', { asked: at(2) });
      expect(await ledger.expectant()).toBe(3);
      const ways = ['de', 'en'].map((language, letter) => ({ language, has: [], lacks: [], letter }));
      const [de, en] = ways as [(typeof ways)[0], (typeof ways)[0]];
      const everybody = { ...en, language: undefined };
      const { id } = await ledger.open(planOf({ ways: [de, everybody], letters: ['de', 'en'].map(letterOf) }));
      const named = (await Array.fromAsync(ledger.read(id))).map(({ address, state }) => [address, state]);
      expect(named).toEqual([
        ['early@example.org', 'pending'],
        ['ada@example.org', 'pending'],
        ['erna@example.org', 'pending'],
      ]);
      const share = (await ledger.take(id))!;
      expect((await share.next(9)).map(({ letter }) => letter)).toEqual([1, 1, 0]);
      await share.release();
      expect(await ledger.expectant()).toBe(0);
      await ledger.expect(true);
      await ledger.close(id);
      await confirm(subscribers, 'late');
      expect(await ledger.expectant()).toBe(0);
    });

    test('forgets who confirmed while it was expected once it is not, and after a week', async () => {
      const { process, setClock } = await open();
      const { subscribers, ledger } = await process();
      await ledger.expect(true);
      await confirm(subscribers, 'ada');
      expect(await ledger.expectant()).toBe(1);
      await ledger.expect(false);
      expect(await ledger.expectant()).toBe(0);
      await ledger.expect(true);
      expect(await ledger.expectant()).toBe(0);
      await confirm(subscribers, 'grace');
      setClock(new Date(Date.parse(noon) + 7 * 24 * 3_600_000 - 1).toISOString());
      expect(await ledger.expectant()).toBe(1);
      setClock(new Date(Date.parse(noon) + 7 * 24 * 3_600_000).toISOString());
      expect(await ledger.expectant()).toBe(0);
      expect((await ledger.open(planOf())).audience).toMatchObject({ prepared: 0 });
    });

    test('is one at a time: another that is opened closes it, and the same one opened again changes nothing', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      const first = await ledger.open(planOf());
      const second = await ledger.open(planOf({ issue: 'tag:x,2026:b', slug: 'b' }));
      await confirm(subscribers, 'ada');
      await ledger.open(planOf({ issue: 'tag:x,2026:b', slug: 'b', letters: [letterOf('de')] }));
      expect(await ledger.letters(second.id)).toEqual([letterOf('en')]);
      expect([await ledger.counts(first.id), await ledger.counts(second.id)]).toEqual([
        nothing,
        { ...nothing, pending: 1 },
      ]);
      expect((await ledger.sendings()).map((sending) => sending.open)).toEqual(['open', 'closed']);
      expect(await ledger.nextDue(first.id)).toBeUndefined();
    });

    test('gives a sender that is at work the readers and the letters that come meanwhile', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      const { id } = await ledger.open(planOf());
      await confirm(subscribers, 'ada');
      const share = (await ledger.take(id))!;
      expect(await numbersOf(share)).toEqual([1]);
      await ledger.open(planOf({ source: 'b2', letters: [letterOf('de')] }));
      await confirm(subscribers, 'grace');
      expect((await share.next(9)).map(({ subscriber, letter }) => [subscriber.id, letter])).toEqual([[2, 1]]);
      expect(await ledger.letters(id)).toEqual([letterOf('en'), letterOf('de')]);
    });

    test('is no issue that an audience was frozen for, nor the other way round, and takes over a freeze that broke off', async () => {
      const { ledger, share, id } = await begin(2);
      await expect(ledger.open(planOf())).rejects.toThrow('autumn was sent to the list on 2026-11-23');
      await share.release();
      const stop = () => {
        throw new Error('killed');
      };
      const other = planOf({ issue: 'tag:x,2026:b', slug: 'b' });
      await expect(ledger.freeze(other, { onProgress: stop })).rejects.toThrow('killed');
      const opened = await ledger.open(other);
      expect(opened.audience).toMatchObject({ candidates: 0, prepared: 0 });
      await expect(ledger.freeze(other)).rejects.toThrow('b is sent to all who confirm');
      await expect(ledger.freeze(planOf({ replaces: opened.id }))).rejects.toThrow();
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 2 });
    });

    test('goes to nobody whose address few servers carry, and has a row for them all the same', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      const { id } = await ledger.open(planOf());
      await confirm(subscribers, 'grüße');
      expect(await ledger.counts(id)).toEqual({ ...nothing, suppressed: 1 });
      const [record] = await Array.fromAsync(ledger.read(id));
      expect(record!.events).toMatchObject([
        { kind: 'suppressed', reply: 'the address has letters beyond ASCII before its @' },
      ]);
    });

    test('that was cancelled for somebody stays so, also when they leave and come back', async () => {
      const { process, setClock } = await open();
      const { subscribers, ledger } = await process();
      const { id } = await ledger.open(planOf());
      await confirm(subscribers, 'ada');
      expect(await ledger.cancel(id)).toBe(1);
      setClock('2026-11-23T13:00:00Z');
      await subscribers.leave(addressFor('ada@example.org'), 'unsubscribed', { how: 'link' });
      const asked = new Date('2026-11-23T14:00:00Z');
      expect((await confirm(subscribers, 'ada', { asked })).result).toBe('returned');
      expect(await ledger.counts(id)).toEqual({ ...nothing, suppressed: 1 });
    });
  });

  describe(`${name}: a sending that is taken back`, () => {
    test('makes room for another freeze of its issue, and only the answers of servers stay', async () => {
      const { ledger, share, id } = await begin(3);
      await share.record(1, failed);
      await share.record(2, later('2026-11-23T13:00:00Z'));
      await share.release();
      const anew = await ledger.freeze(planOf({ subject: 'Late autumn', replaces: id }));
      expect(await ledger.find('autumn')).toMatchObject({ id: anew.id, subject: 'Late autumn' });
      expect((await ledger.sendings()).map((sending) => sending.id)).toEqual([anew.id]);
      expect(await ledger.counts(anew.id)).toEqual({ ...nothing, pending: 3 });
      expect((await Array.fromAsync(ledger.read(id))).map(({ subscriber }) => subscriber)).toEqual([1, 2]);
      expect(await ledger.historyOf(1)).toMatchObject([{ sending: anew.id, state: 'pending' }]);
    });

    test('is one that nobody may have got and nobody sends', async () => {
      const { ledger, share, id } = await begin(2);
      await expect(ledger.freeze(planOf({ replaces: id }))).rejects.toThrow('another process is sending this issue');
      await share.intend(1);
      await share.record(1, { kind: 'in-doubt', relay: 'r', reply: 'the connection was closed' });
      await share.release();
      await expect(ledger.freeze(planOf({ replaces: id }))).rejects.toThrow('another process is sending this issue');
      expect(await ledger.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 1 });
    });

    test('is known to have begun, as is a freeze that broke off, and no other issue', async () => {
      const { ledger } = await begin(1);
      const stop = () => {
        throw new Error('killed');
      };
      await expect(ledger.freeze(planOf({ issue: 'tag:x,2026:b', slug: 'b' }), { onProgress: stop })).rejects.toThrow(
        'killed',
      );
      const issues = [planOf().issue, 'tag:x,2026:b', 'tag:x,2026:c'];
      expect(await Promise.all(issues.map((issue) => ledger.isBegun(issue)))).toEqual([true, true, false]);
    });
  });

  describe(`${name}: a sending that is cancelled`, () => {
    test('suppresses what is pending, also what waits, and says why; all else stays', async () => {
      const { ledger, subscribers, share, id, process } = await begin(7);
      await share.next(7);
      await Promise.all([1, 3, 5].map((number) => share.intend(number)));
      await share.record(1, sent);
      await share.record(2, failed);
      await share.record(3, { kind: 'in-doubt', relay: 'r', reply: '-' });
      await share.record(4, later('2026-11-23T13:00:00Z'));
      await subscribers.forget(addressFor('reader7@example.org'));
      // The fifth one is under way when its sender stops.
      await share.release();
      expect(await ledger.cancel(id)).toBe(3);
      expect(await ledger.counts(id)).toEqual({ ...nothing, sent: 1, failed: 1, 'in-doubt': 2, suppressed: 3 });
      const found = await Array.fromAsync(ledger.read(id, 'suppressed'));
      const event = { kind: 'suppressed', at: new Date(noon), reply: 'cancelled by hand' };
      expect(found.map(({ subscriber, due, events }) => [subscriber, due, events.slice(-1)])).toEqual([
        [4, undefined, [event]],
        [6, undefined, [event]],
        // Erased: no word is added.
        [7, undefined, [{ kind: 'suppressed', at: new Date(noon) }]],
      ]);
      expect(found[0]!.events).toMatchObject([{ kind: 'later' }, { kind: 'suppressed' }]);
      expect(await ledger.cancel(id)).toBe(0);
      const other = (await process()).ledger;
      const next = (await other.take(id))!;
      expect([await next.next(10), await next.nextDue()]).toEqual([[], undefined]);
    });

    test('is one that nobody sends, or whose sender is dead', async () => {
      const { share, process, kill, id } = await begin(2);
      await share.next(1);
      await share.intend(1);
      const other = (await process()).ledger;
      expect(await other.cancel(id)).toBeUndefined();
      expect(await other.counts(id)).toEqual({ ...nothing, 'under-way': 1, pending: 1 });
      await kill();
      expect(await other.cancel(id)).toBe(1);
      expect(await other.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, suppressed: 1 });
    });

    test('is sent to those who join and to those who failed, not to those it was cancelled for', async () => {
      const { ledger, subscribers, share, id } = await begin(2);
      await share.record(1, failed);
      await share.release();
      await ledger.cancel(id);
      await fill(subscribers, 1, 'late');
      await ledger.freeze(planOf({ letters: [] }));
      await ledger.retry(id, 'failed');
      const again = (await ledger.take(id))!;
      expect((await numbersOf(again)).sort()).toEqual([1, 3]);
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 2, suppressed: 1 });
    });
  });

  describe(`${name}: an audience`, () => {
    test('adds up: everybody on the list is chosen or left out for one reason, and survey says the same before', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await merge(subscribers, [
        rowOf(2, 'ada@example.org', { tags: ['members'] }),
        rowOf(3, 'grace@example.org'),
        rowOf(4, 'waiting@example.org', { status: 'pending', tags: ['members'] }),
        rowOf(5, 'bounced@example.org', { status: 'bounced', tags: ['members'] }),
        rowOf(6, 'complained@example.org', { status: 'complained' }),
        rowOf(7, 'grüße@example.org', { tags: ['members'] }),
        rowOf(8, 'erased@example.org', { tags: ['members'] }),
        rowOf(9, 'left@example.org', { tags: ['members'] }),
        rowOf(10, 'told@example.org', { tags: ['members'] }),
        rowOf(11, 'leser@bücher.example', { tags: ['members'] }),
        rowOf(12, 'seldom@example.org', { tags: ['members'] }),
      ]);
      await subscribers.change(11, { frequency: 'digests' }, { how: 'preferences' });
      await subscribers.forget(addressFor('erased@example.org'));
      await subscribers.leave(addressFor('left@example.org'), 'unsubscribed', { how: 'link' });
      // A hash that another list sent along, of somebody who is active here.
      const elsewhere = (await (await open()).process()).subscribers;
      await elsewhere.leave(addressFor('told@example.org'), 'complained', { how: 'told' });
      const hashes = (await Array.fromAsync(elsewhere.strangers())).map((entry) => ({ line: 2, address: '', entry }));
      await merge(subscribers, hashes);
      const audience = {
        ...{ candidates: 11, prepared: 2 },
        excluded: {
          ...{ pending: 1, unsubscribed: 1, bounced: 1, complained: 1, erased: 1 },
          ...{ suppressed: 1, 'not-selected': 1, 'digests-only': 1, 'beyond-ascii': 1 },
        },
      };
      expect(await ledger.survey({ tag: 'members' })).toEqual(audience);
      const members = ['ada@example.org', 'grüße@example.org', 'told@example.org', 'leser@bücher.example'];
      expect(await Array.fromAsync(ledger.addresses({ tag: 'members' }))).toEqual(members);
      expect(await ledger.sendings()).toEqual([]);
      const sending = await ledger.freeze(planOf({ selection: { tag: 'members' } }));
      expect(sending).toMatchObject({ audience, selection: { tag: 'members' } });
      expect(await ledger.counts(sending.id)).toEqual({ ...nothing, pending: 2 });
      expect(await ledger.survey({}, sending.id)).toMatchObject({ prepared: 3, excluded: { 'not-selected': 0 } });
    });

    test('of a digest has also who wants digests only, and one that was frozen before knows nobody of that kind', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await fill(subscribers, 3);
      await subscribers.change(2, { frequency: 'digests' }, { how: 'preferences' });
      expect(await Array.fromAsync(ledger.addresses({}))).toEqual(['reader1@example.org', 'reader3@example.org']);
      expect(await Array.fromAsync(ledger.addresses({ digest: true }))).toHaveLength(3);
      const each = await ledger.freeze(planOf());
      expect(each.audience).toMatchObject({ candidates: 3, prepared: 2, excluded: { 'digests-only': 1 } });
      const digest = await ledger.freeze(planOf({ issue: 'tag:x,2026:b', slug: 'b', selection: { digest: true } }));
      expect(digest).toMatchObject({ selection: { digest: true }, audience: { candidates: 3, prepared: 3 } });
      // Back to each issue: the next run with --new adds the reader.
      await subscribers.change(2, { frequency: 'each' }, { how: 'preferences' });
      expect((await ledger.freeze(planOf({ letters: [] }))).audience.prepared).toBe(3);
    });

    test('tells when servers answered, how many they took of late, who sends, and when each was tried first', async () => {
      const { ledger, share, id, setClock, kill, process: other } = await begin(4);
      expect(await ledger.activity(id)).toEqual({ lastMinute: 0, sender: { host: hostname(), pid: process.pid } });
      const answers: [string, Outcome][] = [
        ['2026-11-23T12:01:00Z', later('2026-11-23T12:01:30Z')],
        ['2026-11-23T12:02:30Z', sent],
        ['2026-11-23T12:03:30Z', sent],
        ['2026-11-23T12:03:31Z', failed],
      ];
      for (const [index, [at, outcome]] of answers.entries()) {
        setClock(at);
        await share.record(index + 1, outcome);
      }
      setClock('2026-11-23T13:00:00Z');
      await ledger.retry(id, 'failed');
      const times = { first: new Date('2026-11-23T12:01:00Z'), last: new Date('2026-11-23T12:03:31Z') };
      expect(await ledger.activity(id)).toMatchObject({ ...times, lastMinute: 1 });
      expect(await ledger.who(id, 1)).toMatchObject({ attempts: 1, first: times.first });
      await kill();
      expect(await (await other()).ledger.activity(id)).toEqual({ ...times, lastMinute: 1 });
    });

    test('of nobody is one, too', async () => {
      const { process } = await open();
      const { ledger } = await process();
      const sending = await ledger.freeze(planOf());
      expect(sending.audience).toMatchObject({ candidates: 0, prepared: 0 });
      const share = (await ledger.take(sending.id))!;
      expect([await share.next(10), await share.nextDue()]).toEqual([[], undefined]);
    });

    test('gets the first letter that language and tags lead to; "de" is for "de-AT", too, and not for "den"', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await merge(subscribers, [
        rowOf(2, 'a@example.org', { language: 'de-AT' }),
        rowOf(3, 'b@example.org', { language: 'de', tags: ['members'] }),
        rowOf(4, 'c@example.org', { language: 'den', tags: ['members'] }),
        rowOf(5, 'd@example.org', { tags: ['guests', 'members'] }),
        rowOf(6, 'e@example.org'),
      ]);
      const ways = [
        { language: 'de', has: ['members'], lacks: [], letter: 3 },
        { language: 'de', has: [], lacks: ['members'], letter: 2 },
        { has: ['members'], lacks: ['guests'], letter: 1 },
        { has: ['guests', 'members'], lacks: [], letter: 4 },
        { has: [], lacks: ['members'], letter: 0 },
      ];
      const { id } = await ledger.freeze(planOf({ ways }));
      const deliveries = await (await ledger.take(id))!.next(10);
      expect(deliveries.map(({ letter }) => letter)).toEqual([2, 3, 1, 4, 0]);
    });

    test('is found by the id of the issue and by its slug, the newest first, with its letters', async () => {
      const { process, setClock } = await open();
      const { ledger } = await process();
      setClock(noon);
      const letters = [letterOf('en'), letterOf('de')];
      const first = await ledger.freeze(planOf({ letters }));
      const second = await ledger.freeze(planOf({ issue: 'tag:example.org,2027:autumn', subject: 'Again' }));
      expect(first).toMatchObject({ slug: 'autumn', subject: 'Autumn', source: 'a1', frozen: new Date(noon) });
      expect(await ledger.find(first.issue)).toEqual(first);
      expect(await ledger.find('autumn')).toEqual(second);
      expect(await ledger.find('winter')).toBeUndefined();
      expect(await ledger.sendings()).toEqual([second, first]);
      expect(await ledger.letters(first.id)).toEqual(letters);
    });

    test('whose freeze was killed is frozen later, with the letters and the people of then, and is not there before', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await fill(subscribers, 5);
      await subscribers.tag(2, { add: ['members'], remove: [] });
      const killed = ledger.freeze(planOf(), {
        onProgress: () => {
          throw new Error('killed');
        },
      });
      await expect(killed).rejects.toThrow('killed');
      expect([await ledger.find('autumn'), await ledger.sendings(), await ledger.historyOf(1)]).toEqual([
        undefined,
        [],
        [],
      ]);
      const selection = { tag: 'members' };
      const sending = await ledger.freeze(planOf({ source: 'b2', letters: [letterOf('de')], selection }));
      expect(sending).toMatchObject({ source: 'b2', audience: { candidates: 5, prepared: 1 } });
      expect(await ledger.letters(sending.id)).toEqual([letterOf('de')]);
      expect(await ledger.counts(sending.id)).toEqual({ ...nothing, pending: 1 });
    });

    test('that is frozen gets the people who joined since, and keeps its letters and the people who have got one', async () => {
      const { process } = await open();
      const { subscribers, ledger } = await process();
      await merge(subscribers, [rowOf(2, 'unsure@example.org', { status: 'pending' }), rowOf(3, 'ada@example.org')]);
      const { id } = await ledger.freeze(planOf());
      const share = (await ledger.take(id))!;
      expect(await numbersOf(share)).toEqual([2]);
      await share.intend(2);
      await share.record(2, sent);
      await merge(subscribers, [rowOf(2, 'unsure@example.org'), rowOf(3, 'late@example.org')]);
      const again = await (await process()).ledger.freeze(planOf({ source: 'c3', letters: [letterOf('fr')] }));
      expect(again).toMatchObject({ id, source: 'a1', audience: { candidates: 3, prepared: 3 } });
      expect(await ledger.letters(id)).toEqual([letterOf('en')]);
      // The sender that is at it finds them, also the one that it had passed.
      expect(await numbersOf(share)).toEqual([1, 3]);
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 2, sent: 1 });
    });

    test('is written in portions, and a person who leaves in between gets nothing', async () => {
      const { process } = await open();
      const [mine, other] = [await process(), await process()];
      await fill(mine.subscribers, 10_001);
      const steps: number[][] = [];
      const leaving: Promise<unknown>[] = [];
      const sending = await mine.ledger.freeze(planOf(), {
        onProgress: (done, total) => {
          steps.push([done, total]);
          leaving.push(
            other.subscribers.leave(addressFor(`reader${done}@example.org`), 'unsubscribed', { how: 'link' }),
          );
        },
      });
      await Promise.all(leaving);
      expect(steps).toEqual([
        [10_000, 10_001],
        [10_001, 10_001],
      ]);
      expect(sending.audience).toMatchObject({ candidates: 10_001, prepared: 10_001 });
      const share = (await mine.ledger.take(sending.id))!;
      const numbers = await numbersOf(share, 20_000);
      expect(numbers).toEqual(Array.from({ length: 9_999 }, (_, index) => index + 1));
      expect(await mine.ledger.counts(sending.id)).toEqual({ ...nothing, pending: 9_999, suppressed: 2 });
    });
  });

  describe(`${name}: a share`, () => {
    test('hands out each delivery once, in the order of the list', async () => {
      const { share } = await begin(5);
      expect(await numbersOf(share, 2)).toEqual([1, 2]);
      expect((await Promise.all([numbersOf(share, 2), numbersOf(share, 2)])).flat()).toEqual([3, 4, 5]);
      expect(await numbersOf(share)).toEqual([]);
    });

    test('has what it promised on the disk, where others see it', async () => {
      const { share, process, id, setClock } = await begin(4);
      const other = (await process()).ledger;
      setClock(noon);
      await share.next(4);
      expect(await Promise.all([1, 2, 3, 4].map((number) => share.intend(number)))).toEqual([true, true, true, true]);
      expect(await other.counts(id)).toEqual({ ...nothing, 'under-way': 4 });
      const doubt: Outcome = { kind: 'in-doubt', relay: 'r', reply: 'the connection broke after the final dot' };
      await Promise.all(
        [sent, failed, later('2026-11-23T12:05:00Z'), doubt].map((one, index) => share.record(index + 1, one)),
      );
      expect(await other.counts(id)).toEqual({ ...nothing, sent: 1, failed: 1, pending: 1, 'in-doubt': 1 });
      expect(await other.who(id, 3)).toEqual({
        ...{ sending: id, slug: 'autumn', subscriber: 3, address: 'reader3@example.org', state: 'pending' },
        ...{ attempts: 1, first: new Date(noon), due: new Date('2026-11-23T12:05:00Z') },
        events: [{ at: new Date(noon), kind: 'later', relay: 'r', reply: '451 4.7.1 slowly' }],
      });
      expect(await other.who(id, 99)).toBeUndefined();
    });

    test('asks at the dot whether somebody has left: by a link, by a hash, or for good', async () => {
      const { share, process, ledger, id, subscribers } = await begin(4);
      await share.next(4);
      const other = (await process()).subscribers;
      await other.leave(1, 'unsubscribed', { how: 'link' });
      await other.forget(addressFor('reader2@example.org'));
      const elsewhere = (await (await open()).process()).subscribers;
      await elsewhere.leave(addressFor('reader3@example.org'), 'complained', { how: 'told' });
      const hashes = (await Array.fromAsync(elsewhere.strangers())).map((entry) => ({ line: 2, address: '', entry }));
      await merge(other, hashes);
      expect(await Promise.all([1, 2, 3, 4].map((number) => share.intend(number)))).toEqual([
        false,
        false,
        false,
        true,
      ]);
      expect(await ledger.counts(id)).toEqual({ ...nothing, suppressed: 3, 'under-way': 1 });
      expect((await ledger.who(id, 1))!.events).toMatchObject([{ kind: 'suppressed' }]);
      expect(await subscribers.get(3)).toMatchObject({ status: 'active' });
    });

    test('passes over who left before their turn came, and writes it down', async () => {
      const { share, process, ledger, id } = await begin(4);
      const other = (await process()).subscribers;
      await other.leave(1, 'unsubscribed', { how: 'link' });
      await other.forget(addressFor('reader3@example.org'));
      expect(await numbersOf(share, 2)).toEqual([2, 4]);
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 2, suppressed: 2 });
    });

    test('hands out again what waits when its time has come, and tells when that is', async () => {
      const { share, setClock } = await begin(3);
      setClock(noon);
      await share.next(3);
      await share.record(2, later('2026-11-23T12:10:00Z'));
      await share.record(1, later('2026-11-23T12:05:00Z'));
      expect([await numbersOf(share), await share.nextDue()]).toEqual([[], new Date('2026-11-23T12:05:00Z')]);
      setClock('2026-11-23T12:05:00Z');
      expect(await share.nextDue()).toEqual(new Date('2026-11-23T12:05:00Z'));
      expect(await share.next(3)).toMatchObject([{ subscriber: { id: 1 }, attempts: 1, first: new Date(noon) }]);
      expect([await numbersOf(share), await share.nextDue()]).toEqual([[], new Date('2026-11-23T12:10:00Z')]);
      setClock('2026-11-23T13:00:00Z');
      await share.intend(1);
      await share.record(1, later('2026-11-23T12:30:00Z'));
      expect(await share.next(3)).toMatchObject([
        { subscriber: { id: 2 }, attempts: 1 },
        { subscriber: { id: 1 }, attempts: 2, first: new Date(noon) },
      ]);
      expect(await share.nextDue()).toBeUndefined();
    });

    test('waits for nothing that only a clock put back makes wait', async () => {
      const { share, setClock } = await begin(1);
      setClock(noon);
      await share.next(1);
      await share.record(1, later('2026-11-23T12:05:00Z'));
      setClock('2020-01-01T00:00:00Z');
      expect(await share.nextDue()).toEqual(new Date('2020-01-01T00:00:00Z'));
      expect(await numbersOf(share)).toEqual([1]);
    });

    test('counts no try where nobody was asked', async () => {
      const { share, ledger, id } = await begin(1);
      await share.next(1);
      await share.record(1, { kind: 'failed', reply: 'the name does not fit' });
      expect(await ledger.who(id, 1)).toMatchObject({ state: 'failed', attempts: 0 });
    });

    test('marks a mailbox that is not there once the run has ended, for this and every other issue', async () => {
      const { share, subscribers, ledger, id } = await begin(2);
      await share.next(2);
      await share.intend(1);
      await share.record(1, gone);
      expect(await subscribers.get(1)).toMatchObject({ status: 'active' });
      expect(await ledger.bounces(id)).toEqual({ open: 1, held: 0, marked: 0 });
      await share.settleBounces(new Set());
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 0, marked: 1 });
      expect(await subscribers.get(1)).toMatchObject({ status: 'bounced' });
      expect(await subscribers.suppressionOf(addressFor('reader1@example.org'))).toMatchObject({ reason: 'bounced' });
      expect((await subscribers.consentOf(1)).at(-1)).toMatchObject({
        event: 'bounced',
        how: '550 5.1.1 no such user',
      });
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 1, failed: 1 });
      const next = await ledger.freeze(planOf({ issue: 'tag:example.org,2026:winter', slug: 'winter' }));
      expect(next.audience).toMatchObject({ prepared: 1, excluded: { bounced: 1 } });
    });

    test('keeps what is said of mailboxes when its process dies, and marks it when a later run ends', async () => {
      const { share, ledger, id, kill, process: other } = await begin(2);
      await share.next(2);
      await share.record(1, gone);
      await kill();
      const { ledger: later, subscribers } = await other();
      expect(await later.bounces(id)).toMatchObject({ open: 1 });
      const rest = (await later.take(id))!;
      await rest.intend(2);
      await rest.record(2, sent);
      await rest.settleBounces(new Set());
      expect(await subscribers.get(1)).toMatchObject({ status: 'bounced' });
      await expect(ledger.counts(id)).rejects.toThrow();
    });

    test.each<['all' | ReadonlySet<string>]>([
      ['all'],
      [new Set(['example.org'])],
    ])('holds what is not to be believed until a person accepts it: %s', async (held) => {
      const { share, subscribers, ledger, id } = await begin(3);
      await share.next(3);
      for (const number of [1, 2]) await share.record(number, gone);
      await share.record(3, failed);
      await share.settleBounces(held);
      await share.settleBounces(new Set());
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 2, marked: 0 });
      expect((await subscribers.count()).statuses).toMatchObject({ active: 3, bounced: 0 });
      expect(await ledger.acceptBounces(id)).toBe(2);
      expect(await ledger.acceptBounces(id)).toBe(0);
      expect((await subscribers.count()).statuses).toMatchObject({ active: 1, bounced: 2 });
    });

    test('forgets what was held of a mailbox as soon as it takes a letter, of this issue or another', async () => {
      const { share, ledger, id } = await begin(2);
      await share.next(2);
      for (const number of [1, 2]) await share.record(number, gone);
      await share.settleBounces('all');
      await ledger.retry(id, 'failed');
      expect(await numbersOf(share)).toEqual([1, 2]);
      await share.intend(1);
      await share.record(1, sent);
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 1, marked: 0 });
      await share.record(2, failed);
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 0, marked: 0 });
    });

    test('believes no ten mailboxes to be gone where runs were broken off and no letter was taken', async () => {
      const { share, ledger, id } = await begin(10);
      await share.next(10);
      for (let number = 1; number <= 10; number += 1) await share.record(number, gone);
      await share.settleBounces(new Set());
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 10, marked: 0 });
    });

    test('gives a mailbox that may work again up after five issues in a row over a week', async () => {
      const { process, setClock } = await open();
      const { subscribers, ledger } = await process();
      await fill(subscribers, 1);
      for (const issue of [1, 2, 3, 4, 5]) {
        setClock(`2026-11-${10 + 2 * issue}T12:00:00Z`);
        expect(await subscribers.get(1)).toMatchObject({ status: 'active' });
        const { id } = await ledger.freeze(planOf({ issue: `tag:example.org,2026:${issue}`, slug: `issue-${issue}` }));
        const share = (await ledger.take(id))!;
        await share.next(1);
        await share.record(1, { ...gone, reply: '550 5.5.0 mailbox unavailable', bounce: 'soft' });
        await share.settleBounces(new Set());
        await share.release();
      }
      expect(await subscribers.get(1)).toMatchObject({ status: 'bounced' });
      expect((await subscribers.consentOf(1)).at(-1)).toMatchObject({
        how: '5 issues in a row; 550 5.5.0 mailbox unavailable',
      });
    });

    test('keeps nothing of what servers said of somebody who is erased', async () => {
      const { share, subscribers, ledger, id } = await begin(1);
      await share.next(1);
      await share.record(1, gone);
      await subscribers.forget(addressFor('reader1@example.org'));
      expect(await ledger.bounces(id)).toEqual({ open: 0, held: 0, marked: 0 });
      await share.settleBounces(new Set());
      expect((await subscribers.count()).statuses).toMatchObject({ erased: 1, bounced: 0 });
    });

    test('takes back who was marked since then, by one issue or by any, and nobody who bounced elsewhere', async () => {
      const { share, subscribers, ledger, id, setClock } = await begin(3);
      await merge(subscribers, [rowOf(2, 'imported@example.org', { status: 'bounced' })]);
      await share.next(3);
      await share.record(1, gone);
      await share.settleBounces(new Set());
      setClock('2026-11-25T12:00:00Z');
      await share.record(2, gone);
      await share.settleBounces(new Set());
      await subscribers.leave(3, 'unsubscribed', { how: 'link' });
      const restore = (since: string, more: { sending?: number } = {}, apply = true) =>
        subscribers.restoreBounced({ since: new Date(since), how: 'they were none', ...more }, { apply });
      expect(await restore('2026-11-26')).toBe(0);
      expect(await restore('2026-11-01', { sending: id + 1 })).toBe(0);
      expect(await restore('2026-11-24', {}, false)).toBe(1);
      expect(await restore('2026-11-24', { sending: id })).toBe(1);
      expect((await subscribers.count()).statuses).toMatchObject({ active: 1, bounced: 2, unsubscribed: 1 });
      expect((await subscribers.consentOf(2)).at(-1)).toMatchObject({ event: 'returned', how: 'they were none' });
      expect(await subscribers.suppressionOf(addressFor('reader2@example.org'))).toBeUndefined();
      expect(await restore('2026-11-01')).toBe(1);
      expect((await subscribers.count()).statuses).toMatchObject({ active: 2, bounced: 1, unsubscribed: 1 });
      expect(await ledger.counts(id)).toMatchObject({ failed: 2 });
    });

    test('records one outcome of a try, and stops where it is told a second', async () => {
      const { share, ledger, id } = await begin(2);
      await share.next(2);
      await share.intend(1);
      await share.record(1, sent);
      await expect(share.record(1, failed)).rejects.toThrow('no state');
      await expect(share.intend(2)).rejects.toThrow('no state');
      expect(await ledger.counts(id)).toEqual({ ...nothing, pending: 1, sent: 1 });
    });

    test('is held by one process until it lets go; what it left open is in doubt', async () => {
      const { share, process, id } = await begin(3);
      const other = (await process()).ledger;
      await share.next(2);
      await share.intend(1);
      expect(await other.take(id)).toBeUndefined();
      expect(await other.counts(id)).toEqual({ ...nothing, 'under-way': 1, pending: 2 });
      await share.release();
      await share.release();
      expect(await other.counts(id)).toEqual({ ...nothing, 'in-doubt': 1, pending: 2 });
      await expect(share.intend(2)).rejects.toThrow('released');
      expect(await numbersOf((await other.take(id))!)).toEqual([2, 3]);
    });

    test('of a process that was killed is taken over at once; what was under way is in doubt, and said to be before', async () => {
      const { share, kill, process, id } = await begin(3);
      await share.next(3);
      await Promise.all([share.intend(1), share.intend(2)]);
      await share.record(1, sent);
      await kill();
      const { ledger } = await process();
      const expected = { ...nothing, sent: 1, 'in-doubt': 1, pending: 1 };
      expect(await ledger.counts(id)).toEqual(expected);
      expect((await Array.fromAsync(ledger.read(id, 'in-doubt'))).map(({ subscriber }) => subscriber)).toEqual([2]);
      expect(await Array.fromAsync(ledger.read(id, 'under-way'))).toEqual([]);
      expect(await numbersOf((await ledger.take(id))!)).toEqual([3]);
      expect(await ledger.counts(id)).toEqual(expected);
      expect((await ledger.who(id, 2))!.events).toMatchObject([{ kind: 'in-doubt' }]);
    });
  });

  describe(`${name}: afterwards`, () => {
    test('what failed or is in doubt is sent once more when somebody says so, also by a sender that is at it', async () => {
      const { share, process, id, setClock } = await begin(3);
      const other = (await process()).ledger;
      setClock(noon);
      await share.next(3);
      await Promise.all([1, 2, 3].map((number) => share.intend(number)));
      await Promise.all([
        share.record(1, failed),
        share.record(2, { kind: 'in-doubt', relay: 'r', reply: '-' }),
        share.record(3, sent),
      ]);
      expect(await numbersOf(share)).toEqual([]);
      setClock('2026-11-23T18:00:00Z');
      expect([await other.retry(id, 'failed'), await other.retry(id, 'failed')]).toEqual([1, 0]);
      // As new: it may be tried for as long as any.
      const [delivery] = await share.next(3);
      expect(delivery).toMatchObject({ subscriber: { id: 1 }, attempts: 1 });
      expect(delivery!.first).toBeUndefined();
      expect(await other.retry(id, 'in-doubt')).toBe(1);
      expect(await numbersOf(share)).toEqual([2]);
      expect((await other.who(id, 1))!.events.map(({ kind }) => kind)).toEqual(['failed', 'retried']);
      expect(await other.counts(id)).toEqual({ ...nothing, pending: 2, sent: 1 });
    });

    test('what a killed sender left is retried before anybody takes over', async () => {
      const { share, kill, process, id } = await begin(1);
      await share.next(1);
      await share.intend(1);
      await kill();
      const { ledger } = await process();
      expect(await ledger.retry(id, 'in-doubt')).toBe(1);
      expect((await ledger.who(id, 1))!.events.map(({ kind }) => kind)).toEqual(['in-doubt', 'retried']);
      expect(await numbersOf((await ledger.take(id))!)).toEqual([1]);
    });

    test('all deliveries are read in the order of the list, however many, with what happened', async () => {
      const { share, ledger, id } = await begin(2_100);
      await share.next(3_000);
      await Promise.all([2, 2_050].map((number) => share.record(number, failed)));
      const all = await Array.fromAsync(ledger.read(id));
      expect(all.map(({ subscriber }) => subscriber)).toEqual(Array.from({ length: 2_100 }, (_, index) => index + 1));
      const some = await Array.fromAsync(ledger.read(id, 'failed'));
      expect(some.map(({ subscriber, address, events }) => [subscriber, address, events[0]!.reply])).toEqual([
        [2, 'reader2@example.org', '554 5.7.1 not wanted'],
        [2_050, 'reader2050@example.org', '554 5.7.1 not wanted'],
      ]);
    });

    test('somebody can be told of all that was sent to them, oldest first', async () => {
      const { share, ledger } = await begin(2);
      await share.next(2);
      await share.intend(1);
      await share.record(1, sent);
      await ledger.freeze(planOf({ issue: 'tag:example.org,2026:winter', slug: 'winter' }));
      expect(await ledger.historyOf(1)).toMatchObject([
        { slug: 'autumn', state: 'sent', events: [{ kind: 'sent', reply: '250 2.0.0 queued' }] },
        { slug: 'winter', state: 'pending', events: [] },
      ]);
      expect(await ledger.historyOf(99)).toEqual([]);
    });

    test('of somebody who is forgotten no word of a server is left, also of one that comes later', async () => {
      const { share, subscribers, ledger, id } = await begin(3);
      await share.next(3);
      await Promise.all([share.intend(1), share.intend(2)]);
      const outcome: Outcome = { ...sent, reply: '250 queued for reader@example.org' };
      await share.record(1, outcome);
      await subscribers.forget(addressFor('reader1@example.org'));
      await subscribers.forget(addressFor('reader2@example.org'));
      await share.record(2, outcome);
      const found = await Array.fromAsync(ledger.read(id));
      expect(found.map(({ address, state, events }) => [address, state, events.map(({ reply }) => reply)])).toEqual([
        [undefined, 'sent', [undefined]],
        [undefined, 'sent', [undefined]],
        ['reader3@example.org', 'pending', []],
      ]);
      expect(await ledger.counts(id)).toEqual({ ...nothing, sent: 2, pending: 1 });
      expect((await ledger.find('autumn'))!.audience.prepared).toBe(3);
    });
  });
}
