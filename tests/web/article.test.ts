import { expect, test } from 'vitest';
import { everything } from './everything.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { metaOf, select } from './reading.ts';

const pages = pagesOf(publicationOf(everything));
const rich = pages['articles/everything/index.html']!;
const plain = pages['articles/first-light/index.html']!;
const arabic = pages['articles/رسالة-من-المرفأ/index.html']!;

function pageOf(...[overrides, settings]: [Parameters<typeof articleOf>[0], Parameters<typeof publicationOf>[1]?]) {
  const files = pagesOf(publicationOf([articleOf(overrides)], settings));
  return files['articles/first-light/index.html']!;
}

test('an article stands on its page with title, summary, dates, authors and content', () => {
  expect(select(rich, 'h1').map(({ text }) => text)).toEqual(['A tide table is a feed']);
  expect(select(rich, 'title')[0]!.text).toBe('A tide table is a feed – Slack Water');
  expect(select(rich, 'p', { class: 'summary' })[0]!.text).toMatch(/^How to read one/);
  expect(select(rich, 'time').map(({ attributes, text }) => [attributes.datetime, text])).toEqual([
    ['2026-11-23T09:00:00+01:00', '23 November 2026'],
    ['2026-11-25T18:10:00+01:00', 'Updated 25 November 2026'],
  ]);
  expect(select(rich, 'p', { class: 'byline' })[0]!.text).toBe('By The Harbour Desk and The Editors');
  expect(rich).toContain('<h2 id="everything-columns">What the columns say</h2>');
});

test('a change on the day of publication is not shown', () => {
  const html = pageOf({ updated: '2026-11-20T23:00:00+01:00' });
  expect(html).not.toContain('Updated');
});

test('the lead image has its description, size and caption', () => {
  const image = { url: 'https://example.org/articles/first-light/lamp.png', alt: 'A lamp', width: 640, height: 480 };
  const html = pageOf({ image: { ...image, caption: 'The lamp <at night>' } });
  expect(select(html, 'img')[0]!.attributes).toEqual({
    src: '../../articles/first-light/lamp.png',
    alt: 'A lamp',
    width: '640',
    height: '480',
  });
  expect(select(html, 'figcaption')[0]!.text).toBe('The lamp <at night>');
});

test('who published it first, attachments and the notice are named', () => {
  expect(select(rich, 'p', { class: 'source' })[0]!.text).toBe('First published by Example Weekly');
  expect(select(rich, 'a', { href: 'https://weekly.example.org/' })).toHaveLength(1);
  const attachments = select(rich, 'section', { class: 'attachments' })[0]!.text;
  expect(attachments).toBe('Attachments One week of tides CSV, 2.14 kB reading.mp3 MP3, 2.35 MB, 12:34');
  expect(select(rich, 'p', { class: 'notice' })[0]!.text).toMatch(/^Lower Quay/);
});

test('an attachment without title, length and duration is named by its file', () => {
  const html = pageOf({ attachments: [{ url: 'https://example.org/a/h%C3%A9l%20lo', type: 'application/pdf' }] });
  expect(select(html, 'section', { class: 'attachments' })[0]!.text).toBe('Attachments hél lo application/pdf');
});

test('an attachment whose name cannot be decoded keeps it as it is', () => {
  const html = pageOf({ attachments: [{ url: 'https://example.org/100%.pdf', type: 'application/pdf' }] });
  expect(select(html, 'a', { type: 'application/pdf' })[0]!.text).toBe('100%.pdf');
});

test('tags lead to their pages, and those exist', () => {
  const tags = select(rich, 'a', { rel: 'tag' });
  expect(tags.map(({ text }) => text)).toEqual(['how-to', 'tides', '潮汐', 'C++ & friends']);
  for (const { attributes } of tags) {
    expect(pages).toHaveProperty([`${decodeURI(attributes.href!).replace('../../', '')}index.html`]);
  }
});

test('an author leads to the page of all that they wrote, or to their own site where there is no such page', () => {
  expect(select(rich, 'a', { rel: 'author' }).map(({ attributes }) => attributes.href)).toEqual([
    '../../authors/the-harbour-desk/',
    '../../authors/the-editors/',
  ]);
  const alone = pageOf({ authors: [{ name: 'The Harbour Desk', url: 'https://example.org/desk/' }] });
  expect(select(alone, 'a', { rel: 'author' })[0]!.attributes.href).toBe('https://example.org/desk/');
  expect(select(pageOf({}), 'a', { rel: 'author' })).toEqual([]);
});

test('the older and the newer article are one step away', () => {
  expect(select(plain, 'a', { rel: 'prev' })[0]!.text).toBe('Older رسالة من المرفأ');
  expect(select(plain, 'a', { rel: 'next' })[0]!.text).toBe('Newer A tide table is a feed');
  expect(select(rich, 'a', { rel: 'next' })).toEqual([]);
  expect(select(pageOf({}), 'nav', { class: 'beside' })).toEqual([]);
});

test('every page leads home, to the page about subscribing, and tells feed readers of the three feeds', () => {
  for (const [path, html] of Object.entries(pages)) {
    // Feed readers look for nothing where nothing is.
    if (!html.startsWith('<!DOCTYPE html>') || path === '404.html') continue;
    const types = select(html, 'link', { rel: 'alternate' }).map(({ attributes }) => attributes.type);
    expect(types.slice(-3)).toEqual(['application/atom+xml', 'application/rss+xml', 'application/feed+json']);
    expect(html).toMatch(/href="(\.\/|(\.\.\/)+)subscribe\/"/);
    expect(select(html, 'h1')).toHaveLength(1);
  }
  const feeds = select(plain, 'link', { rel: 'alternate' }).map(({ attributes }) => attributes.href);
  expect(feeds).toEqual([
    'https://example.org/atom.xml',
    'https://example.org/rss.xml',
    'https://example.org/feed.json',
  ]);
});

test('main feeds that moved are linked where they are', () => {
  const { settings } = publicationOf([]);
  const feeds = { ...settings.feeds, paths: { atom: 'feed/atom.xml', rss: 'index.rss', json: 'blog feed.json' } };
  const html = pageOf({}, { feeds });
  expect(select(html, 'link', { rel: 'alternate' }).map(({ attributes }) => attributes.href)).toEqual([
    'https://example.org/feed/atom.xml',
    'https://example.org/index.rss',
    'https://example.org/blog%20feed.json',
  ]);
});

test('those who share the page get its title, summary, picture and dates', () => {
  const image = { url: 'https://example.org/lamp.png', alt: 'A lamp', width: 640, height: 480, type: 'image/png' };
  expect(metaOf(pageOf({ image, tags: ['tides'] }))).toMatchObject({
    description: 'What the harbour looks like before anybody is there to see it.',
    author: 'The Editors',
    'og:type': 'article',
    'og:title': 'First light',
    'og:site_name': 'Slack Water',
    'og:url': 'https://example.org/articles/first-light/',
    'og:locale': 'en_GB',
    'og:image': 'https://example.org/lamp.png',
    'og:image:alt': 'A lamp',
    'og:image:width': '640',
    'og:image:type': 'image/png',
    'article:published_time': '2026-11-20T09:00:00+01:00',
    'article:tag': 'tides',
    'twitter:card': 'summary_large_image',
  });
  expect(metaOf(plain)).toMatchObject({ 'twitter:card': 'summary' });
  expect(metaOf(plain)).not.toHaveProperty(['og:image']);
  expect(metaOf(pageOf({}, { image: 'https://example.org/logo.png' }))).toMatchObject({
    'og:image': 'https://example.org/logo.png',
    'twitter:card': 'summary',
  });
});

test('search engines get the article as JSON-LD', () => {
  const data = JSON.parse(select(rich, 'script', { type: 'application/ld+json' })[0]!.text);
  expect(data).toMatchObject({
    '@type': 'Article',
    headline: 'A tide table is a feed',
    datePublished: '2026-11-23T09:00:00+01:00',
    dateModified: '2026-11-25T18:10:00+01:00',
    author: [
      { '@type': 'Person', name: 'The Harbour Desk', url: 'https://example.org/harbour-desk/' },
      { '@type': 'Person', name: 'The Editors' },
    ],
    publisher: { '@type': 'Organization', name: 'Slack Water' },
    inLanguage: 'en-GB',
    mainEntityOfPage: 'https://example.org/articles/everything/',
    isBasedOn: 'https://weekly.example.org/',
  });
});

test('an article without a summary is described by its opening, and one without words not at all', () => {
  const content = '<figure><img src="https://example.org/a.jpg" alt="A" /></figure><p>Two &amp; three “four”.</p>';
  const page = pageOf({ summary: undefined, content });
  expect(metaOf(page)).toMatchObject({ description: 'Two & three “four”.', 'og:description': 'Two & three “four”.' });
  expect(metaOf(pageOf({ summary: undefined, content: '' }))).not.toHaveProperty('description');
});

test('a byline joins names as its language does, and links stand for them all the same', () => {
  const spanish = pageOf({
    language: 'es',
    authors: [{ name: 'Ana', url: 'https://example.org/ana' }, { name: 'Isabel' }],
  });
  expect(select(spanish, 'p', { class: 'byline' })[0]!.text).toBe('Por Ana e Isabel');
  expect(select(spanish, 'a', { rel: 'author' })[0]!.text).toBe('Ana');
});

test('a page speaks the language of its article, and marks what speaks another', () => {
  expect(select(arabic, 'html')[0]!.attributes).toEqual({ lang: 'ar', dir: 'rtl' });
  expect(select(arabic, 'header', { class: 'site' })[0]!.attributes).toMatchObject({ lang: 'en-GB', dir: 'ltr' });
  expect(select(arabic, 'a', { class: 'skip' })[0]!.attributes).toMatchObject({ lang: 'en', dir: 'ltr' });
  expect(select(arabic, 'time')[0]!.text).toBe('12 نوفمبر 2026');
  expect(select(plain, 'span', { lang: 'ar', dir: 'rtl' }).map(({ text }) => text)).toEqual(['رسالة من المرفأ']);
  expect(select(plain, 'header', { class: 'site' })[0]!.attributes).toEqual({ class: 'site' });
});

test('an article dates as its publication does where both speak one language', () => {
  expect(select(pageOf({ language: 'en' }), 'time')[0]!.text).toBe('20 November 2026');
});

test('an article that stands elsewhere has a page here and says where it stands', () => {
  const html = pageOf({ url: 'https://elsewhere.example.org/first-light' });
  expect(select(html, 'link', { rel: 'canonical' })[0]!.attributes.href).toBe(
    'https://elsewhere.example.org/first-light',
  );
});

test.each([
  ['/articles/{slug}/', 'articles/first-light/index.html', '../../'],
  ['/{slug}.html', 'first-light.html', './'],
  ['/a/b/{slug}', 'a/b/first-light/index.html', '../../../'],
  ['/{slug}/index.html', 'first-light/index.html', '../'],
  ['{slug}.HTM', 'first-light.HTM', './'],
])('with the permalink %s the page is %s', (permalink, path, root) => {
  const url = new URL(permalink.replace('{slug}', 'first-light'), 'https://example.org').href;
  const files = pagesOf(publicationOf([articleOf({ url })], { permalink }));
  expect(files[path]).toContain(`<link rel="stylesheet" href="${root}style.css">`);
});

test('an icon stands in the tab and beside the name, as a path where it is our own', () => {
  const html = pageOf({}, { icon: 'https://example.org/icon.png' });
  expect(select(html, 'link', { rel: 'icon' })).toHaveLength(1);
  expect(select(html, 'img')[0]!.attributes).toMatchObject({ src: '../../icon.png', alt: '' });
});
