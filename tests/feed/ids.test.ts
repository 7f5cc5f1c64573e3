import { describe, expect, test } from 'vitest';
import { entryOf } from '../../src/feed/content.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { proveRss } from '../../src/feed/prove/rss.ts';
import { loadLibrary } from '../../src/feed/prove/xml.ts';
import type { FeedIds } from '../../src/model/feed-ids.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { sampleArticle } from '../sample.ts';
import { query, sampleFeed } from './reading.ts';

const { id } = sampleArticle();

async function printed(ids: FeedIds) {
  const feed = sampleFeed({ articles: [sampleArticle(ids)] });
  const [atom, rss, json] = await Promise.all((['atom', 'rss', 'json'] as const).map((one) => renderFeed(one, feed)));
  const guid = query(rss!, '/rss/channel/item/guid')[0];
  const permaLink = query(rss!, '/rss/channel/item/guid/@isPermaLink')[0];
  return { atom: query(atom!, '/a:feed/a:entry/a:id')[0], guid, permaLink, json: JSON.parse(json!).items[0].id };
}

describe('an article that an earlier site has published', () => {
  test.each<[string, FeedIds, { atom?: string; guid?: string; json?: string }]>([
    ['a plain number', { guid: '1234' }, { guid: '1234', json: '1234' }],
    [
      'an address with a query',
      { guid: 'http://example.org/?p=1' },
      { guid: 'http://example.org/?p=1', json: 'http://example.org/?p=1' },
    ],
    ['text with markup in it', { guid: 'a <b> & "c"' }, { guid: 'a <b> & "c"', json: 'a <b> & "c"' }],
    ['another id in Atom', { atomId: '/2020/05/06/hello' }, { atom: '/2020/05/06/hello' }],
    ['another id in JSON', { jsonId: '77' }, { json: '77' }],
    ['one id in each format', { guid: 'g', atomId: 'urn:a', jsonId: 'j' }, { atom: 'urn:a', guid: 'g', json: 'j' }],
  ])('goes on under %s', async (_, ids, expected) => {
    expect(await printed(ids)).toEqual({ atom: id, guid: id, json: id, permaLink: 'false', ...expected });
  });

  test('has a guid that RSS calls an address only where the earlier feed did', async () => {
    expect((await printed({ guid: '77', guidIsLink: true })).permaLink).toBe('true');
    const articles = [sampleArticle({ guid: '77', guidIsLink: true })];
    const feed = sampleFeed({ articles });
    const changed = (await renderFeed('rss', feed)).replace('isPermaLink="true"', 'isPermaLink="false"');
    const library = await loadLibrary();
    const entries = articles.map((article) => entryOf(article, 'rss'));
    expect(() => proveRss(library, Buffer.from(changed), feed, entries)).toThrow('would take an id for an address');
  });

  test.each<['atom' | 'rss' | 'json', FeedIds]>([
    ['atom', { atomId: 'urn:one' }],
    ['rss', { guid: '1' }],
    ['json', { jsonId: '1' }],
  ])('is refused in %s where two articles have the same id there', async (format, ids) => {
    const articles = [sampleArticle(ids), sampleArticle({ ...ids, id: 'urn:other', slug: 'other' })];
    await expect(renderFeed(format, sampleFeed({ articles }))).rejects.toThrow(ProblemError);
  });
});
