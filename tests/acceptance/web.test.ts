import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redirectPages } from '../../src/web/redirect.ts';
import { publicationWithIssues } from '../web/issues.ts';
import { articleOf, pagesOf, publicationOf } from '../web/publication.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>" onload="alert(1)';
const moved = { from: '/moved/', to: 'https://example.org/articles/first-light/' };
const leading = [...redirectPages({ ...publicationOf([articleOf()]), redirects: [moved] }, [])];
const files: Record<string, string> = {
  ...Object.fromEntries(leading.map(({ path, content }) => [path, content])),
  ...pagesOf(publicationWithIssues()),
  ...under(
    'hostile/',
    pagesOf(publicationOf([articleOf({ title: hostile, summary: hostile, tags: [hostile] })], { title: hostile })),
  ),
  ...under(
    'by-mail/',
    pagesOf(
      publicationOf([articleOf()], {
        newsletter: { subscribeEmail: 'subscribe-to-the-letters@slackwater.example.org' },
        bounces: { authserv: 'mx.example.org' },
      }),
    ),
  ),
  'atom.xml': `<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="feed.css"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>https://example.org/</id><title type="text">Slack Water</title>
<updated>2026-11-23T09:00:00Z</updated><link rel="self" href="https://example.org/atom.xml"/><generator>Tidings</generator>
<entry><id>tag:example.org,2026:a</id><title type="text">First light</title><updated>2026-11-24T09:00:00Z</updated>
<published>2026-11-23T09:00:00Z</published><author><name>The Editors</name><uri>https://example.org/us</uri></author>
<category term="tides"/><summary type="text">The harbour, early.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>A lamp <a href="https://example.org/out">goes out</a>.</p><pre><code>${'a long line of code '.repeat(20)}</code></pre>
<table><tr>${'<td>immeasurable</td>'.repeat(12)}</tr></table></div></content></entry>
<entry xml:lang="ar"><id>tag:example.org,2026:b</id><title type="text">رسالة</title><updated>2026-11-22T09:00:00Z</updated>
<published>2026-11-22T09:00:00Z</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص</p></div></content></entry></feed>`,
  'rss.xml': `<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="feed.css"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Slack Water</title><link>https://example.org/</link><description>A letter.</description><item>
<title>First light</title><link>https://example.org/a</link><guid isPermaLink="false">tag:example.org,2026:a</guid>
<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate><dc:creator>The Editors</dc:creator><description>The harbour, early.</description>
<content:encoded><![CDATA[<p>A lamp goes out.</p>]]></content:encoded></item></channel></rss>`,
};

function under(folder: string, pages: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(pages).map(([path, content]) => [folder + path, content]));
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  // As _headers asks for.
  xml: 'application/xml; charset=utf-8',
};

describe.skipIf(!program)('the archive in a browser', () => {
  let browser: Browser;
  let origin = '';
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url!, 'http://localhost').pathname)
      .slice(1)
      .replace(/(^|\/)$/, '$1index.html');
    const content = files[path];
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': types[path.split('.').at(-1)!] ?? 'text/plain',
    });
    response.end(content);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}/`;
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  async function visit(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const page = await browser.newPage(options);
    try {
      await page.goto(origin + path);
      await look(page);
    } finally {
      await page.close();
    }
  }

  const paths = [
    '',
    'subscribe/',
    'articles/everything/',
    'articles/رسالة-من-المرفأ/',
    'articles/港の灯り/',
    'articles/long/',
    'archive/2026/',
    'tags/tides/',
    'authors/the-harbour-desk/',
    'issues/',
    'issues/autumn/',
    'issues/رسائل/',
    'issues/everything/',
    'hostile/articles/first-light/',
    'by-mail/subscribe/',
    'by-mail/articles/first-light/',
  ];
  describe('every page', () => {
    let page: Page;

    beforeAll(async () => {
      page = await browser.newPage();
    });

    test.each(paths)('/%s fits every screen in light and dark mode, and everybody can read it', async (path) => {
      await page.goto(origin + path);
      expect(await obstacles(page, screensOf(320, 375, 800, 1200))).toEqual([]);
    });
  });

  test('the page at an address that an article has left can be read by everybody, and goes on to the article', async () => {
    const page = await browser.newPage();
    // Where the article cannot be had, the page remains.
    await page.route('https://example.org/**', (route) => route.abort('aborted'));
    await page.goto(`${origin}moved/`);
    expect(await obstacles(page, screensOf(320, 1200))).toEqual([]);
    await page.unrouteAll();
    await page.route('https://example.org/**', (route) => route.fulfill({ body: 'the article' }));
    await page.reload();
    await page.waitForURL(moved.to);
    await page.close();
  });

  test('a page asks nobody else for anything', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const path of paths) await page.goto(origin + path, { waitUntil: 'networkidle' });
    await page.close();
    expect(asked.length).toBeGreaterThan(paths.length);
    expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
  });

  test('the keyboard first reaches the way past the header, then everything that scrolls', async () => {
    await visit('articles/everything/', { viewport: { width: 320, height: 700 } }, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      expect(await page.evaluate('document.activeElement.getBoundingClientRect().top')).toBe(0);
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.localName')).toBe('main');
      const reached = new Set<unknown>();
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate('document.activeElement.className || document.activeElement.localName'));
      }
      expect([...reached]).toEqual(expect.arrayContaining(['a', 'scroll', 'pre', 'summary']));
    });
  });

  test('without scripts every page is complete, and no button stands that would do nothing', async () => {
    await visit('subscribe/', { javaScriptEnabled: false }, async (page) => {
      expect(await page.getByRole('link', { name: 'https://example.org/atom.xml' }).isVisible()).toBe(true);
      expect(await page.getByRole('button').count()).toBe(0);
    });
  });

  test('an address is copied with one click', async () => {
    await visit('subscribe/', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.getByRole('button', { name: 'Copy: RSS' }).click();
      await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('https://example.org/rss.xml');
    });
  });

  test('no words of an article run as a script', async () => {
    const page = await browser.newPage();
    const events: string[] = [];
    page.on('dialog', (dialog) => dialog.dismiss().then(() => events.push(dialog.message())));
    page.on('pageerror', (error) => events.push(error.message));
    for (const path of ['', 'articles/first-light/', 'subscribe/', 'archive/2026/'])
      await page.goto(`${origin}hostile/${path}`);
    expect(await page.title()).toContain('</script>');
    await page.close();
    expect(events).toEqual([]);
  });

  test('on paper a page is black on white, without what can only be clicked', async () => {
    await visit('articles/everything/', { colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('link', { name: 'Subscribe' }).first().isVisible()).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.documentElement).color')).toBe('rgb(0, 0, 0)');
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
    });
  });

  test.each([
    'light',
    'dark',
  ] as const)('an Atom feed opens as a page of whole articles in %s mode', async (colorScheme) => {
    await visit('atom.xml', { colorScheme, viewport: { width: 375, height: 800 } }, async (page) => {
      const shown = await shownTexts(page);
      expect(shown).toEqual([
        'Slack Water',
        'First light',
        '2026-11-23T09:00:00Z',
        'The Editors',
        'The harbour, early.',
      ]);
      expect(await page.evaluate('getComputedStyle(document.documentElement, "::before").content')).toContain(
        'This is a feed.',
      );
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
        colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(21, 24, 28)',
      );
      expect(await page.evaluate('document.querySelector("a").href')).toBe('https://example.org/out');
      expect(await page.evaluate('document.querySelector("p").getBoundingClientRect().height')).toBeGreaterThan(10);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      expect(await page.evaluate('getComputedStyle(document.querySelectorAll("entry")[1]).direction')).toBe('rtl');
    });
  });

  test('an RSS feed opens as a list of articles', async () => {
    await visit('rss.xml', {}, async (page) => {
      expect(await shownTexts(page)).toEqual([
        'Slack Water',
        'A letter.',
        'First light',
        'Mon, 23 Nov 2026 09:00:00 GMT',
        'The Editors',
        'The harbour, early.',
      ]);
    });
  });

  /** The texts of the feed's own elements that have a place on the screen, up to the first article's end. */
  async function shownTexts(page: Page): Promise<unknown> {
    return page.evaluate(`
      const first = document.querySelector('entry, item');
      [...document.querySelectorAll('*')]
        .filter((element) => element.namespaceURI !== 'http://www.w3.org/1999/xhtml' && element.children.length === 0)
        .filter((element) => element.textContent.trim() && element.getClientRects().length > 0)
        .filter((element) => !(first.compareDocumentPosition(element) & 4) || first.contains(element))
        .map((element) => element.textContent)`);
  }
});
