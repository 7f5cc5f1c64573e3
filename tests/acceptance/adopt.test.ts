import { appendFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filesBelow } from '../../src/system/files.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { feedparser } from './feedparser.ts';
import { tidings } from './mailing.ts';
import { newsboat } from './newsboat.ts';
import type { Reader } from './reader.ts';
import { type Site, serve } from './serve.ts';
import { build } from './starter.ts';

const programs = [
  { program: requires('newsboat'), open: newsboat },
  { program: requires('feedparser'), open: feedparser },
];

/** A site of another program: one feed, and the settings and articles by which Tidings takes its place. */
interface EarlierSite {
  readonly path: string;
  readonly feed: string;
  readonly permalink: string;
}

const host = 'https://tides.example.com';
const names = ['ebb', 'flood', 'slack'];
const articles = Object.fromEntries(
  names.map((name, index) => [
    `articles/${name}.md`,
    `---\ntitle: The ${name}\ndate: 2024-05-0${index + 1} 09:00\n---\n\nThe water at ${name} tide.\n`,
  ]),
);

const atomEntry = (name: string, index: number) => `<entry><title type="html">The ${name}</title>
<link href="${host}/2024/05/0${index + 1}/${name}.html" rel="alternate" type="text/html" title="The ${name}"/>
<published>2024-05-0${index + 1}T09:00:00+00:00</published><updated>2024-05-0${index + 1}T09:00:00+00:00</updated>
<id>${host}/2024/05/0${index + 1}/${name}</id><author><name>The Editors</name></author>
<content type="html" xml:base="${host}/2024/05/0${index + 1}/${name}.html">&lt;p&gt;The water.&lt;/p&gt;</content></entry>`;

const days = ['Wed, 01', 'Thu, 02', 'Fri, 03'];
const rssItem = (name: string, index: number, guid: string) => `<item><title>The ${name}</title>
<link>${host}/posts/${name}/</link><dc:creator>The Editors</dc:creator>
<pubDate>${days[index]} May 2024 09:00:00 +0000</pubDate>${guid}
<description>&lt;p&gt;The water.&lt;/p&gt;</description></item>`;
const rss = (guidOf: (name: string, index: number) => string) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Tides</title><link>${host}/</link><description>Of the sea.</description>
${names.map((name, index) => rssItem(name, index, guidOf(name, index))).join('\n')}</channel></rss>`;

const sites: Readonly<Record<string, EarlierSite>> = {
  'Jekyll, whose ids are addresses without their ending': {
    path: 'feed.xml',
    feed: `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><generator uri="https://jekyllrb.com/">Jekyll</generator>
<link href="${host}/feed.xml" rel="self" type="application/atom+xml"/><link href="${host}/" rel="alternate" type="text/html"/>
<updated>2024-05-03T09:00:00+00:00</updated><id>${host}/feed.xml</id><title type="html">Tides</title>
${names.map(atomEntry).join('\n')}</feed>`,
    permalink: '/{slug}/',
  },
  'Hugo, whose guids are addresses': {
    path: 'index.xml',
    feed: rss((name) => `<guid>${host}/posts/${name}/</guid>`),
    permalink: '/posts/{slug}/',
  },
  'WordPress, whose guids are addresses with a number': {
    path: 'feed/rss.xml',
    feed: rss((_, index) => `<guid isPermaLink="false">http://tides.example.com/?p=${index + 1}</guid>`),
    permalink: '/posts/{slug}/',
  },
  'a program whose guids are plain numbers': {
    path: 'rss.xml',
    feed: rss((_, index) => `<guid isPermaLink="false">${index + 1}</guid>`),
    permalink: '/posts/{slug}/',
  },
  'a program whose guids are plain numbers that pass for addresses': {
    path: 'rss.xml',
    feed: rss((_, index) => `<guid>${index + 1}</guid>`),
    permalink: '/posts/{slug}/',
  },
  'a program whose guids are paths': {
    path: 'rss.xml',
    feed: rss((name) => `<guid>/posts/${name}/</guid>`),
    permalink: '/posts/{slug}/',
  },
};

/** Somebody subscribes to the feed of the earlier site, and has read all of it. */
async function subscribe({ path, feed }: EarlierSite): Promise<{ readonly site: Site; readonly readers: Reader[] }> {
  const site = await serve(await folderOf({ [path]: feed }));
  onTestFinished(() => site.close());
  const address = site.url + path;
  const readers: Reader[] = [];
  for (const { program, open } of programs) if (program) readers.push(await open(program, [address], await folderOf()));
  for (const reader of readers) expect((await reader.poll())[address]).toHaveLength(names.length);
  return { site, readers };
}

async function moveIn({ path, feed, permalink }: EarlierSite): Promise<string> {
  const yaml = `title: Tides\nurl: ${host}\nauthors: The Editors\npermalink: ${permalink}\nnewsletter: false\n`;
  return folderOf({
    'tidings.yaml': yaml,
    ...articles,
    [`saved/${path}`]: feed.replace('<channel>', `<channel><atom:link rel="self" href="${host}/${path}"/>`),
  });
}

/** Puts what a build makes in the place of the earlier site. Returns the titles that each reader shows as new. */
async function published(folder: string, site: Site, readers: readonly Reader[], path: string) {
  await build(folder);
  site.folder = join(folder, 'output');
  site.requests.length = 0;
  const news: string[][] = [];
  for (const reader of readers) news.push((await reader.poll())[site.url + path]!.map(({ title }) => title).sort());
  // To show nothing new proves something only where the changed feed was fetched.
  expect(site.requests.filter(({ status }) => status === 200)).toHaveLength(readers.length);
  return news;
}

/** Runs `adopt --apply` and does what it says about the addresses of the feeds. */
async function adopted(folder: string, path: string) {
  const { code, stdout, stderr } = await tidings(
    folder,
    'adopt',
    `saved/${path}`,
    '--publication',
    folder,
    '--apply',
    '--json',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ applied: true, strays: [], unknown: [], problems: [] });
  await namePaths(folder, result.paths);
}

async function namePaths(folder: string, paths: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(paths).map(([format, path]) => `    ${format}: ${path}\n`);
  if (lines.length > 0) await appendFile(join(folder, 'tidings.yaml'), `feeds:\n  paths:\n${lines.join('')}`);
}

test.skipIf(programs.every(({ program }) => !program))(
  'a program that reads feeds sees every change of a feed, also of one second',
  async () => {
    const { path, feed } = Object.values(sites)[1]!;
    const { site, readers } = await subscribe({ path, feed, permalink: '' });
    const { mtime } = await stat(join(site.folder, path));
    let items = '';
    for (const name of ['neap', 'spring', 'rip', 'surge']) {
      items += rssItem(name, 0, `<guid>${host}/posts/${name}/</guid>`);
      await writeFile(join(site.folder, path), feed.replace('<item>', `${items}<item>`));
      await utimes(join(site.folder, path), mtime, mtime);
      for (const reader of readers)
        expect((await reader.poll())[site.url + path]!.map(({ title }) => title)).toEqual([`The ${name}`]);
    }
  },
);

describe.skipIf(programs.every(({ program }) => !program))('who subscribed to the feed of an earlier site', () => {
  test.each(Object.entries(sites))('sees nothing as new after "adopt": %s', async (_, earlier) => {
    const { site, readers } = await subscribe(earlier);
    const folder = await moveIn(earlier);
    const before = await filesBelow(join(folder, 'articles'));
    await adopted(folder, earlier.path);
    expect(await published(folder, site, readers, earlier.path)).toEqual(readers.map(() => []));
    expect(await filesBelow(join(folder, 'articles'))).toEqual(before);

    // A new article is the only one that is new.
    await writeFile(join(folder, 'articles/neap.md'), '---\ntitle: The neap\ndate: 2024-05-09\n---\n\nA small tide.\n');
    expect(await published(folder, site, readers, earlier.path)).toEqual(readers.map(() => ['The neap']));
  });

  test.each(Object.entries(sites))('sees every article as new without it: %s', async (_, earlier) => {
    const { site, readers } = await subscribe(earlier);
    const folder = await moveIn(earlier);
    await namePaths(folder, { [earlier.feed.includes('<rss') ? 'rss' : 'atom']: earlier.path });
    expect(await published(folder, site, readers, earlier.path)).toEqual(
      readers.map(() => names.map((name) => `The ${name}`)),
    );
  });

  test('sees nothing as new, also where the publication was built before', async () => {
    const earlier = Object.values(sites)[2]!;
    const { site, readers } = await subscribe(earlier);
    const folder = await moveIn(earlier);
    await build(folder);
    await rm(join(folder, 'output'), { recursive: true });
    const { code, stderr } = await tidings(
      folder,
      'adopt',
      `saved/${earlier.path}`,
      '--publication',
      folder,
      '--apply',
    );
    expect(code).toBe(0);
    expect(stderr).toContain('a build has given this article another id before');
    await namePaths(folder, { rss: earlier.path });
    expect(await published(folder, site, readers, earlier.path)).toEqual(readers.map(() => []));
  });
});
