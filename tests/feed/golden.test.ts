import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { feedsOf } from '../../src/feed/feeds.ts';
import { outlineOf, renderOpml } from '../../src/feed/opml.ts';
import type { Article } from '../../src/model/article.ts';
import { newestFirst, type Publication } from '../../src/model/publication.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { formats } from './reading.ts';

/**
 * Every feed of a small publication that uses all that feeds can say, as files in tests/feed/golden. To renew them run
 * `npx vitest -u tests/feed/golden.test.ts`, then read what changed.
 */
const golden = (path: string) => fileURLToPath(new URL(`golden/${path}`, import.meta.url));

const settings = withDefaults({
  title: 'Golden Feeds',
  url: 'https://example.org',
  description: 'Feeds that do not change.',
  authors: [{ name: 'The Editors', url: 'https://example.org/about/' }],
  rights: 'CC BY 4.0',
  feeds: {
    maxItems: 3,
    archiveItems: 2,
    hub: 'https://hub.example.org/',
    paths: { atom: 'feed/index.xml' },
    namespaces: { geo: 'http://www.w3.org/2003/01/geo/wgs84_pos#' },
    selections: [{ name: 'Heard', title: 'Read aloud', tag: 'audio' }],
  },
});

function articleOf(day: number, fields: Partial<Article> = {}): Article {
  const date = `2026-11-0${day}T09:00:00+01:00`;
  return {
    id: `tag:example.org,2026-11-0${day}:day-${day}`,
    slug: `day-${day}`,
    url: `https://example.org/articles/day-${day}/`,
    title: `Day ${day}`,
    content: `<p>What happened on day ${day}.</p><p>Not much.</p>`,
    published: date,
    updated: date,
    authors: settings.authors,
    language: 'en',
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: { file: `articles/day-${day}.md`, line: 2 },
    ...fields,
  };
}

const image = {
  url: 'https://example.org/articles/day-4/quay.jpg',
  alt: 'A quay',
  width: 1200,
  height: 800,
  type: 'image/jpeg',
  length: 48_213,
};
const plan = { url: 'https://example.org/articles/day-4/plan.pdf', type: 'application/pdf', length: 900 };
const audio = {
  url: 'https://example.org/articles/day-4/day.mp3',
  type: 'audio/mpeg',
  length: 1_234_567,
  title: 'Day 4, read aloud',
  duration: 321,
};
const extensions = [
  { name: 'geo:lat', text: '48.2' },
  { name: 'geo:long', text: '16.37', attributes: { unit: 'degree' } },
];

const publication: Publication = {
  settings,
  id: 'https://old.example/',
  articles: newestFirst([
    articleOf(1),
    articleOf(2, { updated: '2026-11-04T10:00:00Z' }),
    articleOf(3, { summary: 'A quiet day.', extensions }),
    articleOf(4, { image, attachments: [plan, audio], tags: ['audio'] }),
    articleOf(5, { language: 'de', title: 'Tag 5' }),
  ]),
  pages: new Map([1, 2, 3, 4, 5].map((day) => [`tag:example.org,2026-11-0${day}:day-${day}`, Math.ceil(day / 2)])),
  issues: [
    {
      id: 'tag:example.org,2026-11-05:issues/week-1',
      slug: 'week-1',
      subject: 'The first week',
      preheader: 'Five days & what was in them.',
      language: 'en',
      date: '2026-11-05T18:00:00+01:00',
      introduction: "<p>Dear {{ name | default: 'reader' }}, this was the <em>first</em> week.</p>",
      items: [
        { article: articleOf(4, { image, attachments: [plan, audio], tags: ['audio'] }), layout: 'full' },
        { article: articleOf(3, { summary: 'A quiet day.', extensions }), layout: 'summary' },
        { article: articleOf(2, { updated: '2026-11-06T10:00:00Z' }), layout: 'summary' },
        { article: articleOf(5, { language: 'de', title: 'Tag 5' }), layout: 'headline' },
        { article: articleOf(1), layout: 'headline' },
      ],
      url: 'https://example.org/issues/week-1/',
      origin: { file: 'issues/week-1.md', line: 2 },
    },
  ],
  tombstones: [{ id: 'tag:example.org,2026-10-31:gone', removed: '2026-11-02T00:00:00+01:00' }],
};

const feeds = [...feedsOf(publication, { stylesheet: 'feed.css' })].filter(
  ({ paths }) => !/^(tags|languages)/.test(paths.rss),
);

describe('golden feeds', () => {
  test.each(
    feeds.flatMap((feed) => formats.map((format) => [feed.paths[format], format, feed] as const)),
  )('%s', async (path, format, feed) => {
    await expect(await renderFeed(format, feed)).toMatchFileSnapshot(golden(path));
  });

  test('feeds.opml', async () => {
    const followed = feeds.filter(({ archive }) => !archive?.current);
    await expect(await renderOpml(settings.title, followed.map(outlineOf))).toMatchFileSnapshot(golden('feeds.opml'));
  });
});
