import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { feedparser } from './feedparser.ts';
import { newsboat } from './newsboat.ts';
import { contentOf, type Reader, run, type Shown } from './reader.ts';
import { rss2email } from './rss2email.ts';
import { articlesIn, build, feedsOf, type Published, publishStarter } from './starter.ts';

let published: Published;
beforeAll(async () => {
  published = await publishStarter();
});
afterAll(() => published.close());

const readers: readonly {
  name: string;
  program: string | undefined;
  subscribe: (program: string, feeds: readonly string[], home: string) => Reader | Promise<Reader>;
  /** How often it asks before it sends what a 304 needs. */
  first: number;
}[] = [
  { name: 'newsboat', program: requires('newsboat'), subscribe: newsboat, first: 2 },
  { name: 'feedparser', program: requires('feedparser'), subscribe: feedparser, first: 1 },
  { name: 'rss2email', program: requires('r2e'), subscribe: rss2email, first: 1 },
];

describe.each(readers)('$name', ({ program, subscribe, first }) => {
  test.skipIf(!program)('shows every article whole and once, and is told when nothing is new', async () => {
    const { site, folder } = published;
    const feeds = (await feedsOf(site)).map(({ path, json }) => ({ url: `${site.url}${path}`, json }));
    const addresses = feeds.map(({ url }) => url);
    const reader = await subscribe(program!, addresses, await folderOf());
    site.requests.splice(0);

    const shown = await reader.poll();
    for (const { url, json } of feeds) expectSame(shown[url]!, await articlesIn(site, json), url);

    const nothing = Object.fromEntries(addresses.map((url) => [url, []]));
    for (let polls = 1; polls < first; polls += 1) expect(await reader.poll()).toEqual(nothing);
    expect(site.requests.map(({ status }) => status)).toEqual(Array(first * feeds.length).fill(200));

    for (const rebuild of [false, true]) {
      if (rebuild) expect((await build(folder, site.url)).written).toEqual([]);
      site.requests.splice(0);
      expect(await reader.poll()).toEqual(nothing);
      expect(site.requests.map(({ status }) => status)).toEqual(Array(feeds.length).fill(304));
    }
  });
});

const sfeed = requires('sfeed');

test.skipIf(!sfeed)('sfeed reads every article whole', async () => {
  const { site } = published;
  for (const { path, json } of await feedsOf(site)) {
    const input = await readFile(join(site.folder, path), 'utf8');
    const lines = (await run(sfeed!, [], { home: await folderOf(), input })).trimEnd().split('\n');
    const shown = lines.map((line): Shown => {
      const [seconds, title, url, content, , id, author] = line.split('\t') as [string, ...string[]];
      const markup = content!.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
      const published = Number(seconds) * 1000;
      return { id: id!, title: title!, url: url!, authors: [author!], published, content: contentOf(markup) };
    });
    expectSame(shown, await articlesIn(site, json), path);
  }
});

test.each(['atom.xml', 'rss.xml'])('the main feed %s holds every article of the build', async (path) => {
  const { site, articles } = published;
  const held = await articlesIn(site, (await feedsOf(site)).find((feed) => feed.path === path)!.json);
  expect(articles.length).toBeGreaterThan(0);
  expect(held.map(({ url }) => url)).toEqual(articles.map((slug) => `${site.url}articles/${slug}/`));
});

/** The same articles, newest first; of the authors at least one and none that is not among them. */
function expectSame(shown: readonly Shown[], articles: readonly Shown[], feed: string): void {
  const withoutAuthors = (list: readonly Shown[]) => list.map(({ authors: _, ...rest }) => rest);
  expect(withoutAuthors(shown), feed).toEqual(withoutAuthors(articles));
  for (const [index, { authors }] of articles.entries())
    expect(authors, feed).toEqual(expect.arrayContaining([...shown[index]!.authors]));
}
