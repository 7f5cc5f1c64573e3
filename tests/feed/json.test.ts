import { expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { sampleArticle } from '../sample.ts';
import { sampleFeed } from './reading.ts';

test('a JSON feed says all that JSON Feed 1.1 has words for', async () => {
  const article = sampleArticle({ language: 'de' });
  expect(JSON.parse(await renderFeed('json', sampleFeed({ articles: [article] })))).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Example Letters',
    home_page_url: 'https://example.org/',
    feed_url: 'https://example.org/feed.json',
    description: 'Letters from an example garden.',
    icon: 'https://example.org/icon.png',
    favicon: 'https://example.org/icon.png',
    language: 'en',
    items: [
      {
        id: article.id,
        url: article.url,
        external_url: 'https://gazette.example.org/first-frost',
        title: 'The first frost',
        summary: 'What the garden keeps when the nights turn cold.',
        content_html: expect.stringMatching(/^<figure>.*<\/small><\/p>$/),
        image: article.image!.url,
        date_published: '2026-11-23T09:00:00+01:00',
        date_modified: '2026-11-24T18:30:00+01:00',
        authors: [{ name: 'First Author', url: 'https://example.org/authors/first/' }, { name: 'Second Author' }],
        tags: ['Garden', 'Winter'],
        language: 'de',
        attachments: [
          {
            url: article.attachments[0]!.url,
            mime_type: 'audio/mpeg',
            title: 'The article read aloud',
            size_in_bytes: 1_234_567,
            duration_in_seconds: 321,
          },
          { url: article.attachments[1]!.url, mime_type: 'application/pdf' },
        ],
      },
    ],
  });
});

test('a bare item says nothing of what the article leaves open', async () => {
  const { summary: _s, image: _i, source: _o, notice: _n, ...bare } = sampleArticle({ tags: [], attachments: [] });
  const [item] = JSON.parse(await renderFeed('json', sampleFeed({ articles: [bare] }))).items;
  expect(Object.keys(item).sort()).toEqual(
    ['authors', 'content_html', 'date_modified', 'date_published', 'id', 'title', 'url'].sort(),
  );
});

test('readers that join the authors of feed and item are not given both', async () => {
  const feed = JSON.parse(await renderFeed('json', sampleFeed()));
  expect(feed.authors).toBeUndefined();
  expect(feed.items.every((item: { authors?: unknown[] }) => item.authors?.length)).toBe(true);
});
