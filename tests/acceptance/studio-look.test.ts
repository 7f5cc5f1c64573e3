import { cp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { type Opened, openPage, openStudio, repainted } from './studio.ts';

const starter = await readFile('templates/starter/tidings.yaml', 'utf8');

async function openStarter(): Promise<Opened & { readonly folder: string; yaml(): Promise<string> }> {
  const folder = await folderOf({});
  await cp('templates/starter', folder, { recursive: true });
  const opened = await openStudio(folder);
  return { ...opened, folder, yaml: () => readFile(join(folder, 'tidings.yaml'), 'utf8') };
}

/** The picture of the frame in which the letter or the page is tried. */
async function pictureOf(page: Page, mode: 'light' | 'dark'): Promise<string> {
  return (await page.locator(`.look-frame[data-mode=${mode}] .frame-box`).screenshot()).toString('base64');
}

/** Types into a field as a person does, and waits for the view. */
async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await repainted(page, () => page.fill(`[id="${name}"]`, text));
}

describe.skipIf(program === undefined)('the panel of the look', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('a colour that is chosen changes the letter before anything is written, and the page as well', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'), { width: 1440 });
    const before = { light: await pictureOf(page, 'light'), dark: await pictureOf(page, 'dark') };
    await typeInto(page, 'light.background', '#fdf6e3');
    expect(await pictureOf(page, 'light')).not.toBe(before.light);
    expect(await pictureOf(page, 'dark')).toBe(before.dark);
    await repainted(page, () => page.locator('input[data-for="dark.background"]').fill('#002b36'));
    expect(await pictureOf(page, 'dark')).not.toBe(before.dark);
    expect(await page.inputValue('[id="dark.background"]')).toBe('#002b36');
    await repainted(page, () => page.locator('label.segment', { hasText: 'Page' }).click());
    const ground =
      "getComputedStyle(document.querySelector('#look-light').contentDocument.documentElement).backgroundColor";
    await expect.poll(() => page.evaluate(ground)).toBe('rgb(253, 246, 227)');
    expect(await studio.yaml()).toBe(starter);
  });

  test('what is not saved survives a change on disk and a reload', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'));
    await typeInto(page, 'light.link', '#7a1f5c');
    await repainted(page, async () => studio.studio.session.touched());
    expect(await page.inputValue('[id="light.link"]')).toBe('#7a1f5c');
    await page.reload();
    expect(await page.inputValue('[id="light.link"]')).toBe('#7a1f5c');
    expect(await page.textContent('#save-words')).toContain('1 change not saved.');
  });

  test('saving adds the lines of the look to the settings, and every comment stays', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'));
    const other = await openPage(browser, studio.at('look/letter?scheme=light&show=tide-table'));
    await typeInto(page, 'light.link', '#7a1f5c');
    await page.locator('label.theme', { hasText: 'magazine' }).click();
    await page.waitForSelector('label.theme:has(:checked):has-text("magazine")');
    await page.click('button.main');
    await page.waitForSelector('.notice.good');
    const now = (await studio.yaml()).split('\n');
    const old = starter.split('\n');
    expect(now.filter((line) => !old.includes(line))).toEqual([
      '  theme: magazine',
      '  style:',
      '    light:',
      '      link: "#7a1f5c"',
    ]);
    expect(old.filter((line) => !now.includes(line))).toEqual([]);
    await other.reload();
    expect(await other.content()).toContain('#7a1f5c');
  });

  test('a colour that nobody can read is refused, and one button takes the nearest possible', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'));
    await typeInto(page, 'light.text', '#c8c8c8');
    expect(await page.textContent('[id="light.text-says"]')).toMatch(/1\.\d\d:1 too low on the shade, needs 4\.5:1/);
    await page.evaluate("document.querySelector('button.main').click()");
    await page.waitForSelector('.notice.error');
    expect(await page.textContent('.notice')).toContain('In light mode nobody can read text in #c8c8c8');
    expect(await studio.yaml()).toBe(starter);
    await repainted(page, () => page.locator('.take').first().click());
    expect(await page.inputValue('[id="light.text"]')).toMatch(/^#6[0-9a-f]{5}$/);
    expect(await page.locator('.take').count()).toBe(0);
    await page.locator('[id="light.text"]:focus').waitFor();
  });

  test('the keyboard alone chooses a theme, changes a colour, takes it back and saves', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'));
    await page.focus('input[name=theme]:checked');
    await repainted(page, () => page.keyboard.press('ArrowUp'));
    await page.focus('[id="light.accent"]');
    await page.keyboard.press('Control+A');
    await repainted(page, () => page.keyboard.insertText('#7a1f5c'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.value')).toBe('light.accent');
    await repainted(page, () => page.keyboard.press('Enter'));
    await page.locator('[id="light.accent"]:focus').waitFor();
    await page.focus('button.main');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice.good');
    const saved = await studio.yaml();
    expect(saved).toContain('\n  theme: magazine\n');
    expect(saved).not.toContain('7a1f5c');
  });

  test('a logo is uploaded, seen in the letter, and saved', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'));
    await page.setInputFiles('input[form=upload-light]', 'templates/starter/articles/images/harbour.png');
    await page.click('button[form=upload-light]');
    await page.locator('[id="logo.light"][value="art/logo.png"]').waitFor();
    await page.frameLocator('#look-light').locator('.logo-light img').waitFor();
    const logo = "document.querySelector('#look-light').contentDocument.querySelector('.logo-light img')";
    expect(await page.evaluate(`${logo}.decode().then(() => ${logo}.naturalWidth)`)).toBeGreaterThan(100);
    await page.click('button.main');
    await page.waitForSelector('.notice.good');
    expect(await studio.yaml()).toContain('light: art/logo.png');
  });

  test('without script the form tries, takes and saves by plain requests', async () => {
    const studio = await openStarter();
    const page = await openPage(browser, studio.at('look'), { javaScriptEnabled: false });
    await page.fill('[id="light.link"]', '#7a1f5c');
    await page.click('.try');
    expect(new URL(page.url()).searchParams.get('light.link')).toBe('#7a1f5c');
    expect(new URL(page.url()).searchParams.has('light.text')).toBe(false);
    await page.click('button.main');
    expect(await page.textContent('.notice')).toContain('Saved in tidings.yaml.');
    expect(await studio.yaml()).toContain('link: "#7a1f5c"');
  });

  test('a page of another origin cannot write', async () => {
    const studio = await openStarter();
    const form = `<form method="post" action="${studio.at('look')}"><input name="theme" value="dense"></form><script>document.forms[0].submit()</script>`;
    const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(form));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    expect((await answered).status()).toBe(403);
    expect(await studio.yaml()).toBe(starter);
  });

  test('nothing of the panel keeps anybody from using it, light and dark, narrow and wide', async () => {
    const studio = await openStarter();
    const weak = 'look?theme=magazine&light.link=%23cccccc&dark.background=%23777777&width=20&logo.light=none.png';
    const page = await openPage(browser, studio.at('look'));
    // A colour that changes in a moment is no colour to be measured.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const path of ['look', weak]) {
      await page.goto(studio.at(path));
      expect([path, await obstacles(page, screensOf(375, 1024, 1440))]).toEqual([path, []]);
    }
  });
});
