import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../../src/send/loop/circuit-breaker.ts';
import { type AnswerContext, judge, relayEnd, slowedBy } from '../../../src/send/loop/verdict.ts';
import type { Answer, Refusal } from '../../../src/send/transport.ts';
import type { Outcome } from '../../../src/store/ledger.ts';
import { jobFor } from '../jobs.ts';

const now = new Date('2026-11-23T12:00:00Z');
const relay = 'smtp.example.org:587';
const hour = 3_600_000;
const at: AnswerContext = {
  ...{ relay, repeats: false, intended: false, now, random: () => 0.5, retryFor: 4 * hour },
  ...{ sender: 'bounces@example.org', endsRelay: false },
};
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

/** A refusal as its reply tells it: `550 5.1.1 no such user`. */
function refused(stage: Refusal['at'], reply: string): Refusal {
  const [, code, status] = /^(\d{3})(?: (\d\.\d+\.\d+))?/.exec(reply)!;
  const permanent = code!.startsWith('5');
  return { result: 'refused', at: stage, permanent, code: Number(code), ...(status && { status }), reply };
}
const lost: Answer = { result: 'broken', complete: false, reply: 'the connection was closed' };
const silent: Answer = { result: 'broken', complete: true, reply: 'no reply came in time' };

describe('what is recorded', () => {
  test.each<[string, Answer, Partial<Outcome>]>([
    ['a letter that is accepted', { result: 'accepted', reply: '250 ok' }, { kind: 'sent', relay, reply: '250 ok' }],
    ['a mailbox that is busy', refused('recipient', '450 4.2.1 busy'), { kind: 'later', due: minutesLater(1) }],
    ['a server that is full', refused('message', '452 4.3.1 full'), { kind: 'later', due: minutesLater(1) }],
    ['a letter that is not wanted', refused('message', '554 5.7.1 spam'), { kind: 'failed', relay }],
    ['a silence behind the dot', silent, { kind: 'in-doubt', relay, reply: 'no reply came in time' }],
  ])('of %s', (_, answer, outcome) => {
    expect(judge(jobFor(1), answer, at)).toMatchObject({ kind: 'outcome', outcome });
  });

  test.each([
    ['recipient', '550 5.1.1 no such user', 'hard'],
    ['message', '550 5.1.1 no such user', 'hard'],
    ['recipient', '553 5.1.3 bad address', 'hard'],
    ['recipient', '550 5.1.10 null MX', 'hard'],
    ['recipient', '550 5.1.0 something about the address', 'soft'],
    ['recipient', '550 5.1.4 ambiguous', 'soft'],
    ['recipient', '550 5.1.0 <bounces@example.org>: Sender address rejected: not owned by user', undefined],
    ['recipient', '550 5.1.1 <bounces@example.org>: User unknown in virtual mailbox table', undefined],
    ['recipient', '550 5.1.1 <reader1@example.org>: not for bounces@example.org', 'hard'],
    ['recipient', '550 5.1.7 bad sender', undefined],
    ['recipient', '550 5.1.8 bad sender domain', undefined],
    ['recipient', '552 5.2.2 mailbox full', 'soft'],
    ['recipient', '550 5.7.1 blocked', undefined],
    ['recipient', '550 no such user here', 'hard'],
    ['recipient', '550 5.5.0 Requested action not taken: mailbox unavailable', 'soft'],
    ['recipient', '550 no', 'soft'],
    ['message', '554 no', undefined],
    ['message', '552 5.2.2 mailbox full', 'soft'],
  ] as const)('of a %s refused with "%s" says of the mailbox: %s', (stage, reply, bounce) => {
    const verdict = judge(jobFor(1), refused(stage, reply), at);
    expect(verdict).toMatchObject({ kind: 'outcome', outcome: { kind: 'failed' } });
    expect(verdict.kind === 'outcome' && verdict.outcome.kind === 'failed' && verdict.outcome.bounce).toBe(bounce);
  });

  test.each([
    ['recipient', '452 4.2.2 mailbox full', 'soft'],
    ['recipient', '451 4.3.0 not now', undefined],
    ['recipient', '450 4.7.1 greylisted', undefined],
    ['message', '452 4.3.1 full', undefined],
  ] as const)('of a %s that is put off with "%s" until the time is over says of the mailbox: %s', (stage, reply, bounce) => {
    const late = jobFor(1, undefined, { attempts: 10, first: minutesLater(-240) });
    const verdict = judge(late, refused(stage, reply), at);
    expect(verdict.kind === 'outcome' && verdict.outcome.kind === 'failed' && verdict.outcome.bounce).toBe(bounce);
  });

  test('of an address that no server was asked for names no server', () => {
    const answer: Refusal = { ...refused('recipient', '550 x'), code: 0 };
    expect(judge(jobFor(1), answer, at)).toMatchObject({ outcome: { kind: 'failed' } });
    expect(judge(jobFor(1), answer, at)).not.toHaveProperty('outcome.relay');
  });

  test.each([
    [0, 1],
    [3, 8],
    [9, 60],
  ])('after %i tries: the next one is %i minutes later', (attempts, minutes) => {
    const first = new Date(now.getTime() - 1);
    const verdict = judge(jobFor(1, undefined, { attempts, first }), refused('recipient', '450 4.2.1 busy'), at);
    expect(verdict).toMatchObject({ outcome: { kind: 'later', due: minutesLater(minutes) } });
  });

  test('the last try is made when the time for tries is over, and then it failed', () => {
    const busy = refused('recipient', '450 4.2.1 busy');
    const early = jobFor(1, undefined, { attempts: 9, first: minutesLater(-230) });
    expect(judge(early, busy, at)).toMatchObject({ outcome: { kind: 'later', due: minutesLater(10) } });
    const late = jobFor(1, undefined, { attempts: 10, first: minutesLater(-240) });
    const reply = 'not taken for 4 hours, the last answer: 450 4.2.1 busy';
    expect(judge(late, busy, at)).toMatchObject({ outcome: { kind: 'failed', relay, reply } });
  });

  test('a first try that lies ahead, because the clock was put back, gives no more than the whole time', () => {
    const ahead = jobFor(1, undefined, { attempts: 20, first: minutesLater(10_000) });
    expect(judge(ahead, refused('recipient', '450 busy'), { ...at, retryFor: 60_000 })).toMatchObject({
      outcome: { kind: 'later', due: minutesLater(1) },
    });
  });

  test('of a letter that was stopped between its intent and its dot: it is due at once', () => {
    const verdict = judge(jobFor(1), { result: 'withheld' }, { ...at, intended: true });
    expect(verdict).toMatchObject({ outcome: { kind: 'later', due: now } });
    expect(judge(jobFor(1), { result: 'withheld' }, at)).toEqual({ kind: 'settled' });
  });

  test('a session that ends before its letter is tried again at once, and the third time recorded', () => {
    for (const answer of [lost, refused('sender', '451 4.3.0 not now'), refused('recipient', '421 4.3.2 bye')]) {
      const verdict = judge(jobFor(1, undefined, { setbacks: 1 }), answer, at);
      expect(verdict).toMatchObject({ kind: 'again', job: { setbacks: 2 }, delay: 0 });
      expect(judge(jobFor(1, undefined, { setbacks: 2 }), answer, at)).toMatchObject({ outcome: { kind: 'later' } });
    }
  });

  test('once its intent stands, whatever was not accepted waits', () => {
    for (const answer of [lost, refused('message', '421 4.7.0 too fast')])
      expect(judge(jobFor(1), answer, { ...at, intended: true })).toMatchObject({ outcome: { kind: 'later' } });
  });
});

describe('what is in doubt', () => {
  const repeats = { ...at, repeats: true, intended: true };
  const doubtful = jobFor(1, undefined, { doubt: { relay, reply: 'no reply came in time', tries: 1 } });

  test('is handed once more to the server that may have it, if that is allowed', () => {
    expect(judge(jobFor(1), silent, repeats)).toMatchObject({ kind: 'again', job: doubtful, delay: 5000 });
  });

  test('is in doubt no more when it is accepted', () => {
    const verdict = judge(doubtful, { result: 'accepted', reply: '250 ok' }, repeats);
    expect(verdict).toMatchObject({ outcome: { kind: 'sent' } });
  });

  test.each<[string, Answer]>([
    ['it is refused for good', refused('message', '550 5.7.1 no')],
    ['it is not taken now', refused('recipient', '450 later')],
    ['the connection breaks', lost],
    ['nothing is said', silent],
    ['the run is stopped', { result: 'withheld' }],
  ])('stays so when %s the second time, and is left so after the fifth', (_, answer) => {
    const again = { kind: 'again', job: { doubt: { tries: 2 } }, delay: 10_000 };
    expect(judge(doubtful, answer, repeats)).toMatchObject(again);
    const last = jobFor(1, undefined, { doubt: { ...doubtful.doubt!, tries: 5 } });
    expect(judge(last, answer, repeats)).toMatchObject({
      outcome: { kind: 'in-doubt', reply: 'no reply came in time' },
    });
  });
});

test.each([
  ['recipient', '421 4.3.2 shutting down', 'relay'],
  ['sender', '451 4.7.1 slow down', 'relay'],
  ['message', '454 4.7.0 throttling failure: maximum sending rate exceeded', 'relay'],
  ['message', '451 try again later', 'relay'],
  ['message', '452 4.2.2 mailbox full', undefined],
  ['recipient', '450 4.7.28 unusual rate of mail', 'domain'],
  ['recipient', '451 4.7.1 please try again in five minutes', undefined],
  ['recipient', '451 4.7.1 greylisted', undefined],
  ['recipient', '451 4.7.1 too fast, slow down', 'domain'],
  ['recipient', '450 4.2.0 greylisted', undefined],
  ['recipient', '550 5.7.1 blocked', undefined],
] as const)('a %s that is answered with "%s" slows: %s', (stage, reply, slowed) => {
  expect(slowedBy(refused(stage, reply), { taken: 0, attempts: 0 })).toBe(slowed);
});

test('a 4.7.1 slows its domain where that recipient was tried before, unless it is greylisting by name', () => {
  const slowed = (reply: string) => slowedBy(refused('recipient', reply), { taken: 0, attempts: 1 });
  expect(slowed('451 4.7.1 please try again in five minutes')).toBe('domain');
  expect(slowed('450 4.7.1 Greylisted, see the postmaster')).toBeUndefined();
});

test('a 421 behind letters that were taken in the same session slows nothing', () => {
  const enough = refused('sender', '421 4.7.0 enough letters for one connection');
  expect(slowedBy(enough, { taken: 10, attempts: 0 })).toBeUndefined();
  expect(slowedBy(enough, { taken: 0, attempts: 0 })).toBe('relay');
});

test.each([
  ['sender', '550 5.7.1 not yours', 0, 'sender'],
  ['sender', '550 5.7.1 not yours', 9, 'sender'],
  ['sender', '451 4.7.1 later', 0, undefined],
  ['recipient', '550 5.7.1 no', 0, undefined],
  ['sender', '552 5.3.4 message size exceeds fixed limit', 0, 'size'],
  ['sender', '552 5.3.4 message size exceeds fixed limit', 9, undefined],
  ['message', '552 message too large', 0, 'size'],
  ['message', '552 5.2.2 mailbox full', 0, undefined],
  ['recipient', '552 5.2.3 too large for this mailbox', 0, undefined],
  ['recipient', '550 5.4.5 Daily user sending quota exceeded', 9, 'quota'],
  ['message', '452 5.4.5 daily limit', 9, 'quota'],
  ['sender', '454 4.7.0 Maximum credits per day exceeded', 9, 'quota'],
  ['sender', '550 you have exceeded the hourly limit of this account', 9, 'quota'],
  ['sender', '451 4.7.1 hourly limit reached', 9, undefined],
  ['recipient', '452 4.2.2 over its daily quota', 9, undefined],
  ['recipient', '450 4.4.5 congested', 9, undefined],
] as const)('a %s that is answered with "%s" after %i letters ends its relay for: %s', (stage, reply, taken, end) => {
  expect(relayEnd(refused(stage, reply), taken)).toBe(end);
});

test('an address of ours that no server takes ends all', () => {
  expect(relayEnd({ ...refused('sender', '550 no address'), code: 0 }, 0)).toBe('sender');
});

test('a letter that was not meant goes to the next relay, or waits as before', () => {
  const refusal = refused('sender', '550 5.7.1 not yours');
  expect(judge(jobFor(1), refusal, { ...at, endsRelay: true })).toEqual({ kind: 'again', job: jobFor(1), delay: 0 });
  expect(judge(jobFor(1), refusal, { ...at, endsRelay: true, intended: true })).toMatchObject({
    outcome: { kind: 'later', due: now },
  });
});

describe('a run', () => {
  const failed: Outcome = { kind: 'failed', relay, reply: '550 5.7.1 policy' };
  const bounced: Outcome = { kind: 'failed', relay, reply: '550 5.1.1 who', bounce: 'hard' };
  const full: Outcome = { kind: 'failed', relay, reply: '552 5.2.2 full', bounce: 'soft' };
  const unasked: Outcome = { kind: 'failed', reply: 'no address' };
  const sent: Outcome = { kind: 'sent', relay, reply: '250 ok' };
  const later: Outcome = { kind: 'later', relay, reply: '450 later', due: now };
  const doubtful: Outcome = { kind: 'in-doubt', relay, reply: 'the connection was closed' };
  /** Each to a domain of its own, unless it is named. */
  const tripOf = (outcomes: readonly (Outcome | readonly [Outcome, domain: string])[], acceptsBounces = false) => {
    const breaker = new CircuitBreaker(acceptsBounces);
    for (const [index, one] of outcomes.entries()) {
      const [outcome, domain] = 'kind' in one ? [one, `domain${index}.example`] : one;
      const trip = breaker.add(outcome, domain);
      if (trip) return { at: index + 1, kind: trip.kind, problem: trip.problem.problems[0]!, breaker };
    }
    return undefined;
  };
  const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
  const mixed = (bad: Outcome, good: number, rounds: number) => times(rounds, [bad, ...times(good, sent)]).flat();

  test.each<[string, Outcome[], number | undefined]>([
    ['stops at the tenth refusal if nothing was taken before', times(12, failed), 10],
    ['stops at the tenth letter that is not confirmed', times(12, doubtful), 10],
    ['stops at the tenth mailbox that is gone if nothing was taken before', times(12, bounced), 10],
    ['stops at the tenth letter that no server was asked for', times(12, unasked), 10],
    ['stops at the 25th refusal in a row', [sent, ...times(30, failed)], 26],
    ['stops at the 25th mailbox in a row that is gone', [sent, ...times(30, bounced)], 26],
    ['stops when more than ten of a hundred mailboxes are gone', mixed(bounced, 8, 30), 100],
    ['stops when more than ten of a hundred mailboxes are full', mixed(full, 8, 30), 100],
    ['goes on while one of ten mailboxes is gone', mixed(bounced, 9, 100), undefined],
    ['goes on with a list of fewer than a hundred on which some are gone', mixed(bounced, 3, 24), undefined],
    ['goes on while letters are taken in between', times(20, [...times(9, failed), sent]).flat(), undefined],
    ['goes on through letters that are not taken yet', times(50, later), undefined],
    ['does not let later tries hide refusals', times(12, [failed, later]).flat(), 19],
  ])('%s', (_, outcomes, stop) => {
    expect(tripOf(outcomes)?.at).toBe(stop);
    if (stop) expect(tripOf(outcomes)!.kind).toBe('stop');
  });

  test('parks a domain to which 25 letters in a row were refused, and goes on with the others', () => {
    const gone = [bounced, 'gone.example'] as const;
    const outcomes = times(40, [gone, sent, sent, sent]).flat();
    const trip = tripOf(outcomes)!;
    expect(trip).toMatchObject({ at: 24 * 4 + 1, kind: 'park', problem: { rule: 'domain-refuses-all' } });
    expect(trip.problem.message).toBe('25 letters in a row to gone.example were refused, the last with: 550 5.1.1 who');
    expect([...trip.breaker.parked]).toEqual(['gone.example']);
    for (let more = 0; more < 100; more += 1) expect(trip.breaker.add(...gone)).toBeUndefined();
    expect(trip.breaker.tripped).toBe(false);
  });

  test('parks a domain, too, where nothing but it is left of the list', () => {
    expect(tripOf([sent, ...times(40, [failed, 'gone.example'] as const)])).toMatchObject({ at: 26, kind: 'park' });
  });

  test('goes on through an old list that a person has accepted, but not where nothing at all gets through', () => {
    expect(tripOf(mixed(bounced, 2, 100), true)).toBeUndefined();
    expect(tripOf(times(50, bounced), true)).toMatchObject({ at: 25, kind: 'stop' });
  });

  test('that is stopped says what the server said, and that the rest waits', () => {
    const breaker = new CircuitBreaker();
    const trip = times(10, failed)
      .map((outcome) => breaker.add(outcome, 'example.org'))
      .at(-1)!;
    expect(trip.problem.problems[0]!.message).toBe(
      `${relay} refused 10 letters in a row, the last with: 550 5.7.1 policy`,
    );
    expect(trip.problem.state).toBe('The rest of the list stays pending.');
    expect(breaker.tripped).toBe(true);
  });
});
