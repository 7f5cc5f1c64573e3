import { createSecretKey } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { exportList } from '../../../src/commands/subscribers/export.ts';
import { forget } from '../../../src/commands/subscribers/forget.ts';
import { importLists } from '../../../src/commands/subscribers/import.ts';
import { show } from '../../../src/commands/subscribers/list.ts';
import { unsubscribe } from '../../../src/commands/subscribers/unsubscribe.ts';
import type { Terminal } from '../../../src/commands/terminal.ts';
import { writeToken } from '../../../src/subscribers/token.ts';
import { folderOf } from '../../folder.ts';
import { planOf, sent } from '../../store/ledger-contract.ts';
import { key, secret, storeAt } from '../../store/store-at.ts';
import { addressFor, merge, rowOf } from '../../store/subscriber-store-contract.ts';
import { proved } from '../schema.ts';

const clock = () => new Date('2026-11-23T09:00:00Z');
const flags = { publication: '.' };

/** A publication with a list that a sending has open, and a terminal at which somebody may answer. */
async function publication({ answer, json = false }: { answer?: string; json?: boolean } = {}) {
  const folder = await folderOf({
    'tidings.yaml': 'title: My Letter\nurl: https://example.org\n',
    '.env': `TIDINGS_SECRET=${secret}\n`,
  });
  const { subscribers, ledger } = await storeAt(`${folder}/tidings.db`, { clock });
  const interrupt = new AbortController();
  const said = { text: '', asked: '' };
  const terminal: Terminal = {
    json,
    context: { cwd: folder, environment: {}, clock },
    signal: interrupt.signal,
    hurry: new AbortController().signal,
    result: proved((text, value) => {
      said.text += json ? JSON.stringify(value) : text;
    }),
    stream: async (pieces) => {
      for await (const piece of pieces) said.text += piece;
    },
    ask: async (question) => {
      said.asked = question;
      return answer;
    },
    note: () => {},
    warn: () => {},
    refuse: () => {},
  };
  return { folder, subscribers, ledger, terminal, said, interrupt };
}

const ada = addressFor('ada@example.org');

test('the token of a letter, or its whole link, takes its reader off at once, also for a sending that runs', async () => {
  const ways = [
    (token: string) => token,
    (token: string) => `https://example.org/unsubscribe/${token}?x=1`,
    (token: string) => `mailto:leave@example.org?subject=unsubscribe%20${token}`,
  ];
  for (const write of ways) {
    const { subscribers, terminal, said } = await publication();
    await merge(subscribers, [rowOf(2, 'ada@example.org')]);
    const { id } = (await subscribers.find(ada))!;
    const link = write(writeToken(key, { purpose: 'unsubscribe', list: subscribers.list, subscriber: id }));
    expect(await unsubscribe(terminal, link, flags)).toBe(0);
    expect(await subscribers.suppressionOf(ada)).toMatchObject({ reason: 'unsubscribed' });
    expect(await unsubscribe(terminal, link, flags)).toBe(0);
    expect(said.text).toBe(
      'ada@example.org gets no more letters.\nada@example.org gets no letters already: unsubscribed on 23 November 2026.\n',
    );
    await subscribers.forget(ada);
    expect(await unsubscribe(terminal, link, flags)).toBe(0);
    expect(said.text).toContain('The reader of this link is no longer on the list.');
  }
});

test('a token of another list, purpose or secret takes nobody off', async () => {
  const { subscribers, terminal } = await publication();
  await merge(subscribers, [rowOf(2, 'ada@example.org')]);
  const ticket = { purpose: 'unsubscribe', list: subscribers.list, subscriber: 1 } as const;
  const tokens = [
    writeToken(key, { ...ticket, list: subscribers.list - 1 }),
    writeToken(key, { ...ticket, purpose: 'preferences' }),
    writeToken(createSecretKey('x'.repeat(32), 'utf8'), ticket),
  ];
  for (const token of tokens)
    await expect(unsubscribe(terminal, token, flags)).rejects.toThrow('this is no unsubscribe link of this list');
  expect(await subscribers.find(ada)).toMatchObject({ status: 'active' });
});

test('somebody is erased after the address was typed again, and not after anything else', async () => {
  for (const answer of ['yes', '', undefined, 'ada@example.org']) {
    const { subscribers, terminal, said } = await publication(answer === undefined ? {} : { answer });
    await merge(subscribers, [rowOf(2, 'ada@example.org')]);
    const forgetting = forget(terminal, 'ada@example.org', flags);
    if (answer === ada.typed) expect(await forgetting).toBe(0);
    else await expect(forgetting).rejects.toThrow('nobody was erased');
    expect(said.asked).toContain('ada@example.org will be erased');
    expect((await subscribers.find(ada)) === undefined).toBe(answer === ada.typed);
  }
});

test('an erasure that another process holds up says so, and is ended by running it again', async () => {
  const { folder, subscribers, terminal, said } = await publication();
  await merge(subscribers, [rowOf(2, 'ada@example.org')]);
  const reader = new DatabaseSync(`${folder}/tidings.db`);
  reader.exec('BEGIN; SELECT * FROM subscriber');
  reader.prepare('SELECT * FROM subscriber').all();
  expect(await forget(terminal, 'ada@example.org', { ...flags, confirm: '1' })).toBe(1);
  expect(said.text).toContain('Erased ada@example.org from the list, but not yet from the disk');
  expect(said.text).toContain('npx tidings subscribers forget ada@example.org\n');
  reader.close();
  said.text = '';
  expect(await forget(terminal, 'ada@example.org', flags)).toBe(0);
  expect(said.text).toContain('ada@example.org was erased before, and tidings.db holds nothing of it.\n');
});

test('an import that Ctrl-C stops tells what was stored, and the next one goes on from there', async () => {
  const { folder, subscribers, terminal, interrupt } = await publication();
  const { writeFile } = await import('node:fs/promises');
  const people = Array.from({ length: 12_000 }, (_, index) => `reader${index}@example.org`);
  await writeFile(`${folder}/people.csv`, ['email', ...people].join('\n'));
  interrupt.abort(new Error('Ctrl-C'));
  await expect(importLists(terminal, ['people.csv'], { ...flags, consent: 'fair', apply: true })).rejects.toMatchObject(
    {
      message: 'interrupted',
      state: '5,000 people were stored; import the list again to go on.',
    },
  );
  expect((await subscribers.count()).statuses.active).toBe(5000);
  const again = { ...terminal, signal: new AbortController().signal };
  expect(await importLists(again, ['people.csv'], { ...flags, consent: 'fair', apply: true })).toBe(0);
  expect((await subscribers.count()).statuses.active).toBe(12_000);
});

test('an export as JSON has the whole log of everybody', async () => {
  const { subscribers, terminal, said } = await publication({ json: true });
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org', { tags: ['members'] })]);
  await subscribers.leave(ada, 'unsubscribed', { how: 'by the link' });
  expect(await exportList(terminal, undefined, flags)).toBe(0);
  expect(JSON.parse(said.text).subscribers).toMatchObject([
    {
      address: 'ada@example.org',
      status: 'unsubscribed',
      consent: [{ event: 'subscribed' }, { event: 'unsubscribed' }],
    },
    { address: 'grace@example.org', tags: ['members'], consent: [{ how: 'by a form' }] },
  ]);
});

test('somebody who asks is shown what was sent to them, and what the servers said', async () => {
  for (const json of [false, true]) {
    const { subscribers, ledger, terminal, said } = await publication({ json });
    await merge(subscribers, [rowOf(2, 'ada@example.org')]);
    const first = (await ledger.take((await ledger.freeze(planOf())).id))!;
    await first.intend(1);
    await first.record(1, sent);
    const winter = await ledger.freeze(planOf({ issue: 'tag:example.org,2026:winter', slug: 'winter' }));
    const second = (await ledger.take(winter.id))!;
    const due = new Date('2026-11-23T10:00:00Z');
    await second.record(1, { kind: 'later', reply: 'the reader is away', due });
    expect(await show(terminal, 'ada@example.org', flags)).toBe(0);
    const at = '2026-11-23T09:00:00.000Z';
    if (json)
      expect(JSON.parse(said.text).issues).toEqual([
        {
          ...{ slug: 'autumn', state: 'sent', attempts: 1 },
          events: [{ at, kind: 'sent', relay: 'smtp.example.org:587', reply: '250 2.0.0 queued' }],
        },
        {
          ...{ slug: 'winter', state: 'pending', attempts: 0, due: due.toISOString() },
          events: [{ at, kind: 'deferred', reply: 'the reader is away' }],
        },
      ]);
    else
      expect(said.text).toContain(
        [
          'issue    autumn: sent',
          `         ${at}  sent  by smtp.example.org:587: 250 2.0.0 queued`,
          `issue    winter: pending, again from ${due.toISOString()}`,
          `         ${at}  deferred  the reader is away\n`,
        ].join('\n'),
      );
  }
});

const mailchimp = 'Email Address,MEMBER_RATING,OPTIN_TIME,LAST_CHANGED,LEID,EUID,Phone,TAGS\n';

test('several exports are told of together, with what came of each and what could not', async () => {
  const { folder, subscribers, terminal, said } = await publication({ json: true });
  const { writeFile } = await import('node:fs/promises');
  const line = (name: string) =>
    `${name}@example.org,2,2024-03-01 09:00:00,2024-03-01 09:00:00,1,x,1,"""Early Birds"""\n`;
  await writeFile(`${folder}/subscribed_1.csv`, mailchimp + line('ada') + line('grace'));
  await writeFile(`${folder}/cleaned_1.csv`, mailchimp + line('grace'));
  const files = ['subscribed_1.csv', 'cleaned_1.csv'];
  expect(await importLists(terminal, files, { ...flags, apply: true })).toBe(0);
  const shared = {
    ...{ service: 'Mailchimp', pending: 0, leftOut: 0, renamed: { 'Early Birds': 'early-birds' } },
    leftOutColumns: { undeclared: ['Phone'], payments: [], own: ['MEMBER_RATING', 'LEID', 'EUID'] },
  };
  expect(JSON.parse(said.text)).toEqual({
    lines: [
      { file: 'subscribed_1.csv', line: 2, address: 'ada@example.org', result: 'new' },
      { file: 'subscribed_1.csv', line: 3, address: 'grace@example.org', result: 'new' },
      { file: 'cleaned_1.csv', line: 2, address: 'grace@example.org', result: 'changed', reason: 'status' },
    ],
    counts: { new: 2, changed: 1, unchanged: 0, refused: 0 },
    applied: true,
    problems: [],
    recognised: [
      { file: 'subscribed_1.csv', kind: 'subscribed', active: 2, refusals: 0, ...shared },
      { file: 'cleaned_1.csv', kind: 'cleaned', active: 0, refusals: 1, ...shared },
    ],
  });
  expect((await subscribers.count()).statuses).toMatchObject({ active: 1, bounced: 1 });
});

test('an import that stops at a later list tells what was stored of the earlier ones', async () => {
  const { folder, subscribers, terminal } = await publication();
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${folder}/people.csv`, 'email\nada@example.org\n');
  await expect(
    importLists(terminal, ['people.csv', 'more.csv'], { ...flags, consent: 'fair', apply: true }),
  ).rejects.toMatchObject({
    message: 'there is no file more.csv',
    state: '1 person was stored; import the list again to go on.',
  });
  expect(await subscribers.find(ada)).toMatchObject({ status: 'active' });
});

test('all that proves a consent which a server took is shown, in words and in JSON', async () => {
  for (const json of [false, true]) {
    const { folder, subscribers, terminal, said } = await publication({ json });
    const { signUps } = await storeAt(`${folder}/tidings.db`, { clock });
    const textHash = await signUps.keepText('I would like to get My Letter by email.');
    const joining = {
      ...{ address: ada, tags: [], textHash, asked: new Date('2026-11-23T08:58:00Z'), how: 'by the form' as const },
      ...{ page: 'https://example.org/subscribe/', language: 'en', ip: '192.0.2.1', frequency: 'digests' as const },
    };
    await subscribers.confirm(joining, clock());
    expect(await show(terminal, 'ada@example.org', flags)).toBe(0);
    if (json)
      expect(JSON.parse(said.text)).toMatchObject({
        frequency: 'digests',
        consent: [
          { event: 'confirmed', textHash, page: joining.page, asked: '2026-11-23T08:58:00.000Z', ip: '192.0.2.1' },
        ],
      });
    else
      expect(said.text).toContain(`frequency  digests only
added      2026-11-23T09:00:00.000Z
changed    2026-11-23T09:00:00.000Z
log        2026-11-23T09:00:00.000Z  confirmed: by the form
           asked: 2026-11-23T08:58:00.000Z
           shown: I would like to get My Letter by email.
           SHA-256 of it: ${textHash}
           page: https://example.org/subscribe/
           in: en
           from 192.0.2.1
`);
  }
});
