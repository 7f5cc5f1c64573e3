import { expect, test } from 'vitest';
import { everything } from './everything.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { elementsOf, metaOf, select } from './reading.ts';

const pages = pagesOf(publicationOf(everything));
const home = pages['index.html']!;
const subscribe = pages['subscribe/index.html']!;

/** Articles on one day after another, the newest last. */
function many(count: number, overrides: (index: number) => Parameters<typeof articleOf>[0] = () => ({})) {
  return Array.from({ length: count }, (_, index) => {
    const published = `${new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)}T09:00:00Z`;
    return articleOf({
      slug: `n${index}`,
      title: `Number ${index}`,
      published,
      updated: published,
      ...overrides(index),
    });
  });
}

test('the first page shows the name, the latest articles with date and summary, and the ways to all others', () => {
  expect(select(home, 'h1')[0]!.text).toBe('Slack Water');
  expect(select(home, 'title')[0]!.text).toBe('Slack Water');
  expect(select(home, 'h3').map(({ text }) => text)).toEqual([
    'A tide table is a feed',
    'First light',
    'رسالة من المرفأ',
    '港の灯りと、急がずに読者へ届く一通の長い手紙について',
    expect.stringMatching(/^A title that goes on/),
  ]);
  expect(select(home, 'time')[0]).toMatchObject({
    attributes: { datetime: '2026-11-23T09:00:00+01:00' },
    text: '23 November 2026',
  });
  expect(home).toContain('What the harbour looks like');
  expect(
    select(home, 'section')
      .map(({ text }) => text)
      .slice(1),
  ).toEqual([
    'Tags C++ & friends how-to tides رسائل 潮汐',
    'By year 2026 3 articles 2025 2 articles',
    'Authors The Editors The Harbour Desk هيئة التحرير',
    'Languages Arabic British English Japanese',
  ]);
  expect(metaOf(home)).toMatchObject({ 'og:type': 'website', 'og:url': 'https://example.org/' });
});

test('the first page shows thirty articles, however many there are', () => {
  const titles = select(pagesOf(publicationOf(many(31)))['index.html']!, 'h3').map(({ text }) => text);
  expect(titles).toHaveLength(30);
  expect(titles[0]).toBe('Number 30');
});

test('of very many tags the first page names the most used, and leads to all', () => {
  const articles = many(60, (index) => ({ tags: [`tag ${index}`, ...(index < 2 ? ['tag 59'] : [])] }));
  const files = pagesOf(publicationOf(articles));
  const tags = select(files['index.html']!, 'ul', { class: 'tags' })[0]!.text;
  expect(tags.match(/tag \d+/g)).toHaveLength(40);
  expect(tags).toContain('tag 59');
  expect(select(files['index.html']!, 'a', { href: './subscribe/#_tags' })[0]!.text).toBe('All 60 tags');
  expect(select(files['subscribe/index.html']!, 'h3', { id: '_tags' })).toHaveLength(1);
});

test('a publication without articles has a first page that says so', () => {
  const files = pagesOf(publicationOf([]));
  expect(files['index.html']).toContain('Nothing has been published yet.');
  expect(Object.keys(files)).toEqual([
    'index.html',
    'subscribe/index.html',
    '404.html',
    'style.css',
    'subscribe/copy.js',
    'feed.css',
    'sitemap.xml',
    '_headers',
  ]);
});

test('a year lists all its articles by month and leads to the years beside it', () => {
  const year = pages['archive/2026/index.html']!;
  expect(select(year, 'h1')[0]!.text).toBe('2026');
  expect(select(year, 'h2').map(({ text }) => text)).toEqual(['November']);
  expect(select(year, 'li').map(({ text }) => text)).toEqual([
    '23 A tide table is a feed',
    '20 First light',
    '12 رسالة من المرفأ',
  ]);
  expect(select(year, 'a', { rel: 'prev' })[0]).toMatchObject({
    attributes: { href: '../../archive/2025/' },
    text: 'Older 2025',
  });
  expect(select(year, 'a', { rel: 'next' })).toEqual([]);
});

test('an article belongs to the year and day that its own offset says', () => {
  const early = articleOf({
    slug: 'early',
    published: '2026-01-01T00:30:00+14:00',
    updated: '2026-01-01T00:30:00+14:00',
  });
  const late = articleOf({ slug: 'late', published: '2025-12-31T23:30:00Z', updated: '2025-12-31T23:30:00Z' });
  const files = pagesOf(publicationOf([early, late]));
  expect(select(files['archive/2026/index.html']!, 'time')[0]!.text).toBe('1');
  expect(select(files['archive/2025/index.html']!, 'time')[0]!.text).toBe('31');
});

test('a tag has a page with all its articles by year and with feeds of its own', () => {
  const tag = pages['tags/tides/index.html']!;
  expect(select(tag, 'title')[0]!.text).toBe('tides – Slack Water');
  expect(select(tag, 'h2').map(({ text }) => text)).toEqual(['2026', '2025']);
  expect(select(tag, 'li')).toHaveLength(4);
  expect(select(tag, 'link', { rel: 'alternate' }).map(({ attributes }) => attributes.href)).toEqual([
    'https://example.org/tags/tides/atom.xml',
    'https://example.org/tags/tides/rss.xml',
    'https://example.org/tags/tides/feed.json',
    'https://example.org/atom.xml',
    'https://example.org/rss.xml',
    'https://example.org/feed.json',
  ]);
  expect(select(tag, 'p', { class: 'feeds' })[0]!.text).toBe('Follow tides: Atom RSS JSON Feed');
});

test('an author has a page that leads to their own site', () => {
  const author = pages['authors/the-harbour-desk/index.html']!;
  expect(select(author, 'h1')[0]!.text).toBe('The Harbour Desk');
  expect(select(author, 'a', { rel: 'author' })[0]).toMatchObject({
    attributes: { href: 'https://example.org/harbour-desk/' },
    text: 'Website: example.org/harbour-desk',
  });
  expect(select(pages['authors/the-editors/index.html']!, 'a', { rel: 'author' })).toEqual([]);
});

test('a language has a page under the name that the publication has for it', () => {
  expect(select(pages['languages/ar/index.html']!, 'h1')[0]!.text).toBe('Arabic');
});

test('titles in another language are marked in every list', () => {
  for (const path of ['index.html', 'tags/tides/index.html', 'archive/2026/index.html']) {
    const marked = elementsOf(pages[path]!).filter(({ attributes }) => attributes.lang === 'ar');
    expect(marked.map(({ attributes, text }) => [attributes.dir, text.slice(0, 14)])).toEqual([
      ['rtl', 'رسالة من المرفأ'.slice(0, 14)],
    ]);
  }
});

test('the page about subscribing gives every feed there is, as a whole address to copy', () => {
  expect(select(subscribe, 'h1')[0]!.text).toBe('Subscribe');
  expect(select(subscribe, 'ul', { class: 'addresses' })[0]!.text).toContain('Atom https://example.org/atom.xml');
  expect(select(subscribe, 'button').map(({ attributes }) => [attributes['data-copy'], attributes.hidden])).toEqual([
    ['https://example.org/atom.xml', ''],
    ['https://example.org/rss.xml', ''],
    ['https://example.org/feed.json', ''],
  ]);
  const hrefs = select(subscribe, 'a').map(({ attributes }) => attributes.href);
  for (const folder of ['tags/tides/', 'authors/the-editors/', 'languages/ja/']) {
    for (const name of ['', 'atom.xml', 'rss.xml', 'feed.json']) expect(hrefs).toContain(`../${folder}${name}`);
  }
});

test('a button to copy says which address it copies, with the colon of its language', () => {
  const html = pagesOf(publicationOf([articleOf()], { language: 'fr' }))['subscribe/index.html']!;
  const labels = select(html, 'button').map(({ attributes }) => attributes['aria-label']);
  expect(labels).toEqual(['Copier\u00a0: Atom', 'Copier\u00a0: RSS', 'Copier\u00a0: JSON Feed']);
});

test('selections of the settings and summaries have feeds to follow, though no page', () => {
  const { feeds } = publicationOf([]).settings;
  const selections = [{ name: 'By the sea', title: 'By <the> sea', tag: 'tides' }];
  const html = pagesOf(publicationOf(everything, { feeds: { ...feeds, selections } }))['subscribe/index.html']!;
  expect(html).toContain('<span><bdi>By &lt;the&gt; sea</bdi></span>');
  const hrefs = select(html, 'a').map(({ attributes }) => attributes.href);
  expect(hrefs).toEqual(expect.arrayContaining(['../selections/by-the-sea/atom.xml', '../summaries/feed.json']));
  expect(hrefs).toContain('../feeds.opml');
  expect(hrefs).not.toContain('../selections/by-the-sea/');
});

test('where nothing can be followed by itself, the page about subscribing says nothing of it', () => {
  const { feeds } = publicationOf([]).settings;
  const publication = publicationOf([articleOf()], { feeds: { ...feeds, summaries: false } });
  expect(pagesOf(publication)['subscribe/index.html']).not.toContain('Follow only part of it');
});
