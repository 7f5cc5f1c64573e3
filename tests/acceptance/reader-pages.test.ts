import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { mail, type ReaderSite, readerPages, readerSite, site } from './reader-site.ts';

describe.skipIf(!program)('the pages on which readers act, in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser?.close());

  async function visit(at: ReaderSite, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage(options);
    onTestFinished(() => page.close());
    await at.answers(page);
    return page;
  }

  test.each([
    ['en', screensOf(320, 1100)],
    // Long words, and from right to left.
    ['de', screensOf(320)],
    ['ar', screensOf(320, 1100)],
  ] as const)('in %s everybody can read each of them, narrow and wide, in light and dark', async (language, screens) => {
    const at = await readerSite(language);
    const page = await visit(at);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (line) => {
      if (/Content Security Policy|CORS/i.test(line.text())) faults.push(line.text());
    });
    const found: Record<string, string[]> = {};
    const headings: string[] = [];
    for (const [name, open] of readerPages) {
      await open(page, at);
      found[name] = await obstacles(page, screens);
      headings.push(await page.locator('h1').innerText());
      expect(await page.locator('h1').count(), name).toBe(1);
    }
    expect(found).toEqual(Object.fromEntries(readerPages.map(([name]) => [name, []])));
    expect(new Set(headings).size).toBeGreaterThan(8);
    expect([...faults, ...at.strays]).toEqual([]);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ path }) => path)).toEqual(cookies.map(() => '/mail/confirm/'));
  });

  test('with the keyboard alone a person subscribes, confirms and chooses', async () => {
    const at = await readerSite('en');
    const page = await visit(at, { viewport: { width: 320, height: 700 } });
    await page.goto(`${site}subscribe/`);
    const focused = () => page.evaluate('document.activeElement.name || document.activeElement.textContent.trim()');
    const reached: unknown[] = [];
    while (reached.at(-1) !== 'email' && reached.length < 10) {
      await page.keyboard.press('Tab');
      reached.push(await focused());
    }
    await page.keyboard.type('grace@example.org');
    for (const expected of ['name', 'tags', 'tags', 'language', 'Subscribe']) {
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(expected);
      if (expected === 'name') await page.keyboard.type('Grace');
      if (expected === 'tags') await page.keyboard.press('Space');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('.answer h3');
    // What was said takes the place of the form, and the focus.
    expect(await page.evaluate('document.activeElement.className')).toBe('answer');
    expect(await page.getByRole('status').first().innerText()).toContain('Check your inbox');
    expect(await page.locator('.join form').isVisible()).toBe(false);
    await page.goto(`${mail}confirm/${await at.mailed()}`);
    await page.focus('.act button');
    await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), page.keyboard.press('Enter')]);
    await page.waitForLoadState();
    expect(await page.locator('h1').innerText()).toBe('You are in');
    const reader = await at.store.subscribers.find(addressFor('grace@example.org'));
    expect(reader).toMatchObject({ name: 'Grace', status: 'active', tags: ['land', 'sea'], language: 'en-GB' });
  });

  test('without a script the form goes to a page of the server, which says the same', async () => {
    const at = await readerSite('en');
    const page = await visit(at, { javaScriptEnabled: false });
    await page.goto(`${site}subscribe/`);
    await page.fill('#_email', 'grace@example.org');
    await page.click('.join button[type=submit]');
    expect(page.url()).toBe(`${mail}sign-up`);
    expect(await page.locator('h1').innerText()).toBe('Check your inbox');
    expect(await at.mailed()).not.toBe('');
  });

  test('where the server does not know the site, the form goes to a page of the server all the same', async () => {
    const at = await readerSite('en');
    const page = await visit(at);
    // As at a mirror whose origin nobody named.
    await page.route('**/sign-up/stamp', (route) => route.abort());
    await page.goto(`${site}subscribe/`);
    await page.fill('#_email', 'grace@example.org');
    await page.click('.join button[type=submit]');
    await page.waitForURL(`${mail}sign-up`);
    expect(await page.locator('h1').innerText()).toBe('Check your inbox');
  });

  test('the field for programs is neither seen nor reached, and is heard by nobody', async () => {
    const at = await readerSite('ar');
    const page = await visit(at, { viewport: { width: 320, height: 700 } });
    await page.goto(`${mail}sign-up`);
    const trap = page.locator('#_website');
    expect(await trap.isVisible()).toBe(false);
    expect(await page.getByRole('textbox').count()).toBe(2);
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).not.toBe('_website');
    }
  });

  test('in colours that a person forces, fields, choices and buttons keep their edges', async () => {
    const at = await readerSite('en');
    const page = await visit(at, { forcedColors: 'active' });
    await page.goto(`${mail}sign-up`);
    for (const one of ['#_email', '#_language', '.strong']) {
      const style = (property: string) =>
        page.locator(one).evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
      expect(await style('border-top-style'), one).toBe('solid');
      expect(await style('border-top-color'), one).not.toBe(await style('background-color'));
    }
  });
});
