import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Article } from '../../src/article.ts';
import { letterOf } from '../email/letter.ts';
import { requires } from '../requires.ts';
import { sampleArticle } from '../sample.ts';

const program = requires('chromium');

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
  <table><tbody><tr><td><img src="/wide.png" alt="In a cell" width="1600" height="900" /></td><td>${long}</td></tr></tbody></table>
  <figure><img src="/wide.png" alt="A leaf" width="1600" height="900" /><figcaption>A leaf, four times its size.</figcaption></figure>
  <p><img src="/wide.png" alt="Of no known size" /></p>
  <p>An icon <img src="/wide.png" alt="icon" width="16" height="16" /> in the text.</p>
  <p dir="rtl" lang="ar">هذه فقرة بالعربية في وسط رسالة إنجليزية.</p>
  <p lang="ja">庭はいつものように静かで、音といえば遠くの川の流れだけだった。</p>
  <details><summary>Why not a suite?</summary><p>A folder is enough.</p></details><hr />
  <video src="https://example.org/a.mp4" poster="/wide.png" title="The press"></video>
  <iframe src="https://example.org/film" title="A film about type"></iframe>
  <ol><li id="fn1"><p>The source is open. <a href="https://example.org/articles/the-first-frost/#fnref1">↩︎</a></p></li></ol>`;

const image = { url: '/wide.png', alt: 'A press', width: 1200, height: 800, caption: 'The press.' };

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

describe.skipIf(!program)('in a browser', () => {
  let browser: Browser;
  let origin = '';
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const page = pages.get(decodeURI(request.url ?? ''));
    response.setHeader('Content-Type', page === undefined ? 'image/svg+xml' : 'text/html; charset=utf-8');
    response.end(page ?? '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>');
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const [name, article] of Object.entries(letters)) {
      const content = (article.content ?? sampleArticle().content).replaceAll('"/wide.png"', `"${origin}/wide.png"`);
      const { html } = await letterOf(
        { ...article, content, image: { ...image, url: `${origin}/wide.png` } },
        { image: `${origin}/wide.png` },
      );
      pages.set(`/${name}`, html);
    }
    const switches =
      '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
    browser = await chromium.launch({ executablePath: program!, args: switches.split(' ') });
  });

  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const cases = Object.keys(letters).flatMap((name) =>
    (['light', 'dark'] as const).map((scheme) => ({ name, scheme })),
  );

  test.each(cases)('a letter $name fits every screen in $scheme mode, and everybody can read it', async ({
    name,
    scheme,
  }) => {
    const page = await browser.newPage({ colorScheme: scheme });
    try {
      await page.goto(`${origin}/${name}`);
      expect(await page.evaluate('[...document.images].filter((image) => image.naturalWidth === 0).length')).toBe(0);
      for (const width of [320, 375, 800]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      await page.evaluate(axe.source);
      // A letter stands inside a mail program's page: main and its regions are not its to mark.
      const rules = { region: { enabled: false }, 'landmark-one-main': { enabled: false } };
      const { violations } = (await page.evaluate(`axe.run(${JSON.stringify({ rules })})`)) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
