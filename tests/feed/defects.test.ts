import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { canonical, formats, query, sampleFeed, tellAll } from './reading.ts';

/*
 * What readers have seen go wrong in feeds made by the `feed` package alone, which drafts ours: none of it may return.
 */

const { image: _image, notice: _notice, ...plain } = sampleArticle();

describe('text', () => {
  test('an article with a control character is refused by name instead of breaking the whole feed', async () => {
    for (const character of ['\u0008', '\u000b', '\ufffe', '\ud800']) {
      const bad = sampleArticle({ title: `Bell${character}`, origin: { file: 'articles/bad.md', line: 3 } });
      const feed = sampleFeed({ articles: [sampleArticle({ id: 'urn:good' }), bad] });
      for (const format of formats.filter((name) => name !== 'json'))
        await expect(renderFeed(format, feed)).rejects.toMatchObject({ problems: [{ file: 'articles/bad.md' }] });
    }
  });

  test('two ends of a CDATA section in one field neither break the file nor let markup in', async () => {
    const text = 'a ]]> b ]]><script>alert(1)</script>';
    const article = {
      ...plain,
      title: text,
      summary: text,
      content: `<p title="${text.replaceAll('<', '&lt;')}">x</p>`,
    };
    const told = await tellAll(sampleFeed({ articles: [article] }));
    for (const format of formats) expect(told[format][0]).toMatchObject({ title: text, summary: text });
    expect(told.atom[0]!.content).toBe(canonical(article.content));
    expect(canonical(told.rss[0]!.content)).toBe(canonical(article.content));
  });

  test('a tag may hold < and quotes', async () => {
    const tags = ['<b>bold</b> & "quoted"', 'a < b'];
    const told = await tellAll(sampleFeed({ articles: [sampleArticle({ tags })] }));
    for (const format of formats) expect(told[format][0]!.tags).toEqual(tags);
  });

  test('a title is plain text, so that readers lose neither & nor <3', async () => {
    const atom = await renderFeed('atom', sampleFeed());
    for (const name of ['title', 'summary']) expect(query(atom, `//a:${name}[@type != "text"]`)).toEqual([]);
  });

  test('a written-out &amp; keeps its level everywhere', async () => {
    const text = 'Write &amp; for &';
    const address = 'https://example.org/?q=%26amp;&amp;=1';
    const article = sampleArticle({
      id: address,
      title: text,
      summary: text,
      tags: [text],
      authors: [{ name: text, url: address }],
      url: address,
      content: '<p>Write &amp;amp; for &amp;</p>',
      notice: text,
      source: { name: text, url: address },
    });
    const feed = sampleFeed({ title: text, description: text, rights: text, image: address, articles: [article] });
    const told = await tellAll(feed);
    for (const format of formats)
      expect(told[format][0]).toMatchObject({
        id: address,
        url: address,
        title: text,
        summary: text,
        tags: [text],
        authors: [text],
        source: address,
      });
    for (const format of formats)
      expect(told[format][0]!.content).toContain('<small>Write &amp;amp; for &amp;</small>');
    expect(
      query(await renderFeed('atom', feed), '/a:feed/*[self::a:title or self::a:subtitle or self::a:rights]'),
    ).toEqual([text, text, text]);
    expect(query(await renderFeed('rss', feed), '/rss/channel/image/url')).toEqual([address]);
  });

  test('no element says "undefined"', async () => {
    const { summary: _s, source: _o, ...bare } = plain;
    const { description: _d, rights: _r, image: _i, icon: _c, ...feed } = sampleFeed({ articles: [bare] });
    for (const format of formats) expect(await renderFeed(format, feed)).not.toContain('undefined');
  });

  test('markup in a notice, a caption or a description of an image is shown as text', async () => {
    const text = '</p><script>alert(1)</script>';
    const article = sampleArticle({ notice: text, image: { ...sampleArticle().image!, alt: text, caption: text } });
    const told = await tellAll(sampleFeed({ articles: [article] }));
    for (const format of formats) expect(told[format][0]!.content).not.toContain('<script');
  });
});

describe('identity', () => {
  test.each([
    'post-1:2',
    'tag:Example.org,2026-11-23:庭の手紙',
    'urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6',
    'HTTP://EXAMPLE.ORG:80/a/../b?x=1&y=%7e#z',
    'http://:',
  ])('the id %s is the same in all formats, byte for byte', async (id) => {
    const told = await tellAll(sampleFeed({ articles: [sampleArticle({ id })] }));
    for (const format of formats) expect(told[format][0]!.id).toBe(id);
  });

  test('an id that is an address is not taken for the link', async () => {
    const article = sampleArticle({ id: 'https://example.org/?p=1' });
    const rss = await renderFeed('rss', sampleFeed({ articles: [article] }));
    expect(query(rss, '//guid/@isPermaLink')).toEqual(['false']);
  });
});

describe('dates and addresses', () => {
  test('two builds of one publication are the same bytes, even with no article to date them', async () => {
    for (const articles of [samplePublication().articles, []]) {
      const feed = mainFeed(samplePublication({ articles }));
      for (const format of formats) {
        const text = await renderFeed(format, feed);
        expect(text).not.toContain(String(new Date().getFullYear() + 1));
        expect(await renderFeed(format, feed)).toBe(text);
      }
    }
  });

  test.each([
    ['a relative link', { url: '/articles/x/' }, 'cannot link to "/articles/x/", which is no absolute address'],
    ['a date that is none', { published: 'yesterday' }, 'cannot date the article "yesterday"'],
    ['a change at no date', { updated: 'today' }, 'cannot date the article "today"'],
  ])('%s is a problem of its article, not a stack trace', async (_, overrides, message) => {
    const articles = [sampleArticle({ ...overrides }), sampleArticle({ id: 'urn:good' })];
    const feed = mainFeed(samplePublication({ articles }));
    for (const format of formats)
      await expect(renderFeed(format, feed)).rejects.toMatchObject({
        problems: [{ file: sampleArticle().origin.file, message: expect.stringContaining(message) }],
      });
  });
});

describe('images and attachments', () => {
  const photo = { url: 'https://example.org/img/42', alt: '', type: 'image/webp' };
  const sound = { url: 'https://example.org/sound?id=7&x=%3C', type: 'audio/ogg', length: 99 };

  test('the type is what the file is, not what its address looks like', async () => {
    const feed = sampleFeed({ articles: [sampleArticle({ image: photo, attachments: [sound] })] });
    expect(query(await renderFeed('rss', feed), '//enclosure/@type')).toEqual(['audio/ogg']);
    expect(query(await renderFeed('rss', feed), '//media:content/@type')).toEqual(['image/webp']);
    expect(query(await renderFeed('atom', feed), '//a:link[@rel="enclosure"]/@type')).toEqual(['audio/ogg']);
  });

  test('an audio file does not take the place of the image, nor an image that of the audio file', async () => {
    const told = await tellAll(sampleFeed({ articles: [sampleArticle({ image: photo, attachments: [sound] })] }));
    for (const format of formats) expect(told[format][0]).toMatchObject({ image: photo.url, attachments: [sound.url] });
  });

  test('title and duration are no attributes of an enclosure', async () => {
    const rss = await renderFeed('rss', sampleFeed());
    expect(query(rss, '//enclosure/@*[name() != "url" and name() != "length" and name() != "type"]')).toEqual([]);
  });

  test('the record that was handed in is left as it was', async () => {
    const articles = samplePublication().articles;
    const before = JSON.stringify(articles);
    for (const format of formats) await renderFeed(format, sampleFeed({ articles }));
    expect(JSON.stringify(articles)).toBe(before);
  });
});

test('no author has to publish an e-mail address to be named', async () => {
  const feed = sampleFeed({ articles: [sampleArticle({ authors: [{ name: 'First Author' }] })] });
  const rss = await renderFeed('rss', feed);
  expect(query(rss, '//item/author')).toEqual([]);
  expect(query(rss, '//item/dc:creator')).toEqual(['First Author']);
  for (const format of formats) expect(await renderFeed(format, feed)).not.toContain('@example.org');
});

test('a JSON feed is of version 1.1 and names every author, the language and the attachments', async () => {
  const feed = JSON.parse(await renderFeed('json', sampleFeed()));
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
  expect(feed.language).toBe('en');
  expect(feed.items[0].authors).toHaveLength(2);
  expect(feed.items[0].attachments).toHaveLength(2);
  expect(feed.items[0].author).toBeUndefined();
});
