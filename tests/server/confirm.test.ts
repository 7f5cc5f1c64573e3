import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { join } from '../../src/sign-ups/join.ts';
import { writeNewAddress } from '../../src/sign-ups/new-address.ts';
import { writeSignUp } from '../../src/sign-ups/ticket.ts';
import { seal } from '../../src/subscribers/sealed.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { runs } from '../runs.ts';
import { planOf } from '../store/ledger-contract.ts';
import { key, storeAt } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { formAt } from './signing-up.ts';

const day = 24 * 3_600_000;

async function atLink(...given: Parameters<typeof formAt>) {
  const form = await formAt(...given);
  const { ask, store } = form;
  const open = (token: string, init: RequestInit = {}) => ask(`/mail/confirm/${token}`, init);
  const press = (token: string, init: RequestInit = {}) => open(token, { method: 'POST', ...init });
  const active = async () => (await store.subscribers.count()).statuses.active;
  const find = (address: string) => store.subscribers.find(addressFor(address));
  return { ...form, open, press, active, find };
}

describe('the link of the mail', () => {
  test('shows a button, and changes and uses up nothing, however often a scanner opens it', async () => {
    const { tokenFor, open, press, active } = await atLink();
    const token = await tokenFor('ada@reader.example');
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await open(token, { method });
      expect([method, answer.status, answer.headers.get('set-cookie')]).toEqual([method, 200, null]);
      if (method === 'HEAD') continue;
      const page = await answer.text();
      expect(page).toContain('Press the button to get The Letter by email.');
      expect(page).toContain(`<form method="post" action="/mail/confirm/${token}">`);
      expect(page).not.toContain('<script');
    }
    expect(await active()).toBe(0);
    expect((await press(token)).status).toBe(200);
    expect(await active()).toBe(1);
  });

  test('takes the reader in by the button, and links the publication by its name while no issue was sent', async () => {
    const { tokenFor, press, find, metrics } = await atLink();
    const answer = await press(await tokenFor('ada@reader.example', { name: 'Ada' }));
    const page = await answer.text();
    expect(page).toContain('<h1>You are in</h1>');
    expect(page).toContain('From now on you will get The Letter by email.');
    expect(page).toContain('<a class="button" href="https://example.org/blog/">The Letter</a>');
    expect(page).not.toContain('latest issue');
    expect(await find('ada@reader.example')).toMatchObject({ status: 'active', name: 'Ada' });
    expect(await metrics.text()).toContain('sign_ups_total{result="confirmed"} 1');
  });

  test('leads to the letter that was sent last, once one was', async () => {
    const { tokenFor, press, store } = await atLink();
    await store.ledger.freeze(planOf());
    const page = await (await press(await tokenFor('ada@reader.example'))).text();
    expect(page).toContain('<a class="button" href="https://example.org/issues/autumn/">Read the latest issue</a>');
  });

  test('says the same the second time, by a look and by a press, and writes nothing more', async () => {
    const { tokenFor, open, press, find, store, later, metrics } = await atLink();
    const token = await tokenFor('ada@reader.example');
    await press(token);
    later(day);
    for (const again of [await press(token), await open(token), await press(token)])
      expect([again.status, await again.text()]).toEqual([200, expect.stringContaining('You are in')]);
    expect(await store.subscribers.consentOf((await find('ada@reader.example'))!.id)).toHaveLength(1);
    expect(await metrics.text()).toContain('sign_ups_total{result="confirmed"} 1');
  });

  test('is dead once the person has left or was erased, and another way in is named', async () => {
    const { tokenFor, open, press, store, later, find } = await atLink();
    const token = await tokenFor('ada@reader.example');
    await press(token);
    later(1000);
    await store.subscribers.leave(addressFor('ada@reader.example'), 'unsubscribed', { how: 'by the link' });
    for (const answer of [await open(token), await press(token)]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toMatch(/This link is too old or was used up\..*href="\/mail\/sign-up"/s);
    }
    await store.subscribers.forget(addressFor('ada@reader.example'));
    expect((await press(token)).status).toBe(404);
    expect(await find('ada@reader.example')).toBeUndefined();
  });

  test('is dead once the reader has another address, also after they left there and were forgotten', async () => {
    const { tokenFor, open, press, store, later, clock, ask, active, find } = await atLink();
    const token = await tokenFor('ada@reader.example', { name: 'Ada' });
    await press(token);
    const { id, address: from } = (await find('ada@reader.example'))!;
    const { list } = store.subscribers;
    later(60_000);
    const to = addressFor('ada@elsewhere.example');
    const move = writeNewAddress(key, { list, subscriber: id, from, to, asked: clock.now });
    later(60_000);
    expect((await ask(`/mail/address/${move}`, { method: 'POST' })).status).toBe(200);
    const isDead = async () => {
      for (const answer of [await open(token), await press(token)]) {
        expect(answer.status).toBe(404);
        expect(await answer.text()).toMatch(/This link is too old or was used up\..*href="\/mail\/sign-up"/s);
      }
    };
    await isDead();
    expect([await active(), await find('ada@reader.example')]).toEqual([1, undefined]);
    const own = (purpose: 'unsubscribe' | 'preferences') => writeToken(key, { purpose, list, subscriber: id });
    for (const path of [`unsubscribe/${own('unsubscribe')}`, `preferences/${own('preferences')}/forget`])
      expect((await ask(`/mail/${path}`, { method: 'POST' })).status).toBe(200);
    await isDead();
    // Asked anew, a day later, it is a wish like any other.
    later(day + 1000);
    expect((await press(await tokenFor('ada@reader.example'))).status).toBe(200);
    expect(await active()).toBe(1);
  });

  test('works for seven days', async () => {
    const { tokenFor, open, press, later, active } = await atLink();
    const token = await tokenFor('ada@reader.example');
    later(7 * day - 60_000);
    expect((await open(token)).status).toBe(200);
    later(120_000);
    expect([(await open(token)).status, (await press(token)).status, await active()]).toEqual([404, 404, 0]);
  });

  test('is there after a clock that jumped, back or forth, is right again', async () => {
    const { tokenFor, press, later, active } = await atLink();
    const token = await tokenFor('ada@reader.example');
    for (const jump of [-day, 30 * day]) {
      later(jump);
      expect((await press(token)).status).toBe(404);
      later(-jump);
    }
    expect((await press(token)).status).toBe(200);
    expect(await active()).toBe(1);
  });

  test('speaks the language that the reader chose', async () => {
    const { tokenFor, open } = await atLink({}, { languages: () => ['en', 'de'] });
    const page = await (await open(await tokenFor('ada@reader.example', { language: 'de' }))).text();
    expect(page).toContain('<html lang="de"');
  });

  test('may have what mail programs add to it', async () => {
    const { tokenFor, press } = await atLink();
    const token = await tokenFor('ada@reader.example');
    for (const end of ['%3E', '.', ')', '%20', '?utm_source=x']) expect((await press(token + end)).status).toBe(200);
  });

  test('is kept by nobody, told to no other site and not in the log', async () => {
    const { tokenFor, open, press, logLines } = await atLink();
    const token = await tokenFor('ada@reader.example');
    for (const answer of [await open(token), await press(token), await open('x')])
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' },
        'content-security-policy': expect.stringMatching(/script-src 'self'; style-src 'self';/),
      });
    expect(logLines()).not.toContain(token.slice(0, 20));
  });
});

describe('the browser that sent the form', () => {
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!;

  test('has a cookie for these pages alone, which holds no address', async () => {
    const { send } = await atLink();
    const cookie = cookieOf(await send('ada@reader.example'));
    expect(cookie).toMatch(
      /^tidings-sign-up=[\w-]{43}; Path=\/mail\/confirm\/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('presses at once by a script of the server, for the address that was typed in it', async () => {
    const { send, mails, open, ask, active } = await atLink();
    const [cookie] = cookieOf(await send('ada@reader.example')).split(';');
    const [mail] = await mails();
    const token = mail && 'token' in mail ? mail.token : '';
    const headers = { Cookie: `other=1; ${cookie}; more=2` };
    const page = await (await open(token, { headers })).text();
    expect(page).toContain('<script src="/mail/sign-up/confirm.js" defer></script>');
    const script = await ask('/mail/sign-up/confirm.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript']);
    expect(await script.text()).toContain('requestSubmit');
    // Looking has changed nothing: the script posts.
    expect(await active()).toBe(0);
    const [foreign] = cookieOf(await send('grace@reader.example')).split(';');
    for (const other of [foreign!, 'tidings-sign-up=', `${cookie}A`, 'tidings-sign-up=%ff', `x${cookie}`])
      expect(await (await open(token, { headers: { Cookie: other } })).text()).not.toContain('<script');
  });
});

describe('nobody gets in by a token', () => {
  test('of another key, list or purpose, cut off, longer or of another case', async () => {
    const { tokenFor, open, press, active, store, clock } = await atLink();
    const token = await tokenFor('ada@reader.example');
    const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
    const ticket = {
      ...{ list: store.subscribers.list, address: addressFor('ada@reader.example'), tags: [], way: 'form' as const },
      ...{ textHash: 'ab'.repeat(32), asked: clock.now },
    };
    const forged = [
      writeSignUp(other, ticket),
      writeSignUp(key, { ...ticket, list: (ticket.list + 1) % 2 ** 32 }),
      ...(['address', 'outbox', 'stamp'] as const).map((purpose) =>
        seal(key, purpose, Buffer.from(token, 'base64url')),
      ),
      ...[token.slice(0, -1), `${token}A`, token.toUpperCase(), 'x', '%ff', '%00', 'a'.repeat(5000)],
    ];
    for (const one of forged)
      for (const answer of [await open(one), await press(one)]) expect([one, answer.status]).toEqual([one, 404]);
    expect(await active()).toBe(0);
  });

  test('in which any one bit was changed', async () => {
    const { tokenFor, press, active } = await atLink();
    const bytes = Buffer.from(await tokenFor('ada@reader.example'), 'base64url');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect((await press(changed.toString('base64url'))).status).toBe(404);
      }),
      { numRuns: runs() },
    );
    expect(await active()).toBe(0);
  });
});

test('two servers, and two presses at a time, take one reader in once', async () => {
  const { tokenFor, press, find, store, folder, clock, settings } = await atLink();
  const token = await tokenFor('ada@reader.example');
  const beside = await storeAt(`${folder}/tidings.db`, { clock: () => clock.now });
  const [one, two, other] = await Promise.all([
    press(token),
    press(token),
    join(token, { store: beside, key, settings, now: clock.now }),
  ]);
  expect([one.status, two.status]).toEqual([200, 200]);
  expect(['new', 'known']).toContain(other.result);
  expect(await store.subscribers.consentOf((await find('ada@reader.example'))!.id)).toHaveLength(1);
});

test('a database that does not answer uses up no link', async () => {
  const { tokenFor, open, press, store, active } = await atLink();
  const token = await tokenFor('ada@reader.example');
  const { confirm, standingOf } = store.subscribers;
  const fail = () => Promise.reject(new ProblemError([{ severity: 'error', rule: 'database', message: 'is locked' }]));
  Object.assign(store.subscribers, { confirm: fail, standingOf: fail });
  for (const answer of [await open(token), await press(token)]) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await answer.text()).toContain('nothing was changed');
  }
  Object.assign(store.subscribers, { confirm, standingOf });
  expect([(await press(token)).status, await active()]).toEqual([200, 1]);
});

test('other methods are answered by those that there are', async () => {
  const { open } = await atLink();
  const answer = await open('x', { method: 'PUT' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
});
