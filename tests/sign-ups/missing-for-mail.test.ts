import { expect, test } from 'vitest';
import { missingForMail } from '../../src/sign-ups/missing-for-mail.ts';

const newsletter = { subscribeEmail: 'subscribe@example.org' };
const bounces = { authserv: 'mx.example.org' };

test.each([
  ['nothing, where nobody is offered to join by mail', {}, undefined, false, []],
  ['nothing, where all is there', newsletter, bounces, true, []],
  ['the server whose word counts', newsletter, { address: 'bounces@example.org' }, true, ['subscribe-off']],
  ['an account to read', newsletter, bounces, false, ['subscribe-unread']],
  ['both', newsletter, undefined, false, ['subscribe-off', 'subscribe-unread']],
])('joining by mail lacks %s', (_, letters, back, hasAccount, rules) => {
  const settings = { newsletter: letters, ...(back && { bounces: back }) };
  expect(missingForMail(settings, { hasAccount }).map(({ rule }) => rule)).toEqual(rules);
});
