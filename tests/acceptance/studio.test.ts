import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { articleOf } from '../publish/publication.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { openPage, openStudio, repainted } from './studio.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const long = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} of the frost.`).join('\n\n');
const frost = articleOf('First frost', '2026-11-02').replace('The text of', `${long}\n\nThe text of`);
const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\n',
  'articles/frost.md': frost,
  'articles/hedge.md': articleOf('The hedge', '2026-11-03'),
  'articles/later.md': articleOf('Next week', '2026-12-07'),
  'articles/draft.md': articleOf('Not yet', '2026-11-04', 'draft: true\n'),
  'issues/november.md': '---\nsubject: November\ndate: 2026-11-05\narticles: [frost, hedge]\n---\n\nHello.\n',
};

describe.skipIf(!program)('the studio in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('an article that is saved is painted anew, and the reader of it stays where they were', async () => {
    const folder = await folderOf(files);
    const { at } = await openStudio(folder);
    const page = await openPage(browser, at('letters/frost'));
    const letter = page.frameLocator('iframe[data-live]').first();
    await letter.getByText('Paragraph 30 of').waitFor();
    await letter.getByText('Paragraph 30 of').scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate('document.querySelector("main").scrollTop');
    expect(scrolled).toBeGreaterThan(200);
    const before = await page.screenshot();
    const save = (text: string) => writeFile(join(folder, 'articles/frost.md'), frost.replace('Paragraph 30', text));
    await repainted(page, () => save('A new paragraph 30'));
    expect(await letter.getByText('A new paragraph 30 of').count()).toBe(1);
    expect((await page.screenshot()).equals(before)).toBe(false);
    const after = Number(await page.evaluate('document.querySelector("main").scrollTop'));
    expect(Math.abs(after - Number(scrolled))).toBeLessThan(3);
  });

  test('a file that an editor replaces is heard each time', async () => {
    const folder = await folderOf(files);
    const { at } = await openStudio(folder);
    const page = await openPage(browser, at('letters/frost'));
    for (const word of ['one', 'two', 'three']) {
      await repainted(page, async () => {
        await writeFile(join(folder, 'articles/.frost.md.new'), frost.replace('Paragraph 30', `Word ${word}`));
        await rename(join(folder, 'articles/.frost.md.new'), join(folder, 'articles/frost.md'));
      });
      await page.frameLocator('iframe[data-live]').first().getByText(`Word ${word} of`).waitFor();
    }
  });

  test('a fault shows over the last good letter, and goes when it is mended', async () => {
    const folder = await folderOf(files);
    const { at } = await openStudio(folder);
    const page = await openPage(browser, at('letters/frost'));
    await repainted(page, () => writeFile(join(folder, 'articles/hedge.md'), '---\ndate: [\n---\n\nText.\n'));
    await page.getByText('articles/hedge.md').first().waitFor();
    await page.frameLocator('iframe[data-live]').first().getByText('Paragraph 30 of').waitFor();
    await repainted(page, () => writeFile(join(folder, 'articles/hedge.md'), files['articles/hedge.md']));
    await page.locator('#fault').waitFor({ state: 'detached' });
  });

  test('every page can be read on a phone and on a small laptop, in light and dark', async () => {
    const { at } = await openStudio(await folderOf(files));
    const page = await openPage(browser, at(''));
    for (const path of ['', 'letters/frost', 'letters/november', 'nowhere']) {
      await page.goto(at(path)).catch(() => undefined);
      expect(await obstacles(page, screensOf(375, 1024)), path).toEqual([]);
    }
  });

  test('without script, letters and lists can be read', async () => {
    const { at } = await openStudio(await folderOf(files));
    const page = await openPage(browser, at(''), { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'First frost' }).first().click();
    await page.frameLocator('iframe').first().getByText('Paragraph 30 of').waitFor();
  });

  test('a script of an article runs nowhere, and its frame reaches neither the studio nor the web', async () => {
    const script = `<script>parent.document.title = 'taken'; fetch('/').then(() => (document.title = 'taken'))</script>`;
    const evil = `${articleOf('Evil', '2026-11-06')}\n${script}\n\n<img src="x" onerror="parent.document.title = 'taken'">\n\n<svg onload="parent.document.title = 'taken'"></svg>\n\n[a link](javascript:parent.document.title='taken')\n`;
    const folder = await folderOf({
      ...files,
      'articles/evil.md': evil,
      'articles/evil.html': `<title>Evil</title>${script}`,
    });
    const { at } = await openStudio(folder);
    const page = await openPage(browser, at('letters/evil'));
    for (const path of ['letters/evil', 'pages/evil', 'feeds/evil', 'site/articles/evil/', 'site/articles/evil.html']) {
      await page.goto(at(path));
      await page.waitForLoadState('networkidle');
      expect(await page.title(), path).not.toContain('taken');
    }
  });

  test('a page of another origin cannot write, read or frame the studio', async () => {
    const { at } = await openStudio(await folderOf(files));
    const foreign = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end(`<iframe src="${at('')}"></iframe>`);
    });
    await once(foreign.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void foreign.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    const ask = (init: string) =>
      `fetch(${JSON.stringify(at('look'))}, ${init}).then((r) => r.type + r.status, () => 'refused')`;
    expect(await page.evaluate(ask("{ method: 'POST', body: 'x' }"))).toBe('refused');
    expect(await page.evaluate(ask('{}'))).toBe('refused');
    expect(await page.evaluate("document.querySelector('iframe').contentDocument")).toBeNull();
    expect(page.frames()[1]?.url()).toContain('chrome-error');
    await page.close();
  });

  test('a keyboard alone leads from the list to a letter, and past the list', async () => {
    const { at } = await openStudio(await folderOf(files));
    const page = await openPage(browser, at(''));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the view');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/letters\//);
    await page.frameLocator('iframe').first().locator('body').waitFor();
  });

  test('a page that slept through a change is painted anew once it is seen again', async () => {
    const folder = await folderOf(files);
    const { at } = await openStudio(folder);
    const page = await openPage(browser, at('letters/frost'));
    await page.context().setOffline(true);
    await writeFile(join(folder, 'articles/frost.md'), frost.replace('Paragraph 30', 'After the sleep 30'));
    await page.context().setOffline(false);
    await page.evaluate("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))");
    await page.frameLocator('iframe[data-live]').first().getByText('After the sleep 30 of').waitFor();
  });

  test('the compiled program serves its pages and modules, and ends by Ctrl-C', async () => {
    const folder = await folderOf(files);
    const words = [cli, 'preview', '--no-open', '--port', '0', folder];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const page = await openPage(browser, `${/http:\S+/.exec(line)![0]}letters/frost`);
    await repainted(page, () =>
      writeFile(join(folder, 'articles/frost.md'), frost.replace('Paragraph 30', 'Compiled 30')),
    );
    await page.frameLocator('iframe[data-live]').first().getByText('Compiled 30 of').waitFor();
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('from its sources, the program says nothing but its address, also when its modules are asked for', async () => {
    const folder = await folderOf(files);
    const words = [fileURLToPath(new URL('../../src/cli.ts', import.meta.url)), 'studio', '--no-open', '--port', '0'];
    const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = textOf(child.stderr);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const page = await openPage(browser, `${/http:\S+/.exec(line)![0]}letters/frost`);
    await page.frameLocator('iframe[data-live]').first().getByText('Paragraph 30 of').waitFor();
    child.kill('SIGINT');
    expect(await said).not.toMatch(/warning/i);
  });

  test('a long list that was never read shows how far that is, and then itself without a touch', async () => {
    const many = Array.from({ length: 1500 }, (_, index) => {
      return [`articles/n${index}.md`, articleOf(`Number ${index}`, '2026-10-01')] as const;
    });
    const folder = await folderOf({ 'tidings.yaml': files['tidings.yaml'], ...Object.fromEntries(many) });
    const { at } = await openStudio(folder, { patience: 0 });
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    // The page that waits stays until its script is let through.
    const looked = Promise.withResolvers<void>();
    await page.route('**/client/first-run.js', async (route) => {
      await looked.promise;
      await route.continue();
    });
    await page.goto(at(''), { waitUntil: 'commit' });
    await page.getByRole('progressbar').waitFor();
    expect(await page.getByRole('status').textContent()).toMatch(/being read$/);
    expect(await obstacles(page, screensOf(375, 1024))).toEqual([]);
    looked.resolve();
    await page.getByText('All 1500 articles').waitFor();
  });
});
