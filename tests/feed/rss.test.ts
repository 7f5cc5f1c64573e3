import { describe, expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import type { Article } from '../../src/model/article.ts';
import { sampleArticle } from '../sample.ts';
import { query, sampleFeed } from './reading.ts';

async function inChannel(xpath: string, overrides: Partial<FeedDocument> = {}): Promise<string[]> {
  return query(await renderFeed('rss', sampleFeed(overrides)), `/rss[@version="2.0"]/channel/${xpath}`);
}

function inItem(xpath: string, overrides: Partial<Article> = {}): Promise<string[]> {
  return inChannel(`item/${xpath}`, { articles: [sampleArticle(overrides)] });
}

describe('an RSS feed', () => {
  test.each([
    ['its title', 'title', 'Example Letters'],
    ['its description', 'description', 'Letters from an example garden.'],
    ['its home page', 'link', 'https://example.org/'],
    ['its own place', 'a:link[@rel="self"][@type="application/rss+xml"]/@href', 'https://example.org/rss.xml'],
    ['its language', 'language', 'en'],
    ['its rights', 'copyright', 'CC BY 4.0'],
    ['its logo', 'image/url', 'https://example.org/logo.png'],
    ['what the logo stands for', 'image/title', 'Example Letters'],
    ['where the logo leads', 'image/link', 'https://example.org/'],
    ['what made it, without a version', 'generator', 'Tidings'],
    ['when it last changed', 'lastBuildDate', 'Tue, 24 Nov 2026 17:30:00 GMT'],
  ])('says %s', async (_, xpath, expected) => {
    expect(await inChannel(xpath)).toEqual([expected]);
  });

  test('shows the icon where there is no logo, and no image where there is neither', async () => {
    const { image: _i, ...withIcon } = sampleFeed();
    expect(query(await renderFeed('rss', withIcon), '//image/url')).toEqual(['https://example.org/icon.png']);
    const { icon: _c, ...withNeither } = withIcon;
    expect(query(await renderFeed('rss', withNeither), '//image')).toEqual([]);
  });

  test('describes itself by its title where it has no description', async () => {
    const { description: _, ...feed } = sampleFeed();
    expect(query(await renderFeed('rss', feed), '/rss/channel/description')).toEqual(['Example Letters']);
  });

  test('names no editor, who would need an e-mail address', async () => {
    expect(await inChannel('managingEditor')).toEqual([]);
  });
});

describe('a podcast', () => {
  const podcast = {
    image: 'https://example.org/cover.jpg',
    category: 'Society & Culture',
    subcategory: 'Documentary',
    explicit: false,
    author: 'A & B',
    owner: { name: 'The Editors', email: 'editors@example.org' },
  };

  test.each([
    ['its cover', 'itunes:image/@href', 'https://example.org/cover.jpg'],
    ['its category', 'itunes:category/@text', 'Society & Culture'],
    ['the part of it', 'itunes:category/itunes:category/@text', 'Documentary'],
    ['that it is for everybody', 'itunes:explicit', 'false'],
    ['who speaks', 'itunes:author', 'A & B'],
    ['who owns it', 'itunes:owner/itunes:name', 'The Editors'],
    ['where its owner is reached', 'itunes:owner/itunes:email', 'editors@example.org'],
  ])('says %s, as Apple asks', async (_, xpath, expected) => {
    expect(await inChannel(xpath, { podcast })).toEqual([expected]);
  });

  test('says so without an episode, too', async () => {
    const articles = [sampleArticle({ attachments: [] })];
    expect(await inChannel('itunes:image/@href', { podcast, articles })).toEqual([podcast.image]);
  });
});

describe('an item', () => {
  test.each([
    ['every author by name', 'dc:creator', ['First Author', 'Second Author']],
    ['its tags', 'category', ['Garden', 'Winter']],
    ['when it was published, in the way of e-mail', 'pubDate', ['Mon, 23 Nov 2026 08:00:00 GMT']],
    ['when it last changed', 'a:updated', ['2026-11-24T18:30:00+01:00']],
    ['its id, which is no address', 'guid[@isPermaLink="false"]', [sampleArticle().id]],
    ['its first attachment as the enclosure', 'enclosure/@url', [sampleArticle().attachments[0]!.url]],
    ['the length of the enclosure', 'enclosure/@length', ['1234567']],
    ['its other attachments as media', 'media:content[not(@medium)]/@type', ['application/pdf']],
    ['its image', 'media:content[@medium="image"]/@url', [sampleArticle().image!.url]],
    ['who published it first', 'dc:source', ['https://gazette.example.org/first-frost']],
  ])('says %s', async (_, xpath, expected) => {
    expect(await inItem(xpath)).toEqual(expected);
  });

  test('names its language only where it is not that of the feed', async () => {
    expect(await inChannel('item/dc:language')).toEqual(['de', 'ja']);
  });

  test('says how large and what a second attachment is', async () => {
    const [audio, pdf] = sampleArticle().attachments;
    const attachments = [pdf!, { ...pdf!, title: 'The plan', length: 12 }, { ...audio!, type: 'video/mp4' }];
    const xpath = 'media:content[not(@medium)]';
    expect(await inItem(`${xpath}/media:title`, { attachments })).toEqual(['The plan', 'The article read aloud']);
    expect(await inItem(`${xpath}/@fileSize`, { attachments })).toEqual(['12', '1234567']);
    expect(await inItem(`${xpath}/@duration`, { attachments })).toEqual(['321']);
    expect(await inItem('enclosure/@length', { attachments })).toEqual(['0']);
  });

  test('with audio is an episode for podcast players, whichever attachment comes first', async () => {
    const attachments = sampleArticle().attachments.toReversed();
    expect(await inItem('enclosure/@type', { attachments })).toEqual(['audio/mpeg']);
    expect(await inItem('itunes:duration', { attachments })).toEqual(['321']);
  });

  test('without audio declares nothing of podcasts', async () => {
    const text = await renderFeed('rss', sampleFeed({ articles: [sampleArticle({ attachments: [] })] }));
    expect(text).not.toContain('itunes');
  });

  test('has no empty content', async () => {
    const { image: _i, notice: _n, ...bare } = sampleArticle({ content: '' });
    expect(await inChannel('item/content:encoded', { articles: [bare] })).toEqual([]);
  });
});

test('writes & and < in plain text in the way that the W3C validator does not take for HTML', async () => {
  const text = await renderFeed(
    'rss',
    sampleFeed({ articles: [sampleArticle({ title: 'Salt & <3', tags: ['R&B'] })] }),
  );
  expect(text).toContain('<title>Salt &#x26; &#x3C;3</title>');
  expect(text).toContain('<category>R&#x26;B</category>');
});
