import { expect, test } from 'vitest';
import { renderFeed } from '../../../src/feed/feed.ts';
import { mainFeed } from '../../../src/feed/feeds.ts';
import type { Article } from '../../../src/model/article.ts';
import { isNoFeed, parseForeignFeed } from '../../../src/read/foreign/foreign-feed.ts';
import { compareFeeds } from '../../../src/studio/reading/compare-feeds.ts';
import { digest, publication } from '../../email/digest.ts';

async function compared(fields: Partial<Article>) {
  const article = { ...digest.items[0]!.article, image: undefined, attachments: [], ...fields } as Article;
  const feed = mainFeed({ ...publication, articles: [article] });
  const [atom, rss, json] = await Promise.all(
    (['atom', 'rss', 'json'] as const).map(async (format) => {
      const read = parseForeignFeed(Buffer.from(await renderFeed(format, feed)), { address: feed.self[format] });
      if (isNoFeed(read)) throw new Error(read.message);
      return read;
    }),
  );
  const entries = compareFeeds({ atom: atom!, rss: rss!, json: json! });
  expect(entries).toHaveLength(1);
  return entries[0]!;
}

const different = async (fields: Partial<Article>) =>
  (await compared(fields)).rows.filter(({ same }) => !same).map(({ name, reason }) => [name, reason]);

test('a plain article is the same in all three formats, field by field', async () => {
  const { title, rows } = await compared({ authors: [{ name: 'The Harbour Desk' }], summary: 'A lamp turns.' });
  expect(title).toBe('Keeping the light when nobody is looking');
  expect(rows.filter(({ same }) => !same)).toEqual([]);
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Title',
      'Published',
      'Updated',
      'Id',
      'Address',
      'Summary',
      'Content',
      'Authors',
      'Tags',
      'Language',
    ]),
  );
});

const audio = { url: 'https://example.org/a.mp3', type: 'audio/mpeg', length: 1234, title: 'Episode', duration: 60 };

test.each([
  [
    'Summary',
    { summary: undefined },
    'RSS has to describe each item, so it shows the beginning where the article has no summary.',
  ],
  ['Id', { guid: '17' }, 'An earlier site published this entry under another id, and its readers know it by that.'],
  [
    'Authors',
    { authors: [{ name: 'A', url: 'https://example.org/a' }] },
    'RSS knows the names of authors and not their addresses.',
  ],
  [
    'Attachments',
    { attachments: [audio] },
    'RSS has one enclosure without a title, others are media, and Atom has no room for a duration.',
  ],
] as const)('where formats differ in %s, the reason is named', async (name, fields, reason) => {
  expect(await different(fields as Partial<Article>)).toEqual([[name, reason]]);
});

test('a date with another offset is the same moment', async () => {
  const rows = (await compared({ published: '2026-11-20T09:00:00.500+01:00' })).rows;
  expect(rows.find(({ name }) => name === 'Published')).toMatchObject({ same: true });
});

test('an entry that one format leaves out says so in every row', () => {
  const entry = { url: 'https://example.org/a', title: 'A', authors: [], tags: [], attachments: [] };
  const [found] = compareFeeds({
    atom: { kind: 'atom', entries: [entry] },
    rss: { kind: 'rss', entries: [] },
    json: { kind: 'json', entries: [entry] },
  });
  expect(found!.rows.map(({ name, same, rss, reason }) => [name, same, rss, reason])).toEqual([
    ['Title', false, '', 'This feed is full, and the entry is older than its last one.'],
    ['Address', false, '', 'This feed is full, and the entry is older than its last one.'],
  ]);
});

test('a difference that no format explains has no reason', () => {
  const entry = { url: 'https://example.org/a', title: 'A', authors: [], tags: [], attachments: [] };
  const [found] = compareFeeds({
    atom: { kind: 'atom', entries: [entry] },
    rss: { kind: 'rss', entries: [{ ...entry, title: 'B' }] },
    json: { kind: 'json', entries: [entry] },
  });
  expect(found!.rows[0]).toEqual({ name: 'Title', atom: 'A', rss: 'B', json: 'A', same: false });
});
