import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { articleOf } from '../publish/publication.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { openPage, openStudio, repainted } from './studio.ts';

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
    expect(await page.evaluate('document.querySelector("main").scrollTop')).toBe(scrolled);
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
});
