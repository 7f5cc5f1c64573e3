import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { authenticate } from 'mailauth';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBounceTag } from '../../src/send/message/bounce-tag.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { readToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { keys, resolver, verdictsOfDkimpy } from '../send/letters.ts';
import { type MailServer, mailServerPrograms, startMailServer } from './mailserver.ts';
import { openList } from './open-list.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const programs = mailServerPrograms();
const python = requires('dkim');

const settings = `title: Example Letters
url: https://example.org
newsletter:
  from: Example Letters <letters@example.org>
  listId: letters.example.org
  address: 1 Example Street, Example Town
  unsubscribeUrl: https://example.org/unsubscribe/{token}
  unsubscribeEmail: unsubscribe@example.org
  dkim: {selector: [mail2026, mail2026ed]}
send: {connections: 2, idempotencyHeader: X-Example-Idempotency-Key}
`;
const article = `---
title: The first frost – früh
date: 2026-11-23
---
The beds were white at *seven*.

.A line that begins with a dot.
`;
const people = ['one', 'two', 'gone', 'nobody'];

describe.skipIf(!programs || !python)('over a real Postfix into the mailboxes of a real Dovecot', () => {
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer(programs!, {
      users: ['letters', 'bounces', 'one', 'two', 'three'],
      forgotten: ['gone'],
    });
  });
  afterAll(() => server?.stop());

  test('an issue reaches everybody with its signatures and headers whole, and each copy tells whose it is', async () => {
    const folder = await publication(server, 'bounces: {address: bounces@example.org}\n', people);
    // One address has no mailbox, which is said at once.
    expect(await run(server, folder, 'send', 'frost', '--confirm=4')).toMatchObject({ code: 3 });
    const { key, ledger, subscribers, close } = await openList(folder);
    const [sending] = await ledger.sendings();
    const ids = [];
    for (const user of ['one', 'two']) {
      const subscriber = (await subscribers.find(addressOf(`${user}@example.org`)!))!;
      const [letter] = await server.fetch(user, 1);
      const { dkim } = await authenticate(letter!, { resolver });
      expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
      expect(verdictsOfDkimpy(python!, [letter!])).toEqual([[true, true]]);
      const { headers, subject, to, text: words, html } = await PostalMime.parse(letter!);
      const field = (name: string) => headers.find((header) => header.key === name)?.value ?? '';
      expect({ subject, to }).toMatchObject({
        subject: 'The first frost – früh',
        to: [{ address: `${user}@example.org` }],
      });
      expect([words, html]).toEqual(Array(2).fill(expect.stringContaining('.A line that begins with a dot.')));
      const tag = /^<bounces\+(.+)@example\.org>$/.exec(field('return-path'))?.[1];
      expect(readBounceTag(key, subscribers.list, tag!)).toEqual({ sending: sending!.id, subscriber: subscriber.id });
      const token = /<https:\/\/example\.org\/unsubscribe\/([\w-]+)>/.exec(field('list-unsubscribe'))?.[1];
      expect(readToken(key, token!, 'unsubscribe')).toMatchObject({ subscriber: subscriber.id });
      expect(field('list-unsubscribe')).toContain(`<mailto:unsubscribe@example.org?subject=unsubscribe%20${token}>`);
      expect(field('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      expect(field('list-id')).toBe('<letters.example.org>');
      expect(`<${field('x-example-idempotency-key')}>`).toBe(field('message-id'));
      ids.push(field('message-id'));
    }
    expect(new Set(ids).size).toBe(2);
    await close();
  });

  test('who has no mailbox is marked as bounced at once, and who has lost it when the letter comes back', async () => {
    const folder = await publication(server, 'bounces: {address: bounces@example.org}\n', ['gone', 'nobody', 'three']);
    const before = (await server.fetch('bounces')).length;
    const { code, stdout } = await run(server, folder, 'send', 'frost', '--confirm=3', '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 3 });
    const { key, ledger, subscribers, close } = await openList(folder);
    const [sending] = await ledger.sendings();
    const of = async (user: string) => (await subscribers.find(addressOf(`${user}@example.org`)!))!;
    const nobody = await of('nobody');
    const record = await ledger.who(sending!.id, nobody.id);
    expect(record).toMatchObject({ state: 'failed', events: [{ reply: expect.stringMatching(/^550 5\.1\.1 /) }] });
    expect(nobody.status).toBe('bounced');
    // The server took this one, and learned only later that nobody has the mailbox.
    const gone = await of('gone');
    expect(await ledger.who(sending!.id, gone.id)).toMatchObject({ state: 'sent' });
    const letters = await server.fetch('bounces', before + 1);
    const report = await PostalMime.parse(letters.at(-1)!);
    const tag = /^bounces\+(.+)@example\.org$/.exec(report.to?.[0]?.address ?? '')?.[1];
    expect(readBounceTag(key, subscribers.list, tag!)).toEqual({ sending: sending!.id, subscriber: gone.id });
    expect(await run(server, folder, 'inbox')).toMatchObject({ code: 0 });
    expect((await of('gone')).status).toBe('bounced');
    expect((await of('three')).status).toBe('active');
    await close();
  });

  test('who asks by mail to be taken off is taken off', async () => {
    // Both kinds of mail may go to one mailbox.
    const folder = await publication(server, 'bounces: {address: bounces@example.org}\n', ['one', 'two']);
    const yaml = await readFile(join(folder, 'tidings.yaml'), 'utf8');
    await writeFile(join(folder, 'tidings.yaml'), yaml.replace('unsubscribe@example.org', 'bounces@example.org'));
    const arrived = (await server.fetch('one')).length;
    expect(await run(server, folder, 'send', 'frost', '--confirm=2')).toMatchObject({ code: 0 });
    const letter = (await server.fetch('one', arrived + 1)).at(-1)!;
    const { headers } = await PostalMime.parse(letter);
    const field = headers.find(({ key }) => key === 'list-unsubscribe')!.value;
    // What a mail program does with the link.
    const link = new URL(/<(mailto:[^>]+)>/.exec(field)![1]!);
    const asked = `From: one@example.org\r\nTo: ${link.pathname}\r\nSubject: ${link.searchParams.get('subject')}\r\nMessage-ID: <asked@example.org>\r\n\r\n`;
    const before = (await server.fetch('bounces')).length;
    const { SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD } = server.environmentOf({ sends: 'one', reads: 'bounces' });
    await createTransport({
      ...{ host: SMTP_HOST!, port: Number(SMTP_PORT), requireTLS: true },
      auth: { user: SMTP_USER!, pass: SMTP_PASSWORD! },
      tls: { ca: await readFile(server.authority) },
    }).sendMail({ envelope: { from: 'one@example.org', to: link.pathname }, raw: asked });
    await server.fetch('bounces', before + 1);
    expect(await run(server, folder, 'inbox')).toMatchObject({ code: 0 });
    const { subscribers, close } = await openList(folder);
    const statuses = ['one', 'two'].map(
      async (user) => (await subscribers.find(addressOf(`${user}@example.org`)!))!.status,
    );
    expect(await Promise.all(statuses)).toEqual(['unsubscribed', 'active']);
    await close();
  });

  test('a second run sends nothing to anybody', async () => {
    const folder = await publication(server, '', ['three']);
    const before = (await server.fetch('three')).length;
    expect(await run(server, folder, 'send', 'frost', '--confirm=1')).toMatchObject({ code: 0 });
    const letters = await server.fetch('three', before + 1);
    // Without an address for bounces, they go to the sender.
    expect(letters.at(-1)!.toString()).toMatch(/^Return-Path: <letters@example\.org>\r\n/);
    expect(await run(server, folder, 'send', 'frost', '--confirm=1')).toMatchObject({ code: 0 });
    expect(await server.fetch('three', before + 1)).toHaveLength(before + 1);
  });
});

/** A publication with these people on its list, who are readers of the server. */
async function publication(server: MailServer, more: string, users: readonly string[]): Promise<string> {
  const environment = Object.entries(server.environmentOf({ sends: 'letters', reads: 'bounces' })).map(
    ([name, value]) => `${name}="${value}"\n`,
  );
  const folder = await folderOf({
    'tidings.yaml': settings + more,
    'articles/frost.md': article,
    '.env': `${environment.join('')}TIDINGS_SECRET=${'0123456789abcdef'.repeat(4)}\nDKIM_PRIVATE_KEY_FILE=dkim.pem\n`,
    'dkim.pem': keys.map(({ key }) => key.export({ format: 'pem', type: 'pkcs8' })).join(''),
    'list.csv': `email,name\n${users.map((user) => `${user}@example.org,Reader ${user}\n`).join('')}`,
  });
  const imported = await run(server, folder, 'subscribers', 'import', 'list.csv', '--consent', 'a test', '--apply');
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  return folder;
}

async function run(server: MailServer, folder: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: server.authority };
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code: code as number | null, stdout, stderr };
}
