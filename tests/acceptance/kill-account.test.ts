import { expect, test } from 'vitest';
import type { DeliveryEvent, State } from '../../src/store/ledger.ts';
import { disputesOf } from './kill-account.ts';

/** What the kill test would miss, it would never find: each lie of a ledger is told here once. */
test.each<[claim: string, state: State, kinds: DeliveryEvent['kind'][], copies: number, dispute: string | undefined]>([
  ['sent once', 'sent', ['sent'], 1, undefined],
  ['still to be sent', 'pending', [], 0, undefined],
  ['deferred, then sent', 'sent', ['later', 'sent'], 1, undefined],
  ['in doubt by name, and taken', 'in-doubt', ['in-doubt'], 1, undefined],
  ['in doubt by name, and never taken', 'in-doubt', ['in-doubt'], 0, undefined],
  ['in doubt since the kill', 'in-doubt', [], 1, undefined],
  ['sent, which the server knows nothing of', 'sent', ['sent'], 0, 'is "sent", and the server has never seen it'],
  ['pending, which the server took', 'pending', [], 1, 'is "pending", and the server took it'],
  ['deferred, which the server took', 'pending', ['later'], 1, 'is "pending", and the server took it'],
  ['sent twice', 'sent', ['sent'], 2, 'was taken 2 times'],
  ['in doubt, and sent again unasked', 'sent', ['in-doubt', 'sent'], 2, 'was taken 2 times'],
  ['failed, which nobody refused', 'failed', ['failed'], 0, 'is "failed", and the server never refused it'],
  ['suppressed, though nobody left', 'suppressed', ['suppressed'], 0, 'is "suppressed", and it never left'],
])('what is %s', (_, state, kinds, copies, dispute) => {
  const address = 'reader-1@example.org';
  const events = kinds.map((kind) => ({ kind, at: new Date() }));
  const record = { sending: 1, slug: 'frost', subscriber: 1, address, state, attempts: 1, events };
  const accepted = Array.from({ length: copies }, () => ({
    to: address,
    messageId: '<1@example.org>',
    bytes: 1,
    at: 0,
  }));
  const account = { prepared: 1, records: [record], accepted, left: new Map(), connections: 5, resend: false };
  expect(disputesOf(account)).toEqual(dispute ? [`${address} ${dispute}`] : []);
});

test('a row that is missing is found, and so is a letter after a farewell', () => {
  const record = { sending: 1, slug: 'frost', subscriber: 1, address: 'a@example.org', attempts: 1, events: [] };
  const accepted = [{ to: 'a@example.org', messageId: '<1@example.org>', bytes: 1, at: 0 }];
  const account = { prepared: 2, accepted, left: new Map([['a@example.org', 0]]), connections: 5, resend: false };
  expect(disputesOf({ ...account, records: [{ ...record, state: 'sent' }] })).toEqual([
    '1 rows for an audience of 2',
    'a@example.org got a letter after it had unsubscribed',
  ]);
});
