import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A publication that is built and served by the program, with a reader of each language. */
async function served(languages: readonly string[]) {
  const folder = await folderOf({
    'tidings.yaml': 'title: The Letter\nurl: https://example.org/blog/\nserver: {url: https://letters.example.org}\n',
    '.env': `TIDINGS_SECRET=${secret}\n`,
    'articles/2026-11-22-frost.txt': 'Frost\n\nThe first of the year.\n',
  });
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock: () => new Date() });
  const rows = languages.map((language, index) => rowOf(index + 2, `${language}@example.org`, { language }));
  await merge(subscribers, rows);
  const run = (...words: string[]) => spawn(process.execPath, [cli, ...words], { cwd: folder });
  await once(run('build').on('error', expect.unreachable), 'exit');
  const server = run('serve', '--port', '0');
  onTestFinished(() => void server.kill('SIGKILL'));
  const log = text(server.stderr);
  const lines: string[] = [];
  const printed = createInterface(server.stdout);
  printed.on('line', (line) => lines.push(line));
  const [first] = (await once(printed, 'line')) as [string];
  const origin = /http:\/\/[^/]+/.exec(first)![0];
  const linkOf = (subscriber: number) =>
    `${origin}/unsubscribe/${writeToken(key, { purpose: 'unsubscribe', list: subscribers.list, subscriber })}`;
  const statusOf = async (address: string) => (await subscribers.find(addressFor(address)))?.status;
  return { server, origin, linkOf, statusOf, lines, log };
}

describe.skipIf(!program)('the way out in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser?.close());

  test('can be read and pressed by everybody, in light and dark, from either side, and takes the reader off', async () => {
    const { server, linkOf, statusOf, lines, log } = await served(['en', 'ar', 'ja']);
    for (const [index, language] of ['en', 'ar', 'ja'].entries()) {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('requestfailed', (request) => faults.push(request.url()));
      const link = linkOf(index + 1);
      await page.goto(link);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
      expect(await statusOf(`${language}@example.org`)).toBe('active');
      await page.keyboard.press('Tab');
      await page.focus('form button');
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'POST'),
        page.keyboard.press('Enter'),
      ]);
      await page.waitForLoadState();
      expect(await statusOf(`${language}@example.org`)).toBe('unsubscribed');
      expect(await page.locator('form').count()).toBe(0);
      expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    }
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(await log).toBe('');
    expect(lines.filter((line) => / POST /.test(line))).toHaveLength(3);
    for (const index of [1, 2, 3]) expect(lines.join('\n')).not.toContain(linkOf(index).split('/').at(-1));
  });
});

test('a mail program that presses the button of the header takes the reader off while the server runs', async () => {
  const { linkOf, statusOf } = await served(['de']);
  const answer = await fetch(linkOf(1), {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    redirect: 'manual',
  });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  expect(await answer.text()).toContain('Sie sind abgemeldet');
  expect(await statusOf('de@example.org')).toBe('unsubscribed');
});
