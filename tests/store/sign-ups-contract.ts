import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Budget, SignUpStore } from '../../src/store/sign-ups.ts';
import { runs } from '../runs.ts';
import { type Harness, noon } from './harness.ts';
import { addressFor } from './subscriber-store-contract.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (mail: Uint8Array) => new TextDecoder().decode(mail);

/** So many milliseconds after noon. */
const plus = (milliseconds: number) => new Date(Date.parse(noon) + milliseconds);

const budget = (limit: number, window: number, name = 'person', key = 'ada'): Budget => ({
  ...{ name, key: bytes(key), limit, window },
});

const queued = { queued: true };
const refused = (name = 'person') => ({ queued: false, budget: name });

/** What every implementation of the sign-ups has to do. */
export function describeSignUps(name: string, open: () => Promise<Harness>): void {
  const begin = async () => {
    const harness = await open();
    const process = async () => (await harness.process()).signUps;
    return { ...harness, signUps: await process(), beside: process };
  };

  const taken = async (signUps: SignUpStore, at: Date, limit = 100) =>
    (await signUps.take(limit, at)).map(({ mail }) => textOf(mail));

  describe(`${name}: a budget`, () => {
    test('lets its number of mails pass in any window, exactly at both edges', async () => {
      const { signUps } = await begin();
      const asked = async (milliseconds: number) =>
        (await signUps.queue(bytes('mail'), [budget(2, second)], plus(milliseconds))).queued;
      expect([await asked(0), await asked(1), await asked(999)]).toEqual([true, true, false]);
      // The first is a whole window old, the second is not yet.
      expect([await asked(1000), await asked(1000), await asked(1001), await asked(1001)]).toEqual([
        ...[true, false, true, false],
      ]);
      expect(await signUps.outbox()).toEqual({ waiting: 4, oldest: plus(0) });
    });

    test('that is used up is named, and none of the others is charged', async () => {
      const { signUps } = await begin();
      const [wide, narrow] = [budget(2, hour, 'all', ''), budget(1, hour)];
      expect(await signUps.queue(bytes('1'), [wide, narrow], plus(0))).toEqual(queued);
      for (let again = 0; again < 5; again += 1)
        expect(await signUps.queue(bytes('2'), [wide, narrow], plus(again))).toEqual(refused());
      expect(await signUps.queue(bytes('3'), [wide], plus(5))).toEqual(queued);
      expect(await signUps.queue(bytes('4'), [wide, narrow], plus(6))).toEqual(refused('all'));
      expect(await taken(signUps, plus(6))).toEqual(['1', '3']);
    });

    test('can be looked up without counting anything', async () => {
      const { signUps } = await begin();
      const [wide, narrow] = [budget(2, hour, 'all', ''), budget(1, second)];
      for (let time = 0; time < 3; time += 1) expect(await signUps.usedUp([wide, narrow], plus(0))).toBeUndefined();
      await signUps.queue(bytes('1'), [wide, narrow], plus(0));
      expect(await signUps.usedUp([wide, narrow], plus(999))).toBe('person');
      expect(await signUps.usedUp([wide], plus(999))).toBeUndefined();
      expect(await signUps.usedUp([wide, narrow], plus(1000))).toBeUndefined();
      expect(await signUps.usedUp([budget(0, hour)], plus(0))).toBe('person');
      expect(await signUps.outbox()).toEqual({ waiting: 1, oldest: plus(0) });
    });

    test('counts for its own name and key alone', async () => {
      const { signUps } = await begin();
      const others = [budget(1, day), budget(1, day, 'person', 'grace'), budget(1, day, 'network')];
      for (const one of others) expect(await signUps.queue(bytes('mail'), [one], plus(0))).toEqual(queued);
      for (const one of others) expect(await signUps.queue(bytes('mail'), [one], plus(1))).toEqual(refused(one.name));
    });

    test('of nothing lets nothing pass', async () => {
      const { signUps } = await begin();
      expect(await signUps.queue(bytes('mail'), [budget(0, hour)], plus(0))).toEqual(refused());
      expect(await signUps.outbox()).toEqual({ waiting: 0 });
    });

    test('is charged without a mail, too, so that a reader who is known cannot be told from another', async () => {
      const { signUps } = await begin();
      expect(await signUps.queue(undefined, [budget(1, hour)], plus(0))).toEqual(queued);
      expect(await signUps.outbox()).toEqual({ waiting: 0 });
      expect(await signUps.queue(bytes('mail'), [budget(1, hour)], plus(1))).toEqual(refused());
    });

    test('is one budget for all processes, also where they ask at once', async () => {
      const { signUps, beside } = await begin();
      const stores = [signUps, await beside(), await beside()];
      const asked = stores.flatMap((store, index) =>
        Array.from({ length: 20 }, (_, number) =>
          store.queue(bytes(`${index}-${number}`), [budget(25, hour)], plus(0)),
        ),
      );
      const answers = await Promise.all(asked);
      expect(answers.filter((answer) => answer.queued)).toHaveLength(25);
      expect(await signUps.outbox()).toMatchObject({ waiting: 25 });
    });

    test('outlives its process', async () => {
      const { process } = await begin();
      const first = await process();
      await first.signUps.queue(bytes('mail'), [budget(1, hour)], plus(0));
      await first.kill();
      const { signUps } = await process();
      expect(await signUps.queue(bytes('mail'), [budget(1, hour)], plus(1))).toEqual(refused());
      expect(await taken(signUps, plus(1))).toEqual(['mail']);
    });

    test('is not opened by a clock that is put back, nor closed for good by one that was a year ahead', async () => {
      const { signUps } = await begin();
      const limit = [budget(1, hour)];
      expect(await signUps.queue(bytes('1'), limit, plus(0))).toEqual(queued);
      expect(await signUps.queue(bytes('2'), limit, plus(-30 * minute))).toEqual(refused());
      // What was counted a year ahead counts as now once the clock is right again, for one window.
      expect(await signUps.queue(bytes('3'), limit, plus(365 * day))).toEqual(queued);
      expect(await signUps.queue(bytes('4'), limit, plus(2 * hour))).toEqual(refused());
      expect(await signUps.queue(bytes('5'), limit, plus(3 * hour - 1))).toEqual(refused());
      expect(await signUps.queue(bytes('6'), limit, plus(3 * hour))).toEqual(queued);
    });

    test('counts as a list of all times would, whatever the order of the times', async () => {
      const { signUps } = await begin();
      let key = 0;
      const steps = fc.array(fc.integer({ min: -30, max: 90 }), { minLength: 1, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (moves, limit) => {
          key += 1;
          const one = budget(limit, minute, 'any', String(key));
          let times: number[] = [];
          let now = 0;
          for (const move of moves) {
            now += move * 1000;
            // A clock that was ahead of this one by more than a minute was wrong.
            times = times.map((time) => (time > now + minute ? now : time));
            const isFree = times.filter((time) => time > now - minute).length < limit;
            expect((await signUps.queue(undefined, [one], plus(now))).queued).toBe(isFree);
            if (isFree) times.push(now);
          }
        }),
        { numRuns: runs(60) },
      );
    });
  });

  describe(`${name}: the outbox`, () => {
    test('gives each mail to one process, the oldest first, as it was put in', async () => {
      const { signUps, beside } = await begin();
      const other = await beside();
      const sealed = Uint8Array.from({ length: 256 }, (_, index) => index);
      await signUps.queue(sealed, [], plus(0));
      for (const text of ['b', 'c']) await signUps.queue(bytes(text), [], plus(1));
      const [first, ...more] = await signUps.take(1, plus(2));
      expect([first, more]).toEqual([{ id: expect.any(Number), mail: sealed, added: plus(0), attempts: 0 }, []]);
      expect(await taken(other, plus(2))).toEqual(['b', 'c']);
      expect([await taken(signUps, plus(3)), await taken(other, plus(3))]).toEqual([[], []]);
      expect(await signUps.outbox()).toEqual({ waiting: 3, oldest: plus(0) });
    });

    test('forgets a mail that is settled', async () => {
      const { signUps } = await begin();
      await signUps.queue(bytes('mail'), [], plus(0));
      const { id } = (await signUps.take(1, plus(0)))[0]!;
      await signUps.settle(id);
      await signUps.settle(id);
      expect(await signUps.outbox()).toEqual({ waiting: 0 });
      expect(await taken(signUps, plus(hour))).toEqual([]);
    });

    test('keeps a mail that is postponed until it is due, and counts how often it was taken', async () => {
      const { signUps, beside } = await begin();
      await signUps.queue(bytes('mail'), [], plus(0));
      const { id } = (await signUps.take(1, plus(0)))[0]!;
      await signUps.postpone(id, plus(5 * minute));
      expect(await taken(signUps, plus(5 * minute - 1))).toEqual([]);
      const other = await beside();
      expect(await other.take(1, plus(5 * minute))).toMatchObject([{ id, attempts: 1, added: plus(0) }]);
    });

    test('gives a mail of a process that was killed to another at once', async () => {
      const { process } = await begin();
      const sender = await process();
      await sender.signUps.queue(bytes('mail'), [], plus(0));
      expect(await taken(sender.signUps, plus(0))).toEqual(['mail']);
      const { signUps } = await process();
      expect(await taken(signUps, plus(1))).toEqual([]);
      await sender.kill();
      expect(await taken(signUps, plus(1))).toEqual(['mail']);
    });

    test('takes a mail back from a process of which nothing is heard for ten minutes', async () => {
      const { signUps, beside } = await begin();
      await signUps.queue(bytes('mail'), [], plus(0));
      await taken(signUps, plus(0));
      const other = await beside();
      expect(await taken(other, plus(10 * minute - 1))).toEqual([]);
      expect(await taken(other, plus(10 * minute))).toEqual(['mail']);
    });

    test('deletes a mail after a day, sent or not, and never gives out an older one', async () => {
      const { signUps } = await begin();
      await signUps.queue(bytes('old'), [], plus(0));
      await signUps.queue(bytes('new'), [], plus(1));
      expect(await signUps.expire(plus(day - 1))).toBe(0);
      expect(await taken(signUps, plus(day))).toEqual(['new']);
      expect(await signUps.expire(plus(day))).toBe(1);
      expect(await signUps.outbox()).toEqual({ waiting: 1, oldest: plus(1) });
    });

    test('does not wait for a time that only a wrong clock knows', async () => {
      const { signUps } = await begin();
      await signUps.queue(bytes('mail'), [], plus(365 * day));
      expect(await taken(signUps, plus(0))).toEqual(['mail']);
      expect(await signUps.expire(plus(0))).toBe(0);
      expect(await signUps.outbox()).toEqual({ waiting: 1, oldest: plus(0) });
      expect(await signUps.expire(plus(day))).toBe(1);
    });

    test('forgets the mails to a person who is erased', async () => {
      const { process } = await begin();
      const { signUps, subscribers } = await process();
      await signUps.queue(bytes('to ada'), [], plus(0), addressFor('ADA@example.org'));
      await signUps.queue(bytes('to grace'), [], plus(0), addressFor('grace@example.org'));
      await subscribers.forget(addressFor('ada@example.org'));
      expect(await taken(signUps, plus(0))).toEqual(['to grace']);
    });
  });

  describe(`${name}: what counts against a budget`, () => {
    test('goes with the end of its window', async () => {
      const { signUps } = await begin();
      await signUps.queue(bytes('mail'), [budget(1, hour)], plus(0));
      await signUps.expire(plus(hour - 1));
      expect(await signUps.queue(bytes('mail'), [budget(1, hour)], plus(hour - 1))).toEqual(refused());
      await signUps.expire(plus(hour));
      expect(await signUps.queue(bytes('mail'), [budget(1, hour)], plus(hour))).toEqual(queued);
    });
  });

  test(`${name}: a text that visitors are shown is kept once, by its hash`, async () => {
    const { signUps, beside } = await begin();
    const text = 'I would like to get The Letter by email. – Ja, gerne.';
    const hash = createHash('sha256').update(text).digest('hex');
    expect([await signUps.keepText(text), await (await beside()).keepText(text)]).toEqual([hash, hash]);
    expect(await signUps.keepText(`${text} `)).not.toBe(hash);
  });
}
