import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import type { Theme } from '../../src/email/theme.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { digest, publication, summaries } from '../email/digest.ts';
import { letterOf } from '../email/letter.ts';
import { pictureFor } from '../email/pictures.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

/** Where the letter is shown; nothing is asked of the web. */
const origin = 'https://letter.example.org/';

const long = 'https://example.org/this/is/an/address/that/nobody/would/type/but/everybody/pastes?with=a&amp;long=query';
const cells = (tag: string) =>
  Array.from({ length: 9 }, (_, index) => `<${tag}>Column ${index} immeasurable</${tag}>`).join('');

const everything = `
  <p>Every Friday a letter leaves this desk, written in <a href="https://example.org/a">plain text</a>, kept in <em>git</em>
    and <strong>sent</strong> by a small program<sup><a href="https://example.org/articles/the-first-frost/#fn1">[1]</a></sup>.</p>
  <h2>Words</h2><p>Type <code>tidings build --output ${'somewhere/'.repeat(12)}</code>, press <kbd>Enter</kbd>.
    <a href="${long}">${long}</a> ${'Unbreakable'.repeat(12)} <mark>marked</mark> <del>gone</del> <small>small</small></p>
  <blockquote><p>A letter is a present.</p><blockquote><p>Wrap it.</p></blockquote></blockquote>
  <h3>Lists</h3>
  <ul><li>one<ul><li>two<ul><li>three<ul><li>${'four'.repeat(30)}</li></ul></li></ul></li></ul></li></ul>
  <ol start="98"><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>
  <dl><dt>Dek</dt><dd>The sentence under the title.</dd></dl>
  <h4>Code</h4><pre><code class="language-ts">const answer = '${'long'.repeat(60)}';
\tif (answer === undefined) return;
</code></pre>
  <table><caption>Letters by quarter</caption><thead><tr><th>Quarter</th><th align="right">Letters</th><th></th></tr></thead>
    <tbody><tr><th>Spring</th><td align="right">12</td><td>Too many</td></tr></tbody></table>
  <table><thead><tr>${cells('th')}</tr></thead><tbody><tr>${cells('td')}</tr></tbody></table>
  <table><tbody><tr><td><img src="https://example.org/wide.png" alt="In a cell" width="1600" height="900" /></td><td>${long}</td></tr></tbody></table>
  <figure><img src="https://example.org/wide.png" alt="A leaf" width="1600" height="900" /><figcaption>A leaf, four times its size.</figcaption></figure>
  <p><img src="https://example.org/wide.png" alt="Of no known size" /></p>
  <p>An icon <img src="https://example.org/wide.png" alt="icon" width="16" height="16" /> in the text.</p>
  <p dir="rtl" lang="ar">هذه فقرة بالعربية في وسط رسالة إنجليزية.</p>
  <p lang="ja">庭はいつものように静かで、音といえば遠くの川の流れだけだった。</p>
  <details><summary>Why not a suite?</summary><p>A folder is enough.</p></details><hr />
  <video src="https://example.org/a.mp4" poster="https://example.org/wide.png" title="The press"></video>
  <iframe src="https://example.org/film" title="A film about type"></iframe>
  <ol><li id="fn1"><p>The source is open. <a href="https://example.org/articles/the-first-frost/#fnref1">↩︎</a></p></li></ol>`;

const image = { url: 'https://example.org/wide.png', alt: 'A press', width: 1200, height: 800, caption: 'The press.' };

const letters: Record<string, Partial<Article>> = {
  'of everything': { content: everything, image },
  'in Arabic': {
    language: 'ar',
    title: 'رسالة من الحديقة في أول الشتاء',
    summary: 'ما الذي تحتفظ به الحديقة',
    content:
      '<p>جاء الصقيع <a href="https://example.org/">في الليل</a>.</p><ul><li>الورد</li></ul><blockquote>اقتباس</blockquote><table><tr><th>الشهر</th></tr><tr><td>مارس</td></tr></table><pre><code>npm test</code></pre>',
    image,
  },
  'in Japanese': {
    language: 'ja',
    title: '庭からの手紙：'.repeat(12),
    content: `<p>${'庭は静かだった。'.repeat(40)}</p>`,
    image,
  },
  'with a title of 300 letters': { title: 'Frost'.repeat(60), content: '<p>Short.</p>', image },
};

const issues: Record<string, Issue> = { 'of several articles': digest, 'of summaries': summaries };

/** Every theme with every kind of letter; what articles can hold beyond that shows in one of them. */
const cases = (await listThemes()).flatMap(({ name: theme }) => {
  const alone = theme === 'plain' ? letters : { 'of everything': 0, 'in Arabic': 0 };
  return [...Object.keys(alone), ...Object.keys(issues)].map((name) => ({ theme, name }));
});

const themeNames = [...new Set(cases.map(({ theme }) => theme))];

async function htmlOf(name: string, theme: Theme): Promise<string> {
  const issue = issues[name];
  if (!issue) return (await letterOf({ image, ...letters[name] }, { image: image.url }, theme)).html;
  return fillLetter(await compileIssue(issue, publication, theme), fallbackValues(issue, publication.settings)).html;
}

describe.skipIf(!program)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  let html = '';

  beforeAll(async () => {
    browser = await launch();
    page = await browser.newPage();
    await page.route('**/*', (route) => {
      const address = route.request().url();
      if (address === origin) return route.fulfill({ contentType: 'text/html', body: html });
      return route.fulfill({ contentType: 'image/svg+xml', body: pictureFor(address) });
    });
  });

  afterAll(() => browser?.close());

  test.each(cases)('the theme $theme shows a letter $name on every screen, and everybody can read it', async ({
    theme,
    name,
  }) => {
    html = await htmlOf(name, await loadTheme(theme));
    await page.goto(origin);
    // axe takes the name that mjml gives to the whole letter for words outside of all landmarks.
    await page.evaluate("document.querySelector('[role=article]').removeAttribute('aria-label')");
    expect(await page.evaluate('[...document.images].filter((image) => image.naturalWidth === 0).length')).toBe(0);
    expect(await obstacles(page, screensOf(320, 375, 800))).toEqual([]);
  });

  test.each(themeNames)('the theme %s fits a phone that knows no style sheets', async (theme) => {
    html = (await htmlOf('of summaries', await loadTheme(theme))).replace(/<style[\s\S]*?<\/style>/g, '');
    await page.setViewportSize({ width: 320, height: 900 });
    await page.goto(origin);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test.each(
    themeNames,
  )('in %s, pictures stand beside their articles or over them at every width of a screen', async (theme) => {
    html = await htmlOf('of summaries', await loadTheme(theme));
    await page.goto(origin);
    for (const width of [320, 360, 375, 414, 480, 481, 540, 600, 639, 640, 800]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(crowded), `at ${width} pixels`).toEqual([]);
    }
  });

  test.each(themeNames)('in %s, links of the foot are high enough for a finger', async (theme) => {
    html = await htmlOf('of summaries', await loadTheme(theme));
    await page.setViewportSize({ width: 375, height: 900 });
    await page.goto(origin);
    const heights = await page.evaluate(
      `[...document.querySelectorAll('[role=contentinfo] a')].map((link) => link.getBoundingClientRect().height)`,
    );
    expect(heights).toHaveLength(5);
    for (const height of heights as number[]) expect(height).toBeGreaterThanOrEqual(24);
  });

  test('in dense, summaries have 16 pixels and lines of 24 on a phone, and 15 on a desk', async () => {
    html = await htmlOf('of summaries', await loadTheme('dense'));
    await page.goto(origin);
    const type = async (width: number) => {
      await page.setViewportSize({ width, height: 900 });
      return page.evaluate(
        `(({ fontSize, lineHeight }) => [fontSize, lineHeight])(getComputedStyle(document.querySelector('h2 + p:not(.by)')))`,
      );
    };
    expect(await type(375)).toEqual(['16px', '24px']);
    expect(await type(800)).toEqual(['15px', '22.5px']);
  });
});

/** Pictures that leave their cell, lie on the words beside them, or leave those less than 140 pixels. */
const crowded = `[...document.querySelectorAll('.picture, .thumb')].flatMap((cell) => {
  const image = cell.querySelector('img').getBoundingClientRect();
  const room = cell.getBoundingClientRect();
  const words = (cell.nextElementSibling ?? cell.previousElementSibling).querySelector('h2').getBoundingClientRect();
  const apart = image.right + 10 <= words.left || words.right + 10 <= image.left || image.bottom + 10 <= words.top;
  const fits = image.left >= room.left - 1 && image.right <= room.right + 1;
  return apart && fits && words.width >= 140 ? [] : [cell.outerHTML];
})`;
