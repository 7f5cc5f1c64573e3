import { describe, expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { feedsOf, mainFeed } from '../../src/feed/feeds.ts';
import { outlineOf, renderOpml } from '../../src/feed/opml.ts';
import type { FeedSettings, Publication, Settings } from '../../src/model/publication.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { formats, query, tellAll } from './reading.ts';

const { settings: sample } = samplePublication();

function publicationWith(feeds: Partial<FeedSettings>, settings: Partial<Settings> = {}): Publication {
  return samplePublication({ settings: { ...settings, feeds: { ...sample.feeds, ...feeds } } });
}

function feedAt(folder: string, publication: Publication = samplePublication()): FeedDocument {
  const found = [...feedsOf(publication)].find(({ paths }) => paths.atom === `${folder}atom.xml`);
  return found ?? expect.unreachable(`there is no feed in ${folder}`);
}

const titles = (feed: FeedDocument) => feed.articles.map(({ title }) => title);

describe('the feeds of a publication', () => {
  test('are that of all, one for each tag, author and language, and one of summaries', () => {
    expect([...feedsOf(samplePublication())].map(({ paths, title }) => [paths.atom, title])).toEqual([
      ['atom.xml', 'Example Letters'],
      ['tags/garden/atom.xml', 'Example Letters: Garden'],
      ['tags/winter/atom.xml', 'Example Letters: Winter'],
      ['tags/庭/atom.xml', 'Example Letters: 庭'],
      ['authors/first-author/atom.xml', 'Example Letters: First Author'],
      ['authors/second-author/atom.xml', 'Example Letters: Second Author'],
      ['languages/de/atom.xml', 'Example Letters: German'],
      ['languages/en/atom.xml', 'Example Letters: English'],
      ['languages/ja/atom.xml', 'Example Letters: Japanese'],
      ['summaries/atom.xml', 'Example Letters: Summaries'],
    ]);
  });

  test('all have ids, addresses and pages of their own', async () => {
    const feed = feedAt('tags/庭/');
    const folder = 'https://example.org/tags/%E5%BA%AD/';
    for (const [xpath, value] of [
      ['/a:feed/a:id', folder],
      ['/a:feed/a:link[@rel="self"]/@href', `${folder}atom.xml`],
      ['/a:feed/a:link[@rel="alternate"]/@href', folder],
    ] as const)
      expect(query(await renderFeed('atom', feed), xpath)).toEqual([value]);
    expect(JSON.parse(await renderFeed('json', feed)).feed_url).toBe(`${folder}feed.json`);
  });

  test('hold the articles that they name and nothing else, up to the limit', () => {
    expect(titles(feedAt('tags/winter/'))).toEqual(['The first frost']);
    expect(titles(feedAt('authors/first-author/'))).toEqual(['The first frost', 'Eine Notiz', '庭の手紙']);
    expect(titles(feedAt('authors/first-author/', publicationWith({ maxItems: 2 })))).toHaveLength(2);
  });

  test('of a language are in that language', async () => {
    expect(query(await renderFeed('atom', feedAt('languages/ja/')), '//@xml:lang')).toEqual(['ja']);
  });

  test('keep the ids that they had under another domain', () => {
    const moved = samplePublication({ settings: { url: 'https://new.example/' } });
    const before = [...feedsOf(samplePublication())].map(({ id }) => id);
    expect([...feedsOf({ ...moved, id: 'https://example.org/' })].map(({ id }) => id)).toEqual(before);
  });

  test('lie where the settings say, and know it', async () => {
    const publication = publicationWith({ paths: { atom: 'feed/index.xml', rss: 'blog.rss', json: 'feed.json' } });
    const [main] = feedsOf(publication);
    expect(main!.paths).toEqual({ atom: 'feed/index.xml', rss: 'blog.rss', json: 'feed.json' });
    expect(query(await renderFeed('atom', main!), '/a:feed/a:link[@rel="self"]/@href')).toEqual([
      'https://example.org/feed/index.xml',
    ]);
  });
});

describe('a selection that the settings name', () => {
  const selected = (conditions: object) => {
    const selections = [{ name: 'My Picks', title: 'Picked', ...conditions }];
    return feedAt('selections/my-picks/', publicationWith({ selections }));
  };

  test.each<[string, object, string[]]>([
    ['a tag, whatever its case', { tag: 'GARDEN' }, ['The first frost']],
    ['an author', { author: 'Second Author' }, ['The first frost']],
    ['a language', { language: 'JA' }, ['庭の手紙']],
    ['several at once', { author: 'First Author', language: 'de' }, ['Eine Notiz']],
    ['what no article has', { tag: 'none' }, []],
  ])('chooses by %s', (_, conditions, expected) => {
    expect(titles(selected(conditions))).toEqual(expected);
  });

  test('of a language takes what is narrower, but not what only begins alike', () => {
    const articles = ['de', 'de-AT', 'deu'].map((language) => sampleArticle({ id: `urn:${language}`, language }));
    const { settings } = publicationWith({ selections: [{ name: 'German', language: 'de' }] });
    expect(titles(feedAt('selections/german/', { settings, articles }))).toHaveLength(2);
  });

  test('bears its title', () => {
    expect(selected({ tag: 'Garden' }).title).toBe('Example Letters: Picked');
  });
});

describe('the feed of summaries', () => {
  const { summary: _, ...plain } = sampleArticle({
    id: 'urn:plain',
    content: '<h2>Head</h2><p> </p><p>One <em>&amp;</em><br />two.</p><p>Three.</p>',
  });
  const articles = [sampleArticle(), plain, { ...plain, id: 'urn:empty', content: '<hr />' }];
  const feed = feedAt('summaries/', { ...samplePublication(), articles });

  test('says what an article is about: in its first paragraph if it has no summary, in its title if it has no text', async () => {
    const told = await tellAll(feed);
    const expected = [sampleArticle().summary, 'One & two.', plain.title];
    for (const format of formats) expect(told[format].map(({ summary }) => summary)).toEqual(expected);
  });

  test('holds no content', async () => {
    expect(query(await renderFeed('atom', feed), '//a:content')).toEqual([]);
    expect(query(await renderFeed('rss', feed), '//content:encoded')).toEqual([]);
    const { items } = JSON.parse(await renderFeed('json', feed));
    expect(items[1]).not.toHaveProperty('content_html');
    expect(items[1].content_text).toBe('One & two.');
  });

  test('can be turned off', () => {
    expect([...feedsOf(publicationWith({ summaries: false }))].some(({ summaries }) => summaries)).toBe(false);
  });
});

describe('a hub', () => {
  const hub = 'https://hub.example.org/';

  test('is named by each feed that changes, in every format', async () => {
    const feed = feedAt('tags/garden/', publicationWith({ hub }));
    expect(query(await renderFeed('atom', feed), '/a:feed/a:link[@rel="hub"]/@href')).toEqual([hub]);
    expect(query(await renderFeed('rss', feed), '/rss/channel/a:link[@rel="hub"]/@href')).toEqual([hub]);
    expect(JSON.parse(await renderFeed('json', feed)).hubs).toEqual([{ type: 'WebSub', url: hub }]);
  });

  test('is not named by archive pages, which have no news', () => {
    const pages = new Map(samplePublication().articles.map(({ id }, index) => [id, index + 1]));
    const feeds = [...feedsOf({ ...publicationWith({ hub }), pages })];
    expect(feeds.filter((feed) => feed.archive?.current && feed.hub)).toEqual([]);
  });
});

test.each([
  ['', 'feed.css'],
  ['tags/garden/', '../../feed.css'],
])('a browser that is shown a feed in "%s" as XML finds its style sheet on whatever host it lies', async (at, href) => {
  const feeds = [...feedsOf(samplePublication(), { stylesheet: 'feed.css' })];
  const feed = feeds.find(({ paths }) => paths.atom === `${at}atom.xml`)!;
  for (const format of ['atom', 'rss'] as const)
    expect((await renderFeed(format, feed)).split('\n')[1]).toBe(`<?xml-stylesheet type="text/css" href="${href}"?>`);
});

test('a feed by itself names no style sheet, for nothing puts one there', async () => {
  for (const feed of [mainFeed(samplePublication()), ...feedsOf(samplePublication())])
    for (const format of ['atom', 'rss'] as const)
      expect(await renderFeed(format, feed)).not.toContain('xml-stylesheet');
  const asked = mainFeed(samplePublication(), { stylesheet: 'look.css' });
  expect(await renderFeed('rss', asked)).toContain('<?xml-stylesheet type="text/css" href="look.css"?>');
});

test('records in any order make the same feed, and the newest are the ones that it holds', async () => {
  const { settings, articles } = samplePublication();
  const few = { ...settings, feeds: { ...settings.feeds, maxItems: 1, archiveItems: 1 } };
  expect(await renderFeed('json', mainFeed({ settings: few, articles: articles.toReversed() }))).toBe(
    await renderFeed('json', mainFeed({ settings: few, articles })),
  );
});

test('a draft stands in no feed: it is refused', () => {
  const articles = samplePublication().articles.map((article) => ({ ...article, draft: true }));
  expect(() => mainFeed(samplePublication({ articles }))).toThrow(/is a draft/);
  expect(() => [...feedsOf(samplePublication({ articles }))]).toThrow(/is a draft/);
});

test('a list of all feeds can be imported by readers', async () => {
  const feeds = [...feedsOf(samplePublication({ settings: { title: 'A & "B"' } }))];
  const opml = await renderOpml('A & "B"', feeds.map(outlineOf));
  expect(query(opml, '/opml/head/title')).toEqual(['A & "B"']);
  expect(query(opml, '/opml[@version="2.0"]/body/outline[@type="rss"]/@xmlUrl')).toEqual(
    feeds.map(({ self }) => self.atom),
  );
  expect(query(opml, '//outline/@text')[1]).toBe('A & "B": Garden');
});
