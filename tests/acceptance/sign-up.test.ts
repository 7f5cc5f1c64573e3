import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeSignUp } from '../../src/sign-ups/ticket.ts';
import { folderOf } from '../folder.ts';
import { freePort } from '../ports.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A publication that the program serves on this machine, where browsers keep cookies as they do behind TLS. */
async function served() {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const folder = await folderOf({
    'tidings.yaml': [
      ...['title: The Letter', 'url: https://example.org/', 'newsletter: {from: letter@letters.example.org}'],
      `server: {url: https://letters.example.org, origins: [${origin}], tags: [sea, garden]}`,
    ].join('\n'),
    // Nothing listens there, so that the mails wait.
    '.env': `TIDINGS_SECRET=${secret}\nSMTP_URL=smtp://127.0.0.1:9\n`,
    'articles/2026-11-22-frost.txt': 'Frost\n\nThe first of the year.\n',
  });
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock: () => new Date() });
  const run = (...words: string[]) => spawn(process.execPath, [cli, ...words], { cwd: folder });
  await once(run('build').on('error', expect.unreachable), 'exit');
  const server = run('serve', '--port', String(port));
  onTestFinished(() => void server.kill('SIGKILL'));
  await once(createInterface(server.stdout), 'line');
  /** The link of the mail that the address gets. */
  const linkFor = (address: string) => {
    const base = { list: subscribers.list, address: addressFor(address), tags: [], way: 'form' as const };
    return `${origin}/confirm/${writeSignUp(key, { ...base, textHash: 'ab'.repeat(32), asked: new Date() })}`;
  };
  const statusOf = async (address: string) => (await subscribers.find(addressFor(address)))?.status;
  return { origin, linkFor, statusOf };
}

describe.skipIf(!program)('the form in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser?.close());

  /** A page of a browser of its own, and the faults that it meets, such as a policy that forbids something. */
  const visitor = async (javaScriptEnabled = true) => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (line) => {
      // Browsers ask for an icon that this publication does not have.
      const isIcon = line.location().url.endsWith('/favicon.ico');
      if (line.type() === 'error' && !isIcon) faults.push(line.text());
    });
    return { page, faults };
  };

  const subscribe = async (page: Page, origin: string, address: string) => {
    await page.goto(`${origin}/sign-up`);
    await page.locator('input[type=email]').fill(address);
    await page.getByRole('button').click();
    const [asked, goOn] = [page.getByRole('heading', { name: 'Check your inbox' }), page.getByText('One more press')];
    await asked.or(goOn).waitFor();
    // A program is faster than people are.
    if (await goOn.isVisible()) await page.getByRole('button').click();
    await asked.waitFor();
  };

  test('can be used by everybody, and where it was sent the link of the mail needs no press', async () => {
    const { origin, linkFor, statusOf } = await served();
    const { page, faults } = await visitor();
    await page.goto(`${origin}/sign-up`);
    expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
    await subscribe(page, origin, 'ada@reader.example');
    expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
    await page.goto(linkFor('ada@reader.example'));
    await page.getByRole('heading', { name: 'You are in' }).waitFor();
    expect(await statusOf('ada@reader.example')).toBe('active');
    expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('elsewhere, and without scripts, the link shows a button, which works', async () => {
    const { origin, linkFor, statusOf } = await served();
    const { page: sender } = await visitor();
    await subscribe(sender, origin, 'ada@reader.example');
    for (const withScripts of [true, false]) {
      const { page, faults } = await visitor(withScripts);
      const address = `${withScripts}@reader.example`;
      if (!withScripts) await subscribe(page, origin, address);
      await page.goto(linkFor(address));
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
      if (withScripts) expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
      expect(await statusOf(address)).toBeUndefined();
      await page.getByRole('button', { name: 'Yes, subscribe' }).click();
      await page.getByRole('heading', { name: 'You are in' }).waitFor();
      expect([await statusOf(address), faults]).toEqual(['active', []]);
    }
  });
});
