import { describe, expect, test } from 'vitest';
import { read } from '../reading.ts';

const feed = {
  version: 'https://jsonfeed.org/version/1.1',
  title: 'A feed',
  home_page_url: 'https://example.com/',
  _extension: { about: 'x' },
};

const readFeed = (items: readonly unknown[], more: object = {}) =>
  read({ 'articles/feed.json': JSON.stringify({ ...feed, ...more, items }, undefined, 2) });

const readItem = async (item: object, more: object = {}) =>
  (await readFeed([{ id: 'https://example.com/notes/1', content_html: '<p>x</p>', title: 'T', ...item }], more))
    .manuscripts[0];

test('an item becomes an article with all that it says', async () => {
  const item = await readItem({
    id: 'https://EXAMPLE.com/?a=%7E&b',
    url: 'https://example.com/notes/hello-there.html',
    external_url: 'https://example.net/x',
    title: 'Hello',
    summary: 'A dek',
    content_html: '<p><a href="/about">y</a> <img src="a.png" alt="z"><script>x</script></p>',
    image: '/lead.jpg',
    date_published: '2026-11-18T09:00:00.5-05:00',
    date_modified: '2026-11-19T09:00:00-05:00',
    authors: [{ name: 'A', url: 'https://example.com/a', avatar: 'x' }, { url: 'https://example.net/b' }],
    tags: ['a', 'b', 'a'],
    language: 'de',
    attachments: [
      { url: '/a.mp3', mime_type: 'audio/mpeg', title: 'Read aloud', size_in_bytes: 12, duration_in_seconds: 7.5 },
    ],
  });
  expect(item).toMatchObject({
    id: 'https://EXAMPLE.com/?a=%7E&b',
    url: 'https://example.com/notes/hello-there.html',
    slug: 'hello-there',
    path: 'articles/feed.json#hello-there',
    title: 'Hello',
    summary: 'A dek',
    content: '<p><a href="https://example.com/about">y</a> <img src="https://example.com/notes/a.png" alt="z" /></p>',
    image: { url: 'https://example.com/lead.jpg', alt: '' },
    published: '2026-11-18T09:00:00-05:00',
    updated: '2026-11-19T09:00:00-05:00',
    authors: [
      { name: 'A', url: 'https://example.com/a' },
      { name: 'example.net', url: 'https://example.net/b' },
    ],
    tags: ['a', 'b'],
    language: 'de',
    attachments: [
      { url: 'https://example.com/a.mp3', type: 'audio/mpeg', length: 12, title: 'Read aloud', duration: 7.5 },
    ],
    source: { name: 'example.net', url: 'https://example.net/x' },
    files: [],
  });
});

describe('what an item leaves out', () => {
  test.each<[string, object, object, object]>([
    [
      'authors and language are those of the feed',
      {},
      { authors: [{ name: 'F' }], language: 'fr' },
      { authors: [{ name: 'F' }], language: 'fr' },
    ],
    [
      'version 1 has one author',
      { author: { name: 'A' } },
      { version: 'https://jsonfeed.org/version/1' },
      { authors: [{ name: 'A' }] },
    ],
    ['nobody is the publication', { authors: [{}] }, {}, { authors: [{ name: 'The Editors' }], language: 'en' }],
    [
      'without an address it stands here, named by its title',
      { title: 'My note' },
      {},
      { slug: 'my-note', url: 'https://example.org/articles/my-note/' },
    ],
    [
      'plain text will do',
      { content_html: undefined, content_text: 'One\n\nTwo' },
      {},
      { content: '<p>One</p>\n<p>Two</p>' },
    ],
    [
      'a banner stands in for a picture',
      { banner_image: 'https://example.com/b.png' },
      {},
      { image: { url: 'https://example.com/b.png' } },
    ],
    [
      'keys that are null are no keys',
      { summary: null, url: null, tags: null, image: null, date_modified: null },
      {},
      { tags: [] },
    ],
    [
      'a note without a title begins with its words',
      { title: undefined, content_html: `<p>Some &amp; more</p> <p>${'word '.repeat(40)}</p>` },
      {},
      { title: `Some & more ${'word '.repeat(12)}word…` },
    ],
    [
      'a change before the publication tells nothing',
      { date_published: '2026-11-18T09:00:00Z', date_modified: '2026-11-17T09:00:00Z' },
      {},
      { published: '2026-11-18T09:00:00Z' },
    ],
    ['an id that is a number is text', { id: 17, url: 'https://example.com/17' }, {}, { slug: '17' }],
  ])('%s', async (_, item, more, expected) => {
    expect(await readItem(item, more)).toMatchObject(expected);
  });

  test('an id that is no URI cannot be kept, and that is said', async () => {
    const { manuscripts, problems } = await readFeed([{ id: 'post-1', title: 'T', content_text: 'x' }]);
    expect(manuscripts[0]).not.toHaveProperty('id');
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'id-not-uri', line: 10, column: 13, length: 8 }]);
  });
});

test('a wrong item is told at its place and leaves the others alone', async () => {
  const { manuscripts, problems } = await readFeed([
    { id: 'tag:example.com,2026:1', title: 'A', content_text: 'x', date_published: 'soon' },
    { id: 'tag:example.com,2026:2', title: 'B', content_text: 'x' },
  ]);
  expect(manuscripts.map(({ title }) => title)).toEqual(['B']);
  expect(problems).toMatchObject([{ line: 13, column: 25, message: 'date_published "soon" is not a date' }]);
});

test('a feed without items is told so', async () => {
  const { problems } = await read({ 'articles/feed.json': JSON.stringify(feed) });
  expect(problems).toMatchObject([{ message: 'items is missing', line: 1 }]);
});

test.each([
  [
    'of another version',
    { version: 'https://jsonfeed.org/version/2' },
    '"https://jsonfeed.org/version/2" is no version of JSON Feed that is known here',
  ],
  ['whose version is a number', { version: 2 }, '"2" is no version of JSON Feed that is known here'],
  ['without a version', { version: undefined }, 'this looks like a JSON Feed, but it has no version'],
])('a feed %s is told so', async (_, change, message) => {
  const text = JSON.stringify({ ...feed, ...change, items: [] });
  const { problems } = await read({ 'articles/feed.json': text });
  expect(problems).toMatchObject([{ rule: 'json-feed-version', line: 1, message }]);
});

test('an address that is none of the web is left out', async () => {
  const item = await readItem({
    url: 'javascript:alert(1)',
    external_url: 'data:text/html,x',
    image: 'file:///etc/passwd',
  });
  expect(item?.url).toBe('https://example.org/articles/t/');
  expect(item).not.toHaveProperty('source');
  expect(item).not.toHaveProperty('image');
});

test('content from the web never reads a local file', async () => {
  const { manuscripts, problems } = await readFeed([
    {
      id: 'tag:example.com,2026:1',
      title: 'A',
      content_html: '<img src="../secret.png" alt="x"><a href="/etc/passwd">y</a>',
    },
  ]);
  expect(problems).toEqual([]);
  expect(manuscripts[0]?.content).toBe(
    '<img src="https://example.com/secret.png" alt="x" /><a href="https://example.com/etc/passwd">y</a>',
  );
});
