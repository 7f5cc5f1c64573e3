import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { checkSettings } from '../../src/settings/input.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { serverOf } from './doors-of.ts';

/** A server with a list of two readers, of whom the second reads German. */
async function opened() {
  const { store, ask: askAt, logLines, metrics } = await serverOf();
  const { subscribers } = store;
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grete@example.org', { language: 'de-AT' })]);
  const tokenOf = (
    subscriber: number,
    purpose: 'unsubscribe' | 'preferences' = 'unsubscribe',
    list = subscribers.list,
  ) => writeToken(key, { purpose, list, subscriber });
  const ask = (token: string, method = 'GET', init: RequestInit = {}) =>
    askAt(`unsubscribe/${token}`, { method, ...init });
  const statusOf = async (address: string) => (await subscribers.find(addressFor(address)))?.status;
  return { subscribers, ask, tokenOf, statusOf, logLines, metrics };
}

const oneClick = {
  body: 'List-Unsubscribe=One-Click',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
};

test('looking at the way out changes nothing, however often a scanner looks', async () => {
  const { ask, tokenOf, statusOf } = await opened();
  for (const method of ['GET', 'HEAD', 'GET']) expect((await ask(tokenOf(1), method)).status).toBe(200);
  const page = await (await ask(tokenOf(1))).text();
  expect(page).toContain('Would you like to stop getting The Letter by email?');
  expect(page).toContain('<form method="post"><button type="submit" class="button">Unsubscribe</button></form>');
  expect(await statusOf('ada@example.org')).toBe('active');
});

test('who leaves is counted once, however often the button is pressed, and who is erased is not', async () => {
  const { ask, tokenOf, subscribers, metrics } = await opened();
  await subscribers.forget(addressFor('grete@example.org'));
  for (const reader of [1, 1, 2, 1]) expect((await ask(tokenOf(reader), 'POST', oneClick)).status).toBe(200);
  expect(await metrics.text()).toContain('tidings_left_total{way="link"} 1\n');
});

test('the press of a mail program takes the reader off at once, without cookie or redirect', async () => {
  const { ask, tokenOf, statusOf, subscribers, metrics } = await opened();
  const answer = await ask(tokenOf(1), 'POST', oneClick);
  expect([answer.status, answer.headers.get('set-cookie'), answer.headers.get('location')]).toEqual([200, null, null]);
  expect(await answer.text()).toContain('You have been unsubscribed.');
  expect(await statusOf('ada@example.org')).toBe('unsubscribed');
  expect(await metrics.text()).toContain('tidings_left_total{way="link"} 1\n');
  expect((await subscribers.consentOf(1)).at(-1)).toMatchObject({ event: 'unsubscribed', how: 'by the link' });
});

test.each([
  ['the button of the page', { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['another body', { body: '{"x":1}', headers: { 'content-type': 'application/json' } }],
  ['no body', {}],
])('%s does the same', async (_, init) => {
  const { ask, tokenOf, statusOf } = await opened();
  expect((await ask(tokenOf(1), 'POST', init)).status).toBe(200);
  expect(await statusOf('ada@example.org')).toBe('unsubscribed');
});

test('who left before, and who is erased, gets the same page', async () => {
  const { ask, tokenOf, subscribers } = await opened();
  const first = await (await ask(tokenOf(1), 'POST', oneClick)).text();
  expect(await (await ask(tokenOf(1), 'POST', oneClick)).text()).toBe(first);
  await subscribers.forget(addressFor('ada@example.org'));
  expect(await (await ask(tokenOf(1), 'POST', oneClick)).text()).toBe(first);
  expect((await ask(tokenOf(1))).status).toBe(200);
});

test('a reader is addressed in their own language', async () => {
  const { ask, tokenOf } = await opened();
  const page = await (await ask(tokenOf(2))).text();
  expect(page).toContain('<html lang="de-AT" dir="ltr">');
  expect(page).toContain('Möchten Sie „The Letter“ nicht mehr per E-Mail erhalten?');
});

test('a token that is cut off, of another list, person, purpose or key changes nothing and says so', async () => {
  const { ask, tokenOf, statusOf, subscribers } = await opened();
  const token = tokenOf(1);
  const forged = [
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    tokenOf(1, 'preferences'),
    tokenOf(1, 'unsubscribe', (subscribers.list + 1) % 2 ** 32),
    'x',
    '%ff',
  ];
  for (const one of forged) {
    const answer = await ask(one, 'POST', oneClick);
    expect([one, answer.status]).toEqual([one, 404]);
    expect(await answer.text()).toContain('This link doesn’t work.');
  }
  expect(await statusOf('ada@example.org')).toBe('active');
});

test('whatever a token is changed into, nobody leaves by it', async () => {
  const { ask, tokenOf, statusOf } = await opened();
  const bytes = Buffer.from(tokenOf(1), 'base64url');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect((await ask(changed.toString('base64url'), 'POST', oneClick)).status).toBe(404);
    }),
    { numRuns: runs() },
  );
  expect([await statusOf('ada@example.org'), await statusOf('grete@example.org')]).toEqual(['active', 'active']);
});

test('what mail programs add to a link does not keep a reader in', async () => {
  const { ask, tokenOf, statusOf } = await opened();
  expect((await ask(`${tokenOf(1)}%3E`, 'POST', oneClick)).status).toBe(200);
  expect(await statusOf('ada@example.org')).toBe('unsubscribed');
});

test('nobody keeps the page, and no other site learns of the token', async () => {
  const { ask, tokenOf, logLines } = await opened();
  const token = tokenOf(1);
  for (const answer of [await ask(token), await ask(token, 'POST', oneClick), await ask('x')]) {
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("form-action 'self'"),
    });
    const page = await answer.text();
    expect(page).not.toContain(token);
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect(page).toContain('<link rel="stylesheet" href="/mail/sign-up/style.css?');
    expect(page).not.toMatch(/<script|https?:\/\/(?!example\.org)/);
  }
  expect(logLines()).not.toContain(token);
});

test('a database that does not answer loses no wish: the reader is asked to come again', async () => {
  const { ask, tokenOf, subscribers, statusOf } = await opened();
  const leave = subscribers.leave.bind(subscribers);
  Object.assign(subscribers, {
    leave: () => Promise.reject(new ProblemError([{ severity: 'error', rule: 'database', message: 'is busy' }])),
  });
  const answer = await ask(tokenOf(1), 'POST', oneClick);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await answer.text()).toContain('nothing was changed');
  Object.assign(subscribers, { leave });
  expect((await ask(tokenOf(1), 'POST', oneClick)).status).toBe(200);
  expect(await statusOf('ada@example.org')).toBe('unsubscribed');
});

test('letters lead to the server where no other way out is set', () => {
  const settings = checkSettings({
    title: 'x',
    url: 'https://example.org',
    server: { url: 'https://letters.example.org/mail' },
  });
  if (Array.isArray(settings)) throw new Error('no settings');
  expect(settings.newsletter.unsubscribeUrl).toBe('https://letters.example.org/mail/unsubscribe/{token}');
  const own = checkSettings({
    ...{ title: 'x', url: 'https://example.org', server: { url: 'https://letters.example.org' } },
    newsletter: { unsubscribeUrl: 'https://example.org/leave/{token}' },
  });
  expect(own).toMatchObject({ newsletter: { unsubscribeUrl: 'https://example.org/leave/{token}' } });
  expect(
    checkSettings({ title: 'x', url: 'https://example.org', server: { url: 'http://example.org' } }),
  ).toMatchObject([{ message: 'server.url must begin with https:' }]);
});
