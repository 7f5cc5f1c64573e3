import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../../src/send/loop/circuit-breaker.ts';
import { type AnswerContext, judge, refusesAll, slowedBy } from '../../../src/send/loop/verdict.ts';
import type { Answer, Refusal } from '../../../src/send/transport.ts';
import type { Outcome } from '../../../src/store/ledger.ts';
import { jobFor } from '../jobs.ts';

const now = new Date('2026-11-23T12:00:00Z');
const relay = 'smtp.example.org:587';
const hour = 3_600_000;
const at: AnswerContext = { relay, repeats: false, intended: false, now, random: () => 0.5, retryFor: 4 * hour };
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
    ['recipient', '550 5.1.1 no such user', true],
    ['message', '550 5.1.1 no such user', true],
    ['recipient', '553 5.1.3 bad address', true],
    ['recipient', '550 5.1.10 null MX', true],
    ['recipient', '550 5.1.7 bad sender', undefined],
    ['recipient', '550 5.1.8 bad sender domain', undefined],
    ['recipient', '552 5.2.2 mailbox full', undefined],
    ['recipient', '550 5.7.1 blocked', undefined],
    ['recipient', '550 no', undefined],
  ] as const)('of a %s refused with "%s" says that it bounced: %s', (stage, reply, bounced) => {
    const verdict = judge(jobFor(1), refused(stage, reply), at);
    expect(verdict).toMatchObject({ kind: 'outcome', outcome: { kind: 'failed' } });
    expect(verdict.kind === 'outcome' && verdict.outcome.kind === 'failed' && verdict.outcome.bounced).toBe(bounced);
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
  ['recipient', '451 4.7.1 greylisted', 'domain'],
  ['recipient', '450 4.2.0 greylisted', undefined],
  ['recipient', '550 5.7.1 blocked', undefined],
] as const)('a %s that is answered with "%s" slows: %s', (stage, reply, slowed) => {
  expect(slowedBy(refused(stage, reply))).toBe(slowed);
});

test('only a permanent refusal of the sender speaks of all letters', () => {
  expect(refusesAll(refused('sender', '550 5.7.1 not yours'))).toBe(true);
  expect(refusesAll({ ...refused('sender', '550 no address'), code: 0 })).toBe(true);
  expect(refusesAll(refused('sender', '451 4.7.1 later'))).toBe(false);
  expect(refusesAll(refused('recipient', '550 5.7.1 no'))).toBe(false);
});

describe('a run', () => {
  const failed: Outcome = { kind: 'failed', relay, reply: '550 5.7.1 policy' };
  const bounced: Outcome = { kind: 'failed', relay, reply: '550 5.1.1 who', bounced: true };
  const sent: Outcome = { kind: 'sent', relay, reply: '250 ok' };
  const later: Outcome = { kind: 'later', relay, reply: '450 later', due: now };
  const doubtful: Outcome = { kind: 'in-doubt', relay, reply: 'the connection was closed' };
  /** At which outcome it is stopped. */
  const stopsAt = (outcomes: Outcome[]) => {
    const breaker = new CircuitBreaker();
    const index = outcomes.findIndex((outcome) => breaker.add(outcome));
    return index < 0 ? undefined : index + 1;
  };
  const times = (count: number, outcome: Outcome): Outcome[] => Array.from({ length: count }, () => outcome);

  test.each<[string, Outcome[], number | undefined]>([
    ['stops at the tenth refusal if nothing was taken before', times(12, failed), 10],
    ['stops at the tenth letter that is not confirmed', times(12, doubtful), 10],
    ['stops at the 25th refusal in a row', [sent, ...times(30, failed)], 26],
    [
      'goes on while letters are taken in between',
      Array.from({ length: 20 }, () => [...times(9, failed), sent]).flat(),
      undefined,
    ],
    ['goes on through addresses that do not exist', times(50, bounced), undefined],
    ['goes on through letters that are not taken yet', times(50, later), undefined],
    ['goes on through letters that no server was asked for', times(50, { kind: 'failed', reply: 'no' }), undefined],
    ['does not let later tries hide refusals', Array.from({ length: 12 }, () => [failed, later]).flat(), 19],
  ])('%s', (_, outcomes, stop) => {
    expect(stopsAt(outcomes)).toBe(stop);
  });

  test('that is stopped says what the server said, and that the rest waits', () => {
    const breaker = new CircuitBreaker();
    const problem = times(10, failed)
      .map((outcome) => breaker.add(outcome))
      .at(-1)!;
    expect(problem.problems[0]!.message).toBe(`${relay} refused 10 letters in a row, the last with: 550 5.7.1 policy`);
    expect(problem.state).toBe('The rest of the list stays pending.');
  });
});
