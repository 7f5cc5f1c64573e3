import { describe, expect, test } from 'vitest';
import { adviseFeedPaths } from '../../src/adopt/feed-paths.ts';
import type { OldFeed } from '../../src/adopt/old-feed.ts';
import { withDefaults } from '../../src/settings/input.ts';

const url = 'https://blog.example.org/';
const feedAt = (address: string, format: OldFeed['format']): OldFeed => ({
  ...{ name: 'feed', kind: format, format, pages: 1, entries: [] },
  address,
});
const adviceFor = (feeds: readonly OldFeed[], site = url) =>
  adviseFeedPaths(feeds, withDefaults({ title: 'Tides', url: site }));

describe('the feeds go on at their addresses', () => {
  test.each<[string, OldFeed[], object]>([
    ['of Jekyll, an Atom feed', [feedAt(`${url}feed.xml`, 'atom')], { atom: 'feed.xml' }],
    ['of Hugo, an RSS feed', [feedAt(`${url}index.xml`, 'rss')], { rss: 'index.xml' }],
    [
      'in a folder, by http and with www',
      [feedAt('http://www.blog.example.org/blog/feed.json', 'json')],
      { json: 'blog/feed.json' },
    ],
    ['where they are already', [feedAt(`${url}atom.xml`, 'atom')], {}],
    ['with letters of another script', [feedAt(`${url}n%C3%A4chstes.xml`, 'rss')], { rss: 'nächstes.xml' }],
    [
      'of which one has the name that ours of another format has',
      [feedAt(`${url}rss.xml`, 'atom')],
      { atom: 'rss.xml', rss: 'feeds/rss.xml' },
    ],
    [
      'of all formats',
      [feedAt(`${url}a.xml`, 'atom'), feedAt(`${url}r.xml`, 'rss'), feedAt(`${url}j.json`, 'json')],
      { atom: 'a.xml', rss: 'r.xml', json: 'j.json' },
    ],
  ])('%s', (_, feeds, paths) => {
    expect(adviceFor(feeds)).toEqual({ paths, addresses: [], unreachable: [] });
    expect(() => withDefaults({ title: 'Tides', url, feeds: { paths } })).not.toThrow();
  });

  test('below a publication that is a folder of its site', () => {
    const site = `${url}blog/`;
    expect(adviceFor([feedAt(`${site}index.xml`, 'rss')], site).paths).toEqual({ rss: 'index.xml' });
  });
});

test.each<[string, string, string[]]>([
  ['a folder', `${url}feed/`, ['/feed', '/feed/']],
  ['a folder, by http and with www', 'http://www.blog.example.org/blog/feed/', ['/blog/feed', '/blog/feed/']],
  ['a name that no setting allows', `${url}a%20b.xml`, ['/a%20b.xml']],
])('where no file can be (%s), the address leads to the feed', (_, from, addresses) => {
  expect(adviceFor([feedAt(from, 'rss')])).toEqual({
    paths: {},
    addresses: addresses.map((address) => ({ address, format: 'rss' })),
    unreachable: [],
  });
});

test.each([
  ['a query', `${url}?feed=rss2`],
  ['another host', 'https://feeds.example.net/tides.xml'],
  ['the first page', 'https://blog.example.org/'],
])('where nothing of the publication answers (%s), the address to redirect is told', (_, from) => {
  expect(adviceFor([feedAt(from, 'rss')])).toEqual({
    paths: {},
    addresses: [],
    unreachable: [{ from, to: `${url}rss.xml` }],
  });
});

test('the second feed of a format leads to where the first one is', () => {
  const feeds = [feedAt(`${url}index.xml`, 'rss'), feedAt(`${url}blog/index.xml`, 'rss')];
  expect(adviceFor(feeds)).toEqual({
    paths: { rss: 'index.xml' },
    addresses: [{ address: '/blog/index.xml', format: 'rss' }],
    unreachable: [],
  });
});

test('a feed whose address nobody knows asks for nothing', () => {
  const { address: _, ...feed } = feedAt(url, 'atom');
  expect(adviceFor([feed])).toEqual({ paths: {}, addresses: [], unreachable: [] });
});
