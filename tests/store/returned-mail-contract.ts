import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type KeptEvent,
  keptEventsLimit,
  type MailVerdict,
  type ReturnedMail,
  softBounceLimit,
} from '../../src/store/returned-mail.ts';
import { type Harness, noon } from './harness.ts';
import { fill, sendToAll } from './ledger-contract.ts';
import { addressFor, merge, rowOf } from './subscriber-store-contract.ts';

const fingerprintOf = (text: string) => createHash('sha256').update(text).digest();

/** A mail of its own for each text. */
const mailOf = (text: string, verdict: MailVerdict, written?: string): ReturnedMail => ({
  ...{ fingerprint: fingerprintOf(text), verdict },
  ...(written !== undefined && { written: new Date(written) }),
});

const onDay = (day: number) => `2026-11-${String(day).padStart(2, '0')}T08:00:00Z`;

/** What every implementation of the returned mail has to do. */
export function describeReturnedMail(name: string, open: () => Promise<Harness>): void {
  /** A list of Ada and Grace, to whom so many issues were sent. */
  const begin = async (issues = 0) => {
    const harness = await open();
    const { subscribers, ledger, returnedMail } = await harness.process();
    await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
    const grace = (await subscribers.find(addressFor('grace@example.org')))!.id;
    const sendings: number[] = [];
    for (let issue = 1; issue <= issues; issue += 1)
      sendings.push(await sendToAll(ledger, { issue: `tag:example.org,2026:${issue}`, slug: `issue-${issue}` }));
    /** One letter to Grace after the other came back, each on its day of November. */
    const soft = (numbers: readonly number[], days: readonly number[]) =>
      numbers.map((number, index) => {
        const verdict = { kind: 'soft', subscriber: grace, sending: sendings[number - 1]!, how: '452 full' } as const;
        return mailOf(`soft ${number} ${days[index]}`, verdict, onDay(days[index]!));
      });
    const statusOf = async (text: string) => (await subscribers.find(addressFor(text)))?.status;
    return { ...harness, subscribers, returnedMail, grace, soft, statusOf };
  };

  const apply = { apply: true };

  describe(`${name}: a mail`, () => {
    test.each([
      ['hard', 'bounced'],
      ['complaint', 'complained'],
      ['unsubscribe', 'unsubscribed'],
    ] as const)('of the kind "%s" takes its reader off the list, with the reason in the log', async (kind, status) => {
      const { subscribers, returnedMail, grace, statusOf } = await begin();
      const mail = mailOf('one', { kind, subscriber: grace, how: '550 5.1.1 no such user' });
      expect(await returnedMail.take([mail], apply)).toEqual([{ result: 'left', address: 'grace@example.org' }]);
      expect([await statusOf('grace@example.org'), await statusOf('ada@example.org')]).toEqual([status, 'active']);
      expect(await subscribers.suppressionOf(addressFor('grace@example.org'))).toMatchObject({ reason: status });
      expect((await subscribers.consentOf(grace)).at(-1)).toEqual({
        ...{ at: new Date(noon), event: status, how: '550 5.1.1 no such user' },
      });
    });

    test('is taken in once, also after its reader came back', async () => {
      const { subscribers, returnedMail, grace, statusOf } = await begin();
      const mail = mailOf('one', { kind: 'hard', subscriber: grace, how: '550' });
      expect(await returnedMail.has(mail.fingerprint)).toBe(false);
      await returnedMail.take([mail], apply);
      expect(await returnedMail.has(mail.fingerprint)).toBe(true);
      expect(await returnedMail.has(fingerprintOf('another'))).toBe(false);
      await merge(subscribers, [rowOf(2, 'grace@example.org', { again: true })]);
      expect(await returnedMail.take([mail], apply)).toEqual([{ result: 'none' }]);
      expect(await statusOf('grace@example.org')).toBe('active');
    });

    test('that two processes take in at once is taken in by one of them', async () => {
      const { process, returnedMail, grace } = await begin();
      const { returnedMail: other } = await process();
      const mail = mailOf('one', { kind: 'complaint', subscriber: grace, how: 'spam' });
      const effects = (await Promise.all([returnedMail, other].map((one) => one.take([mail], apply)))).flat();
      expect(effects.map(({ result }) => result).sort()).toEqual(['left', 'none']);
    });

    test('of somebody who left before changes nothing of the reason', async () => {
      const { subscribers, returnedMail, grace, statusOf } = await begin(1);
      await subscribers.leave(grace, 'unsubscribed', { how: 'link' });
      const mails = [
        mailOf('one', { kind: 'complaint', subscriber: grace, how: 'spam' }),
        mailOf('two', { kind: 'soft', subscriber: grace, sending: 1, how: '452' }),
      ];
      const effect = { result: 'left-before', address: 'grace@example.org' };
      expect(await returnedMail.take(mails, apply)).toEqual([effect, effect]);
      expect(await statusOf('grace@example.org')).toBe('unsubscribed');
    });

    test('of somebody who was erased names nobody and does nothing', async () => {
      const { subscribers, returnedMail, grace } = await begin(1);
      await subscribers.forget(addressFor('grace@example.org'));
      const how = '550 5.1.1';
      const mails = [
        mailOf('one', { kind: 'hard', subscriber: grace, how }),
        mailOf('two', { kind: 'soft', subscriber: grace, sending: 1, how }),
        mailOf('three', { kind: 'refused', subscriber: grace, how }),
      ];
      expect(await returnedMail.take(mails, apply)).toEqual(mails.map(() => ({ result: 'none' })));
    });

    test('that was refused for the letter, a receipt or an automatic answer leaves the reader on the list', async () => {
      const { returnedMail, grace, statusOf } = await begin();
      const mails = [
        mailOf('one', { kind: 'refused', subscriber: grace, how: '554 5.7.1' }),
        mailOf('two', { kind: 'automatic' }),
        mailOf('three', { kind: 'progress' }),
      ];
      expect(await returnedMail.take(mails, apply)).toEqual([
        { result: 'none', address: 'grace@example.org' },
        { result: 'none' },
        { result: 'none' },
      ]);
      expect(await Promise.all(mails.map(({ fingerprint }) => returnedMail.has(fingerprint)))).toEqual([
        true,
        true,
        true,
      ]);
      expect(await statusOf('grace@example.org')).toBe('active');
    });

    test('that nobody understood is not remembered, so that a later version may read it', async () => {
      const { returnedMail } = await begin();
      const mail = mailOf('one', { kind: 'unknown', reason: 'it is a mail of its own' });
      expect(await returnedMail.take([mail], apply)).toEqual([{ result: 'none' }]);
      expect(await returnedMail.has(mail.fingerprint)).toBe(false);
    });

    test('that was left alone is known as told for 90 days after it was read last, and is not taken in by that', async () => {
      const { returnedMail, setClock } = await begin();
      const [one, other] = ['one', 'other'].map(
        (name) => mailOf(name, { kind: 'unknown', reason: 'it is a mail' }).fingerprint,
      );
      expect([await returnedMail.isTold(one!), await returnedMail.isTold(other!)]).toEqual([false, false]);
      await returnedMail.tell([one!]);
      await returnedMail.tell([one!, other!]);
      expect([await returnedMail.isTold(one!), await returnedMail.has(one!)]).toEqual([true, false]);
      setClock('2027-01-20T12:00:00Z');
      await returnedMail.tell([one!]);
      setClock('2027-02-24T12:00:00Z');
      await returnedMail.tell([]);
      expect([await returnedMail.isTold(one!), await returnedMail.isTold(other!)]).toEqual([true, false]);
    });
  });

  describe(`${name}: a flood of bounces`, () => {
    /** So many readers got an issue, and of some a mail came back. */
    const flooded = async (readers: number) => {
      const { process } = await open();
      const { subscribers, ledger, returnedMail } = await process();
      await fill(subscribers, readers);
      const sending = await sendToAll(ledger);
      const gone = (from: number, count: number) =>
        Array.from({ length: count }, (_, index) => {
          const subscriber = from + index;
          return mailOf(`gone ${subscriber}`, { kind: 'hard', subscriber, sending, how: '550 5.1.1' });
        });
      const bounced = async () => (await subscribers.count()).statuses.bounced;
      return { returnedMail, ledger, sending, gone, bounced };
    };
    const resultsOf = (effects: readonly { result: string }[]) => [...new Set(effects.map(({ result }) => result))];

    test('of ten letters and more than a tenth of an issue is held until a person accepts it', async () => {
      const { returnedMail, ledger, sending, gone, bounced } = await flooded(50);
      const effects = await returnedMail.take(gone(1, 10), apply);
      expect(resultsOf(effects)).toEqual(['held']);
      expect(effects[0]).toEqual({ result: 'held', sending, address: 'reader1@example.org' });
      expect([await bounced(), await ledger.bounces(sending)]).toEqual([0, { open: 0, held: 10, marked: 0 }]);
      expect(await ledger.acceptBounces(sending)).toBe(10);
      expect(await bounced()).toBe(10);
      expect(resultsOf(await returnedMail.take(gone(11, 5), apply))).toEqual(['left']);
    });

    test('is known also where it comes little by little', async () => {
      const { returnedMail, gone, bounced } = await flooded(50);
      expect(resultsOf(await returnedMail.take(gone(1, 9), apply))).toEqual(['left']);
      expect(resultsOf(await returnedMail.take(gone(10, 5), apply))).toEqual(['held']);
      expect(await bounced()).toBe(9);
    });

    test('is none while it is a tenth of the issue', async () => {
      const { returnedMail, gone, bounced } = await flooded(100);
      expect(resultsOf(await returnedMail.take(gone(1, 10), apply))).toEqual(['left']);
      expect(await bounced()).toBe(10);
    });

    test('is told by a trial, too', async () => {
      const { returnedMail, ledger, sending, gone } = await flooded(50);
      expect(resultsOf(await returnedMail.take(gone(1, 10), { apply: false }))).toEqual(['held']);
      expect(await ledger.bounces(sending)).toEqual({ open: 0, held: 0, marked: 0 });
    });
  });

  describe(`${name}: letters that came back`, () => {
    const [bounced, full] = ['550 5.1.1 <grace@example.org>: no such user', '452 4.2.2 full'];

    test('are kept with their sending, day and words, and counted once each by the gravest mail', async () => {
      const { returnedMail, grace } = await begin(2);
      const about = { subscriber: grace, sending: 1, how: 'x' };
      const mails = [
        mailOf('one', { kind: 'soft', ...about, reply: full }, onDay(2)),
        mailOf('two', { kind: 'hard', ...about, reply: bounced }, onDay(1)),
        mailOf('three', { kind: 'complaint', ...about }, onDay(3)),
        mailOf('four', { kind: 'complaint', ...about }, onDay(4)),
        mailOf('five', { kind: 'refused', subscriber: 1, sending: 1, how: 'x', reply: '554 5.7.1' }),
        mailOf('six', { kind: 'hard', subscriber: 1, how: 'x', reply: bounced }, '2036-01-01T00:00:00Z'),
        mailOf('seven', { kind: 'unsubscribe', subscriber: grace, how: 'by mail' }),
        mailOf('eight', { kind: 'automatic' }),
      ];
      await returnedMail.take(mails, { apply: false });
      expect(await returnedMail.read({})).toEqual([]);
      await returnedMail.take(mails, apply);
      expect(await returnedMail.counts(1)).toEqual({ hard: 1, soft: 0, refused: 1, complaint: 1 });
      expect(await returnedMail.counts(2)).toEqual({ hard: 0, soft: 0, refused: 0, complaint: 0 });
      const toGrace = { subscriber: grace, address: 'grace@example.org', sending: 1 };
      expect(await returnedMail.read({ sending: 1, subscriber: grace })).toEqual([
        { kind: 'hard', ...toGrace, at: new Date(onDay(1)), reply: bounced },
        { kind: 'soft', ...toGrace, at: new Date(onDay(2)), reply: full },
        { kind: 'complaint', ...toGrace, at: new Date(onDay(3)) },
        { kind: 'complaint', ...toGrace, at: new Date(onDay(4)) },
      ]);
      expect((await returnedMail.read({ sending: 1 })).map(({ subscriber }) => subscriber)).toContain(1);
      const toAda = await returnedMail.read({ subscriber: 1 });
      expect(toAda.map(({ kind, sending, at }) => [kind, sending, at])).toEqual([
        ['refused', 1, new Date(noon)],
        ['hard', undefined, new Date(noon)],
      ]);
    });

    test('lose the words and the address with the person, also where the mail comes later', async () => {
      const { subscribers, returnedMail, grace } = await begin(1);
      const mail = (text: string) =>
        mailOf(text, { kind: 'hard', subscriber: grace, sending: 1, how: bounced, reply: bounced }, onDay(1));
      await returnedMail.take([mail('one')], apply);
      await subscribers.forget(addressFor('grace@example.org'));
      await returnedMail.take([mail('two')], apply);
      const left = { kind: 'hard', subscriber: grace, sending: 1, at: new Date(onDay(1)) };
      expect(await returnedMail.read({ sending: 1 })).toEqual([left, left]);
      expect(await returnedMail.counts(1)).toMatchObject({ hard: 1 });
    });

    test('of a number that this copy of the list does not have are taken in, and about nobody', async () => {
      const { returnedMail } = await begin(1);
      const mail = mailOf('one', { kind: 'hard', subscriber: 99, sending: 1, how: bounced, reply: bounced });
      expect(await returnedMail.take([mail], apply)).toEqual([{ result: 'none' }]);
      expect([await returnedMail.read({ sending: 1 }), await returnedMail.has(mail.fingerprint)]).toEqual([[], true]);
    });
  });

  describe(`${name}: mailboxes that may work again`, () => {
    const counted = (times: number) => ({ result: 'counted', address: 'grace@example.org', times });

    test('are given up after five issues in a row over a week', async () => {
      const { subscribers, returnedMail, grace, soft, statusOf } = await begin(5);
      const effects = await returnedMail.take(soft([1, 2, 3, 4, 5], [1, 4, 8, 12, 16]), apply);
      expect(effects).toEqual([1, 2, 3, 4].map(counted).concat([{ ...counted(5), result: 'left' }]));
      expect(await statusOf('grace@example.org')).toBe('bounced');
      expect((await subscribers.consentOf(grace)).at(-1)).toMatchObject({ how: '5 issues in a row; 452 full' });
      expect(softBounceLimit).toEqual({ issues: 5, days: 7 });
    });

    test('are given up in a trial with the same effects, and nothing is stored', async () => {
      const { returnedMail, soft, statusOf } = await begin(5);
      const mails = soft([1, 2, 3, 4, 5], [1, 4, 8, 12, 16]);
      const trial = await returnedMail.take(mails, { apply: false });
      expect(trial.at(-1)).toEqual({ ...counted(5), result: 'left' });
      expect(await statusOf('grace@example.org')).toBe('active');
      expect(await returnedMail.has(mails[0]!.fingerprint)).toBe(false);
      expect(await returnedMail.take(mails, apply)).toEqual(trial);
    });

    test.each([
      ['for four issues', [1, 2, 3, 4], [1, 5, 9, 13], 4],
      ['for five within a week', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 5],
      ['for five with one between them that arrived', [1, 2, 4, 5, 6], [1, 5, 9, 13, 17], 3],
      ['for one issue that came back five times', [3, 3, 3, 3, 3], [1, 5, 9, 13, 17], 1],
    ])('are not given up %s', async (_, numbers, days, times) => {
      const { returnedMail, soft, statusOf } = await begin(6);
      const effects = await returnedMail.take(soft(numbers, days), apply);
      expect(effects.at(-1)).toEqual(counted(times));
      expect(await statusOf('grace@example.org')).toBe('active');
    });

    test('count from the beginning for a reader who left and came back', async () => {
      const { subscribers, returnedMail, grace, soft } = await begin(6);
      await returnedMail.take(soft([1, 2, 3, 4], [1, 5, 9, 13]), apply);
      await returnedMail.take([mailOf('wish', { kind: 'unsubscribe', subscriber: grace, how: 'by mail' })], apply);
      await merge(subscribers, [rowOf(2, 'grace@example.org', { again: true })]);
      expect(await returnedMail.take(soft([6], [20]), apply)).toEqual([counted(1)]);
    });

    test('count a mail without a date, or with one in the future, as of now', async () => {
      const { returnedMail, soft, setClock, statusOf } = await begin(5);
      const dateless = soft([1, 2, 3, 4], [1, 1, 1, 1]).map(({ fingerprint, verdict }, index) => ({
        ...{ fingerprint, verdict },
        ...(index % 2 === 1 && { written: new Date('2036-01-01T00:00:00Z') }),
      }));
      await returnedMail.take(dateless, apply);
      setClock('2026-11-29T12:00:00Z');
      const [newest] = soft([5], [30]);
      const last = { ...newest!, written: new Date('2036-01-01T00:00:00Z') };
      expect(await returnedMail.take([last], { apply: false })).toEqual([counted(5)]);
      setClock('2026-11-30T12:00:00Z');
      expect(await returnedMail.take([last], apply)).toEqual([{ ...counted(5), result: 'left' }]);
      expect(await statusOf('grace@example.org')).toBe('bounced');
    });
  });

  describe(`${name}: an event that nobody can be held to`, () => {
    const eventOf = (id: number, at: string, content = '{}'): KeptEvent => ({
      ...{ fingerprint: Uint8Array.from(fingerprintOf(`event ${id}`)), provider: 'ses', at: new Date(at) },
      ...{ reason: 'nothing proves which letter came back', content },
    });

    test('is kept once, and shown with the newest first', async () => {
      const { returnedMail } = await begin();
      const events = [eventOf(1, '2026-11-21T12:00:00Z'), eventOf(2, '2026-11-22T12:00:00Z')];
      expect([await returnedMail.keep(events), await returnedMail.keep(events)]).toEqual([2, 0]);
      expect(await returnedMail.kept()).toEqual([events[1], events[0]]);
    });

    test('is kept for 30 days, and never as one of more than a thousand', async () => {
      const { returnedMail, setClock } = await begin();
      const many = Array.from({ length: keptEventsLimit.events + 5 }, (_, id) =>
        eventOf(id, new Date(Date.parse('2026-11-22T12:00:00Z') + id * 1000).toISOString()),
      );
      await returnedMail.keep(many);
      const kept = await returnedMail.kept();
      expect([kept.length, kept.at(-1)]).toEqual([keptEventsLimit.events, many[5]]);
      setClock('2026-12-23T12:00:00Z');
      expect(await returnedMail.kept()).toEqual([]);
      await returnedMail.keep([eventOf(5_000, '2026-12-23T12:00:00Z')]);
      setClock(noon);
      expect(await returnedMail.kept()).toHaveLength(1);
    });

    test('goes with the person whose address it holds, in whatever case', async () => {
      const { returnedMail, subscribers } = await begin();
      const about = (id: number, address: string) => eventOf(id, noon, JSON.stringify({ recipient: address }));
      await returnedMail.keep([about(1, 'Grace@Example.ORG'), about(2, 'stranger@example.net')]);
      const { id } = (await subscribers.find(addressFor('grace@example.org')))!;
      const event = {
        at: '2026-11-23T12:00:00.000Z',
        provider: 'ses',
        reason: 'nothing proves which letter came back',
      };
      expect(await subscribers.dataOf(id)).toMatchObject({ events: [event] });
      await subscribers.forget(addressFor('grace@example.org'));
      expect((await returnedMail.kept()).map(({ content }) => content)).toEqual([
        '{"recipient":"stranger@example.net"}',
      ]);
      await subscribers.forget(addressFor('stranger@example.net'));
      expect(await returnedMail.kept()).toEqual([]);
    });
  });

  describe(`${name}: a token of a signature`, () => {
    const [one, other] = [fingerprintOf('one request'), fingerprintOf('another')];
    const token = { token: fingerprintOf('token'), until: new Date('2026-11-24T00:00:00Z') };

    test('is good for one request, however often that comes, and after a restart', async () => {
      const { returnedMail, process } = await begin();
      expect(await returnedMail.spend({ ...token, request: one })).toBe('first');
      expect(await returnedMail.spend({ ...token, request: one })).toBe('again');
      const { returnedMail: restarted } = await process();
      expect(await restarted.spend({ ...token, request: other })).toBe('elsewhere');
    });

    test('that two requests use at once is taken by one of them', async () => {
      const { returnedMail, process } = await begin();
      const { returnedMail: second } = await process();
      const results = await Promise.all([
        returnedMail.spend({ ...token, request: one }),
        second.spend({ ...token, request: other }),
      ]);
      expect(results.sort()).toEqual(['elsewhere', 'first']);
    });

    test('is forgotten once its signature is too old anyhow', async () => {
      const { returnedMail, setClock } = await begin();
      await returnedMail.spend({ ...token, request: one });
      setClock('2026-11-24T00:00:01Z');
      expect(await returnedMail.spend({ ...token, request: other })).toBe('first');
    });
  });
}
