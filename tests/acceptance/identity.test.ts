import { cp, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { feedparser } from './feedparser.ts';
import { newsboat } from './newsboat.ts';
import type { Reader, Shown } from './reader.ts';
import { rss2email } from './rss2email.ts';
import { articlesIn, build, type Published, publishStarter } from './starter.ts';

const programs = [
  { program: requires('newsboat'), open: newsboat },
  { program: requires('feedparser'), open: feedparser },
  { program: requires('r2e'), open: rss2email },
];
const welcome = 'welcome.md';
const tideTable = 'a-tide-table-is-a-feed.md';
const labs = '2026-11-20-ai-labs-weigh-a-pause.txt';

let published: Published;
beforeAll(async () => {
  published = await publishStarter();
});
afterAll(() => published.close());

describe('every reader shows nothing as new, and JSON keeps its ids, when', () => {
  test.each<[name: string, change: Change, move?: (url: string) => string]>([
    ['a file is renamed', (articles) => rename(join(articles, tideTable), join(articles, 'reading-the-tides.md'))],
    [
      'a file is renamed that gives its article its address',
      (articles) => rename(join(articles, welcome), join(articles, 'hello.md')),
    ],
    ['a file is moved to another folder, and the link to it mended', moveToYear],
    ['a slug is changed', (articles) => replace(join(articles, tideTable), 'slug: tide-table', 'slug: harbour-tides')],
    ['a date is changed', (articles) => replace(join(articles, welcome), 'date: 2026-11-02 08:00', 'date: 2026-10-30')],
    ['an article is taken back', (articles) => rm(join(articles, tideTable))],
    ['the site moves to another domain', async () => {}, (url) => url.replace('127.0.0.1', 'localhost')],
    ['the site begins to be served by https', async () => {}, (url) => url.replace('http:', 'https:')],
  ])('%s', async (_, change, move = (url) => url) => {
    const { folder, readers, feeds } = await subscribe();
    const { site } = published;
    const before = await articlesIn(site, 'feed.json');
    const url = move(site.url);
    await change(join(folder, 'articles'));
    const { articles, written } = await build(folder, url);
    if (new URL(url).hostname !== new URL(site.url).hostname) site.movedTo = url;

    expect(await news(readers)).toEqual([]);
    // To show nothing new proves something only where the changed feed was fetched.
    const fetched = site.requests.filter(({ status }) => status === 200);
    if (written.includes('atom.xml')) expect(fetched).toHaveLength(readers.length * feeds.length);
    const after = await articlesIn(site, 'feed.json');
    expect(after).toHaveLength(articles.length);
    expect(before.map(({ id }) => id)).toEqual(expect.arrayContaining(after.map(({ id }) => id)));
  });
});

test('an edited article shows its new words and the time of the edit, and is not new', async () => {
  const { folder, readers, feeds } = await subscribe();
  const file = join(folder, 'articles', labs);
  await replace(file, 'The hardest part may be counting.', 'Counting may be the hardest part.');
  const edited = new Date('2026-12-02T08:30:00Z');
  await utimes(file, edited, edited);
  await build(folder, published.site.url);

  const article = (await articlesIn(published.site, 'feed.json')).find(({ id }) => id.endsWith('pause'))!;
  expect(article.content.text).toContain('Counting may be the hardest part.');
  expect(await news(readers)).toEqual([]);
  for (const reader of readers) {
    for (const feed of feeds) {
      if (reader.shows)
        expect(reader.shows(feed)).toContainEqual(expect.objectContaining({ content: article.content }));
      if (reader.updated) expect(reader.updated(feed, article.id)).toBe(edited.getTime());
    }
  }
});

test('a new article is the only one that is shown as new', async () => {
  const { folder, readers, feeds } = await subscribe();
  const text = 'Fog on the bar\nWhat could be seen at seven.\nNothing.\n';
  await writeFile(join(folder, 'articles', '2026-11-25-fog.txt'), text);
  await build(folder, published.site.url);
  for (const reader of readers) {
    const shown = await reader.poll();
    for (const feed of feeds) expect(shown[feed]!.map(({ title }) => title)).toEqual(['Fog on the bar']);
  }
});

type Change = (articles: string) => Promise<void>;

/**
 * A copy for one test of the publication as it was deployed, which is what the site now shows, and every reader that
 * the machine has, subscribed to the main feeds and having read all there was.
 */
async function subscribe(): Promise<{ folder: string; feeds: string[]; readers: Reader[] }> {
  const { site } = published;
  const folder = join(await folderOf(), 'publication');
  await cp(published.folder, folder, { recursive: true, preserveTimestamps: true });
  site.folder = join(folder, 'output');
  delete site.movedTo;
  const feeds = ['atom.xml', 'rss.xml'].map((path) => `${site.url}${path}`);
  const readers: Reader[] = [];
  for (const { program, open } of programs) if (program) readers.push(await open(program, feeds, await folderOf()));
  await news(readers);
  site.requests.splice(0);
  return { folder, feeds, readers };
}

/** What any reader is shown as new in any feed. */
async function news(readers: readonly Reader[]): Promise<Shown[]> {
  const polled = await Promise.all(readers.map((reader) => reader.poll()));
  return polled.flatMap((shown) => Object.values(shown).flat());
}

async function moveToYear(articles: string): Promise<void> {
  await mkdir(join(articles, '2026'));
  await rename(join(articles, labs), join(articles, '2026', labs));
  await replace(join(articles, welcome), `(${labs})`, `(2026/${labs})`);
}

/** Puts one text for another in a file, in which it must stand. */
async function replace(file: string, old: string, now: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(old);
  await writeFile(
    file,
    text.replace(old, () => now),
  );
}
