import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { writeToken } from '../../src/subscribers/token.ts';
import { filesBelow } from '../../src/system/files.ts';
import { folderOf } from '../folder.ts';
import { pem, startMailServer } from '../send/servers.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { program } from './browser.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const origin = 'https://letters.example.org';

/** The starter, built and served by the program, with a mail server of its own. */
async function served() {
  const folder = await folderOf();
  const mail = await startMailServer({ secure: true });
  const run = (...words: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { cwd: folder, encoding: 'utf8' });
    expect([words, status, status === 0 ? '' : stderr]).toEqual([words, 0, '']);
  };
  run('init');
  const change = async (name: string, by: (text: string) => string) =>
    writeFile(`${folder}/${name}`, by(await readFile(`${folder}/${name}`, 'utf8')));
  const own = `server:\n  url: ${origin}/mail/\n  tags: [{tag: sea, label: The sea}]\n`;
  await change('tidings.yaml', (text) => `${text.replace(/^url: .*$/m, `url: ${origin}/`)}\n${own}`);
  const variables = `TIDINGS_SECRET=${secret}\nSMTP_URL=smtps://localhost:${mail.port}\n`;
  await change('.env', (text) => `${text.replace(/^TIDINGS_SECRET=.*$/m, '')}\n${variables}`);
  run('build');
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock: () => new Date() });
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grete@example.org')]);
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../send/certificates/authority.pem', import.meta.url)),
  };
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], { cwd: folder, env });
  onTestFinished(async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
  });
  const [first] = (await once(createInterface(server.stdout), 'line')) as [string];
  const tokenOf = (purpose: 'unsubscribe' | 'preferences', subscriber: number) =>
    writeToken(key, { purpose, list: subscribers.list, subscriber });
  return { folder, mail, port: Number(/:(\d+)\//.exec(first)![1]), tokenOf, subscribers };
}

/** A browser for which every host of the world is that server, behind TLS; and everything that it complains of. */
async function visitor(port: number) {
  const tls = createServer({ key: pem('server.key'), cert: pem('localhost.pem') }, (asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (given) => {
      answer.writeHead(given.statusCode!, given.headers);
      given.pipe(answer);
    });
    asked.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(tls, 'listening');
  onTestFinished(() => {
    tls.close();
    tls.closeAllConnections();
  });
  const rule = `MAP * 127.0.0.1:${(tls.address() as AddressInfo).port}`;
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', `--host-resolver-rules=${rule}`];
  const browser = await chromium.launch({ executablePath: program!, args });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return { context, ...heard(context) };
}

function heard(context: BrowserContext) {
  const strangers: string[] = [];
  const complaints: string[] = [];
  context.on('request', (one) => {
    const url = one.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) strangers.push(`${one.frame().url()} → ${url}`);
  });
  context.on('console', (message) => {
    if (/Content.Security.Policy|Refused to|Mixed Content|Permissions-Policy/i.test(message.text()))
      complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return { strangers, complaints };
}

test.skipIf(!program)(
  'no page of the site and no page of the server asks another host for anything, runs into its own policy, or sets a cookie but that of the form',
  async () => {
    const { folder, mail, port, tokenOf, subscribers } = await served();
    const { context, strangers, complaints } = await visitor(port);
    const page = await context.newPage();
    const go = async (path: string) => (await page.goto(`${origin}/${path}`, { waitUntil: 'load' }))?.status();

    const pages = (await filesBelow(`${folder}/output`)).filter((path) => /\.(html|xml|json|txt)$/.test(path));
    expect(pages.filter((path) => path.endsWith('index.html')).length).toBeGreaterThan(10);
    // The letters are for mail programs; the sitemap has no style of its own, and Chromium's view of it has one within.
    for (const path of pages.filter((one) => !/(^|\/)[._]|\/email\.html$|^sitemap\.xml$/.test(one)))
      expect([path, await go(path)]).toEqual([path, 200]);
    for (const path of ['nowhere/', 'mail/confirm/x', 'mail/preferences/x', 'mail/address/x', 'mail/unsubscribe/x'])
      expect([path, await go(path)]).toEqual([path, 404]);
    for (const path of ['healthz', 'mail/sign-up/stamp']) expect([path, await go(path)]).toEqual([path, 200]);

    await go(`mail/preferences/${tokenOf('preferences', 1)}`);
    await page.click('button[value=save], form button.strong, form button');
    await page.waitForLoadState();
    await go(`mail/unsubscribe/${tokenOf('unsubscribe', 1)}`);
    await page.click('.act button, form button');
    await page.waitForLoadState();
    expect((await subscribers.find(addressFor('ada@example.org')))?.status).toBe('unsubscribed');
    expect(await context.cookies()).toEqual([]);

    await go('mail/sign-up');
    await page.fill('input[name=email]', 'mary@example.org');
    // A form that is filled in faster than by hand gets no mail.
    await page.waitForTimeout(2000);
    await page.click('form.form button[type=submit], form button.strong');
    await page.waitForLoadState();
    await expect.poll(() => mail.received.length, { timeout: 20_000 }).toBe(1);
    const text = mail.received[0]!.bytes.toString('latin1').replace(/=\r?\n/g, '');
    const link = /https:\/\/letters\.example\.org\/mail\/confirm\/[\w-]+/.exec(text)![0];
    await page.goto(link);
    // In the browser that has the cookie a script of ours presses the button.
    await expect
      .poll(async () => (await subscribers.find(addressFor('mary@example.org')))?.status, { timeout: 20_000 })
      .toBe('active');
    await page.waitForLoadState();

    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
    expect((await context.cookies()).map(({ name, path, httpOnly, secure }) => [name, path, httpOnly, secure])).toEqual(
      [['tidings-sign-up', '/mail/confirm/', true, true]],
    );
  },
);
