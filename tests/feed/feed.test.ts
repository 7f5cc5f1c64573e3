import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { canonical, formats, query, sampleFeed, tellAll } from './reading.ts';

describe('the same feed in three formats', () => {
  test('says the same of every article', async () => {
    const { atom, rss, json } = await tellAll(sampleFeed());
    // Only RSS describes an item without a summary.
    expect(rss).toEqual(
      json.map((item, index) => ({ ...item, ...(!item.summary && { summary: rss[index]!.summary }) })),
    );
    expect(atom).toEqual(json.map((item) => ({ ...item, content: canonical(item.content) })));
  });

  test('says what the records say', async () => {
    const { json } = await tellAll(sampleFeed());
    const article = sampleArticle();
    expect(json[0]).toMatchObject({
      id: article.id,
      url: article.url,
      title: article.title,
      summary: article.summary,
      authors: ['First Author', 'Second Author'],
      tags: ['Garden', 'Winter'],
      language: 'en',
      published: Date.parse(article.published),
      updated: Date.parse(article.updated),
      image: article.image?.url,
      attachments: article.attachments.map(({ url }) => url).sort(),
      source: article.source?.url,
    });
    expect(json.map(({ language }) => language)).toEqual(['en', 'de', 'ja']);
  });

  test('shows the dates as they were written, with their offsets', async () => {
    const feed = sampleFeed();
    const { published, updated } = sampleArticle();
    expect(await renderFeed('atom', feed)).toContain(`<published>${published}</published>`);
    expect(await renderFeed('rss', feed)).toContain(`<atom:updated>${updated}</atom:updated>`);
    expect(await renderFeed('json', feed)).toContain(`"date_published": "${published}"`);
  });

  test.each([
    ['a heart and a comparison', 'I <3 you, if 1 < 2 && 3 > 2'],
    ['a written-out entity', 'How to write &amp; and &amp;amp; and &#38; in HTML'],
    ['the end of a CDATA section, twice', 'a ]]> b ]]> c'],
    ['three hundred characters', 'A long title '.repeat(25).slice(0, 300).trim()],
    ['emoji', 'Family 👩‍👩‍👧‍👦 and flag 🇦🇹'],
    ['right-to-left script', 'مرحبا بالعالم – שלום'],
    ['Japanese', '庭の手紙と「引用」'],
    ['quotes and tags', `"She's" <b>bold</b> </title><script>alert(1)</script>`],
    ['line ends and tabs', 'one\r\ntwo\rthree\nfour\tfive'],
    ['a byte order mark inside', 'one\uFEFFtwo'],
  ])('carries a title with %s to the reader unchanged', async (_, title) => {
    const article = sampleArticle({ title, summary: title, tags: [title], authors: [{ name: title }] });
    const told = await tellAll(sampleFeed({ title, articles: [article] }));
    for (const format of formats) {
      expect(told[format][0]).toMatchObject({ title, summary: title, tags: [title], authors: [title] });
    }
  });

  test('carries a long text of many scripts to the reader unchanged', async () => {
    const content = `<p>${'庭の手紙と👩‍👩‍👧‍👦 مرحبا é '.repeat(2_000)}</p>`;
    const { image: _, ...article } = sampleArticle({ content, notice: '' });
    const told = await tellAll(sampleFeed({ articles: [article] }));
    expect(told.rss[0]!.content).toBe(content);
    expect(told.json[0]!.content).toBe(content);
    expect(told.atom[0]!.content).toBe(canonical(content));
  });

  test('is the same text every time', async () => {
    for (const format of formats)
      expect(await renderFeed(format, sampleFeed())).toBe(await renderFeed(format, sampleFeed()));
  });
});

describe('the main feed', () => {
  test('tells readers where it lies', async () => {
    const feed = mainFeed(samplePublication({ settings: { url: 'https://example.org/letters/' } }));
    expect(query(await renderFeed('atom', feed), '/a:feed/a:link[@rel="self"]/@href')).toEqual([
      'https://example.org/letters/atom.xml',
    ]);
    expect(query(await renderFeed('rss', feed), '/rss/channel/a:link[@rel="self"]/@href')).toEqual([
      'https://example.org/letters/rss.xml',
    ]);
    expect(JSON.parse(await renderFeed('json', feed)).feed_url).toBe('https://example.org/letters/feed.json');
  });

  test('changes when its newest change was made', async () => {
    const atom = await renderFeed('atom', mainFeed(samplePublication()));
    expect(query(atom, '/a:feed/a:updated')).toEqual([sampleArticle().updated]);
  });

  test('leaves out what XML forbids in the words of the publication', async () => {
    const settings = { title: 'Bell\u0008 and \u000btab', description: 'A\uFFFEB', rights: '\u0000CC' };
    const feed = mainFeed(samplePublication({ settings }));
    for (const format of formats) {
      const text = await renderFeed(format, feed);
      expect(text).toContain('Bell and  tab');
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\ufffe]/);
    }
  });
});

describe('a publication without articles', () => {
  const feed = mainFeed(samplePublication({ articles: [] }));

  test('has valid feeds without items', async () => {
    const told = await tellAll(feed);
    for (const format of formats) expect(told[format]).toEqual([]);
  });

  test('dates its Atom feed to the same instant in every build, and its RSS feed not at all', async () => {
    expect(query(await renderFeed('atom', feed), '/a:feed/a:updated')).toEqual(['1970-01-01T00:00:00Z']);
    expect(query(await renderFeed('rss', feed), '/rss/channel/lastBuildDate')).toEqual([]);
  });

  test('names its authors', async () => {
    expect(query(await renderFeed('atom', feed), '/a:feed/a:author/a:name')).toEqual(['First Author']);
    expect(JSON.parse(await renderFeed('json', feed)).authors).toEqual([
      { name: 'First Author', url: 'https://example.org/authors/first/' },
    ]);
  });
});

describe('an article that cannot stand in a feed', () => {
  const broken = sampleArticle({
    id: 'tag:example.org,2026:broken',
    content: '<p>never closed',
    origin: { file: 'articles/broken.html', line: 7 },
  });

  test('is named with its file, its line and a way out', async () => {
    const feed = sampleFeed({ articles: [sampleArticle(), broken] });
    await expect(renderFeed('atom', feed)).rejects.toMatchObject({
      name: 'ProblemError',
      exitCode: 1,
      problems: [
        {
          severity: 'error',
          rule: 'feed',
          file: 'articles/broken.html',
          line: 7,
          message: expect.stringMatching(/^the Atom feed would not be well-formed XML: .*tag mismatch: p and div$/),
          hint: expect.stringContaining('check()'),
        },
      ],
    });
  });

  test('is named together with all others of its kind', async () => {
    const also = { ...broken, id: 'tag:example.org,2026:also', origin: { file: 'articles/also.html', line: 1 } };
    const feed = sampleFeed({ articles: [broken, sampleArticle(), also] });
    const error = await renderFeed('atom', feed).catch((caught) => caught);
    expect(error.problems.map(({ file }: { file: string }) => file)).toEqual([
      'articles/broken.html',
      'articles/also.html',
    ]);
  });

  test.each([
    ['elements nested deeper than XML parsers go', { content: '<b>'.repeat(300) + '</b>'.repeat(300) }, 'atom'],
    ['markup that ends the content early', { content: '</div></content><content type="xhtml"><div>' }, 'atom'],
    ['elements of another vocabulary', { content: '<x xmlns="urn:example">1</x>' }, 'atom'],
    ['a year before all calendars', { published: '0000-01-01T00:00:00+01:00' }, 'rss'],
    ['a year after all calendars', { published: '9999-12-31T23:59:59-01:00' }, 'rss'],
    ['a character that XML forbids', { title: 'Bell \u0007' }, 'atom'],
  ] as const)('is named for %s', async (_, overrides, format) => {
    const article = sampleArticle(overrides);
    const feed = sampleFeed({ articles: [sampleArticle({ id: 'tag:example.org,2026:good' }), article] });
    await expect(renderFeed(format, feed)).rejects.toMatchObject({
      name: 'ProblemError',
      problems: [{ file: article.origin.file, line: article.origin.line }],
    });
  });

  test('is named with the one that has the same id', async () => {
    const twin = sampleArticle({ origin: { file: 'articles/twin.md', line: 1 } });
    for (const format of formats) {
      await expect(renderFeed(format, sampleFeed({ articles: [sampleArticle(), twin] }))).rejects.toMatchObject({
        problems: [
          { file: 'articles/twin.md', message: expect.stringContaining('articles/2026-11-23-the-first-frost.md') },
        ],
      });
    }
  });
});

test('a publication that cannot have a feed is told to look at its settings', async () => {
  await expect(renderFeed('json', sampleFeed({ title: '' }))).rejects.toMatchObject({
    problems: [{ message: expect.stringMatching(/^the JSON feed /), hint: expect.stringContaining('title, url') }],
  });
});
