import { diag } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { entryOf } from '../../src/feed/content.ts';
import type { Format } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { proveAtom } from '../../src/feed/prove/atom.ts';
import { proveJson } from '../../src/feed/prove/json.ts';
import { proveRss } from '../../src/feed/prove/rss.ts';
import { loadLibrary } from '../../src/feed/prove/xml.ts';
import { sampleArticle } from '../sample.ts';
import { sampleFeed } from './reading.ts';

const { image: _image, notice: _notice, source: _source, ...plain } = sampleArticle({ attachments: [] });
const articles = [
  { ...plain, title: 'One', content: '<p>First text.</p>' },
  { ...plain, title: 'Two', content: '<p>Second text.</p>', id: 'urn:two' },
];
const podcast = { image: 'https://example.org/a.jpg', category: 'Arts', explicit: false, author: 'First Author' };
const feed = sampleFeed({ articles, podcast });
const library = await loadLibrary();

/** Proves a finished document after something in it was changed behind our back. */
async function proveChanged(format: Format, from: string | RegExp, to: string): Promise<void> {
  const finished = await renderFeed(format, feed);
  const changed = finished.replace(from, to);
  expect(changed).not.toBe(finished);
  const bytes = Buffer.from(changed);
  const entries = articles.map((article) => entryOf(article, format));
  if (format === 'json') proveJson(bytes, feed, entries);
  else if (format === 'rss') proveRss(library, bytes, feed, entries);
  else proveAtom(library, bytes, feed, entries);
}

const lastEntry = /<entry>(?:(?!<entry>)[\s\S])*<\/entry>(?=\s*<\/feed>)/;
const lastItem = /<item>(?:(?!<item>)[\s\S])*<\/item>(?=\s*<\/channel>)/;
const lastJsonItem = /,\s*\{\s*"id": "urn:two"[\s\S]*\}(?=\s*\]\s*\}\s*$)/;

describe('no document is handed out that', () => {
  test.each<[what: string, format: Format, from: string | RegExp, to: string, why: string]>([
    ['is not well-formed', 'atom', '</feed>', '', 'well-formed'],
    ['is not well-formed', 'rss', '<channel>', '<channel>&nbsp;', 'well-formed'],
    ['lacks an article', 'atom', lastEntry, '', '1 entries instead of 2'],
    ['lacks an article', 'rss', lastItem, '', '1 entries instead of 2'],
    ['lacks an article', 'json', lastJsonItem, '', '1 entries instead of 2'],
    ['holds an article too many', 'rss', lastItem, '$&$&', '3 entries instead of 2'],
    ['changes an id', 'atom', 'urn:two', 'urn:TWO', 'id from "urn:two" to "urn:TWO"'],
    ['changes an id', 'rss', 'urn:two', 'urn:TWO', 'id from'],
    ['changes an id', 'json', 'urn:two', 'urn:TWO', 'id from'],
    ['changes a title', 'atom', '>One<', '>Won<', 'title from "One" to "Won"'],
    ['changes a title', 'rss', '>One<', '>Won<', 'title from'],
    ['changes a title', 'json', '"One"', '"Won"', 'title from'],
    ['changes the title of the feed', 'atom', 'Example Letters', 'Letters', 'feed’s title'],
    ['changes the title of the feed', 'rss', 'Example Letters', 'Letters', 'feed’s title'],
    ['changes the title of the feed', 'json', 'Example Letters', 'Letters', 'feed’s title'],
    ['changes when an article was published', 'atom', '>2026-11-23T09', '>2026-11-23T10', 'date of publication'],
    [
      'changes when an article was published',
      'rss',
      'Mon, 23 Nov 2026 08',
      'Mon, 23 Nov 2026 07',
      'date of publication',
    ],
    ['changes when an article was published', 'json', '"2026-11-23T09', '"2026-11-23T10', 'date of publication'],
    ['changes when an article was changed', 'atom', /(<entry>[\s\S]*?)2026-11-24/, '$12026-11-25', 'date of change'],
    ['changes when an article was changed', 'rss', '2026-11-24T', '2026-11-25T', 'date of change'],
    ['changes when an article was changed', 'json', '2026-11-24T', '2026-11-25T', 'date of change'],
    ['loses an author', 'atom', /(<entry>[\s\S]*?)<author>.*?<\/author>/, '$1', 'authors'],
    ['loses an author', 'rss', /<dc:creator>.*?<\/dc:creator>/, '', 'authors'],
    ['renames an author', 'json', '"Second Author"', '"Third Author"', 'authors'],
    ['changes a summary', 'atom', '>What the garden', '>What a garden', 'summary from'],
    ['changes a summary', 'rss', '>What the garden', '>What a garden', 'summary from'],
    ['changes a summary', 'json', '"What the garden', '"What a garden', 'summary from'],
    [
      'lacks the description that RSS readers show first',
      'rss',
      /(<item>[\s\S]*?)<description>.*?<\/description>/,
      '$1',
      'lack description',
    ],
    ['changes what the feed says of itself', 'atom', 'Letters from an', 'Letters of an', 'feed’s description'],
    ['changes what the feed says of itself', 'rss', 'Letters from an', 'Letters of an', 'feed’s description'],
    ['changes what the feed says of itself', 'json', 'Letters from an', 'Letters of an', 'feed’s description'],
    ['says otherwise what directories of podcasts ask for', 'rss', 'explicit>false', 'explicit>true', 'as a podcast'],
    ['changes the content', 'atom', '<p>First', '<p>Worst', 'content'],
    ['changes the content', 'rss', '<p>First', '<p>Worst', 'content'],
    ['changes the content', 'json', '<p>First', '<p>Worst', 'content'],
    ['cuts the content off', 'atom', '<p>First text.</p></div>', '</div><p>First text.</p>', 'content'],
    ['lacks the content', 'atom', /<content[\s\S]*?<\/content>/, '', 'content'],
    ['is not valid by RFC 4287', 'atom', '<id>', '<id>urn:x</id><id>', 'RFC 4287'],
    ['has a language that is none', 'atom', 'xml:lang="en"', 'xml:lang="_"', 'RFC 4287'],
    ['confuses namespaces', 'atom', 'xmlns:media="http:', 'xmlns:media="https:', 'namespaces'],
    ['confuses namespaces', 'rss', 'xmlns:dc="http:', 'xmlns:other="http:', 'well-formed'],
    ['declares what it does not use', 'rss', 'xmlns:dc=', 'xmlns:x="urn:x" xmlns:dc=', 'namespaces'],
    ['is another version of RSS', 'rss', 'version="2.0"', 'version="0.92"', 'RSS 2.0'],
    ['has two channels', 'rss', '</channel>', '</channel><channel/>', 'RSS 2.0'],
    ['holds an unknown element', 'rss', '<guid', '<x/><guid', 'unknown element x'],
    ['says one thing twice', 'rss', '<description>', '<description/><description>', 'description twice'],
    ['lacks what RSS demands', 'rss', /<link>.*?<\/link>/, '', 'lack link'],
    ['takes an id for an address', 'rss', 'isPermaLink="false"', '', 'address'],
    ['has a date that RSS readers cannot read', 'rss', /<pubDate>.*?</, '<pubDate>2026-11-23<', '"2026-11-23"'],
    ['has a date that RSS readers cannot read', 'rss', /<lastBuildDate>.*?</, '<lastBuildDate>today<', '"today"'],
    [
      'has an enclosure without length',
      'rss',
      '<guid',
      '<enclosure url="https://example.org/" type="a/b"/><guid',
      'length',
    ],
    ['loses its own address', 'atom', 'rel="self"', 'rel="me"', 'link to itself'],
    ['loses its own address', 'rss', 'rel="self"', 'rel="me"', 'link to itself'],
    [
      'passes for an archive page',
      'rss',
      '<item>',
      '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><item>',
      'archive page',
    ],
    [
      'tells of a removal that was none',
      'atom',
      '<entry>',
      '<at:deleted-entry xmlns:at="urn:at" ref="urn:x" when="2026-11-23T00:00:00Z"/><entry>',
      'removed',
    ],
    [
      'goes on where nothing is',
      'json',
      '"language"',
      '"next_url": "https://example.org/x.json", "language"',
      'archive',
    ],
    ['holds an extension that the article has not', 'json', '"content_html"', '"_x": {}, "content_html"', 'extensions'],
    ['is another version of JSON Feed', 'json', 'version/1.1', 'version/1', 'version'],
    ['holds an unknown key', 'json', '"language": "en",', '"language": "en", "x": 1,', 'Unrecognized key'],
    [
      'has a date that JSON readers cannot read',
      'json',
      /"date_published": "[^"]*"/,
      '"date_published": "today"',
      'date_published',
    ],
    ['has a relative link', 'json', /"url": "https:\/\/example.org\/articles/, '"url": "/articles', 'items.0.url'],
  ])('%s (%s)', async (_, format, from, to, why) => {
    await expect(proveChanged(format, from, to)).rejects.toThrow(why);
  });
});

test('a document that was not changed is handed out, however its empty elements are written', async () => {
  const twice = [
    sampleArticle({ content: '<p>a<br />b<br/>c<td></td><i/></p>' }),
    sampleArticle({ id: 'urn:x', content: '<p>About xml and xmlns.</p>' }),
  ];
  await expect(renderFeed('atom', sampleFeed({ articles: twice }))).resolves.toContain('<td></td>');
});

test('every parsed document is freed, those of refused feeds too', async () => {
  await renderFeed('atom', feed);
  diag.configure({ enabled: true });
  try {
    const broken = sampleFeed({
      articles: [sampleArticle({ content: '<p>' }), sampleArticle({ content: '<b/></div>' })],
    });
    for (const format of ['atom', 'rss'] as const) {
      await renderFeed(format, feed);
      await renderFeed(format, broken).catch(() => undefined);
    }
    expect(diag.report()).toEqual({});
  } finally {
    diag.configure({ enabled: false });
  }
});
