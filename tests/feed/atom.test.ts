import { describe, expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import type { Article } from '../../src/model/article.ts';
import { sampleArticle } from '../sample.ts';
import { query, sampleFeed } from './reading.ts';

async function inFeed(xpath: string, overrides: Partial<FeedDocument> = {}): Promise<string[]> {
  return query(await renderFeed('atom', sampleFeed(overrides)), `/a:feed/${xpath}`);
}

function inEntry(xpath: string, overrides: Partial<Article> = {}): Promise<string[]> {
  return inFeed(`a:entry/${xpath}`, { articles: [sampleArticle(overrides)] });
}

describe('an Atom feed', () => {
  test.each([
    ['its id', 'a:id', 'https://example.org/'],
    ['its title as plain text', 'a:title[@type="text"]', 'Example Letters'],
    ['its description as plain text', 'a:subtitle[@type="text"]', 'Letters from an example garden.'],
    ['its home page', 'a:link[@rel="alternate"][@type="text/html"]/@href', 'https://example.org/'],
    ['its own place', 'a:link[@rel="self"][@type="application/atom+xml"]/@href', 'https://example.org/atom.xml'],
    ['its language', '@xml:lang', 'en'],
    ['its author', 'a:author/a:name', 'First Author'],
    ['its rights', 'a:rights', 'CC BY 4.0'],
    ['its logo', 'a:logo', 'https://example.org/logo.png'],
    ['its icon', 'a:icon', 'https://example.org/icon.png'],
    ['what made it, without a version', 'a:generator[not(@version)]', 'Tidings'],
    ['when it last changed', 'a:updated', '2026-11-24T18:30:00+01:00'],
  ])('says %s', async (_, xpath, expected) => {
    expect(await inFeed(xpath)).toEqual([expected]);
  });

  test('says nothing of what the publication leaves open', async () => {
    const { description: _d, rights: _r, image: _i, icon: _c, ...bare } = sampleFeed();
    const text = await renderFeed('atom', bare);
    for (const name of ['subtitle', 'rights', 'logo', 'icon']) expect(query(text, `/a:feed/a:${name}`)).toEqual([]);
  });

  test('says all about itself before the first entry', async () => {
    expect(await inFeed('a:entry[1]/following-sibling::*[not(self::a:entry)]')).toEqual([]);
  });
});

describe('an entry', () => {
  test.each([
    ['its title as plain text', 'a:title[@type="text"]', ['The first frost']],
    ['its summary as plain text', 'a:summary[@type="text"]', ['What the garden keeps when the nights turn cold.']],
    ['every author', 'a:author/a:name', ['First Author', 'Second Author']],
    ['the page of an author who has one', 'a:author/a:uri', ['https://example.org/authors/first/']],
    ['the address of an author who publishes it', 'a:author/a:email', ['second@example.org']],
    ['its tags', 'a:category[@term=@label]/@term', ['Garden', 'Winter']],
    ['who published it first', 'a:link[@rel="via"][@title="The Example Gazette"]/@href', [sampleArticle().source!.url]],
    ['its image as a thumbnail', 'media:thumbnail[@width="1200"][@height="800"]/@url', [sampleArticle().image!.url]],
    ['its image as a medium', 'media:content[@medium="image"][@type="image/jpeg"]/@fileSize', ['48213']],
    ['its attachments', 'a:link[@rel="enclosure"]/@type', ['audio/mpeg', 'application/pdf']],
    ['the title of an attachment that has one', 'a:link[@rel="enclosure"]/@title', ['The article read aloud']],
    ['the length of an attachment where it is known', 'a:link[@rel="enclosure"]/@length', ['1234567']],
  ])('says %s', async (_, xpath, expected) => {
    expect(await inEntry(xpath)).toEqual(expected);
  });

  test('holds its content as XHTML, so that a style sheet can show it', async () => {
    expect(await inEntry('a:content[@type="xhtml"]/h:div/h:p[1]/h:a/@href')).toEqual([
      'https://example.org/beds?row=1&bed=2',
    ]);
  });

  test('names its language only where it is not that of the feed', async () => {
    expect(await inFeed('a:entry/@xml:lang')).toEqual(['de', 'ja']);
  });

  test('may have no content at all', async () => {
    const { image: _i, notice: _n, ...bare } = sampleArticle({ content: '' });
    expect(await inFeed('a:entry/a:content/h:div', { articles: [bare] })).toEqual(['']);
  });
});
