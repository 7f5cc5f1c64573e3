import { describe, expect, test } from 'vitest';
import { everything } from './everything.ts';
import { issueOf, issues, itemOf, publicationWithIssues } from './issues.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { elementsOf, metaOf, select } from './reading.ts';

const pages = pagesOf(publicationWithIssues());
const autumn = pages['issues/autumn/index.html']!;
const list = pages['issues/index.html']!;

/** The page of an issue by itself. */
function pageOf(...[overrides]: Parameters<typeof issueOf>): string {
  return pagesOf(publicationWithIssues([issueOf(overrides)]))['issues/autumn/index.html']!;
}

describe('the web view of an issue', () => {
  test('shows its subject, its date, the introduction and its articles', () => {
    expect(select(autumn, 'h1').map(({ text }) => text)).toEqual(['What the tide left in autumn']);
    expect(select(autumn, 'title')[0]!.text).toBe('What the tide left in autumn – Slack Water');
    expect(select(autumn, 'p', { class: 'meta' })[0]!.text).toBe('Issue 25 November 2026');
    expect(autumn).toContain('letters of a <em>quiet</em> season');
    const parts = elementsOf(autumn).filter(({ attributes }) => attributes.class?.startsWith('part'));
    expect(parts.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^A tide table is a feed How to read one/),
      expect.stringMatching(/^First light What the harbour/),
      expect.stringMatching(/^رسالة من المرفأ/),
      expect.stringMatching(/^More on the web 港の灯り/),
    ]);
  });

  test('holds an article whole as its own page does, below headings of its own', () => {
    const [whole] = select(autumn, 'section', { class: 'part' });
    expect(select(autumn, 'h2').map(({ text }) => text)).toContain('A tide table is a feed');
    expect(select(autumn, 'h3').map(({ text }) => text)).toContain('What the columns say');
    expect(select(autumn, 'h4').map(({ text }) => text)).toContain('The rule of twelfths');
    expect(whole!.text).toContain('By The Harbour Desk and The Editors');
    expect(whole!.text).toContain('First published by Example Weekly');
    expect(whole!.text).toContain('One week of tides CSV, 2.14 kB');
    expect(whole!.text).toContain('Do not navigate by them.');
    expect(select(autumn, 'figcaption')[0]!.text).toMatch(/^The lamp at Lower Quay/);
  });

  test('leads from a mark to its note within the page, and each id stands once', () => {
    expect(select(autumn, 'a', { role: 'doc-noteref' })[0]!.attributes.href).toBe('#everything_everything-fn1');
    const ids = elementsOf(autumn).flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('everything_everything-fn1');
  });

  test('leads to the page of every article that it names', () => {
    for (const { article } of issues[0]!.items) {
      const href = `../../${encodeURI(`articles/${article.slug}/`)}`;
      expect(select(autumn, 'a', { href }).length).toBeGreaterThan(0);
      expect(pages).toHaveProperty([`articles/${article.slug}/index.html`]);
    }
  });

  test('says of an article in a few words what it is about and leads on, by a name that tells where', () => {
    const brief = select(autumn, 'section', { class: 'part brief' })[0]!;
    expect(brief.attributes).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(brief.text).toContain('كيف تصل الكلمات');
    const more = select(autumn, 'p', { class: 'more' });
    expect(more).toHaveLength(1);
    const named = select(autumn, 'a').filter(({ attributes }) => attributes['aria-label']?.includes('رسالة من المرفأ'));
    expect(named).toHaveLength(1);
  });

  test('gathers titles that follow each other in one list', () => {
    const lists = select(autumn, 'section', { class: 'part links' });
    expect(lists).toHaveLength(1);
    expect(lists[0]!.text).toMatch(/^More on the web 港の灯り.* A title that goes on/);
    const apart = pageOf({
      items: ['everything', 'first-light', 'long'].map((slug, index) =>
        itemOf(slug, index === 1 ? 'summary' : 'headline'),
      ),
    });
    expect(select(apart, 'section', { class: 'part links' })).toHaveLength(2);
  });

  test('that is nothing but titles has no heading over them', () => {
    const html = pageOf({ items: [itemOf('everything', 'headline')] });
    expect(html).not.toContain('More on the web');
  });

  test('lists what it holds whole, if that is more than one article', () => {
    const contents = select(autumn, 'nav', { class: 'contents' })[0]!;
    expect(contents.text).toBe('In this issue A tide table is a feed First light');
    const targets = select(autumn, 'a').flatMap(({ attributes }) => attributes.href ?? []);
    expect(targets).toEqual(expect.arrayContaining(['#everything', '#first-light']));
    expect(pageOf({ items: [itemOf('everything', 'full')] })).not.toContain('In this issue');
  });

  test('calls its contents as the letter does, in its own language', () => {
    const items = [itemOf('everything', 'full'), itemOf('first-light', 'full')];
    const [heading] = select(pageOf({ language: 'fr', items }), 'h2', { id: '_contents' });
    expect(heading).toMatchObject({ text: 'Au sommaire' });
  });

  test('leads to the issues beside it and to the letter as it was mailed', () => {
    const middle = pages['issues/رسائل/index.html']!;
    const beside = select(middle, 'nav', { class: 'beside' })[0]!;
    expect(beside.attributes['aria-label']).toBe('Issues');
    expect(select(middle, 'a', { rel: 'prev' })[0]!.attributes.href).toBe('../../issues/a-word/');
    expect(select(middle, 'a', { rel: 'next' })[0]!.attributes.href).toBe('../../issues/autumn/');
    expect(select(autumn, 'a', { type: 'text/html' })[0]!.attributes.href).toBe('email.html');
    expect(select(autumn, 'a', { type: 'text/plain' })[0]!.attributes.href).toBe('email.txt');
  });

  test('tells machines its address, its feeds, and what it is part of', () => {
    expect(select(autumn, 'link', { rel: 'canonical' })[0]!.attributes.href).toBe('https://example.org/issues/autumn/');
    expect(select(autumn, 'link', { rel: 'alternate' }).map(({ attributes }) => attributes.href)).toEqual(
      ['issues/', ''].flatMap((folder) =>
        ['atom.xml', 'rss.xml', 'feed.json'].map((name) => `https://example.org/${folder}${name}`),
      ),
    );
    expect(metaOf(autumn)).toMatchObject({
      description: 'Three letters that are worth a second cup.',
      'og:type': 'article',
      'og:url': 'https://example.org/issues/autumn/',
      'article:published_time': '2026-11-25T09:00:00+01:00',
      'article:modified_time': '2026-11-25T18:10:00+01:00',
    });
    const data = JSON.parse(select(autumn, 'script', { type: 'application/ld+json' })[0]!.text);
    expect(data).toMatchObject({
      '@type': 'PublicationIssue',
      name: 'What the tide left in autumn',
      isPartOf: { '@type': 'Periodical', name: 'Slack Water' },
    });
    expect(data.hasPart).toHaveLength(5);
  });

  test('is in its own language, and what is not is marked', () => {
    const html = pages['issues/رسائل/index.html']!;
    expect(select(html, 'html')[0]!.attributes).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(select(html, 'header', { class: 'site' })[0]!.attributes).toMatchObject({ lang: 'en-GB', dir: 'ltr' });
    const first = select(html, 'a').find(({ text }) => text === 'First light')!;
    expect(first.attributes).toMatchObject({ lang: 'en-GB', dir: 'ltr' });
  });

  test('may be nothing but words', () => {
    const html = pages['issues/a-word/index.html']!;
    expect(select(html, 'section')).toEqual([]);
    expect(html).toContain('Dear friend');
  });

  test('without a preheader is described by its first words', () => {
    expect(metaOf(pageOf({ preheader: '' })).description).toBe('Dear friend, these are the letters of a quiet season.');
  });
});

describe('the list of issues', () => {
  test('has every hand-made issue by year, newest first, with its date and how many articles it holds', () => {
    expect(select(list, 'h1')[0]!.text).toBe('Issues');
    expect(select(list, 'h2').map(({ text }) => text)).toEqual(['2026', '2025']);
    expect(select(list, 'li').map(({ text }) => text)).toEqual([
      '25 November What the tide left in autumn 5 articles',
      '13 November رسائل الخريف 2 articles',
      '1 December A word to begin with',
    ]);
    expect(select(list, 'p', { class: 'feeds' })[0]!.text).toMatch(/Atom RSS JSON Feed$/);
  });

  test('is within reach of every page', () => {
    for (const [path, html] of Object.entries(pages)) {
      if (!path.endsWith('.html')) continue;
      // It leads on from the root of the host.
      const root = path === '404.html' ? '/' : '../'.repeat(path.split('/').length - 1) || './';
      expect(select(html, 'a', { href: `${root}issues/` }).length, path).toBeGreaterThanOrEqual(2);
    }
    const subscribe = pages['subscribe/index.html']!;
    expect(select(subscribe, 'h3', { id: '_issues' })[0]!.text).toBe('Issues');
    expect(select(subscribe, 'a', { href: '../issues/atom.xml' })).toHaveLength(1);
  });

  test('is not there, and no page leads to it, where every letter is an article', () => {
    const files = pagesOf(publicationOf(everything));
    expect(files).not.toHaveProperty(['issues/index.html']);
    for (const html of Object.values(files)) expect(html).not.toContain('href="../issues/"');
  });
});

describe('the web view of an article that is a letter by itself', () => {
  const html = pages['issues/everything/index.html']!;

  test('shows the article, whose own page stays its address', () => {
    expect(select(html, 'h1').map(({ text }) => text)).toEqual(['A tide table is a feed']);
    expect(html).toContain('<h2 id="everything-columns">What the columns say</h2>');
    expect(select(html, 'link', { rel: 'canonical' })[0]!.attributes.href).toBe(
      'https://example.org/articles/everything/',
    );
    expect(select(html, 'a', { role: 'doc-noteref' })[0]!.attributes.href).toBe('#everything-fn1');
  });

  test('leads to the letter as it was mailed, which the page of the article does not', () => {
    expect(select(html, 'p', { class: 'mailed' })[0]!.text).toBe('By email HTML Plain text');
    expect(pages['articles/everything/index.html']).not.toContain('email.html');
  });

  test('is not made where no letters are', () => {
    const files = pagesOf({ ...publicationOf([articleOf()], { letters: false }), issues });
    expect(Object.keys(files).filter((path) => path.startsWith('issues/'))).toEqual([]);
  });
});
