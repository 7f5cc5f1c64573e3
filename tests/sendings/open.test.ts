import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { readLock } from '../../src/publish/lock/lock-file.ts';
import { recordSent } from '../../src/publish/lock/record-sent.ts';
import { realTiming } from '../../src/send/loop/timing.ts';
import type { Answer, Transport } from '../../src/send/transport.ts';
import { refreshOpen } from '../../src/sendings/open.ts';
import { emlOutlet } from '../../src/sendings/outlets.ts';
import { type OpenRunRequest, sendOpen } from '../../src/sendings/send-open.ts';
import { sizeOf } from '../../src/store/ledger.ts';
import { nothing } from '../store/ledger-contract.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { clock, desk, settingsOf } from './desk.ts';

const welcome = (text = 'Good to have you here.', more = '') =>
  `---\nsubject: Welcome\nsendOn: confirmed\n${more}---\n\n${text}\n`;

/** A publication with a welcome, and people who confirm. */
async function greeting({ domain = 'example.org', files = {} }: Parameters<typeof desk>[1] & {} = {}) {
  const made = await desk([], { domain, files: { 'issues/welcome.md': welcome(), ...files } });
  const { folder, config, ledger, subscribers } = made;
  const joined = (name: string, more: { language?: string; tags?: string[] } = {}) =>
    subscribers.confirm(
      {
        address: addressFor(`${name}@${domain}`),
        tags: [],
        asked: clock(),
        textHash: '00'.repeat(32),
        how: 'by the form',
        ...more,
      },
      clock(),
    );
  const refresh = async () => refreshOpen({ config: await config(), ledger, cwd: folder });
  const send = async (more: Partial<OpenRunRequest> = {}) => {
    const now = await config();
    const outlets = [emlOutlet(join(folder, 'letters'), now)];
    return sendOpen({ ledger, config: now, outlets, list: subscribers.list, timing: realTiming(clock), ...more });
  };
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  const open = async () => (await ledger.sendings()).find((sending) => sending.open)!;
  return { ...made, joined, refresh, send, write, open };
}

const refusal = async (work: Promise<unknown>): Promise<ProblemError> => {
  const error: unknown = await work.catch((thrown) => thrown);
  if (error instanceof ProblemError) return error;
  throw new Error(`nothing was refused, but ${String(error)}`);
};

/** Takes each letter and keeps its words. */
function mailbox(answer: (to: string) => Answer = () => ({ result: 'accepted', reply: '250 2.0.0 queued' })) {
  const letters: string[] = [];
  const transport: Transport = {
    name: 'smtp.example.org:587',
    open: async () => ({
      usable: true,
      send: async ({ fields, body }, { to }, beforeEnd) => {
        const given = answer(to);
        if (given.result !== 'accepted') return given;
        if (!(await beforeEnd())) return { result: 'withheld' };
        const bytes = Buffer.concat([...fields, ...body].map((piece) => Buffer.from(piece)));
        letters.push(`${to} ${bytes.toString('latin1').replaceAll('=\r\n', '')}`);
        return given;
      },
      close: async () => {},
    }),
  };
  return { letters, outlets: [{ transport }] };
}

describe('the letter to those who confirm', () => {
  test('goes to each of them once, to nobody who was on the list before, and its sums hold', async () => {
    const { enlist, joined, refresh, send, open, ledger } = await greeting();
    await enlist('imported@example.org');
    await joined('early');
    expect(await refresh()).toMatchObject({
      change: 'opened',
      problems: [],
      sending: { slug: 'welcome', open: 'open' },
    });
    await joined('ada');
    await joined('imported');
    await joined('ada');
    const { letters, outlets } = mailbox();
    expect(await send({ outlets })).toEqual({ sent: 1, failed: 0, later: 0, inDoubt: 0, suppressed: 0, busy: false });
    await joined('grace');
    expect(await send({ outlets })).toMatchObject({ sent: 1 });
    expect(await send({ outlets })).toMatchObject({ sent: 0 });
    expect(letters.map((letter) => letter.split(' ')[0])).toEqual(['ada@example.org', 'grace@example.org']);
    expect(letters[0]).toContain('Good to have you here.');
    expect(letters[0]).toContain('https://example.org/articles/frost/');
    const { id, audience } = await open();
    expect(await ledger.counts(id)).toEqual({ ...nothing, sent: 2 });
    expect(audience).toMatchObject({ candidates: 2, prepared: 2 });
  });

  test('is not compiled again while it would be the same, and its articles count as carried by nothing', async () => {
    const { refresh, config } = await greeting({
      files: { 'issues/welcome.md': welcome('Hello.', 'articles: [frost]\n') },
    });
    expect((await refresh()).change).toBe('opened');
    expect(await refresh()).toMatchObject({ change: 'none', problems: [] });
    expect((await readLock(await config())).issues ?? []).toEqual([]);
  });

  test('that its writer changes goes to those who confirm later; who confirmed before gets the one of then', async () => {
    const { joined, refresh, send, write } = await greeting();
    await refresh();
    await joined('ada');
    await write('issues/welcome.md', welcome('The garden is open.'));
    expect((await refresh()).change).toBe('changed');
    await joined('grace');
    const { letters, outlets } = mailbox();
    expect(await send({ outlets })).toMatchObject({ sent: 2 });
    const [ada, grace] = letters.toSorted();
    expect([ada!.includes('Good to have you here.'), grace!.includes('The garden is open.')]).toEqual([true, true]);
  });

  test('changes when an issue is sent, which it links', async () => {
    const older = '---\nsubject: Older\n---\n\nHello.\n';
    const { joined, refresh, send, write, config } = await greeting({ files: { 'issues/2026-11-20-older.md': older } });
    await refresh();
    await write('issues/2026-11-30-news.md', '---\nsubject: News of the week\n---\n\nHello.\n');
    expect((await refresh()).change).toBe('none');
    await recordSent(await config(), { 'tag:example.org,2026-11-30:issues/2026-11-30-news': [] });
    expect((await refresh()).change).toBe('changed');
    await joined('ada');
    const { letters, outlets } = mailbox();
    await send({ outlets });
    expect(letters[0]).toContain('https://example.org/issues/2026-11-30-news/');
    expect(letters[0]).toContain('News of the week');
  });

  test('has editions: each reader gets the one in their language', async () => {
    const german = '---\nsubject: Willkommen\nlanguage: de\ntranslationOf: welcome\n---\n\nHallo.\n';
    const { joined, refresh, send } = await greeting({ files: { 'issues/willkommen.md': german } });
    await refresh();
    await joined('ada');
    await joined('erna', { language: 'de-AT' });
    const { letters, outlets } = mailbox();
    await send({ outlets });
    expect(letters.toSorted().map((letter) => /^Subject: (.*)\r$/m.exec(letter)![1])).toEqual([
      'Welcome',
      'Willkommen',
    ]);
  });

  test.each([
    ['was deleted', (folder: string) => rm(join(folder, 'issues/welcome.md'))],
    [
      'became a draft',
      (folder: string) => writeFile(join(folder, 'issues/welcome.md'), welcome('Hello.', 'draft: true\n')),
    ],
  ])('that %s goes to nobody who confirms later, and still to who waits for it', async (_, change) => {
    const { joined, refresh, send, folder, open, ledger } = await greeting();
    await refresh();
    await joined('ada');
    await change(folder);
    expect((await refresh()).change).toBe('closed');
    expect((await refresh()).change).toBe('none');
    await joined('grace');
    expect((await open()).open).toBe('closed');
    expect(await send()).toMatchObject({ sent: 1 });
    expect(await ledger.counts((await open()).id)).toEqual({ ...nothing, sent: 1 });
  });

  test('that comes back under the same name goes on where it was', async () => {
    const { joined, refresh, send, folder, write, open } = await greeting();
    await refresh();
    await joined('ada');
    await send();
    const { id } = await open();
    await rm(join(folder, 'issues/welcome.md'));
    await refresh();
    await write('issues/welcome.md', welcome());
    expect(await refresh()).toMatchObject({
      change: 'opened',
      sending: { id, open: 'open', audience: { prepared: 1 } },
    });
    await joined('grace');
    expect(await send()).toMatchObject({ sent: 1 });
  });

  test('goes after all to a reader who left before its turn and came back, and no second time to one who had it', async () => {
    const { joined, refresh, send, subscribers, ledger, open } = await greeting();
    await refresh();
    await joined('ada');
    await subscribers.leave(addressFor('ada@example.org'), 'unsubscribed', { how: 'link', at: new Date('2026-11-01') });
    expect(await send()).toMatchObject({ sent: 0 });
    const { id } = await open();
    expect(await ledger.counts(id)).toEqual({ ...nothing, suppressed: 1 });
    expect((await joined('ada')).result).toBe('spent');
    const again = {
      address: addressFor('ada@example.org'),
      tags: [],
      textHash: '00'.repeat(32),
      how: 'by mail',
    } as const;
    const asked = new Date(clock().getTime() - 60_000);
    expect((await subscribers.confirm({ ...again, asked }, clock())).result).toBe('returned');
    expect(await send()).toMatchObject({ sent: 1 });
    expect(sizeOf(await ledger.counts(id))).toBe(1);
  });

  test('that a server does not take now waits, and the run comes back at once', async () => {
    const { joined, refresh, send, ledger, open } = await greeting();
    await refresh();
    await joined('ada');
    await joined('grace');
    const { outlets } = mailbox((to) =>
      to.startsWith('ada')
        ? { result: 'refused', at: 'recipient', permanent: false, code: 451, reply: '451 4.7.1 come back later' }
        : { result: 'accepted', reply: '250 2.0.0 queued' },
    );
    const run = await send({ outlets });
    expect(run).toMatchObject({ sent: 1, later: 1 });
    expect(run.due!.getTime()).toBeGreaterThan(clock().getTime());
    expect(await ledger.counts((await open()).id)).toEqual({ ...nothing, sent: 1, pending: 1 });
  });

  test('waits where no server is set', async () => {
    const { joined, refresh, send } = await greeting();
    await refresh();
    await joined('ada');
    expect(await send({ outlets: [] })).toMatchObject({ sent: 0, due: clock() });
  });

  test('is known to be sent by another process', async () => {
    const { joined, refresh, send, ledger, open } = await greeting();
    await refresh();
    await joined('ada');
    const share = (await ledger.take((await open()).id))!;
    expect(await send()).toMatchObject({ sent: 0, busy: true });
    await share.release();
  });

  test('is refused with placeholders where a real person would get them, at the opening and later', async () => {
    const { refresh, joined, send, subscribers } = await greeting();
    await refresh();
    await joined('ada');
    await subscribers.confirm(
      {
        address: addressFor('mary@tidings.internal'),
        tags: [],
        asked: clock(),
        textHash: '00'.repeat(32),
        how: 'by mail',
      },
      clock(),
    );
    const later = await refusal(send());
    expect(later.problems[0]).toMatchObject({ severity: 'error', rule: 'placeholder' });
    expect(later.problems[0]!.hint).toContain('cancel these with --cancel');
    const other = await greeting();
    await other.enlist('mary@tidings.internal');
    const { problems, state } = await refusal(other.refresh());
    expect([problems[0]!.rule, state]).toEqual(['placeholder', 'The letter to those who confirm stays as it was.']);
    expect(await other.ledger.sendings()).toEqual([]);
  });

  test('is refused by a list that knows less than its last run did', async () => {
    const { joined, refresh, send, copyList } = await greeting();
    await refresh();
    await joined('ada');
    const copy = await copyList();
    await send();
    const { problems } = await refusal(send({ ledger: copy.ledger }));
    expect(problems[0]).toMatchObject({ rule: 'older-list' });
  });

  test.each([
    ['an error in its front matter', welcome().replace('confirmed', 'joined')],
    ['front matter that is no YAML', welcome().replace('Welcome', '[Welcome')],
    ['an article that is broken', welcome('Hello.', 'articles: [nowhere]\n')],
  ])('that cannot be opened by %s goes to those who confirm meanwhile once it is, not to imported people', async (_, broken) => {
    const { joined, refresh, send, write, enlist, ledger, open } = await greeting({
      files: { 'issues/welcome.md': broken },
    });
    await joined('early');
    await refusal(refresh());
    await joined('ada');
    await enlist('imported@example.org');
    await refusal(refresh());
    await joined('grace');
    expect(await ledger.expectant()).toBe(2);
    await write('issues/welcome.md', welcome());
    expect(await refresh()).toMatchObject({ change: 'opened', expectant: 2, sending: { audience: { prepared: 2 } } });
    expect((await refresh()).change).toBe('none');
    const { letters, outlets } = mailbox();
    expect(await send({ outlets })).toMatchObject({ sent: 2 });
    expect(letters.map((letter) => letter.split(' ')[0]).toSorted()).toEqual(['ada@example.org', 'grace@example.org']);
    expect(await ledger.counts((await open()).id)).toEqual({ ...nothing, sent: 2 });
  });

  test('that real people would have got with placeholders goes to who confirmed meanwhile, too', async () => {
    const { joined, refresh, write, enlist } = await greeting({ domain: 'tidings.internal' });
    await enlist('mary@tidings.internal');
    await write('tidings.yaml', settingsOf('example.org'));
    await refusal(refresh());
    await joined('ada');
    await write('tidings.yaml', settingsOf('tidings.internal'));
    expect(await refresh()).toMatchObject({ change: 'opened', expectant: 1 });
  });

  test('that is a draft or deleted keeps nobody for it who confirms meanwhile', async () => {
    const { joined, refresh, write, folder, ledger } = await greeting({
      files: { 'issues/welcome.md': welcome('Hello.', 'draft: true\n') },
    });
    expect((await refresh()).change).toBe('none');
    await joined('ada');
    expect(await ledger.expectant()).toBe(0);
    await write('issues/welcome.md', welcome().replace('confirmed', 'joined'));
    await refusal(refresh());
    await joined('grace');
    expect(await ledger.expectant()).toBe(1);
    await rm(join(folder, 'issues/welcome.md'));
    expect((await refresh()).change).toBe('none');
    await write('issues/welcome.md', welcome());
    expect(await refresh()).toMatchObject({ change: 'opened', expectant: 0, sending: { audience: { prepared: 0 } } });
  });

  test('cannot be an issue that the list was sent before', async () => {
    const { send, write, refresh, enlist, folder, plan, freeze } = await greeting();
    await rm(join(folder, 'issues/welcome.md'));
    await write('issues/hello.md', '---\nsubject: Hello\ndate: 2026-11-20\n---\n\nHello.\n');
    await enlist('ada@example.org');
    await freeze(await plan({}, { name: 'hello' }));
    await write('issues/hello.md', welcome('Hello.', 'date: 2026-11-20\n'));
    const { problems, exitCode } = await refusal(refresh());
    expect([problems[0]!.rule, exitCode]).toEqual(['open-sending', 2]);
    expect(problems[0]!.message).toBe(
      'hello was sent to the list on 2026-12-01, so it cannot become the letter to those who confirm',
    );
    expect(await send()).toMatchObject({ sent: 0 });
  });

  test('is not opened where letters have no sender, and the problem says so', async () => {
    const { write, refresh } = await greeting();
    await write('tidings.yaml', settingsOf('example.org').replace(/ {2}from: .*\n/, ''));
    expect((await refusal(refresh())).problems[0]!.rule).toBe('no-sender');
  });
});

describe('the plan of the letter to those who confirm', () => {
  test('opens it, counts nobody, and compiles for --dry-run, too', async () => {
    const { plan, ledger } = await greeting();
    expect(await plan({}, { name: 'welcome' })).toMatchObject({ opens: true, count: 0, audience: { prepared: 0 } });
    expect(await ledger.sendings()).toEqual([]);
  });

  test('refuses placeholders for real people in the words of the opening itself', async () => {
    const { plan, refresh, enlist } = await greeting();
    await enlist('mary@tidings.internal');
    const planned = await refusal(plan({}, { name: 'welcome' }));
    expect([planned.problems[0]!.rule, planned.state]).toEqual(['placeholder', 'Nothing was sent.']);
    expect(planned.problems).toEqual((await refusal(refresh())).problems);
    expect((await plan({}, { name: 'welcome', ignore: ['placeholder'] })).opens).toBe(true);
  });

  test.each([
    ['new', { new: true }],
    ['tag', { tag: 'members' }],
    ['refreeze', { refreeze: true }],
  ])('refuses --%s, before it is opened and after', async (flag, options) => {
    const { plan, refresh } = await greeting();
    for (const step of [async () => {}, refresh]) {
      await step();
      const { problems, exitCode } = await refusal(plan(options, { name: 'welcome' }));
      expect([exitCode, problems[0]!.message, problems[0]!.hint]).toEqual([
        2,
        'welcome goes by itself to each reader who confirms, and to nobody else',
        `Leave out --${flag}.`,
      ]);
    }
  });

  test('is about those who wait, and with "only" about those whose letter failed', async () => {
    const { plan, refresh, joined, send } = await greeting();
    await refresh();
    await joined('ada');
    expect(await plan({}, { name: 'welcome' })).toMatchObject({ count: 1, sending: { open: 'open' } });
    const refused: Answer = {
      ...{ result: 'refused', at: 'recipient', permanent: true, code: 554 },
      reply: '554 5.7.1 not wanted',
    };
    await send({ outlets: mailbox(() => refused).outlets });
    expect(await plan({}, { name: 'welcome' })).toMatchObject({ count: 0 });
    expect(await plan({ only: 'failed' }, { name: 'welcome' })).toMatchObject({ count: 1 });
  });
});

test('who wants digests only gets a welcome and digests, and no other issue', async () => {
  const files = { 'issues/week.md': '---\nsubject: Week\nkind: digest\ndate: 2026-11-20\n---\n\nHello.\n' };
  const { plan, freeze, subscribers, refresh, joined, send } = await greeting({ files });
  await refresh();
  await joined('ada');
  await subscribers.change(1, { frequency: 'digests' }, { how: 'preferences' });
  expect(await send()).toMatchObject({ sent: 1 });
  expect(await plan()).toMatchObject({ count: 0, audience: { excluded: { 'digests-only': 1 } } });
  const digest = await plan({}, { name: 'week' });
  expect(digest).toMatchObject({ count: 1, audience: { excluded: { 'digests-only': 0 } } });
  const sending = await freeze(digest);
  expect(sending).toMatchObject({ selection: { digest: true }, audience: { prepared: 1 } });
  expect(await plan({ new: true }, { name: 'week' })).toMatchObject({ count: 1 });
});
