import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/subscribers/entry.ts';
import { decide } from '../../src/subscribers/merge.ts';
import type { Status, Subscriber, Suppression } from '../../src/subscribers/subscriber.ts';

const address = { typed: 'ada@example.org', normal: 'ada@example.org' };
const day = new Date('2026-11-20T00:00:00Z');
const entry = (given: Partial<Entry> = {}): Entry => ({
  address,
  tags: [],
  fields: {},
  status: 'active',
  consent: { how: 'by a form' },
  ...given,
});
const known = (given: Partial<Subscriber> = {}): Subscriber => ({
  ...{ id: 1, address, tags: ['members'], fields: { town: 'Vienna' }, name: 'Ada', status: 'active' },
  ...{ added: day, changed: day },
  ...given,
});
const suppressed = (reason: Suppression['reason']): Suppression => ({ reason, at: day });

describe('of somebody who is on the list', () => {
  test.each([
    ['nothing new', entry({ name: 'Ada', tags: ['members'], fields: { town: 'Vienna' } }), 'unchanged', undefined],
    ['what is not said', entry(), 'unchanged', undefined],
    ['another name', entry({ name: 'Ada L.' }), 'changed', 'name'],
    ['a language', entry({ language: 'de' }), 'changed', 'language'],
    ['a further tag', entry({ tags: ['vienna'] }), 'changed', 'tags'],
    ['another field', entry({ fields: { town: 'Graz' } }), 'changed', 'town'],
    ['that they have to confirm once more', entry({ status: 'pending' }), 'unchanged', undefined],
  ])('%s is told as it is', (_, given, result, reason) => {
    const decision = decide(given, known());
    expect(decision.result).toBe(result);
    expect('reason' in decision ? decision.reason : undefined).toBe(reason);
  });
});

test('a person who had not confirmed is active by a list that says so', () => {
  expect(decide(entry(), known({ status: 'pending' }))).toMatchObject({
    result: 'changed',
    status: 'active',
    event: 'confirmed',
  });
});

describe('somebody who left', () => {
  test.each([
    ['unsubscribed', 'unsubscribed on 2026-11-20'],
    ['bounced', 'was taken off because letters came back on 2026-11-20'],
    ['complained', 'complained of spam on 2026-11-20'],
    ['erased', 'was erased by their own wish on 2026-11-20'],
  ] as const)('and %s is brought back by no list', (reason, words) => {
    const before = reason === 'erased' ? undefined : known({ status: reason });
    expect(decide(entry(), before, suppressed(reason))).toEqual({ result: 'refused', reason: words });
  });

  test('comes back by asking', () => {
    expect(decide(entry({ again: true }), known({ status: 'bounced' }), suppressed('bounced'))).toMatchObject({
      result: 'changed',
      status: 'active',
      event: 'returned',
      lift: true,
    });
  });
});

test.each<[Status, boolean]>([
  ['unsubscribed', true],
  ['bounced', false],
])('a list that says %s ends letters, whether the person is known (%s) or not', (status, isKnown) => {
  const decision = decide(entry({ status: status as Entry['status'] }), isKnown ? known() : undefined);
  expect(decision).toMatchObject({ result: isKnown ? 'changed' : 'new', status, suppress: status });
});
