import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { feedparser } from './feedparser.ts';
import { newsboat } from './newsboat.ts';
import { articlesIn, feedsOf, type Published, publishStarter } from './starter.ts';

let published: Published;
beforeAll(async () => {
  published = await publishStarter('\nfeeds:\n  maxItems: 1\n  archiveItems: 1\n');
});
afterAll(() => published.close());

const readers = [
  { name: 'newsboat', program: requires('newsboat'), subscribe: newsboat },
  { name: 'feedparser', program: requires('feedparser'), subscribe: feedparser },
];

describe.each(readers)('$name', ({ program, subscribe }) => {
  test.skipIf(!program)(
    'shows the whole history from the archive pages, and nothing new at the next poll',
    async () => {
      const { site, articles } = published;
      const pages = (await feedsOf(site)).filter(({ path }) => /^archive\/atom-/.test(path));
      expect(pages).toHaveLength(articles.length);
      const feeds = pages.map(({ path, json }) => ({ url: new URL(path, site.url).href, json }));
      const addresses = feeds.map(({ url }) => url);
      const reader = await subscribe(program!, addresses, await folderOf());

      const shown = await reader.poll();
      const expected = await Promise.all(feeds.map(({ json }) => articlesIn(site, json)));
      expect(addresses.map((url) => shown[url]!.map(({ id, title }) => [id, title]))).toEqual(
        expected.map((held) => held.map(({ id, title }) => [id, title])),
      );
      expect(new Set(Object.values(shown).flatMap((items) => items.map(({ url }) => url))).size).toBe(articles.length);
      expect(await reader.poll()).toEqual(Object.fromEntries(addresses.map((url) => [url, []])));
    },
  );
});
