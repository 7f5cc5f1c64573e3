import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { authenticate } from 'mailauth';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageBytes } from '../../src/email/message/compose.ts';
import { signMessage } from '../../src/send/message/dkim.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { keys, resolver, zone } from '../send/letters.ts';
import { type MailServer, mailServerPrograms, startMailServer } from './mailserver.ts';
import { authserv } from './mailserver-settings.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const programs = mailServerPrograms();
const opendkim = requires('opendkim');

const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  address: 1 Example Street, Example Town
  subscribeEmail: subscribe@example.org
  unsubscribeEmail: subscribe@example.org
  dkim: {selector: [mail2026, mail2026ed]}
bounces: {address: bounces@example.org, authserv: ${authserv}}
`;
const article = (title: string, day: number) =>
  `---\ntitle: ${title}\ndate: 2026-11-${day}\n---\nThe beds were white at *seven*.\n`;

describe.skipIf(!programs || !opendkim)('by mail alone, over Postfix, OpenDKIM and Dovecot', () => {
  let server: MailServer;
  beforeAll(async () => {
    const verifier = { opendkim: opendkim!, zone };
    server = await startMailServer(programs!, {
      users: ['letters', 'subscribe', 'bounces', 'ada', 'ben', 'eve'],
      verifier,
    });
  });
  afterAll(() => server?.stop());

  test('a reader joins, confirms, is greeted, gets an issue and leaves again, and the log tells all of it', async () => {
    const { run, inbox, recordOf } = await publication(server);
    const link = new URL('mailto:subscribe@example.org?subject=subscribe');
    await write(server, 'ada', { to: link.pathname, subject: 'subscribe', header: ['Content-Language: de-DE'] });
    await server.fetch('subscribe', 1);

    const dry = await inbox('--dry-run');
    expect(dry).toMatchObject({ applied: false, counts: { asked: 1 }, mails: [{ address: 'ada@example.org' }] });
    expect(await inbox()).toMatchObject({ counts: { asked: 1 }, outbox: { sent: 1, postponed: 0, refused: 0 } });
    const [question] = await letters(server, 'ada', 1);
    expect(question!.subject).toMatch(/^Please confirm: Example Letters \[[\w-]{80,200}\]$/);
    expect(field(question!, 'auto-submitted')).toBe('auto-replied');
    expect(question!.subject!.length).toBeLessThan(250);
    expect((await inbox()).read).toBe(0);
    expect(await recordOf('ada')).toBeUndefined();

    await answer(server, 'ada', question!);
    await server.fetch('subscribe', 2);
    expect(await inbox()).toMatchObject({ counts: { joined: 1 }, outbox: { sent: 0 } });
    expect(await recordOf('ada')).toMatchObject({ status: 'active' });

    await run('build');
    const greeting = (await letters(server, 'ada', 2)).at(-1)!;
    expect(greeting.subject).toBe('Welcome to Example Letters');
    expect(await run('send', 'frost', '--confirm=2')).toMatchObject({ code: 0 });
    const letter = (await letters(server, 'ada', 3)).at(-1)!;
    expect(letter.subject).toBe('The first frost');
    expect(field(letter, 'list-subscribe')).toBe('<mailto:subscribe@example.org?subject=subscribe>');
    const { dkim } = await authenticate((await server.fetch('ada')).at(-1)!, { resolver });
    expect(dkim.results.map(({ status, signingHeaders }) => [status.result, signingHeaders?.keys])).toEqual(
      Array(2).fill(['pass', expect.stringMatching(/list-subscribe/i)]),
    );

    // The one word, as an answer to the letter: it goes to the sender, whose mail comes into the same mailbox.
    await answer(server, 'ada', letter, { body: 'unsubscribe', to: 'subscribe@example.org', signed: false });
    await server.fetch('subscribe', 3);
    expect(await inbox()).toMatchObject({ counts: { unsubscribe: 1 }, outbox: { sent: 0 } });
    expect(await run('send', 'snow', '--confirm=1')).toMatchObject({ code: 0 });
    // The reader who was imported got no greeting.
    const ofOther = (await letters(server, 'ben', 2)).map(({ subject }) => subject);
    expect(ofOther).toEqual(['The first frost', 'The first snow']);
    expect(await server.fetch('ada')).toHaveLength(3);

    expect(await recordOf('ada')).toMatchObject({ status: 'unsubscribed' });
    const { stdout } = await run('subscribers', 'show', 'ada@example.org', '--json');
    const log = (JSON.parse(stdout) as { consent: { event: string; how: string; shown?: string }[] }).consent;
    expect(log.map(({ event, how }) => [event, how])).toEqual([
      ['confirmed', 'by mail'],
      ['unsubscribed', 'by mail'],
    ]);
    expect(log[0]!.shown).toContain('just answer this email');
  });

  test('nobody is answered whom the server has not proven', async () => {
    const { inbox, recordOf } = await publication(server);
    const before = (await server.fetch('subscribe')).length;
    const forged = `Authentication-Results: ${authserv}; dmarc=pass header.from=example.org`;
    const mails = [
      { to: 'subscribe@example.org', subject: 'not signed', signed: false },
      { to: 'subscribe@example.org', subject: 'a field of its own', signed: false, header: [forged] },
      { to: 'subscribe@example.org', subject: 'another sender', header: ['X-A: a'], from: 'victim@example.net' },
      { to: 'subscribe@example.org', subject: 'a program', header: ['Auto-Submitted: auto-generated'] },
      { to: 'subscribe@example.org', subject: 'a list', header: ['List-Id: <friends.example.org>'] },
    ];
    for (const mail of mails) await write(server, 'eve', mail);
    await server.fetch('subscribe', before + mails.length);
    const { mails: readings } = await inbox();
    const of = (subject: string) => readings.find((one) => one.subject === subject);
    expect(of('not signed')).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('neither DMARC') });
    expect(of('a field of its own')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('neither DMARC'),
    });
    expect(of('another sender')).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('of example.net') });
    expect(of('a program')).toMatchObject({ kind: 'automatic' });
    expect(of('a list')).toMatchObject({ kind: 'unknown', reason: 'it came over a mailing list' });
    expect(await server.fetch('eve')).toEqual([]);
    expect(await recordOf('eve')).toBeUndefined();
  });
});

/** A publication that reads the mailbox of subscribe@example.org. */
async function publication(server: MailServer) {
  const environment = Object.entries(server.environmentOf({ sends: 'letters', reads: 'subscribe' })).map(
    ([name, value]) => `${name}="${value}"\n`,
  );
  const folder = await folderOf({
    'tidings.yaml': settings,
    'articles/frost.md': article('The first frost', 23),
    'articles/snow.md': article('The first snow', 24),
    '.env': `${environment.join('')}TIDINGS_SECRET=${'0123456789abcdef'.repeat(4)}\nDKIM_PRIVATE_KEY_FILE=dkim.pem\n`,
    'issues/welcome.md': '---\nsubject: Welcome to Example Letters\nsendOn: confirmed\n---\n\nGood to have you here.\n',
    'list.csv': 'email\nben@example.org\n',
    'dkim.pem': keys.map(({ key }) => key.export({ format: 'pem', type: 'pkcs8' })).join(''),
  });
  const run = async (...args: string[]) => {
    const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: server.authority };
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
    return { code: code as number | null, stdout, stderr };
  };
  const inbox = async (...flags: string[]): Promise<InboxResult> => {
    const { code, stdout, stderr } = await run('inbox', '--json', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  /** What an export tells of a person. */
  const recordOf = async (user: string) => {
    const { stdout } = await run('subscribers', 'export');
    const [names, ...rows] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const row = rows.find((values) => values.includes(`${user}@example.org`));
    return row && Object.fromEntries(names!.map((name, index) => [name, row[index]]));
  };
  const imported = await run('subscribers', 'import', 'list.csv', '--consent', 'a test', '--apply');
  expect(imported).toMatchObject({ code: 0 });
  return { run, inbox, recordOf };
}

interface InboxResult {
  readonly read: number;
  readonly mails: readonly { readonly subject: string }[];
}

interface Written {
  readonly to: string;
  readonly subject: string;
  readonly from?: string;
  readonly body?: string;
  readonly header?: readonly string[];
  /** By the provider of the reader. */
  readonly signed?: boolean;
}

/** Sends a mail as the program of a reader does. */
async function write(server: MailServer, user: string, mail: Written): Promise<void> {
  const address = `${user}@example.org`;
  const { to, subject, from = address, body = 'Hello.', header = [], signed = true } = mail;
  const fields = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@example.org>`,
    ...header,
  ];
  const message = { fields: fields.map((one) => `${one}\r\n`), body: [Buffer.from(`${body}\r\n`)] };
  const raw = messageBytes(signed ? await signMessage(message, keys.slice(0, 1)) : message);
  const { SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD } = server.environmentOf({ sends: user, reads: user });
  await createTransport({
    ...{ host: SMTP_HOST!, port: Number(SMTP_PORT), requireTLS: true },
    auth: { user: SMTP_USER!, pass: SMTP_PASSWORD! },
    tls: { ca: await readFile(server.authority) },
  }).sendMail({ envelope: { from: address, to }, raw: Buffer.from(raw) });
}

/** Answers a mail as a mail program does: to its Reply-To, with its subject folded and its Message-ID named. */
async function answer(server: MailServer, user: string, mail: Email, more: Partial<Written> = {}): Promise<void> {
  const to = mail.replyTo?.[0]?.address ?? mail.from!.address!;
  const subject = `Re: ${mail.subject!.replace(' [', '\r\n [')}`;
  const header = [`In-Reply-To: ${mail.messageId}`, `References: ${mail.messageId}`];
  await write(server, user, { to, subject, header, body: 'Yes, please.', ...more });
}

async function letters(server: MailServer, user: string, count: number): Promise<Email[]> {
  return Promise.all((await server.fetch(user, count)).map((letter) => PostalMime.parse(letter)));
}

function field({ headers }: Email, name: string): string | undefined {
  return headers.find(({ key }) => key === name)?.value;
}
