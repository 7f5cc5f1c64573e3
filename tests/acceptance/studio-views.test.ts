import { writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { openPage, openStudio, repainted } from './studio.ts';

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

const files = {
  'tidings.yaml': `title: Slack Water
url: https://slackwater.example.org/
language: en-GB
description: A letter at the turn of the tide.
newsletter:
  from: Slack Water <letters@slackwater.example.org>
  address: 1 Example Quay, Example Town
  unsubscribeEmail: unsubscribe@slackwater.example.org
  listId: letters.slackwater.example.org
`,
  'articles/2026-11-20-the-lamp.md': `---
title: The lamp turns again
authors: [{name: The Harbour Desk, url: https://slackwater.example.org/desk/}]
tags: [harbour]
---

The lamp was out for a week.

![A lamp over dark water](lamp.png)

It turns again.
`,
  'articles/lamp.png': picture,
  'articles/2026-11-13-tides.md': '---\ntitle: A tide table\nsummary: How to read one.\n---\n\nRead it aloud.\n',
  'articles/fog.md': '---\ntitle: A note about fog\ndraft: true\n---\n\nThe fog came in at four.\n',
  'issues/harbour-news.md': `---
subject: "News for {{ name | default: 'friends' }}"
preheader: The lamp turns again.
date: 2026-11-24
articles: [{slug: the-lamp, layout: full}, tides]
---

Good morning, {{ name | default: 'dear reader' }}.

{% if tag == 'members' %}

Members meet on Friday.

{% endif %}
`,
  'issues/harbour-news-de.md':
    '---\nsubject: Neues aus dem Hafen\nlanguage: de\ntranslationOf: harbour-news\ndate: 2026-11-24\narticles: [tides]\n---\n\nGuten Morgen.\n',
};

describe.skipIf(!program)('the views of the studio', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  async function opened(path: string, screen: Parameters<typeof openPage>[2] = {}): Promise<Page> {
    const studio = await openStudio(await folderOf(files));
    return openPage(browser, studio.at(path), { width: 1440, ...screen });
  }

  test('each width shows the letter so wide, and its address says it', async () => {
    const page = await opened('letters/harbour-news');
    for (const [name, width] of [
      ['Phone', 375],
      ['Tablet', 600],
      ['Desktop', 800],
    ] as const) {
      await page.getByRole('button', { name }).click();
      await settled(page, `width=${width}`);
      expect(await widthOf(page)).toBe(width);
      expect(await page.getByRole('button', { name }).getAttribute('aria-pressed')).toBe('true');
    }
    await page.locator('input[name="width"]').fill('500');
    await page.locator('input[name="width"]').press('Enter');
    await settled(page, 'width=500');
    expect(await widthOf(page)).toBe(500);
    await page.reload();
    expect(await widthOf(page)).toBe(500);
  });

  test('the grip makes the letter wider by the mouse and by the keyboard', async () => {
    const page = await opened('letters/harbour-news?width=400');
    const grip = page.getByRole('slider', { name: 'Width of the letter' });
    const box = (await grip.boundingBox())!;
    await page.mouse.move(box.x + 8, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 128, box.y + 210, { steps: 4 });
    await page.mouse.up();
    await settled(page, 'width=520');
    expect(await widthOf(page)).toBe(520);
    await grip.press('ArrowLeft');
    await settled(page, 'width=510');
    await grip.press('Home');
    await settled(page, 'width=280');
    expect(await widthOf(page)).toBe(280);
  });

  test('a letter is as tall as its content at every width', async () => {
    const page = await opened('letters/harbour-news?width=800');
    const tall = await heightOf(page);
    await page.getByRole('button', { name: 'Phone' }).click();
    await settled(page, 'width=375');
    await until(page, `document.querySelector('#letter-frame').clientHeight !== ${tall}`);
    expect(await inFrame(page, 'document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  });

  test.each([
    'light',
    'dark',
  ] as const)('the toggle decides on the colours of the letter, whatever the %s system prefers', async (colorScheme) => {
    const page = await opened('letters/harbour-news', { colorScheme });
    const ground = () => inFrame(page, "getComputedStyle(document.querySelector('.page')).backgroundColor");
    expect(await ground()).toBe('rgb(255, 255, 255)');
    for (const [name, scheme, colour] of [
      ['Dark', 'dark', 'rgb(21, 24, 28)'],
      ['Inverted', 'inverted', 'rgb(20, 20, 20)'],
      ['Outlook', 'outlook', 'rgb(21, 24, 28)'],
    ] as const) {
      await page.getByRole('radio', { name }).check({ force: true });
      await settled(page, `scheme=${scheme}`);
      expect([name, await ground()]).toEqual([name, colour]);
    }
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    await until(page, "!location.search.includes('scheme')");
    await loaded(page);
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  test('the colours are chosen by the arrows of the keyboard', async () => {
    const page = await opened('letters/harbour-news');
    await page.getByRole('radio', { name: 'Light' }).focus();
    await page.keyboard.press('ArrowRight');
    await settled(page, 'scheme=dark');
    await page.keyboard.press('ArrowRight');
    await settled(page, 'scheme=inverted');
    expect(await page.evaluate('document.activeElement.value')).toBe('inverted');
  });

  test('without pictures their text is there in place of them', async () => {
    const page = await opened('letters/harbour-news');
    expect(await inFrame(page, '[...document.images].every((one) => one.naturalWidth > 0)')).toBe(true);
    await page.getByLabel('No pictures').check();
    await settled(page, 'pictures=off');
    expect(await inFrame(page, 'document.images.length')).toBe(0);
    expect(await inFrame(page, 'document.body.innerText')).toContain('A lamp over dark water');
  });

  test('without the styles of its head a letter has those of its elements alone', async () => {
    const page = await opened('letters/harbour-news?scheme=dark');
    const ground = () => inFrame(page, "getComputedStyle(document.querySelector('.page')).backgroundColor");
    expect(await ground()).toBe('rgb(21, 24, 28)');
    await page.getByLabel('No styles').check();
    await settled(page, 'styles=off');
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  test.each([
    ['web', 'Good morning, dear reader.', 'News for friends'],
    ['named', 'Good morning, Robin.', 'News for Robin'],
    ['nameless', 'Good morning, dear reader.', 'News for friends'],
    ['longest', 'Good morning, Wilhelmina-Maximiliane Wilhelmina', 'News for Wilhelmina'],
    ['tags:members', 'Members meet on Friday.', 'News for Robin'],
  ])('the reader %s sees a letter of their own', async (reader, sentence, subject) => {
    const page = await opened('letters/harbour-news');
    await page.getByLabel('Reader').selectOption(reader);
    await settled(page, reader === 'web' ? '' : new URLSearchParams({ reader }).toString());
    expect(await inFrame(page, 'document.body.innerText')).toContain(sentence);
    expect(await inFrame(page, 'document.title')).toContain(subject);
  });

  test('an edition is chosen by its language', async () => {
    const page = await opened('letters/harbour-news');
    await page.getByLabel('Edition').selectOption({ label: 'German' });
    await settled(page, 'edition=harbour-news-de');
    expect(await inFrame(page, 'document.body.innerText')).toContain('Guten Morgen.');
  });

  test.each([
    ['Text', 'Good morning, Robin.', 'pre.text-part'],
    ['Inbox', 'News for Robin', '.inbox'],
    ['Headers', 'robin@example.org', 'table.headers'],
    ['MJML', '<mjml', 'pre.lines'],
    ['Source', '<!doctype html>', 'pre.lines'],
  ])('the tab %s shows that form of the letter for the same reader', async (tab, words, place) => {
    const page = await opened('letters/harbour-news?reader=named&scheme=dark');
    await page.getByRole('link', { name: tab, exact: true }).click();
    expect(await page.locator(place).first().innerText()).toContain(words);
    expect(page.url()).toMatch(/\?scheme=dark&reader=named$/);
    await page.getByRole('link', { name: 'HTML', exact: true }).click();
    expect(page.url()).toMatch(/\?scheme=dark&reader=named$/);
  });

  test('the size of a letter is said against both limits, with what was reduced', async () => {
    const long =
      `---\ntitle: Long\n---\n\n${'Every word of a long tale is kept on the web page. '.repeat(60)}\n\n`.repeat(1);
    const articles = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `articles/2026-10-${String(index + 1).padStart(2, '0')}-tale-${index}.md`,
        long.replace('Long', `Tale ${index}`),
      ]),
    );
    const slugs = Array.from({ length: 30 }, (_, index) => `{slug: tale-${index}, layout: full}`);
    const issue = `---\nsubject: Tales\ndate: 2026-11-24\narticles: [${slugs.join(', ')}]\n---\n\nHello.\n`;
    const studio = await openStudio(
      await folderOf({ 'tidings.yaml': files['tidings.yaml'], ...articles, 'issues/tales.md': issue }),
    );
    const page = await openPage(browser, studio.at('letters/tales'));
    const size = page.locator('.size');
    expect(await size.innerText()).toMatch(/[\d,]+ of 60,000 bytes, \d+ reduced/);
    await size.locator('summary').click();
    expect(await size.innerText()).toContain('Gmail hides what follows 102,400 bytes.');
    expect(await size.innerText()).toMatch(/“Tale \d+” is there as a (summary|link)\./);
  });

  test('the page of an article is shown light and dark, whatever the system prefers', async () => {
    const page = await opened('pages/the-lamp', { colorScheme: 'dark' });
    const ground = () =>
      inFrame(
        page,
        'getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor',
      );
    const light = await ground();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await settled(page, 'scheme=dark');
    const dark = await ground();
    expect([light.includes('rgb(255, 255, 255)'), dark.includes('rgb(21, 24, 28)')]).toEqual([true, true]);
    expect(await inFrame(page, 'document.querySelector("h1").textContent')).toContain('The lamp turns again');
  });

  test('the first page, the page to subscribe and that for lost visitors are there', async () => {
    const page = await opened('pages');
    expect(await inFrame(page, 'document.body.innerText')).toContain('A tide table');
    for (const [choice, words] of [
      ['Subscribe', 'How to subscribe'],
      ['Not found (404)', 'There is no page at this address'],
      ['Issues', 'News for friends'],
    ] as const) {
      await page.getByLabel('Page').selectOption({ label: choice });
      await until(page, "location.search.includes('path=')");
      await loaded(page);
      await until(
        page,
        `document.querySelector('#letter-frame').contentDocument.body.innerText.includes(${JSON.stringify(words)})`,
      );
    }
  });

  test('a feed reader’s list leads to each entry, in each format', async () => {
    const page = await opened('feeds');
    expect(await page.locator('.entries li').count()).toBe(2);
    await page
      .locator('.entries')
      .getByRole('link', { name: /A tide table/ })
      .click();
    await loaded(page);
    expect(await inFrame(page, 'document.body.innerText')).toContain('Read it aloud.');
    for (const format of ['rss', 'json']) {
      await page.getByLabel('Format').selectOption(format);
      await settled(page, `format=${format}`);
      await until(
        page,
        "document.querySelector('#letter-frame').contentDocument.body.innerText.includes('The lamp turns again')",
      );
    }
  });

  test('the formats are compared entry by entry, and each difference has its reason', async () => {
    const page = await opened('feeds?view=compare');
    expect(await page.locator('main').innerText()).toContain('1 of 2 entries differs between the formats.');
    const lamp = page.locator('details.compared', { hasText: 'The lamp turns again' });
    expect(await lamp.locator('.different th').allInnerTexts()).toEqual(['Summary', 'Authors']);
    expect(await lamp.locator('.reason').allInnerTexts()).toEqual([
      expect.stringContaining('RSS has to describe each item'),
      expect.stringContaining('RSS knows the names of authors'),
    ]);
    expect(await page.locator('details.compared', { hasText: 'A tide table' }).getAttribute('open')).toBe(null);
  });

  test.each([
    ['atom', 'feed > title'],
    ['rss', 'channel > title'],
  ])('a browser that opens the %s feed shows its style sheet', async (format, title) => {
    const page = await opened(`feeds?view=styled&format=${format}&scheme=dark`);
    await loaded(page);
    expect(await inFrame(page, `getComputedStyle(document.querySelector('${title}')).display`)).toBe('block');
    expect(await inFrame(page, 'getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(21, 24, 28)');
  });

  test('a draft has its letter, its page and its entry as if it were published', async () => {
    const studio = await openStudio(await folderOf(files));
    for (const view of ['letters', 'pages', 'feeds']) {
      const page = await openPage(browser, studio.at(`${view}/fog`));
      await loaded(page);
      expect(await inFrame(page, 'document.body.innerText')).toContain('The fog came in at four.');
    }
  });

  test('width and colours are remembered for the next item of the same kind', async () => {
    const studio = await openStudio(await folderOf(files));
    const page = await openPage(browser, studio.at('letters/the-lamp?width=375&scheme=dark'));
    await page.getByLabel('No pictures').check();
    await settled(page, 'pictures=off');
    await page.goto(studio.at('letters/tides'));
    await until(page, "location.search === '?width=375&scheme=dark'");
    await loaded(page);
    expect(await widthOf(page)).toBe(375);
    await page.goto(studio.at('letters/harbour-news'));
    expect(await page.evaluate('location.search')).toBe('');
  });

  test('without script every toggle works by the form and its button', async () => {
    const page = await opened('letters/harbour-news', { javaScriptEnabled: false });
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await page.getByLabel('Reader').selectOption('named');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).searchParams.get('scheme')).toBe('dark');
    const frame = page.frameLocator('#letter-frame');
    expect(await frame.locator('body').innerText()).toContain('Good morning, Robin.');
    await page.getByRole('button', { name: 'Phone' }).click();
    expect(await page.locator('#letter-frame').evaluate((element) => element.clientWidth)).toBe(375);
  });

  test('a letter that cannot be made any more stays as it was, under its problem', async () => {
    const folder = await folderOf(files);
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('letters/harbour-news'));
    await loaded(page);
    const broken = files['issues/harbour-news.md'].replace('articles: [', 'articles: [nothing, ');
    await repainted(page, () => writeFile(`${folder}/issues/harbour-news.md`, broken));
    await page.locator('#fault').waitFor();
    expect(await page.locator('#fault').innerText()).toContain('there is no article "nothing"');
    expect(await inFrame(page, 'document.body.innerText')).toContain('Good morning, dear reader.');
  });

  const views = [
    'letters/harbour-news',
    'letters/harbour-news?pictures=off&scheme=inverted&reader=longest',
    'letters/harbour-news/text',
    'letters/harbour-news/inbox',
    'letters/harbour-news/headers',
    'letters/harbour-news/mjml',
    'letters/harbour-news/source',
    'pages',
    'pages/the-lamp',
    'feeds',
    'feeds?view=compare',
    'feeds?view=styled',
    'feeds/the-lamp',
    'feeds/the-lamp?view=compare',
  ];

  test('every view is open to everybody on every screen, light and dark', async () => {
    const studio = await openStudio(await folderOf(files));
    const page = await openPage(browser, studio.at('letters/harbour-news'));
    // A colour that changes in a moment is no colour to be measured.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const view of views) {
      await page.goto(studio.at(view));
      expect([view, await obstacles(page, screensOf(375, 1024, 1440))]).toEqual([view, []]);
    }
  });
});

/** Waits until the address says it and the frame has loaded. */
async function settled(page: Page, words: string): Promise<void> {
  await until(page, `location.search.includes(${JSON.stringify(words)})`);
  await loaded(page);
}

/** Waits until the frame shows the address that the page gave it. */
async function loaded(page: Page): Promise<void> {
  await until(
    page,
    `(() => {
      const state = document.querySelector('#letter-frame')?.contentDocument?.readyState ?? 'complete';
      return state === 'complete' && !document.documentElement.ariaBusy;
    })()`,
  );
}

/** The policy of the studio lets no page evaluate a text by itself, as `waitForFunction` does. */
async function until(page: Page, script: string): Promise<void> {
  await expect.poll(() => page.evaluate(script), { timeout: 15_000, message: script }).toBe(true);
}

async function inFrame<Value = string>(page: Page, script: string): Promise<Value> {
  await loaded(page);
  return page
    .frames()
    .find((frame) => frame !== page.mainFrame())!
    .evaluate(script) as Promise<Value>;
}

function widthOf(page: Page): Promise<number> {
  return page.evaluate("document.querySelector('#letter-frame').clientWidth");
}

function heightOf(page: Page): Promise<number> {
  return page.evaluate("document.querySelector('#letter-frame').clientHeight");
}
