import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { copyTheme } from '../../src/publish/themes/copy-theme.ts';
import { folderOf } from '../folder.ts';
import { startMailServer } from '../send/servers.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { openPage, openStudio, repainted } from './studio.ts';

const settings = `title: Letters from a Harbour
url: https://tidings.internal
newsletter:
  from: Letters from a Harbour <letters@tidings.internal>
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const links = Array.from({ length: 60 }, (_, index) => `[Link ${index}](http://old.example.com/${index})`);
const boats = `---
title: Boats in the ice
date: 2026-11-23
---

The boats lie still, and ${'much water '.repeat(900)}

See [the map](http://maps.example.com/harbour).

${links.join('\n\n')}
`;

const publication = (port = 1) =>
  folderOf({
    'tidings.yaml': settings,
    'articles/boats.md': boats,
    '.env': `TIDINGS_SECRET=0123456789abcdef0123456789abcdef\nSMTP_URL=smtp://letter:open%20sesame@127.0.0.1:${port}\nSMTP_TLS=none\n`,
  });

const mapFinding = '.finding:has-text("maps.example.com")';

/** Where the outlined element of the letter is: its text, and whether it is in the part of the frame that one sees. */
const outlined = (page: Page) =>
  page.evaluate(`(() => {
    const frame = document.querySelector('.checked-letter');
    const found = [...frame.contentDocument.querySelectorAll('*')].find((one) => one.style?.outline?.includes('solid'));
    if (!found) return undefined;
    const { top, bottom } = found.getBoundingClientRect();
    return { text: found.textContent.trim(), isSeen: top >= 0 && bottom <= frame.clientHeight };
  })()`);

describe.skipIf(!program)('the checks and the acts of the studio in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('a finding leads to its line in the editor and to its place in the letter', async () => {
    const folder = await publication();
    const studio = await openStudio(folder, { editor: 'vscode://file{path}:{line}:{column}' });
    const page = await openPage(browser, studio.at('checks/boats?rule=insecure-link'));
    const finding = page.locator(mapFinding);
    const line = boats.split('\n').findIndex((text) => text.includes('the map')) + 1;
    expect(await finding.locator('a.place').getAttribute('href')).toBe(
      `vscode://file${join(folder, 'articles/boats.md')}:${line}:15`,
    );
    await finding.locator('.show-place').click();
    await expect.poll(() => outlined(page), { timeout: 20_000 }).toEqual({ text: 'the map', isSeen: true });
    expect(await page.locator('.shown').textContent()).toBe('The place is outlined in the letter.');
  });

  test('a place that is not in the letter is said not to be there, and no button promises it', async () => {
    const folder = await publication();
    await writeFile(join(folder, 'articles/boats.md'), boats.replace('---\n\nThe', 'subtitel: Nobody\n---\n\nThe'));
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('checks/boats'));
    await page.locator('#rule-warning-insecure-link .show-place').first().waitFor();
    const finding = page.locator('.finding', { hasText: 'subtitel' });
    expect(await finding.locator('.show-place').isVisible()).toBe(false);
    await finding.locator('a.place').click();
    await page.locator('.shown', { hasText: 'This place cannot be found in the letter.' }).waitFor();
  });

  test('a finding about dark mode is shown in dark mode', async () => {
    const folder = await publication();
    const config = { directory: folder, display: String };
    await copyTheme('plain', 'mine', config);
    const layout = join(folder, 'themes/mine/layout.mjml');
    const faint = '@media (prefers-color-scheme: dark) { .letter p { color: #333333 !important; } }';
    const text = await readFile(layout, 'utf8');
    await writeFile(
      layout,
      text.replace('{{ styles.dark | raw }}', (found) => `${found}\n${faint}`),
    );
    await writeFile(join(folder, 'tidings.yaml'), settings.replace('newsletter:', 'newsletter:\n  theme: mine'));
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('checks/boats'));
    await page.locator('#rule-error-dark-contrast .show-place').first().click();
    await page.locator('.shown', { hasText: 'The place is outlined in the letter.' }).waitFor();
    expect(await page.locator('.checked-letter').getAttribute('src')).toContain('scheme=dark');
  });

  test('without a setting the writer chooses an editor, which the browser remembers', async () => {
    const folder = await publication();
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('checks/boats'));
    const place = page.locator('#rule-warning-insecure-link a.place').first();
    expect(await place.getAttribute('href')).toBeNull();
    await page.locator('#editor').selectOption({ label: 'Zed' });
    expect(await place.getAttribute('href')).toMatch(/^zed:\/\/file\/.*boats\.md:\d+:\d+$/);
    await page.reload();
    expect(await place.getAttribute('href')).toMatch(/^zed:/);
  });

  test('of many findings of a rule five are shown, and the rest on demand', async () => {
    const studio = await openStudio(await publication());
    const page = await openPage(browser, studio.at('checks/boats'));
    const group = page.locator('#rule-warning-insecure-link');
    expect(await group.locator('.finding').count()).toBe(5);
    expect(await group.locator('.count').textContent()).toBe('61');
    await group.locator('.rest a').click();
    expect(await page.locator('.finding').count()).toBe(61);
  });

  test('the navigation counts the findings of the open item, and again after it was saved', async () => {
    const folder = await publication();
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('checks/boats'));
    const errors = page.locator('.counts .badge.error');
    await expect.poll(() => errors.textContent(), { timeout: 20_000 }).toBe('1 error');
    await writeFile(join(folder, 'tidings.yaml'), `${settings}  address: Long Street 1, 1234 Town\n`);
    await expect.poll(() => errors.count(), { timeout: 20_000 }).toBe(0);
    expect(await page.locator('.group.error').count()).toBe(0);
  });

  test('links are asked only by the button, and what does not answer becomes a finding', async () => {
    const folder = await publication();
    const text = boats
      .replace(/\n\[Link.*$/s, '\n[Near](http://127.0.0.1:1/gone)\n')
      .replace('maps.example.com', '127.0.0.1:1');
    await writeFile(join(folder, 'articles/boats.md'), text);
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('checks/boats'));
    expect(await page.locator('#rule-warning-dead-link').count()).toBe(0);
    await page.getByRole('button', { name: 'Ask the links' }).click();
    await page.locator('#rule-warning-dead-link').waitFor();
    expect(await page.locator('.asking .outcome').first().textContent()).toContain('links and pictures were asked');
  });

  test('a test letter arrives, the answer of the server is shown, and the browser remembers the address', async () => {
    const { port, received } = await startMailServer();
    const studio = await openStudio(await publication(port));
    const page = await openPage(browser, studio.at('send/boats'));
    await page.getByLabel('To').fill('me@tidings.internal');
    await page.getByRole('button', { name: 'Send a test' }).dblclick();
    await page.locator('#test-outcome').waitFor();
    expect(await page.locator('#test-outcome').textContent()).toContain('The server said: 250 OK: message queued');
    expect(received.map(({ to }) => to)).toEqual([['me@tidings.internal']]);
    await page.reload();
    expect(await page.getByLabel('To').inputValue()).toBe('me@tidings.internal');
    expect(received).toHaveLength(1);
    expect(await page.content()).not.toContain('open sesame');
  });

  test('without script a test letter arrives by the form alone', async () => {
    const { port, received } = await startMailServer();
    const studio = await openStudio(await publication(port));
    const page = await openPage(browser, studio.at('send/boats'), { javaScriptEnabled: false });
    await page.getByLabel('To').fill('me@tidings.internal');
    await page.getByRole('button', { name: 'Send a test' }).click();
    expect(await page.locator('#test-outcome').textContent()).toContain('250 OK: message queued');
    expect(received).toHaveLength(1);
  });

  test('the HTML of the letter is copied, and where the browser refuses that it is shown to be copied by hand', async () => {
    const studio = await openStudio(await publication());
    const page = await openPage(browser, studio.at('send/boats'));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy HTML' }).click();
    await page.locator('.takes .outcome', { hasText: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Boats in the ice');
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    await page.getByRole('button', { name: 'Copy HTML' }).click();
    await page.locator('.fallback').waitFor();
    expect(await page.locator('.fallback').inputValue()).toContain('Boats in the ice');
  });

  test('a wrong password, a port where nobody listens and several addresses are told, and nothing is sent', async () => {
    const { port, received } = await startMailServer();
    const folder = await publication(port);
    const setServer = async (server: string) =>
      writeFile(join(folder, '.env'), `TIDINGS_SECRET=0123456789abcdef0123456789abcdef\n${server}\nSMTP_TLS=none\n`);
    await setServer(`SMTP_URL=smtp://letter:close-sesame@127.0.0.1:${port}`);
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('send/boats'));
    const send = page.getByRole('button', { name: 'Send a test' });
    await page.getByLabel('To').fill('me@tidings.internal');
    await send.click();
    await page.getByText('refused the login of "letter"').waitFor();
    expect(await page.locator('#test-outcome').textContent()).toContain('Nothing was sent.');
    expect(await page.content()).not.toContain('close-sesame');
    await repainted(page, () => setServer('SMTP_URL=smtp://127.0.0.1:1'));
    await send.click();
    await page.locator('#test-outcome', { hasText: '127.0.0.1:1' }).waitFor();
    // The browser refuses them before the studio does.
    await page.getByLabel('To').fill('me@tidings.internal, you@tidings.internal');
    await send.click();
    expect(await page.evaluate('document.querySelector("#to").validity.valid')).toBe(false);
    expect(received).toEqual([]);
  });

  test('the command to type and the place of a finding are copied as they are shown', async () => {
    const studio = await openStudio(await publication());
    const page = await openPage(browser, studio.at('send/boats'));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.copy-command').click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = await page.locator('.command').textContent();
    expect(command).toContain('npx tidings');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command);
    await page.goto(studio.at('checks/boats'));
    const button = page.locator('.finding button.copy').first();
    await button.click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await button.getAttribute('data-copy'));
  });

  test('what send would do is shown in counts, and no list is begun for it', async () => {
    const folder = await publication();
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('send/boats'));
    await page.locator('.prospect .headline').waitFor();
    expect(await page.locator('.prospect').textContent()).toContain('There is no list yet.');
    expect(await readdir(folder)).not.toContain('tidings.db');
    expect(await readFile(join(folder, 'articles/boats.md'), 'utf8')).toBe(boats);
  });

  test('a page of another origin cannot make the studio send, even if it knows the address', async () => {
    const { port, received } = await startMailServer();
    const studio = await openStudio(await publication(port));
    const form = `<form method="post" action="${studio.at('send/boats/test')}"><input name="to" value="me@tidings.internal"><input name="key" value="k"></form>`;
    const server = createServer((_, answer) => answer.writeHead(200, { 'Content-Type': 'text/html' }).end(form));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const hostile = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
    await page.goto(hostile);
    const reached = await page.evaluate(
      `fetch(${JSON.stringify(studio.at('send/boats/test'))}, { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ to: 'me@tidings.internal', key: 'k' }) }).then(({ type }) => type, () => 'refused')`,
    );
    expect(['opaque', 'refused']).toContain(reached);
    const answered = page.waitForResponse((response) => response.url().includes('/send/boats/test'));
    await page.evaluate('document.forms[0].submit()');
    expect((await answered).status()).toBe(403);
    expect(received).toHaveLength(0);
  });

  test.each(['checks/boats', 'send/boats'])('%s can be used by everybody, light and dark', async (path) => {
    const studio = await openStudio(await publication());
    const page = await openPage(browser, studio.at(path));
    if (path.startsWith('send')) await page.locator('.prospect .headline').waitFor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await obstacles(page, screensOf(1440, 1024, 375))).toEqual([]);
  });
});
