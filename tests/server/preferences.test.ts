import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import type { Doors } from '../../src/server/doors.ts';
import type { SettingsInput } from '../../src/settings/input.ts';
import { checkSettings } from '../../src/settings/input.ts';
import { writeNewAddress } from '../../src/sign-ups/new-address.ts';
import { unsealMail } from '../../src/sign-ups/outbox-mail.ts';
import { serverWordsFor } from '../../src/strings/tables.ts';
import type { Entry } from '../../src/subscribers/entry.ts';
import type { Address } from '../../src/subscribers/subscriber.ts';
import { type Purpose, writeToken } from '../../src/subscribers/token.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { serverOf } from './doors-of.ts';

const chosen: Partial<SettingsInput> = {
  newsletter: { from: 'letter@example.org', fields: { town: {}, name: {} } },
  server: { url: 'https://letters.example.org/mail', tags: [{ tag: 'sea', label: 'The sea' }, 'garden'] },
};

/** The server of a list with Ada, who has a tag that readers cannot choose, and Grete, who reads German. */
async function opened(
  ada: Partial<Entry> & { town?: string } = { tags: ['patron', 'sea'] },
  given = chosen,
  doors: Partial<Doors> = {},
) {
  const server = await serverOf(given, { languages: () => ['en', 'de', 'ar'], ...doors });
  const { store, ask } = server;
  await merge(store.subscribers, [
    rowOf(2, 'ada@example.org', ada),
    rowOf(3, 'grete@example.org', { language: 'de-AT' }),
  ]);
  const { list } = store.subscribers;
  const tokenOf = (subscriber: number, purpose: Purpose = 'preferences', of = list) =>
    writeToken(key, { purpose, list: of, subscriber });
  const open = (path = '', token = tokenOf(1)) => ask(`/mail/preferences/${token}${path}`);
  const post = (fields: string | readonly (readonly [string, string])[], path = '', token = tokenOf(1)) =>
    ask(`/mail/preferences/${token}${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      body:
        typeof fields === 'string'
          ? fields
          : new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
    });
  const person = () => store.subscribers.get(1);
  const queued = async (at = server.clock.now) =>
    (await store.signUps.take(100, at)).map(({ mail }) => unsealMail(key, mail)!);
  return { ...server, tokenOf, open, post, person, queued };
}

const save = (...more: [string, string][]) => [['act', 'save'] as const, ...more];
const moving = (email: string) => [['act', 'address'] as const, ['email', email] as const];

test('the page shows what is known of the reader and what can be chosen, in the reader’s language', async () => {
  const { open, tokenOf } = await opened({ name: 'Ada "A" <b>', tags: ['patron', 'sea'], town: 'Wien' });
  const page = await (await open()).text();
  expect(page).toContain('<html lang="en" dir="ltr">');
  for (const part of [
    '<h1>Your preferences</h1>',
    '<bdi>ada@example.org</bdi>',
    'value="Ada &#34;A&#34; &lt;b&gt;"',
    '<input id="_field-town" name="field-town" maxlength="500" dir="auto" value="Wien">',
    '<input type="checkbox" name="tags" value="sea" checked> <bdi>The sea</bdi>',
    '<input type="checkbox" name="tags" value="garden"> <bdi>garden</bdi>',
    '<option value="en" lang="en" dir="ltr" selected>English</option>',
    '<option value="ar" lang="ar" dir="rtl">العربية</option>',
    '<input type="radio" name="frequency" value="each" checked> Every issue',
    'Digests only',
    '>Change email address</h2>',
    '>Download my data</a>',
    '>Forget me</a>',
    '>Unsubscribe</a>',
  ])
    expect(page).toContain(part);
  expect(page).not.toContain('patron');
  const german = await (await open('', tokenOf(2))).text();
  expect(german).toContain('<html lang="de-AT" dir="ltr">');
  expect(german).toContain('<option value="de-AT" lang="de-AT" dir="ltr" selected>');
});

test('a name is as long as the form allows, and a longer one of an imported list stays until it is changed', async () => {
  const long = 'x'.repeat(499);
  const { open, post, person } = await opened({ name: long });
  expect(await (await open()).text()).toContain('name="name" autocomplete="name" maxlength="60"');
  await post(save(['name', long]));
  expect((await person())!.name).toBe(long);
  await post(save(['name', ` ${'y'.repeat(80)} `]));
  expect((await person())!.name).toBe('y'.repeat(60));
});

test('looking changes nothing, however often a scanner looks', async () => {
  const { ask, tokenOf, person, store } = await opened();
  const before = await person();
  for (const path of ['', '/data', '/forget'])
    for (const method of ['GET', 'HEAD'])
      expect((await ask(`/mail/preferences/${tokenOf(1)}${path}`, { method })).status).toBe(200);
  expect(await person()).toEqual(before);
  expect(await store.subscribers.consentOf(1)).toHaveLength(1);
});

test('every control has a name of its own, ids are unique, and nothing is loaded from elsewhere', async () => {
  const { open, post } = await opened();
  for (const answer of [await open(), await post(moving('nobody')), await open('/forget')]) {
    const page = await answer.text();
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const labelled = [...page.matchAll(/ for="([^"]+)"/g)].map(([, id]) => id!);
    const controls = [...page.matchAll(/<(?:input|select)(?! type="(?:hidden|checkbox|radio)")[^>]* id="([^"]+)"/g)];
    expect(controls.map(([, id]) => id).sort()).toEqual(labelled.sort());
    for (const [, described] of page.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g))
      expect(ids).toContain(described);
    for (const [box] of page.matchAll(/<input type="(?:checkbox|radio)"[^>]*>/g))
      expect(page).toContain(`<label class="choice">${box}`);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|style="|https?:\/\/(?!example\.org)/);
  }
});

test('nobody keeps these answers, and no other site learns of the token', async () => {
  const { open, post, tokenOf, logLines } = await opened();
  for (const answer of [
    await open(),
    await post(save()),
    await open('/data'),
    await open('/forget'),
    await open('', 'x'),
  ]) {
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect([answer.headers.get('set-cookie'), answer.headers.get('location')]).toEqual([null, null]);
  }
  expect(logLines()).not.toContain(tokenOf(1));
});

test('what the reader saves holds from then on, is noted in the log, and other tags stay', async () => {
  const { post, person, store, metrics } = await opened({ tags: ['patron', 'sea'], town: 'Wien' });
  const answer = await post(
    save(
      ...([
        ['name', '  Ada  Lovelace '],
        ['field-town', 'Linz'],
        ['language', 'de'],
        ['frequency', 'digests'],
      ] as [string, string][]),
      ...([
        ['offered', 'sea'],
        ['offered', 'garden'],
        ['tags', 'garden'],
      ] as [string, string][]),
    ),
  );
  expect(answer.status).toBe(200);
  const page = await answer.text();
  expect(page).toContain('<html lang="de" dir="ltr">');
  expect(page).toMatch(/role="status"><p>Gespeichert\.<\/p>/);
  expect(await person()).toMatchObject({
    ...{ name: 'Ada Lovelace', language: 'de', tags: ['garden', 'patron'], fields: { town: 'Linz' } },
    ...{ frequency: 'digests', status: 'active' },
  });
  expect((await store.subscribers.consentOf(1)).at(-1)).toMatchObject({ event: 'changed', how: 'by the page' });
  expect(await metrics.text()).toContain('tidings_preferences_total{act="saved"} 1');
});

test('an empty value takes away, and what a form does not name stays', async () => {
  const { post, person } = await opened({ name: 'Ada', tags: ['sea'], town: 'Wien', frequency: 'digests' });
  expect((await post(save())).status).toBe(200);
  expect(await person()).toMatchObject({ name: 'Ada', tags: ['sea'], fields: { town: 'Wien' }, frequency: 'digests' });
  await post(save(['name', ''], ['field-town', ' '], ['frequency', 'each'], ['offered', 'sea']));
  expect(await person()).toMatchObject({ tags: [], fields: {} });
  for (const absent of ['name', 'frequency']) expect(await person()).not.toHaveProperty(absent);
});

test('a form that was opened before a tag could be chosen does not take it away', async () => {
  const { post, person } = await opened({ tags: ['garden', 'sea'] });
  await post(save(['offered', 'sea'], ['tags', 'sea']));
  expect(await person()).toMatchObject({ tags: ['garden', 'sea'] });
});

test.each([
  ['a tag that readers cannot choose', 'act=save&tags=patron-of-honour'],
  ['a language that there is not', 'act=save&language=xx'],
  ['a frequency that there is not', 'act=save&frequency=hourly'],
  ['two languages at once', 'act=save&language=de&language=en'],
  ['two names at once', 'act=save&name=Ada&name=Eve'],
  ['two acts at once', 'act=save&act=address&email=eve%40example.org'],
  ['two new addresses at once', 'act=address&email=a%40example.org&email=b%40example.org'],
  ['a name that is far too long', `act=save&name=${'x'.repeat(501)}`],
  ['bytes that are not UTF-8', 'act=save&name=%ff%fe'],
  ['no act', 'name=Eve'],
  ['nothing', ''],
])('a form with %s is none of ours: nothing of it is stored', async (_, body) => {
  const { post, person, queued } = await opened({ name: 'Ada', language: 'de' });
  const before = await person();
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('This link doesn’t work.');
  expect([await person(), await queued()]).toEqual([before, []]);
});

test.each([
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
])('a body of the type %s is no form', async (type) => {
  const { ask, tokenOf, person } = await opened();
  const before = await person();
  const init = { method: 'POST', headers: { 'content-type': type }, body: 'act=save&name=Eve' };
  expect((await ask(`/mail/preferences/${tokenOf(1)}`, init)).status).toBe(400);
  expect(await person()).toEqual(before);
});

test('the same value twice, and parameters that nobody knows, do no harm', async () => {
  const { post, person } = await opened();
  await post('act=save&act=save&name=Ada&name=Ada&utm_source=x&__proto__=1&field-__proto__=2&offered=constructor');
  expect(await person()).toMatchObject({ name: 'Ada', tags: ['patron', 'sea'], fields: {} });
});

test('whatever a form holds, the list stays well-formed and nobody else is changed', async () => {
  const { post, store } = await opened();
  const names = fc.constantFrom('act', 'name', 'tags', 'offered', 'language', 'frequency', 'field-town', 'email', 'x');
  const values = fc.oneof(
    fc.constantFrom('save', 'address', 'sea', 'garden', 'de', 'en', 'each', 'digests', ''),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const grete = await store.subscribers.get(2);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 12 }), async (fields) => {
      const { status } = await post([['act', 'save'], ...fields]);
      expect([200, 400]).toContain(status);
      const ada = (await store.subscribers.get(1))!;
      expect(ada).toMatchObject({ status: 'active', address: { typed: 'ada@example.org' } });
      expect(['patron', 'patron garden', 'patron sea', 'garden patron', 'garden patron sea']).toContain(
        ada.tags.join(' '),
      );
      expect(['en', 'de', 'ar', undefined]).toContain(ada.language);
      for (const text of [ada.name ?? 'x', ...Object.values(ada.fields)]) expect(text).toMatch(/^[^\p{Cc}]+$/u);
      expect(Object.keys(ada.fields).filter((field) => field !== 'town')).toEqual([]);
    }),
    { numRuns: runs(100) },
  );
  expect(await store.subscribers.get(2)).toEqual(grete);
});

test('whatever bytes the body has, they are answered', async () => {
  const { ask, tokenOf } = await opened();
  const bodies = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(bodies, async (bytes) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const init = { method: 'POST', headers, body: Buffer.concat([Buffer.from('act=save&'), bytes]) };
      expect([200, 400]).toContain((await ask(`/mail/preferences/${tokenOf(1)}`, init)).status);
    }),
    { numRuns: runs(100) },
  );
});

test('a token that is cut off, of another list, person, purpose or key opens nothing and changes nothing', async () => {
  const { open, post, tokenOf, store } = await opened();
  const token = tokenOf(1);
  const { list } = store.subscribers;
  const forged = [
    ...[token.slice(0, -1), `${token}A`, token.toUpperCase(), tokenOf(1, 'unsubscribe'), tokenOf(1, 'confirm')],
    ...[tokenOf(1, 'preferences', (list + 1) % 2 ** 32), 'x', '%ff', '..%2f..'],
  ];
  for (const one of forged)
    for (const answer of [
      await open('', one),
      await open('/data', one),
      await post(save(['name', 'Eve']), '', one),
      await post('', '/forget', one),
    ]) {
      expect([one, answer.status]).toEqual([one, 404]);
      expect(await answer.text()).not.toContain('ada@example.org');
    }
  expect(await store.subscribers.get(1)).not.toHaveProperty('name');
});

test('whatever a token is changed into, nobody’s data come out', async () => {
  const { open, tokenOf } = await opened();
  const bytes = Buffer.from(tokenOf(1), 'base64url');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect((await open('/data', changed.toString('base64url'))).status).toBe(404);
    }),
    { numRuns: runs(300) },
  );
});

test('readers download everything that is kept of them, and nothing of others', async () => {
  const { open } = await opened({ name: 'Ada', tags: ['patron'], town: 'Wien' });
  const answer = await open('/data');
  expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
    'application/json; charset=utf-8',
    'attachment; filename="my-data.json"',
  ]);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    ...{ address: 'ada@example.org', name: 'Ada', tags: ['patron'], fields: { town: 'Wien' } },
    consent: [{ event: 'subscribed', how: 'by a form' }],
  });
  expect(text).not.toContain('grete');
});

test('whoever wants to be forgotten presses a button and is erased; all pages are the same from then on', async () => {
  const { open, post, store, ask, tokenOf } = await opened();
  const question = await (await open('/forget')).text();
  expect(question).toContain('We erase everything that we know about you, and never write to you again.');
  expect(question).toContain('<form method="post"><button type="submit" class="button">Forget me</button></form>');
  const answer = await post('', '/forget');
  const erased = await answer.text();
  expect([answer.status, erased.includes('You have been erased.')]).toEqual([200, true]);
  expect(await store.subscribers.get(1)).toBeUndefined();
  expect(await store.subscribers.suppressionOf(addressFor('ada@example.org'))).toMatchObject({ reason: 'erased' });
  for (const again of [
    open(),
    open('/data'),
    open('/forget'),
    post(save()),
    post('', '/forget'),
    post(moving('a@example.net')),
  ])
    expect(await (await again).text()).toBe(erased);
  expect((await ask(`/mail/unsubscribe/${tokenOf(1, 'unsubscribe')}`, { method: 'POST' })).status).toBe(200);
  expect(await store.subscribers.get(2)).toBeDefined();
});

test('whoever has left still chooses, downloads and is forgotten, and gets no letters by it', async () => {
  const { open, post, store, person, queued } = await opened();
  await store.subscribers.leave(1, 'unsubscribed', { how: 'by the link' });
  const page = await (await open()).text();
  expect(page).toContain('You have been unsubscribed.');
  expect(page).not.toContain('Change email address');
  expect(page).not.toContain('/mail/unsubscribe/');
  expect((await post(save(['name', 'Ada']))).status).toBe(200);
  expect(await person()).toMatchObject({ name: 'Ada', status: 'unsubscribed' });
  expect((await post(moving('ada@example.net'))).status).toBe(400);
  expect(await queued()).toEqual([]);
  expect((await open('/data')).status).toBe(200);
});

test('where no mail can be sent, no other address is offered or taken', async () => {
  const { open, post, queued } = await opened({}, chosen, { closed: () => true });
  expect(await (await open()).text()).not.toContain('Change email address');
  expect([(await post(moving('ada@example.net'))).status, await queued()]).toEqual([400, []]);
});

test('the mails are sent at once: what works between requests is woken', async () => {
  let woken = 0;
  const { post, queued, ask } = await opened({}, chosen, {
    wake: () => {
      woken += 1;
    },
  });
  await post(moving('ada@example.net'));
  expect(woken).toBe(1);
  await ask(`/mail/address/${((await queued()) as { token: string }[])[0]!.token}`, { method: 'POST' });
  expect(woken).toBe(2);
});

test('a tag that the editor gives while a slow form arrives is not lost', async () => {
  const { ask, tokenOf, person, store } = await opened({ tags: ['sea'] });
  const body = new ReadableStream({
    async pull(controller) {
      await store.subscribers.tag(1, { add: ['patron'], remove: [] });
      controller.enqueue(new TextEncoder().encode('act=save&offered=sea'));
      controller.close();
    },
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  expect((await ask(`/mail/preferences/${tokenOf(1)}`, init)).status).toBe(200);
  expect(await person()).toMatchObject({ tags: ['patron'] });
});

test('an erasure that another process holds up is remarked in the log, without a name', async () => {
  const { post, logLines, store } = await opened();
  const { subscribers } = store;
  const { forget } = subscribers;
  Object.assign(subscribers, {
    forget: async (address: Address) => ({ ...(await forget.call(subscribers, address)), isComplete: false }),
  });
  expect((await post('', '/forget')).status).toBe(200);
  expect(logLines()).toMatch(
    /a reader was erased from the list, but another process keeps the old bytes until it ends\n/,
  );
  expect(logLines()).not.toContain('ada');
});

test('the way out leads to the page that takes the reader off', async () => {
  const { open, ask, person } = await opened();
  const [, href] = /href="(\/mail\/unsubscribe\/[^"]+)"/.exec(await (await open()).text())!;
  expect((await ask(href!, { method: 'POST' })).status).toBe(200);
  expect(await person()).toMatchObject({ status: 'unsubscribed' });
});

test('a new address counts once its owner has confirmed it, and the old one is told', async () => {
  const { post, ask, person, queued, store, clock, metrics } = await opened({ tags: ['patron'], language: 'de' });
  const answer = await post(moving('Ada@example.net'));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Bis dahin ändert sich nichts');
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.org' } });
  const [mail, ...more] = await queued();
  expect([mail, more]).toEqual([
    { kind: 'new-address', to: 'Ada@example.net', language: 'de', token: expect.any(String) },
    [],
  ]);
  const { token } = mail as { token: string };
  for (const method of ['GET', 'HEAD', 'GET'])
    expect((await ask(`/mail/address/${token}`, { method })).status).toBe(200);
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.org' } });
  clock.now = new Date(clock.now.getTime() + 3_600_000);
  const moved = await ask(`/mail/address/${token}`, { method: 'POST' });
  expect([moved.status, moved.headers.get('cache-control'), moved.headers.get('referrer-policy')]).toEqual([
    ...[200, 'no-store', 'no-referrer'],
  ]);
  expect(await person()).toMatchObject({ id: 1, address: { typed: 'Ada@example.net' }, tags: ['patron'] });
  const told = { kind: 'address-changed', to: 'ada@example.org', language: 'de' };
  expect((await queued()).filter(({ kind }) => kind === 'address-changed')).toEqual([told]);
  // A second press says the same, and tells nobody twice.
  expect(await (await ask(`/mail/address/${token}`, { method: 'POST' })).text()).toBe(await moved.text());
  // Two presses are one move.
  expect(await metrics.text()).toContain('tidings_preferences_total{act="address moved"} 1\n');
  expect(await store.signUps.outbox()).toMatchObject({ waiting: 2 });
});

test('a reader who was told of nothing because the server died in between is told by the next press', async () => {
  const { post, ask, queued, store } = await opened();
  await post(moving('ada@example.net'));
  const { token } = (await queued())[0] as { token: string };
  await store.subscribers.move(1, addressFor('ada@example.net'), { how: 'address changed by the page' });
  expect((await ask(`/mail/address/${token}`, { method: 'POST' })).status).toBe(200);
  expect(await queued()).toMatchObject([{ kind: 'address-changed', to: 'ada@example.org' }]);
});

test('the answer is the same whether a new address is free, taken, suppressed, erased or the reader’s own', async () => {
  const { post, queued, store, tokenOf } = await opened();
  const list = store.subscribers;
  await list.leave(addressFor('complained@example.net'), 'complained', { how: 'by the provider' });
  await merge(
    list,
    [4, 5, 6].map((id) => rowOf(id, `reader${id}@example.org`)),
  );
  await list.leave(4, 'unsubscribed', { how: 'by the link' });
  await merge(list, [rowOf(9, 'erased@example.net')]);
  await list.forget(addressFor('erased@example.net'));
  const asked = [
    'free@example.net',
    'grete@example.org',
    'reader5@example.org',
    'complained@example.net',
    'erased@example.net',
  ];
  const pages: string[] = [];
  // Each reader asks once, so that no budget tells them apart.
  for (const [index, address] of asked.entries())
    pages.push(await (await post(moving(address), '', tokenOf([1, 3, 3, 5, 5][index]!))).text());
  const shown = pages.map((page) => /<div class="answer".*?<\/div>/s.exec(page)![0]);
  expect(new Set(shown).size).toBe(1);
  expect((await queued()).map((mail) => mail.to)).toEqual(['free@example.net']);
});

test('nobody is flooded by changes of address: one mail a day to each, and three of a reader', async () => {
  const { post, queued, tokenOf, clock } = await opened();
  for (const token of [tokenOf(1), tokenOf(2)])
    expect((await post(moving('x@example.net'), '', token)).status).toBe(200);
  for (let number = 0; number < 10; number += 1) await post(moving(`reader${number}@example.net`));
  expect((await queued()).map(({ to }) => to)).toEqual(['x@example.net', 'reader0@example.net', 'reader1@example.net']);
  clock.now = new Date(clock.now.getTime() + 86_400_000);
  await post(moving('x@example.net'));
  expect((await queued()).map(({ to }) => to)).toEqual(['x@example.net']);
});

test.each([
  'nobody',
  'a@b',
  '',
  'a b@example.org',
  'ada@localhost',
])('"%s" as a new address is shown again, with the fault', async (typed) => {
  const { post, queued } = await opened();
  const answer = await post(moving(typed));
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).toContain('aria-invalid="true"');
  expect(page).toContain(
    '<p class="fault" id="_fault" role="alert">This is not an email address. Please look at it again.</p>',
  );
  expect(page).toContain(` value="${typed}">`);
  expect(await queued()).toEqual([]);
});

test('the link to a new address works for seven days, for its list, and with no bit changed', async () => {
  const { ask, person, store, clock } = await opened();
  const { list } = store.subscribers;
  const wish = {
    list,
    subscriber: 1,
    from: addressFor('ada@example.org'),
    to: addressFor('ada@example.net'),
    asked: clock.now,
  };
  const pressed = async (token: string) => (await ask(`/mail/address/${token}`, { method: 'POST' })).status;
  const token = writeNewAddress(key, wish);
  const bytes = Buffer.from(token, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 7) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(await pressed(changed.toString('base64url'))).toBe(404);
  }
  expect(await pressed(writeNewAddress(key, { ...wish, list: list - 1 }))).toBe(404);
  expect(await pressed(writeNewAddress(key, { ...wish, asked: new Date(clock.now.getTime() + 3_600_000) }))).toBe(404);
  expect(await pressed(writeToken(key, { purpose: 'preferences', list, subscriber: 1 }))).toBe(404);
  clock.now = new Date(clock.now.getTime() + 7 * 86_400_000 + 1);
  expect(await pressed(token)).toBe(404);
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.org' } });
  clock.now = new Date(clock.now.getTime() - 1);
  // What a mail program adds does no harm.
  expect(await pressed(`${token}%3E`)).toBe(200);
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.net' } });
});

test('an old link to an address that the reader has left since brings nobody back to it', async () => {
  const { ask, person, store, clock } = await opened();
  const { list } = store.subscribers;
  const [first, second, third] = ['ada@example.org', 'old@example.net', 'new@example.net'].map(addressFor);
  const wish = { list, subscriber: 1, asked: clock.now };
  const old = writeNewAddress(key, { ...wish, from: first!, to: second! });
  const press = async (token: string) => (await ask(`/mail/address/${token}`, { method: 'POST' })).text();
  await press(old);
  await press(writeNewAddress(key, { ...wish, from: second!, to: third! }));
  expect(await press(old)).toContain('This link is too old or was used up.');
  expect(await person()).toMatchObject({ address: { typed: 'new@example.net' } });
});

test('somebody who came with the new address in the meantime keeps it', async () => {
  const { ask, person, store, clock } = await opened();
  const wish = { list: store.subscribers.list, subscriber: 1, from: addressFor('ada@example.org'), asked: clock.now };
  const token = writeNewAddress(key, { ...wish, to: addressFor('grete@example.org') });
  expect(await (await ask(`/mail/address/${token}`, { method: 'POST' })).text()).toContain('This link is too old');
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.org' } });
});

test('a database that does not answer changes nothing: the reader is asked to come again', async () => {
  const { open, post, ask, store, person, clock, queued } = await opened();
  const { subscribers, signUps } = store;
  const fail = () => Promise.reject(new ProblemError([{ severity: 'error', rule: 'database', message: 'is busy' }]));
  const wish = { list: subscribers.list, subscriber: 1, from: addressFor('ada@example.org'), asked: clock.now };
  const token = writeNewAddress(key, { ...wish, to: addressFor('ada@example.net') });
  const tries: [object, string, () => Promise<Response>][] = [
    [subscribers, 'get', () => open()],
    [subscribers, 'change', () => post(save(['name', 'Ada']))],
    [subscribers, 'dataOf', () => open('/data')],
    [subscribers, 'forget', () => post('', '/forget')],
    [signUps, 'queue', () => post(moving('x@example.net'))],
    [subscribers, 'move', () => ask(`/mail/address/${token}`, { method: 'POST' })],
  ];
  for (const [target, method, act] of tries) {
    Object.assign(target, { [method]: fail });
    const answer = await act();
    expect([method, answer.status, answer.headers.get('retry-after')]).toEqual([method, 503, '60']);
    expect(await answer.text()).toContain('nothing was changed');
    Reflect.deleteProperty(target, method);
  }
  expect(await person()).toMatchObject({ address: { typed: 'ada@example.org' } });
  expect(await queued()).toEqual([]);
  // The same wish goes through once it answers again.
  expect((await post(save(['name', 'Ada']))).status).toBe(200);
  expect(await person()).toMatchObject({ name: 'Ada' });
});

test('letters lead to the page where no other is set', () => {
  const site = { title: 'x', url: 'https://example.org', server: { url: 'https://letters.example.org/mail' } };
  expect(checkSettings(site)).toMatchObject({
    newsletter: { preferencesUrl: 'https://letters.example.org/mail/preferences/{token}' },
  });
  const own = { preferencesUrl: 'https://example.org/choose/{token}' };
  expect(checkSettings({ ...site, newsletter: own })).toMatchObject({ newsletter: own });
});

test('a reader whose name holds a mark for a lost letter can save the page, and the mark is gone', async () => {
  const { post, person } = await opened({ name: 'J\ufffdrgen' });
  expect((await post(save(['name', 'J\ufffdrgen']))).status).toBe(200);
  expect(await person()).toMatchObject({ name: 'Jrgen' });
});

test('a new address with letters beyond ASCII before its @ is refused at the form in words', async () => {
  const { post, queued } = await opened();
  const answer = await post('act=address&email=j%C3%BCrgen%40example.net');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(serverWordsFor('en').addressBeyondAscii);
  expect(await queued()).toEqual([]);
});
