import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inbox } from '../../src/commands/inbox.ts';
import { inboxShow } from '../../src/commands/inbox-show.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { imapServer } from '../inbox/imap-server.ts';
import { mailOf, written } from '../inbox/mails.ts';
import { startMailServer } from '../send/servers.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { proved } from './schema.ts';

const clock = () => new Date('2026-11-23T09:00:00Z');
const yaml = `title: My Letter
url: https://example.org
newsletter: {from: letters@letters.example.org, unsubscribeEmail: leave@letters.example.org}
bounces: {address: bounces@letters.example.org, mailbox: Bounces}
`;

/** A publication with ada on its list, three mails that came back, and a terminal. */
async function publication(environment: Readonly<Record<string, string>> = {}) {
  const folder = await folderOf({ 'tidings.yaml': yaml, '.env': `TIDINGS_SECRET=${secret}\n` });
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock });
  await merge(subscribers, [rowOf(2, 'ada@example.org')]);
  const said = { text: '', value: {} as Record<string, unknown> };
  const terminal: Terminal = {
    json: false,
    context: { cwd: folder, environment, clock },
    signal: new AbortController().signal,
    hurry: new AbortController().signal,
    result: proved((text, value) => Object.assign(said, { text, value })),
    stream: async () => {},
    ask: async () => undefined,
    note: () => {},
    warn: () => {},
    refuse: () => {},
  };
  const token = writeToken(key, { purpose: 'unsubscribe', list: subscribers.list, subscriber: 1 });
  const mails = [
    mailOf('complaint', { token }),
    mailOf('away'),
    written(['Date: Mon, 23 Nov 2026 08:00:00 +0000', 'From: x@example.net', 'Subject: A question'], 'Who are you?'),
  ].map(String);
  return { folder, subscribers, terminal, said, mails };
}

const flags = { publication: '.' };

test('an account is read by the folder of the settings, and who complained is off the list', async () => {
  const { folder, subscribers, terminal, said, mails } = await publication();
  const folders = new Map([['Bounces', new Map(mails.map((mail, index) => [index + 1, mail]))]]);
  const { port } = await imapServer(folders);
  const environment = { IMAP_URL: `imap://ada:secret@127.0.0.1:${port}` };
  const context = { cwd: folder, environment, clock };
  expect(await inbox({ ...terminal, context }, undefined, { ...flags, moveTo: 'Done' })).toBe(0);
  expect(said.text).toBe(
    `3 new mails in Bounces at 127.0.0.1:${port}.
  complaints of spam          1
  automatic answers           1
  left alone                  1

Taken off the list:
  ada@example.org: by a complaint of spam

Left alone:
  2026-11-23  x@example.net  "A question": it is a mail of its own
2 mails moved.
Next: read the mail that was left alone yourself.
`,
  );
  expect([...folders.get('Bounces')!.values()]).toEqual([mails[2]]);
  expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ status: 'complained' });
});

test('a Maildir is read, and read again nothing is new; what was left alone is counted in one line, and stays', async () => {
  const { folder, terminal, said, mails } = await publication();
  const maildir = join(folder, 'Maildir');
  const { writeFile } = await import('node:fs/promises');
  for (const part of ['new', 'cur']) await mkdir(join(maildir, part), { recursive: true });
  for (const [index, mail] of mails.entries()) await writeFile(join(maildir, 'new', `${index}.x`), mail);
  await inbox(terminal, 'Maildir', flags);
  expect(said.value).toMatchObject({
    applied: true,
    read: 3,
    known: 0,
    counts: { complaint: 1, automatic: 1, unknown: 1 },
  });
  await inbox(terminal, 'Maildir', { ...flags, moveTo: 'Done' });
  expect(said.value).toMatchObject({ read: 0, known: 2, leftAlone: 1, moved: 2, counts: { unknown: 0 }, mails: [] });
  expect(said.text).toBe(
    '0 new mails in Maildir, and 2 that were read before, and 1 that was left alone before.\n2 mails moved.\nNext: write the next article.\n',
  );
  expect(await readdir(join(maildir, 'new'))).toEqual(['2.x']);
  expect(await readdir(join(folder, 'Done', 'cur'))).toHaveLength(2);
});

test('mail that is left alone is new for as long as nobody was told of it: after a dry run, and after a run that failed', async () => {
  const { folder, terminal, said, mails } = await publication();
  const maildir = join(folder, 'Maildir');
  for (const part of ['new', 'cur']) await mkdir(join(maildir, part), { recursive: true });
  await writeFile(join(maildir, 'new', '2.x'), mails[2]!);
  await inbox(terminal, 'Maildir', { ...flags, dryRun: true });
  const broken = {
    ...terminal,
    result: () => {
      throw new Error('the pipe broke');
    },
  };
  await expect(inbox(broken, 'Maildir', flags)).rejects.toThrow('the pipe broke');
  await inbox(terminal, 'Maildir', flags);
  expect(said.value).toMatchObject({ read: 1, leftAlone: 0, mails: [{ kind: 'unknown', subject: 'A question' }] });
  await writeFile(join(maildir, 'new', '3.x'), mails[2]!.replace('A question', 'Another'));
  for (const dryRun of [true, false]) {
    await inbox(terminal, 'Maildir', { ...flags, dryRun });
    expect(said.value).toMatchObject({ read: 1, leftAlone: 1, mails: [{ kind: 'unknown', subject: 'Another' }] });
    expect(said.text).not.toContain('A question');
  }
});

test('a dry run moves nothing and takes nobody off', async () => {
  const { folder, subscribers, terminal, said, mails } = await publication();
  const maildir = join(folder, 'Maildir');
  const { writeFile } = await import('node:fs/promises');
  for (const part of ['new', 'cur']) await mkdir(join(maildir, part), { recursive: true });
  await writeFile(join(maildir, 'new', '1.x'), mails[0]!);
  await inbox(terminal, 'Maildir', { ...flags, dryRun: true, moveTo: 'Done' });
  expect(said.text).toContain('Would be taken off the list:\n  ada@example.org');
  expect(said.text).toContain('Nothing was stored. Next: run it again without --dry-run.');
  expect(await readdir(join(maildir, 'new'))).toEqual(['1.x']);
  expect(await subscribers.find(addressFor('ada@example.org'))).toMatchObject({ status: 'active' });
});

test('Ctrl-C tells what was stored, and reading again goes on from there', async () => {
  const { folder, terminal, said, mails } = await publication();
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(folder, 'mbox'), mails.map((mail) => `From x\n${mail}\n\n`).join(''));
  const interrupt = new AbortController();
  interrupt.abort(new Error('Ctrl-C'));
  await expect(inbox({ ...terminal, signal: interrupt.signal }, 'mbox', flags)).rejects.toMatchObject({
    state: 'What was read so far is stored; read the mailbox again to go on.',
  });
  await inbox(terminal, 'mbox', flags);
  expect(said.value).toMatchObject({ read: 3 });
});

test.each([
  ['IMAP_URL', { IMAP_URL: 'https://example.org' }, 'IMAP_URL is not an IMAP address'],
  ['IMAP_PORT', { IMAP_HOST: 'localhost', IMAP_PORT: 'x' }, 'IMAP_PORT is "x"'],
  ['IMAP_TLS', { IMAP_HOST: 'localhost', IMAP_TLS: 'yes' }, 'IMAP_TLS is "yes"'],
  ['IMAP_PASSWORD_FILE', { IMAP_HOST: 'localhost', IMAP_PASSWORD_FILE: 'gone' }, 'which cannot be read (ENOENT)'],
])('a wrong %s is told, and only by those who read mail', async (_, environment, words) => {
  const { terminal } = await publication(environment);
  await expect(inbox(terminal, undefined, flags)).rejects.toThrow(words);
});

test('events of mail providers that were left alone are shown, newest first, and safe for a terminal', async () => {
  const { folder, terminal, said } = await publication();
  const show = () => inboxShow(terminal, undefined, { ...flags, show: true });
  expect(await show()).toBe(0);
  expect(said.text).toBe('Mail providers sent nothing in 30 days that was left alone.\n');
  const { returnedMail } = await storeAt(`${folder}/tidings.db`, { clock });
  const event = (id: number, content: string) => ({
    ...{ fingerprint: Buffer.from([id]), provider: 'ses', at: new Date(Date.UTC(2026, 10, id)), content },
    reason: 'nothing proves which letter came back',
  });
  const hostile = '{"Email":"x@example.net\u001b[2J\u202e"}';
  await returnedMail.keep([event(1, hostile), event(2, '{"Type":"HardBounce"}')]);
  await show();
  expect(said.text).toBe(`2 events of mail providers in 30 days, left alone:
  2026-11-02  ses: nothing proves which letter came back
    {"Type":"HardBounce"}
  2026-11-01  ses: nothing proves which letter came back
    {"Email":"x@example.net [2J "}
Next: look these letters up at the provider, if there are many.
`);
  expect(said.value).toMatchObject({ events: [{ content: '{"Type":"HardBounce"}' }, { content: hostile }] });
  await returnedMail.keep(Array.from({ length: 25 }, (_, id) => event(id + 3, '{}')));
  await show();
  expect(said.text).toContain('  and 7 more; --json has them all\n');
});

test.each([
  ['mbox', {}],
  [undefined, { dryRun: true }],
  [undefined, { moveTo: 'Done' }],
])('they are shown without a mailbox: %s and %j are refused', async (source, more) => {
  const { terminal } = await publication();
  const showing = inboxShow(terminal, source, { ...flags, show: true, ...more });
  await expect(showing).rejects.toMatchObject({ exitCode: 2, message: '--show reads no mailbox' });
});

/** The addresses of this publication are placeholders. */
const examplesOnly = 'only addresses set apart for examples, such as reader@example.org, can join by mail';

describe('joining by mail', () => {
  const joining = yaml
    .replace('leave@letters.example.org}', 'leave@letters.example.org, subscribeEmail: join@letters.example.org}')
    .replace('mailbox: Bounces', 'authserv: mx.example.org');
  const wish = written([
    'Authentication-Results: mx.example.org; dmarc=pass header.from=example.net',
    ...['From: Ben <ben@example.net>', 'To: join@letters.example.org', 'Date: Mon, 23 Nov 2026 08:00:00 +0000'],
  ]);

  /** A mailbox in which ben wants to join, and a mail server. */
  async function asked(environment: Readonly<Record<string, string>> = {}, settings = joining) {
    const { folder, terminal, said } = await publication();
    await writeFile(join(folder, 'tidings.yaml'), settings);
    await writeFile(join(folder, 'mbox'), `From x\n${wish}\n`);
    const warned: string[] = [];
    const warn: Terminal['warn'] = (problems) => warned.push(...problems.map(({ message }) => message));
    const read = (more = {}) =>
      inbox({ ...terminal, warn, context: { cwd: folder, environment, clock } }, 'mbox', { ...flags, ...more });
    const { signUps } = await storeAt(`${folder}/tidings.db`, { clock });
    return { read, said, warned, signUps };
  }

  test('whoever asks gets a mail at the end of the run, and the next command reads the answer', async () => {
    const sink = await startMailServer();
    const { read, said, warned, signUps } = await asked({ SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
    expect(await read({ dryRun: true })).toBe(0);
    expect(said.text).toContain('Would be asked to confirm:\n  ben@example.net\n');
    expect(said.value).not.toHaveProperty('outbox');
    expect([await signUps.outbox(), sink.received]).toEqual([{ waiting: 0 }, []]);
    expect(await read()).toBe(0);
    expect(said.text).toBe(`1 new mail in mbox.
  wishes to join              1

Asked to confirm:
  ben@example.net

Mails that ask to confirm:
  1 sent
Next: read their answers:
  npx tidings inbox
`);
    expect(said.value).toMatchObject({ outbox: { sent: 1, waiting: 0 } });
    expect(sink.received).toHaveLength(1);
    expect(warned).toEqual([examplesOnly, examplesOnly]);
  });

  test('where the mail server is away, the mail waits and a run without new mail sends it', async () => {
    const { read, said, warned, signUps } = await asked({ SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(await read()).toBe(0);
    expect(said.text).toContain('1 waiting for the mail server; the next run tries again, for a day');
    expect(said.value).toMatchObject({ outbox: { sent: 0, waiting: 1 } });
    expect(warned).toEqual([examplesOnly, expect.stringContaining('127.0.0.1:1')]);
    expect(await signUps.outbox()).toMatchObject({ waiting: 1 });
  });

  test('a mail server that is not set is asked for', async () => {
    const { read, warned } = await asked();
    expect(await read()).toBe(0);
    expect(warned).toEqual([expect.stringMatching(/^no mail server is set that could send/)]);
  });

  test('while no server is named whose word counts, it is off and says so', async () => {
    const { read, said, warned } = await asked({}, joining.replace(', authserv: mx.example.org', ''));
    expect(await read()).toBe(0);
    expect(warned).toEqual(['joining by mail is off: mail to join@letters.example.org gets no answer']);
    expect(said.text).toContain('joining by mail is off, because bounces.authserv is not set');
  });
});
