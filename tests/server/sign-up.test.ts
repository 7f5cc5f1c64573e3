import { createSecretKey } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import type { Doors } from '../../src/server/doors.ts';
import { writeStamp } from '../../src/server/sign-up/stamp.ts';
import { visitors } from '../../src/server/visitor.ts';
import { readSignUp } from '../../src/sign-ups/ticket.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { SqliteSignUps } from '../../src/store/sqlite/sign-ups.ts';
import { serverWordsFor } from '../../src/strings/tables.ts';
import { seal } from '../../src/subscribers/sealed.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { key, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { select } from '../web/reading.ts';
import { formAt, seen } from './signing-up.ts';

const json = { 'Content-Type': 'application/json' };
const site = 'https://garden.example.net';

describe('the page with the form', () => {
  test('works without a script: its fields come back to it and bring a mail', async () => {
    const { ask, later, post, mails } = await formAt({ tags: ['sea', { tag: 'garden', label: 'The garden' }] });
    const answer = await ask('/mail/sign-up');
    expect(answer.status).toBe(200);
    const page = await answer.text();
    expect(page).toContain('<title>Get The Letter by email – The Letter</title>');
    expect(page).toMatch(/<form[^>]* method="post" action="\/mail\/sign-up"/);
    expect(page).toContain('<bdi>The garden</bdi>');
    expect(page).toContain('I would like to get The Letter by email. I can leave at any time.');
    expect(page).not.toMatch(/<script|style="/);
    const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      ...[name!, value!],
    ]);
    later(3000);
    const asked = await post([['email', 'ada@reader.example'], ['tags', 'sea'], ['website', ''], ...hidden]);
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('Check your inbox')]);
    expect(await mails()).toMatchObject([{ kind: 'confirm', to: 'ada@reader.example', way: 'form' }]);
  });

  test('is for nobody to keep, and tells its address to itself alone', async () => {
    const { ask } = await formAt();
    const { headers } = await ask('/mail/sign-up');
    expect(Object.fromEntries(headers)).toMatchObject({
      ...{ 'cache-control': 'no-store', 'referrer-policy': 'same-origin', vary: 'Origin, Accept' },
      'content-security-policy': expect.stringContaining("form-action 'self'"),
    });
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('speaks a language that the publication has, and its own for any other', async () => {
    const { ask } = await formAt({}, { languages: () => ['en', 'de'] });
    expect(await (await ask('/mail/sign-up?language=de')).text()).toContain('<html lang="de"');
    for (const other of ['fr', 'xx', '"><script>', 'de&language=en'])
      expect(await (await ask(`/mail/sign-up?language=${other}`)).text()).toMatch(/<html lang="(en|de)"/);
  });

  test('comes back with what was typed if that is no address', async () => {
    const { ask, post, mails } = await formAt({ tags: ['sea', 'garden'] });
    for (const email of [
      'ada',
      'ada@',
      '"><b>@x',
      'a@b.example, c@d.example',
      'ada@reader.example\r\nBcc: x@y.example',
    ]) {
      const answer = await post([
        ['email', email],
        ['name', 'Ada & Co'],
        ['tags', 'garden'],
      ]);
      expect([email, answer.status, answer.headers.get('set-cookie')]).toEqual([email, 422, null]);
      const page = await answer.text();
      expect(page).toContain('This is not an email address.');
      expect(page).toContain('value="Ada &amp; Co"');
      expect(page).toMatch(/value="garden" checked/);
      expect(page).not.toContain('<b>');
    }
    expect((await ask('/mail/sign-up', { method: 'POST', body: '{}', headers: json })).status).toBe(422);
    expect(await mails()).toEqual([]);
  });
});

describe('the answer is the same in words and fields', () => {
  test('for new, known, suppressed, bounced and implausible addresses, and for refused attempts', async () => {
    const { send, store, later, mails, metrics } = await formAt();
    const rows = ['known', 'left', 'bounced', 'complained', 'erased'];
    await merge(
      store.subscribers,
      rows.map((name, line) => rowOf(line, `${name}@reader.example`)),
    );
    for (const [name, reason] of [
      ['left', 'unsubscribed'],
      ['bounced', 'bounced'],
      ['complained', 'complained'],
    ] as const)
      await store.subscribers.leave(addressFor(`${name}@reader.example`), reason, { how: 'by hand' });
    await store.subscribers.forget(addressFor('erased@reader.example'));
    later(1000);
    const alike = async (email: string, more = {}, headers = {}) => {
      const { status, headers: fields, body } = await seen(await send(email, more, headers));
      // The cookie is a keyed hash of whatever was typed.
      return JSON.stringify([status, fields.map(([name, value]) => [name, value.replace(/=[\w-]{43};/, '=…;')]), body]);
    };
    const expected = await alike('new@reader.example');
    for (const name of [...rows, 'new', 'abuse', 'letter-request'])
      expect([name, await alike(`${name}@reader.example`)]).toEqual([name, expected]);
    expect(await alike('ada@localhost')).toBe(expected);
    expect(await alike('ada@reader.example', { website: 'x' })).toBe(expected);
    expect((await mails()).map(({ to }) => to)).toEqual(
      ['new', 'left', 'bounced'].map((name) => `${name}@reader.example`),
    );
    const counted = await metrics.text();
    expect(counted).toContain('reason="known"');
    expect(counted).not.toContain('reader.example');
    const inJson = async (email: string) => alike(email, {}, { Accept: 'application/json' });
    expect(await inJson('known@reader.example')).toBe(await inJson('newer@reader.example'));
  });

  test('and in the work that is done: each reads, seals and waits for the disk as often', async () => {
    const { send, store } = await formAt();
    await merge(store.subscribers, [rowOf(1, 'known@reader.example')]);
    const calls: string[] = [];
    const watched = <Port extends object>(port: Port, ...names: (keyof Port & string)[]) => {
      for (const name of names) {
        const own = (port[name] as (...given: unknown[]) => unknown).bind(port);
        Object.assign(port, {
          [name]: (...given: unknown[]) => {
            calls.push(name);
            return own(...given);
          },
        });
      }
    };
    watched(store.signUps, 'queue', 'keepText');
    watched(store.subscribers, 'find', 'suppressionOf');
    const done = async (email: string, more = {}) => {
      calls.length = 0;
      await send(email, more);
      return calls.join(' ');
    };
    const expected = 'find suppressionOf keepText queue';
    for (const name of ['new', 'new', 'known', 'abuse']) expect(await done(`${name}@reader.example`)).toBe(expected);
    expect(await done('trap@reader.example', { website: 'x' })).toBe(expected);
  });
});

describe('a form that a program fills in', () => {
  test('is known by the field that people do not see', async () => {
    const { post, stamp, mails } = await formAt();
    for (const website of [
      [['website', 'https://x.example']],
      [
        ['website', ''],
        ['website', 'x'],
      ],
    ])
      expect((await post([['email', 'ada@reader.example'], ['stamp', await stamp()], ...website])).status).toBe(200);
    expect(await mails()).toEqual([]);
  });

  test('that came sooner than a person types is asked for one more press, so that nobody who is fast is lost', async () => {
    const { ask, post, later, mails, metrics } = await formAt();
    const fresh = async () => ((await (await ask('/mail/sign-up/stamp')).json()) as { stamp: string }).stamp;
    const hasty = await fresh();
    later(1499);
    const answer = await post({ email: 'ada@reader.example', name: 'Ada', stamp: hasty });
    expect(answer.status).toBe(200);
    expect(await mails()).toEqual([]);
    expect(await metrics.text()).toContain('tidings_sign_ups_total{result="refused",reason="hasty"} 1');
    const page = await answer.text();
    expect(page).toContain('One more press, and the email is on its way.');
    const fields = select(page, 'input').map(({ attributes: { name, value } }) => [name!, value!]);
    await post(fields);
    expect((await mails())[0]).toMatchObject({ to: 'ada@reader.example' });
    const quick = await post({ email: 'grace@reader.example', stamp: await fresh() }, { accept: 'application/json' });
    expect([quick.status, await quick.json()]).toEqual([429, expect.objectContaining({ result: 'stamp' })]);
    const patient = await fresh();
    later(1500);
    await post({ email: 'grace@reader.example', stamp: patient });
    expect(await mails()).toHaveLength(1);
  });
});

describe('a form without a stamp', () => {
  const stampless = async () => {
    const form = await formAt({ signUps: { perHour: 10, perDomain: 10 } });
    // A fifth of an hour's mails.
    for (const name of ['a', 'b']) await form.post({ email: `${name}@reader.example` });
    return form;
  };

  test('is taken at once, as those of plain static pages are, within an hourly limit of its own', async () => {
    const { mails, post, later } = await stampless();
    expect(await mails()).toHaveLength(2);
    expect(await (await post({ email: 'c@reader.example' })).text()).toContain('One more press');
    later(3_600_000);
    await post({ email: 'c@reader.example' });
    expect(await mails()).toHaveLength(1);
  });

  test('beyond that asks for one more press, whatever the address, and loses nothing that was typed', async () => {
    const { post, store, mails } = await stampless();
    await mails();
    await merge(store.subscribers, [rowOf(1, 'known@reader.example')]);
    const pages = await Promise.all(
      ['new', 'known', 'a', 'abuse'].map(async (name) => {
        const fields = [
          ['email', `${name}@reader.example`],
          ['name', 'Ada & Co'],
          ['tags', 'x'],
          ['stamp', 'old'],
        ];
        const { body, headers, status } = await seen(await post(fields));
        const plain = body.replaceAll(`${name}@`, '…@').replace(/name="stamp" value="[\w-]+"/, 'stamp');
        return JSON.stringify([status, headers, plain]);
      }),
    );
    expect(new Set(pages).size).toBe(1);
    const page = await (await post({ email: 'new@reader.example', name: 'Ada & Co' })).text();
    expect(page).toMatch(/<form method="post" action="\/mail\/sign-up">/);
    const hidden = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      ...[name!, value!.replaceAll('&amp;', '&')],
    ]);
    expect(hidden).toEqual([
      ['email', 'new@reader.example'],
      ['name', 'Ada & Co'],
      ['stamp', expect.any(String)],
    ]);
    await post(hidden);
    expect(await mails()).toMatchObject([{ to: 'new@reader.example' }]);
  });

  test('in JSON is asked to come with one', async () => {
    const { ask, mails } = await stampless();
    await mails();
    const body = JSON.stringify({ email: 'new@reader.example' });
    const answer = await ask('/mail/sign-up', { method: 'POST', body, headers: json });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      ...[429, '60', { result: 'stamp', text: expect.any(String) }],
    ]);
    expect(await mails()).toEqual([]);
  });

  test('is one whose stamp is too old, changed, of another purpose, list or key, or from the future', async () => {
    const { post, stamp, later, store } = await stampless();
    const good = await stamp();
    const at = new Date('2026-11-23T11:59:00Z');
    const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
    const list = store.subscribers.list;
    const bytes = Buffer.from(good, 'base64url');
    const changed = [...bytes.keys()].map((byte) => {
      const copy = Buffer.from(bytes);
      copy[byte]! ^= 1;
      return copy.toString('base64url');
    });
    const none = [
      ...changed,
      ...['', 'x', `${good}A`, good.slice(1)],
      ...[seal(key, 'outbox', `${list} ${at.getTime()}`), seal(key, 'stamp', `${list}`), seal(key, 'stamp', '')],
      ...[writeStamp(key, (list + 1) % 2 ** 32, at), writeStamp(other, list, at)],
      writeStamp(key, list, new Date('2026-11-23T12:30:00Z')),
    ];
    for (const one of none)
      expect([one, await (await post({ email: 'c@reader.example', stamp: one })).text()]).toEqual([
        ...[one, expect.stringContaining('One more press')],
      ]);
    expect(await (await post({ email: 'c@reader.example', stamp: good })).text()).toContain('Check your inbox');
    later(24 * 3_600_000);
    for (const name of ['d', 'e']) await post({ email: `${name}@reader.example` });
    expect(await (await post({ email: 'f@reader.example', stamp: good })).text()).toContain('One more press');
  });
});

describe('choices', () => {
  const ticketOf = async (fields: string[][], languages = ['en', 'de-AT']) => {
    const { post, stamp, mails, clock } = await formAt({ tags: ['sea', 'garden'] }, { languages: () => languages });
    await post([['email', 'ada@reader.example'], ['stamp', await stamp()], ...fields]);
    const [mail] = await mails();
    return mail && 'token' in mail ? readSignUp(key, mail.token, clock.now) : undefined;
  };

  test('of tags and a language are kept if they are offered; else the language of the form is', async () => {
    const offered = [
      ['tags', 'sea'],
      ['tags', 'garden'],
      ['tags', 'sea'],
      ['language', 'de-at'],
    ];
    expect(await ticketOf(offered)).toMatchObject({ tags: ['garden', 'sea'], language: 'de-AT' });
    const foreign = await ticketOf([
      ['tags', 'secret'],
      ['tags', 'SEA'],
      ['language', 'fr'],
    ]);
    expect(foreign).toMatchObject({ tags: [], language: 'en' });
  });

  test('that contradict each other are none; the same twice is one', async () => {
    const twice = await ticketOf([
      ['language', 'en'],
      ['language', 'de-AT'],
      ['name', 'Ada'],
      ['name', 'Grace'],
    ]);
    expect(twice).toMatchObject({ language: 'en' });
    expect(twice).not.toHaveProperty('name');
    expect(
      await ticketOf([
        ['name', 'Ada'],
        ['name', 'Ada'],
        ['email', 'ada@reader.example'],
      ]),
    ).toMatchObject({ name: 'Ada' });
  });

  test('of a page are kept if the page may hold the form, else the form’s own is', async () => {
    const own = 'https://letters.example.org/mail/sign-up';
    for (const [page, kept] of [
      ['https://example.org/blog/subscribe/', 'https://example.org/blog/subscribe/'],
      ['https://evil.example/', own],
      ['javascript:alert(1)', own],
      ['', own],
    ] as const)
      expect([page, (await ticketOf([['page', page]]))?.page]).toEqual([page, kept]);
  });

  test('of words decide which text is kept as agreed to', async () => {
    const { send, mails, clock, store } = await formAt({}, { languages: () => ['en', 'de'] });
    await send('ada@reader.example', { shown: 'de' });
    const [mail] = await mails();
    const ticket = mail && 'token' in mail ? readSignUp(key, mail.token, clock.now) : undefined;
    expect(ticket?.textHash).toBe(await store.signUps.keepText(serverWordsFor('de').consentText('The Letter')));
    expect([mail?.language, ticket?.language]).toEqual(['de', 'de']);
  });
});

test('a server that cannot send mail says so in place of the form, and takes no wish', async () => {
  const { ask, post, store } = await formAt({}, { closed: () => true });
  const inJson = await ask('/mail/sign-up', { method: 'POST', body: '{"email":"ada@reader.example"}', headers: json });
  expect([inJson.status, await inJson.json()]).toEqual([503, { result: 'closed', text: expect.any(String) }]);
  for (const answer of [await ask('/mail/sign-up'), await post({ email: 'ada@reader.example' })]) {
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('set-cookie')]).toEqual([
      503,
      '60',
      null,
    ]);
    const page = await answer.text();
    expect(page).toContain('Get The Letter by email');
    expect(page).not.toContain('<form');
  }
  expect((await store.signUps.outbox()).waiting).toBe(0);
});

test('two different addresses in one form are none', async () => {
  const { post, mails } = await formAt();
  expect(
    (
      await post([
        ['email', 'ada@reader.example'],
        ['email', 'grace@reader.example'],
      ])
    ).status,
  ).toBe(422);
  expect(
    (
      await post([
        ['email', 'ada@reader.example'],
        ['email', 'ada@reader.example'],
      ])
    ).status,
  ).toBe(200);
  expect((await mails()).map(({ to }) => to)).toEqual(['ada@reader.example']);
});

describe('a page of another site', () => {
  test('may send JSON if it is allowed: the browser is told so before and after', async () => {
    const { ask, mails } = await formAt({ origins: [site] });
    for (const origin of [site, 'https://example.org', 'https://letters.example.org']) {
      const before = await ask('/mail/sign-up', {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
      expect([before.status, await before.text(), Object.fromEntries(before.headers)]).toEqual([
        204,
        '',
        expect.objectContaining({
          'access-control-allow-origin': origin,
          'access-control-allow-methods': expect.stringContaining('POST'),
          'access-control-allow-headers': 'Content-Type',
          vary: expect.stringContaining('Origin'),
        }),
      ]);
      expect(before.headers.get('access-control-allow-credentials')).toBeNull();
    }
    const stamp = await ask('/mail/sign-up/stamp', { headers: { Origin: site } });
    expect(stamp.headers.get('access-control-allow-origin')).toBe(site);
    const body = JSON.stringify({ email: 'ada@reader.example', name: 'Ada', tags: [], language: '', website: '' });
    const answer = await ask('/mail/sign-up', { method: 'POST', body, headers: { ...json, Origin: site } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(site);
    expect(answer.headers.get('set-cookie')).toContain('SameSite=Lax');
    expect(await answer.json()).toEqual({
      ...{
        result: 'asked',
        heading: 'Check your inbox',
        text: expect.stringContaining('If this address can get The Letter'),
      },
    });
    expect(await mails()).toHaveLength(1);
  });

  test('that is not allowed sends nothing, by a script or by a form, and reads no stamp', async () => {
    const { ask, post, mails } = await formAt({ origins: [site] });
    for (const Origin of [
      'https://evil.example',
      `${site}.evil.example`,
      'http://garden.example.net',
      `${site}:8443`,
    ]) {
      const before = await ask('/mail/sign-up', { method: 'OPTIONS', headers: { Origin } });
      expect([before.status, before.headers.get('access-control-allow-origin')]).toEqual([204, null]);
      expect(before.headers.get('vary')).toContain('Origin');
      const stamp = await ask('/mail/sign-up/stamp', { headers: { Origin } });
      expect(stamp.headers.get('access-control-allow-origin')).toBeNull();
      const answer = await post({ email: 'ada@reader.example' }, { Origin });
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('server.origins')]);
      const inJson = await ask('/mail/sign-up', { method: 'POST', body: '{}', headers: { ...json, Origin } });
      expect([inJson.status, await inJson.json()]).toEqual([403, expect.objectContaining({ result: 'refused' })]);
    }
    expect(await mails()).toEqual([]);
  });

  test('that hides where it comes from has the limit of forms without a stamp', async () => {
    const { post, stamp } = await formAt({ signUps: { perHour: 1 } });
    const fields = { email: 'ada@reader.example', stamp: await stamp() };
    expect(await (await post(fields, { Origin: 'null' })).text()).toContain('Check your inbox');
    expect(await (await post(fields, { Origin: 'null' })).text()).toContain('One more press');
  });

  test('is led back to a page of its own, the publication’s or an allowed site’s', async () => {
    const { send } = await formAt({ origins: [site] });
    for (const [index, [redirect, expected]] of [
      [`${site}/thanks?from=form#top`, `${site}/thanks?from=form#top`],
      ['https://example.org/blog/thanks/', 'https://example.org/blog/thanks/'],
      ['/thanks/', 'https://example.org/thanks/'],
      ['thanks/', 'https://example.org/blog/thanks/'],
    ].entries()) {
      const answer = await send(`ada${index}@reader.example`, { redirect: redirect! }, { Origin: site });
      expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([303, expected, '']);
      expect(answer.headers.get('set-cookie')).toContain('tidings-sign-up=');
    }
  });

  test.each([
    ...['https://evil.example/', '//evil.example/', '/\\evil.example', '\\\\evil.example'],
    ...['https://user@garden.example.net/', 'https://garden.example.net:pass@evil.example', 'javascript:alert(1)'],
    ...['data:text/html,x', 'https://garden.example.net.evil.example', 'http://garden.example.net/', '', ' '],
    ...[
      'https://garden.example.net/\r\nSet-Cookie: x=1',
      'https://garden.example.net/\tx',
      `${site}/${'x'.repeat(2000)}`,
    ],
  ])('is never led to %j', async (redirect) => {
    const { send } = await formAt({ origins: [site] });
    const answer = await send('ada@reader.example', { redirect });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    expect(await answer.text()).toContain('Check your inbox');
  });

  test('keeps its way back through the page that asks for one more press, which may lead there', async () => {
    const { post } = await formAt({ origins: [site], signUps: { perHour: 1 } });
    const fields = { email: 'ada@reader.example', redirect: `${site}/thanks` };
    await post(fields, { Origin: site });
    const page = await post(fields, { Origin: site });
    expect(page.headers.get('content-security-policy')).toMatch(/form-action [^;]*https:\/\/garden\.example\.net[ ;]/);
    expect(await page.text()).toContain(`name="redirect" value="${site}/thanks"`);
    const stranger = await post({ ...fields, redirect: 'https://evil.example/' }, { Origin: site });
    expect(stranger.headers.get('content-security-policy')).not.toContain('evil');
  });
});

describe('a body', () => {
  const send = async (body: BodyInit, headers: Record<string, string>) => {
    const { ask, mails } = await formAt();
    const answer = await ask('/mail/sign-up', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    return { answer, sent: (await mails()).length };
  };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

  test('is read as a form of either kind, or as JSON, in UTF-8', async () => {
    const parts = new FormData();
    parts.set('email', 'ada@reader.example');
    const multipart = new Response(parts);
    const type = multipart.headers.get('content-type')!;
    for (const [body, headers] of [
      ['email=ada%40reader.example', form],
      ['email=ada%40reader.example', { 'Content-Type': 'Application/X-WWW-Form-Urlencoded; Charset="UTF-8"' }],
      [await multipart.text(), { 'Content-Type': type }],
      ['{"email":"ada@reader.example","__proto__":{"website":"x"}}', json],
    ] as const) {
      const { answer, sent } = await send(body, headers as Record<string, string>);
      expect([body, answer.status, sent]).toEqual([body, 200, 1]);
    }
  });

  test.each([
    ['email=ada@reader.example', 'text/plain', 415],
    ['{"email":"ada@reader.example"}', 'text/plain', 415],
    ['email=ada@reader.example', '', 415],
    ['email=ada@reader.example', 'application/x-www-form-urlencoded; charset=utf-16', 415],
    ['email=ada@reader.example', 'constructor', 415],
    ['{"email":', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['null', 'application/json', 400],
    ['"ada@reader.example"', 'application/json', 400],
    ['', 'application/json', 400],
    ['{"email":{"a":1}}', 'application/json', 422],
    ['{"email":["ada@reader.example","grace@reader.example"]}', 'application/json', 422],
    ['--x\r\nnothing', 'multipart/form-data; boundary=x', 400],
    ['x', 'multipart/form-data', 400],
    ['', 'application/x-www-form-urlencoded', 422],
    ['email=%00%ff', 'application/x-www-form-urlencoded', 400],
    ['email=ada@reader.example&name=J%FCrgen', 'application/x-www-form-urlencoded', 400],
    ['email=ada@reader.example&name=J%C3&x=%BCrgen', 'application/x-www-form-urlencoded', 400],
    ['email=j\u00fcrgen@reader.example', 'application/x-www-form-urlencoded', 422],
  ])('%j of type "%s" is refused with %i', async (body, type, status) => {
    const { answer, sent } = await send(body, { 'Content-Type': type });
    expect([answer.status, sent]).toEqual([status, 0]);
    expect((await answer.text()).length).toBeGreaterThan(0);
  });

  test('in another encoding or packed is refused in words', async () => {
    const latin = await send(Buffer.from('email=j\xfcrgen@reader.example', 'latin1'), form);
    expect(latin.answer.status).toBe(400);
    const packed = await send(gzipSync('email=ada@reader.example'), { ...form, 'Content-Encoding': 'gzip' });
    expect([packed.answer.status, packed.sent]).toEqual([415, 0]);
  });

  test('of ten megabytes is not read to its end, with or without its length', async () => {
    const ten = new Uint8Array(10_000_000).fill(97);
    expect((await send(ten, { ...form, 'Content-Length': '10000000' })).answer.status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(ten.subarray(0, 10_000));
      },
    });
    expect((await send(endless, form)).answer.status).toBe(413);
    expect(pulled).toBeLessThan(30);
  });
});

test.each(['PUT', 'DELETE', 'PATCH'])('%s is answered by the methods that there are', async (method) => {
  const { ask } = await formAt();
  const answer = await ask('/mail/sign-up', { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
  expect((await ask('/mail/sign-up/stamp', { method })).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});

test('a database that fails loses nothing: the answer is 503, and the same form works later', async () => {
  const { post, stamp, store, mails, ask } = await formAt();
  const queue = store.signUps.queue.bind(store.signUps);
  const fail = () => Promise.reject(new ProblemError([{ severity: 'error', rule: 'database', message: 'is full' }]));
  Object.assign(store.signUps, { queue: fail });
  const fields = { email: 'ada@reader.example', stamp: await stamp() };
  const answer = await post(fields);
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('set-cookie')]).toEqual([
    503,
    '60',
    null,
  ]);
  expect(await answer.text()).toContain('nothing was changed');
  const inJson = await ask('/mail/sign-up', { method: 'POST', body: JSON.stringify(fields), headers: json });
  expect([inJson.status, await inJson.json()]).toEqual([503, { result: 'failed', text: expect.any(String) }]);
  Object.assign(store.signUps, { queue });
  expect((await post(fields)).status).toBe(200);
  expect(await mails()).toHaveLength(1);
});

test('while another program holds the database, forms and links are answered by 503, and all of it works later', async () => {
  const file = `${await folderOf({})}/tidings.db`;
  const store = await storeAt(file, { clock: () => new Date('2026-11-23T12:00:00Z'), patience: 10 });
  const { post, stamp, mails, ask } = await formAt({}, { store });
  const fields = { email: 'ada@reader.example', stamp: await stamp() };
  const holder = new DatabaseSync(file);
  onTestFinished(() => holder.close());
  const held = async (work: () => Promise<Response>) => {
    holder.exec('BEGIN IMMEDIATE');
    const answer = await work();
    holder.exec('ROLLBACK');
    return [answer.status, (await answer.text()).includes('nothing was changed')];
  };
  expect(await held(() => post(fields))).toEqual([503, true]);
  expect((await post(fields)).status).toBe(200);
  const [mail] = await mails(store);
  const link = `/mail/confirm/${mail && 'token' in mail ? mail.token : ''}`;
  expect(await held(() => ask(link, { method: 'POST' }))).toEqual([503, true]);
  expect((await ask(link, { method: 'POST' })).status).toBe(200);
  expect((await store.subscribers.count()).statuses.active).toBe(1);
});

test('a full disk refuses a form by 503, and the same form is taken once there is room', async () => {
  const file = `${await folderOf({})}/tidings.db`;
  const options = { key, clock: () => new Date('2026-11-23T12:00:00Z'), named: 'tidings.db' };
  const store = await storeAt(file, options);
  const open = openDatabase(file, options);
  onTestFinished(() => open.database.close());
  const { post, stamp, mails } = await formAt({}, { store: { ...store, signUps: new SqliteSignUps(open) } });
  const answers: number[] = [];
  const send = async (person: number) => {
    const answer = await post(
      { email: `p${person}@d${person}.example`, stamp: await stamp() },
      {},
      `198.18.${person}.1`,
    );
    answers.push(answer.status);
    return answer.status;
  };
  open.database.exec(`PRAGMA max_page_count = ${open.database.prepare('PRAGMA page_count').get()!.page_count}`);
  let last = 0;
  while (last < 200 && (await send(last)) === 200) last += 1;
  expect(answers.at(-1)).toBe(503);
  open.database.exec('PRAGMA max_page_count = 100000');
  expect(await send(last)).toBe(200);
  const expected = Array.from({ length: last + 1 }, (_, person) => `p${person}@d${person}.example`);
  expect((await mails(store)).map(({ to }) => to)).toEqual(expected);
});

test('the host that a client names, and line ends that it sends, reach no answer and no mail', async () => {
  const { ask, post, stamp, mails, logLines } = await formAt();
  const page = await ask('/mail/sign-up', { headers: { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' } });
  expect(JSON.stringify(await seen(page))).not.toContain('evil');
  const fields = {
    ...{ email: 'ada@reader.example', stamp: await stamp(), redirect: '/x\r\nX-Evil: 1', language: 'en\r\nX-Evil: 1' },
    ...{ name: 'Ada\r\nBcc: evil@evil.example', page: 'https://example.org/\r\nX-Evil: 1', shown: 'en\r\n' },
  };
  const answer = await post(fields, { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' });
  expect(JSON.stringify(await seen(answer))).not.toMatch(/evil/i);
  expect(JSON.stringify(await mails())).not.toMatch(/evil/i);
  expect(logLines()).not.toMatch(/evil|reader\.example|203\.0\.113/i);
});

test('the ceiling of an hour pauses sign-ups, says so once an hour in the log, and is counted', async () => {
  const { send, later, logLines, mails, metrics } = await formAt({
    signUps: { perHour: 5, perNetwork: 100, perDomain: 100 },
  });
  for (let person = 0; person < 12; person += 1) expect((await send(`p${person}@reader.example`)).status).toBe(200);
  expect(await mails()).toHaveLength(5);
  expect(logLines().match(/sign-ups pause: 5 confirmation mails/g)).toHaveLength(1);
  expect(await metrics.text()).toMatch(/sign_ups_total\{result="refused",reason="all"\} 7/);
  later(3_600_000);
  for (let person = 20; person < 30; person += 1) await send(`p${person}@reader.example`);
  expect(await mails()).toHaveLength(5);
  expect(logLines().match(/sign-ups pause/g)).toHaveLength(2);
});

test('whatever is sent to the form, the answer is one of ours, and no mail goes to what was not typed', async () => {
  const { ask, mails } = await formAt({ origins: [site] });
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('ada@reader.example', site, 'null', '\0'),
  );
  const headers = fc.dictionary(
    fc.constantFrom(
      'Origin',
      'Content-Type',
      'Accept',
      'Cookie',
      'X-Forwarded-For',
      'Content-Encoding',
      'Accept-Language',
    ),
    fc.oneof(
      fc.string().filter((value) => /^[\x20-\x7e]*$/.test(value)),
      fc.constantFrom('application/json', 'multipart/form-data; boundary=a', 'application/x-www-form-urlencoded', site),
    ),
  );
  const fields = fc.array(
    fc.tuple(
      fc.constantFrom('email', 'name', 'tags', 'language', 'website', 'stamp', 'page', 'shown', 'redirect'),
      text,
    ),
  );
  const body = fc.oneof(
    fc.string(),
    fields.map((pairs) => new URLSearchParams(pairs).toString()),
    fields.map((pairs) => JSON.stringify(Object.fromEntries(pairs))),
    fc.json(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const path = fc.oneof(
    fc.constantFrom('sign-up', 'sign-up/stamp', 'sign-up/confirm.js', 'sign-up?language=de'),
    fc.string().map((end) => `sign-up/${encodeURIComponent(end)}`),
    fc.string().map((end) => `confirm/${encodeURIComponent(end)}`),
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE');
  await fc.assert(
    fc.asyncProperty(path, method, headers, body, async (where, how, fieldsOf, what) => {
      const init = how === 'GET' || how === 'HEAD' ? {} : { body: what };
      const answer = await ask(`/mail/${where}`, { method: how, headers: fieldsOf, ...init });
      expect([200, 204, 303, 308, 301, 400, 403, 404, 405, 413, 415, 422, 429]).toContain(answer.status);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const location = answer.headers.get('location');
      if (answer.status === 303) expect([site, 'https://example.org']).toContain(new URL(location!).origin);
    }),
    { numRuns: runs(500) },
  );
  for (const { to } of await mails()) expect(to).toContain('@');
});

test('while the settings hold placeholders the form is there for names set apart, and no real person is written to', async () => {
  const closed: Doors['closed'] = (address) => address !== undefined && !address.normal.endsWith('.example');
  const { ask, send, mails } = await formAt({}, { closed });
  expect(await (await ask('/mail/sign-up')).text()).toContain('<form');
  expect((await send('ada@tidings.internal')).status).toBe(503);
  expect(await mails()).toEqual([]);
  expect((await send('ada@reader.example')).status).toBe(200);
  expect(await mails()).toHaveLength(1);
});

describe('a form that was made with other settings', () => {
  const page = async (settings: { title?: string; tags?: string[] } = {}) => {
    const { ask, settings: own, ...served } = await formAt(settings.tags ? { tags: settings.tags } : {});
    const consent = serverWordsFor('en').consentText(settings.title ?? own.title);
    return { ask, ...served, consent };
  };

  test('is shown once more as it is, with what was typed, so that no words are kept that nobody has seen', async () => {
    const { send, mails, consent, ask, later, logLines } = await page({ title: 'The Former Letter' });
    const answer = await send('ada@reader.example', { name: 'Ada', consent });
    expect([answer.status, answer.headers.get('set-cookie'), await mails()]).toEqual([409, null, []]);
    const again = await answer.text();
    expect(again).toContain('value="ada@reader.example"');
    expect(again).toContain(serverWordsFor('en').consentText('The Letter'));
    const fields = [...again.matchAll(/<input[^>]* name="(\w+)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!.replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
    ]);
    later(5000);
    const post = { method: 'POST', body: new URLSearchParams(fields) };
    expect((await ask('/mail/sign-up', post)).status).toBe(200);
    expect(await mails()).toHaveLength(1);
    await send('grace@reader.example', { consent });
    expect(logLines().match(/other words or tags/g)).toHaveLength(1);
  });

  test('is not taken with a tag that the server does not know, as it would be lost silently', async () => {
    const { send, mails, consent } = await page({ tags: ['sea'] });
    expect((await send('ada@reader.example', { consent, tags: 'garden' })).status).toBe(409);
    expect((await send('ada@reader.example', { consent, tags: 'sea' })).status).toBe(200);
    expect(await mails()).toHaveLength(1);
  });

  test('is named to a script, which then sends it as a page', async () => {
    const { ask, stamp, mails } = await page();
    const body = JSON.stringify({ email: 'ada@reader.example', stamp: await stamp(), consent: 'Other words.' });
    const answer = await ask('/mail/sign-up', { method: 'POST', body, headers: json });
    expect([answer.status, await answer.json()]).toEqual([409, { result: 'outdated', text: expect.any(String) }]);
    expect(await mails()).toEqual([]);
  });

  test('of somebody else, which does not say what it showed, is taken as ever', async () => {
    const { send } = await page();
    expect((await send('ada@reader.example', { tags: 'unknown' })).status).toBe(200);
  });
});

test('who adds a Forwarded field behind a proxy that sets the other one gets no more mails for it, and leaves no address', async () => {
  const { post, stamp, mails } = await formAt(
    { trustProxy: 1, keepIp: true, signUps: { perNetwork: 3 } },
    { visitor: visitors(1) },
  );
  for (let person = 0; person < 9; person += 1)
    await post(
      { email: `reader${person}@reader.example`, stamp: await stamp() },
      { 'X-Forwarded-For': `203.0.${person}.7`, Forwarded: `for=8.8.${person}.8` },
      '127.0.0.1',
    );
  const sent = await mails();
  expect(sent).toHaveLength(3);
  for (const mail of sent)
    expect(readSignUp(key, 'token' in mail ? mail.token : '', new Date('2026-11-23T12:01:00Z'))?.ip).toBeUndefined();
});

test.each([
  '127.0.0.1:8091',
  'localhost:8080',
  '[::1]:8080',
])('the form can be tried at home, at http://%s, and no other page of that machine may hold it', async (host) => {
  const { fetch, stamp, mails } = await formAt();
  const post = async (origin: string, at = host) => {
    const body = new URLSearchParams({ email: 'ada@reader.example', stamp: await stamp() });
    const request = new Request(`http://${at}/mail/sign-up`, { method: 'POST', body, headers: { Origin: origin } });
    return (await fetch(request)).status;
  };
  expect(await post('http://127.0.0.1:9999')).toBe(403);
  expect(await post(`https://${host}`)).toBe(403);
  expect(await post('http://evil.example', 'evil.example')).toBe(403);
  expect(await mails()).toEqual([]);
  expect(await post(`http://${host}`)).toBe(200);
  expect(await mails()).toHaveLength(1);
});

test('an address with letters beyond ASCII before its @ is refused at the form in words, for no mail would leave', async () => {
  const { send, ask, stamp, mails } = await formAt();
  const page = await send('jürgen@reader.example');
  expect(page.status).toBe(422);
  const text = await page.text();
  expect(text).toContain(serverWordsFor('en').addressBeyondAscii);
  expect(text).toContain('value="jürgen@reader.example"');
  const body = JSON.stringify({ email: 'jürgen@reader.example', stamp: await stamp() });
  const answer = await ask('/mail/sign-up', { method: 'POST', body, headers: json });
  const words = { result: 'address', text: serverWordsFor('en').addressBeyondAscii };
  expect([answer.status, await answer.json()]).toEqual([422, words]);
  expect(await mails()).toEqual([]);
  // The domain may be of any script: it has a form in ASCII.
  expect((await send('juergen@bücher.example')).status).toBe(200);
});

test('a name with a percent sign is taken as it is, and a mark for a lost letter is left out of it', async () => {
  const { ask, stamp, mails } = await formAt();
  const body = `email=ada@reader.example&stamp=${await stamp()}&name=100%+J%EF%BF%BDrgen+%C3%BC`;
  expect(
    (
      await ask('/mail/sign-up', {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
    ).status,
  ).toBe(200);
  const [mail] = await mails();
  const token = mail && 'token' in mail ? mail.token : '';
  expect(readSignUp(key, token, new Date('2026-11-23T12:01:00Z'))?.name).toBe('100% Jrgen ü');
});
