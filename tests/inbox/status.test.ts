import { expect, test } from 'vitest';
import { statusIn, weigh } from '../../src/inbox/status.ts';

test.each([
  ['5.1.1', '550 5.1.1 User unknown', 'hard'],
  ['5.1.2', 'Host not found', 'hard'],
  ['5.1.10', '556 Domain does not accept mail', 'hard'],
  ['5.2.1', 'mailbox disabled', 'hard'],
  ['5.0.0', '550 no such user', 'hard'],
  ['5.0.0', '550-5.1.1 The account you tried to reach does not exist', 'hard'],
  ['', '550 <x@example.org>: user unknown', 'hard'],
  ['', '550 Requested action not taken: mailbox unavailable', 'soft'],
  ['', 'the user is unknown, we think', 'soft'],
  ['5.2.2', 'mailbox full', 'soft'],
  ['5.1.0', 'address rejected', 'soft'],
  ['5.4.4', 'unable to route', 'soft'],
  ['4.4.1', 'connection timed out', 'soft'],
  ['4.2.1', 'mailbox disabled for now', 'soft'],
  ['5.7.1', '550 5.7.1 user unknown or not permitted', 'ours'],
  ['4.7.0', 'greylisted', 'ours'],
  ['5.1.8', 'bad sender domain', 'ours'],
  ['5.3.4', 'message too big', 'ours'],
  ['5.6.1', 'media not supported', 'ours'],
  ['5.1.1', '550 5.1.1 blocked, see the blocklist', 'ours'],
  ['5.0.0', '554 no such user; your reputation is low', 'ours'],
  ['', '', 'soft'],
])('"%s" with "%s" is %s', (status, diagnostic, weight) => expect(weigh({ status, diagnostic })).toBe(weight));

test.each([
  ['5.1.1', '', '5.1.1'],
  ['5.1.1 (bad destination mailbox)', '', '5.1.1'],
  ['5.0.0', 'smtp; 550 5.1.1 unknown', '5.1.1'],
  ['5.0.0', 'smtp; 450 4.2.2 full', '5.0.0'],
  ['', 'connect to 192.5.1.1.7', undefined],
  ['5.1.1.1', '', undefined],
  ['nonsense', '', undefined],
])('of "%s" and "%s" the status is %s', (status, diagnostic, found) =>
  expect(statusIn({ status, diagnostic })).toBe(found));
