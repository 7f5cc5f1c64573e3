import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formatsOf from 'ajv-formats';
import jsonFeedSchema from 'jsonfeed-schema/schema-v1.1.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atomSchema } from '../../src/feed/prove/atom-schema.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';
import { feedparser } from './feedparser.ts';
import { newsboat } from './newsboat.ts';
import { contentOf, type Reader, run, type Shown } from './reader.ts';
import { rss2email } from './rss2email.ts';
import { articlesIn, build, feedsOf, type Published, publishStarter } from './starter.ts';

/** A letter of every layout, whose feed readers shall show like any other. */
const issue = `---
subject: "The week at {{ name | default: 'the quay' }}"
preheader: One whole, one in brief, one to look up.
articles:
  - {slug: welcome, layout: full}
  - {slug: tide-table, layout: summary}
  - {slug: ai-labs-weigh-a-pause, layout: headline}
---
Good morning, {{ name | default: 'reader' }}. Here is *the week*.
`;

let published: Published;
beforeAll(async () => {
  published = await publishStarter('', { 'issues/2026-11-24-week.md': issue });
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
    const feeds = (await feedsOf(site)).map(({ path, json }) => ({ url: new URL(path, site.url).href, json }));
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

const xmllint = requires('xmllint');

test.skipIf(!xmllint)('xmllint finds every Atom feed of the build valid by the schema of RFC 4287', async () => {
  const { site } = published;
  const home = await folderOf({ 'atom.rng': atomSchema });
  const atoms = (await feedsOf(site)).filter(({ path }) => /(^|\/)atom[^/]*$/.test(path));
  expect(atoms.length).toBeGreaterThan(0);
  const files = atoms.map(({ path }) => join(site.folder, path));
  await run(xmllint!, ['--noout', '--nonet', '--relaxng', join(home, 'atom.rng'), ...files], { home });
});

test('every JSON feed of the build is valid by the schema of JSON Feed 1.1', async () => {
  const { site } = published;
  const ajv = new Ajv({ strict: false });
  formatsOf.default(ajv);
  const validate = ajv.compile(jsonFeedSchema);
  for (const { json } of await feedsOf(site)) {
    validate(JSON.parse(await readFile(join(site.folder, json), 'utf8')));
    expect(validate.errors, json).toBeNull();
  }
});

test('an issue that was made by hand arrives with its introduction and its articles', async () => {
  const { site } = published;
  const issues = await articlesIn(site, 'issues/feed.json');
  expect(issues.map(({ title, url }) => [title, url])).toContainEqual([
    'The week at the quay',
    `${site.url}issues/2026-11-24-week/`,
  ]);
  const { text } = issues.find(({ title }) => title === 'The week at the quay')!.content;
  for (const words of [
    'Good morning, reader.',
    'You are reading one of two things',
    'Continue reading',
    'AI labs weigh',
  ])
    expect(text).toContain(words);
});

test('an article in plain text arrives with its title and every paragraph, as its file has them', async () => {
  const { site, folder } = published;
  const source = await readFile(join(folder, 'articles', '2026-11-20-ai-labs-weigh-a-pause.txt'), 'utf8');
  const [title, , ...paragraphs] = source.split('\n').filter(Boolean);
  const article = (await articlesIn(site, 'feed.json')).find((candidate) => candidate.title === title);
  expect(article!.content.text.replace(/\s/g, '')).toBe(paragraphs.join('').replace(/\s/g, ''));
});

/** The same articles, newest first; of the authors at least one and none that is not among them. */
function expectSame(shown: readonly Shown[], articles: readonly Shown[], feed: string): void {
  const withoutAuthors = (list: readonly Shown[]) => list.map(({ authors: _, ...rest }) => rest);
  expect(withoutAuthors(shown), feed).toEqual(withoutAuthors(articles));
  for (const [index, { authors }] of articles.entries())
    expect(authors, feed).toEqual(expect.arrayContaining([...shown[index]!.authors]));
}
