import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { AccessLog } from '../../src/server/access-log.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { outboxStep } from '../../src/server/outbox-step.ts';
import { queueMail } from '../../src/sign-ups/outbox-mail.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { startMailServer, startScript } from '../send/servers.ts';
import { key, storeAt } from '../store/store-at.ts';

const never = new AbortController().signal;

/** The step over a database in which one mail waits; `port` of a mail server, if there is one. */
async function stepTo(port?: number, files: Readonly<Record<string, string>> = {}) {
  const folder = await folderOf({
    'tidings.yaml':
      'title: Example Letters\nurl: https://example.org/\nnewsletter: {from: letter@example.org}\nserver: {url: https://letters.example.org/}\n',
    ...files,
  });
  let now = Date.parse('2026-11-23T12:00:00Z');
  const clock = () => new Date(now);
  const environment = port === undefined ? {} : { SMTP_URL: `smtp://127.0.0.1:${port}` };
  const config = await loadConfig(folder, {}, { cwd: folder, clock, environment });
  const store = await storeAt(join(folder, 'tidings.db'), { clock });
  const mail = {
    kind: 'confirm',
    way: 'form',
    to: 'reader@example.net',
    language: 'en',
    token: 'secret-token',
  } as const;
  await queueMail(store, key, mail, [], clock());
  let logged = '';
  const log = new AccessLog((text) => {
    logged += text;
  }, clock);
  const metrics = new Metrics();
  const step = outboxStep({ config, store, key, clock }, { log, metrics });
  const run = async () => {
    const due = await step.run(never);
    log.flush();
    return due;
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const counted = async () =>
    (await metrics.text()).split('\n').filter((line) => /^tidings_(outbox|sign).*total/.test(line));
  return { folder, run, pass, counted, logged: () => logged, store };
}

test('a mail that a server took is counted, and needs no line in the log', async () => {
  const { port } = await startMailServer();
  const { run, counted, logged } = await stepTo(port);
  expect(await run()).toBeUndefined();
  expect(await counted()).toEqual([
    'tidings_sign_ups_total{result="mailed"} 1',
    'tidings_outbox_mails_total{result="mailed"} 1',
  ]);
  expect(logged()).toBe('');
});

test('of mails that a server took, those that ask to confirm are sign-ups, and those about a new address are not', async () => {
  const { port } = await startMailServer();
  const { run, counted, store } = await stepTo(port);
  const of = { to: 'reader@example.net', language: 'en' };
  await queueMail(store, key, { kind: 'new-address', token: 'x', ...of }, [], new Date('2026-11-23T12:00:00Z'));
  await queueMail(store, key, { kind: 'address-changed', ...of }, [], new Date('2026-11-23T12:00:00Z'));
  await run();
  expect(await counted()).toEqual([
    'tidings_sign_ups_total{result="mailed"} 1',
    'tidings_outbox_mails_total{result="mailed"} 3',
  ]);
});

test('a refused mail is logged by its code alone, and counted', async () => {
  const { port } = await startScript({ RCPT: '550 5.1.1 <reader@example.net>: no such user' });
  const { run, counted, logged } = await stepTo(port);
  await run();
  expect(logged()).toBe('2026-11-23T12:00:00.000Z outbox: a mail was refused (550 5.1.1)\n');
  expect(await counted()).toEqual(['tidings_outbox_mails_total{result="refused"} 1']);
});

test('a relay that is away is told once, and called again when it said so', async () => {
  const { run, logged, store } = await stepTo(1);
  expect(await run()).toBeGreaterThan(0);
  expect(await run()).toBeGreaterThan(0);
  expect(logged().split('\n')).toHaveLength(2);
  expect(logged()).toMatch(/ outbox: .*127\.0\.0\.1:1\b.*; the mails wait\n$/);
  expect(logged()).not.toMatch(/reader|secret/);
  expect((await store.signUps.outbox()).waiting).toBe(1);
});

test('without a mail server the mails wait, and are given up after a day all the same', async () => {
  const { run, pass, counted, logged, store } = await stepTo();
  expect(await run()).toBeUndefined();
  expect((await store.signUps.outbox()).waiting).toBe(1);
  pass(24 * 3_600_000);
  await run();
  expect((await store.signUps.outbox()).waiting).toBe(0);
  expect(await counted()).toEqual(['tidings_outbox_mails_total{result="expired"} 1']);
  expect(logged()).toContain('outbox: 1 mail given up after a day');
});

test('a fault of the theme is told at the start by its file and line, and the mails wait until it is mended', async () => {
  const { port, received } = await startMailServer();
  const theme = { ...(await contentsOf(fileURLToPath(new URL('../../templates/email/plain', import.meta.url)))) };
  const own = Object.fromEntries(Object.entries(theme).map(([name, text]) => [`themes/mine/${name}`, String(text)]));
  const { run, logged, counted, store, folder } = await stepTo(port, {
    'tidings.yaml':
      'title: Example Letters\nurl: https://example.org/\nnewsletter: {from: letter@example.org, theme: mine}\nserver: {url: https://letters.example.org/}\n',
    ...own,
    'themes/mine/action.mjml': '<mjml>\n<mj-body>{{ mail.buton }}</mj-body></mjml>\n',
  });
  await run();
  expect(logged()).toContain('outbox: themes/mine/action.mjml:2:13: undefined variable: mail.buton; the mails wait');
  expect((await store.signUps.outbox()).waiting).toBe(1);
  await rm(join(folder, 'themes/mine/action.mjml'));
  await run();
  expect(received).toHaveLength(1);
  expect(await counted()).toContain('tidings_outbox_mails_total{result="mailed"} 1');
});
