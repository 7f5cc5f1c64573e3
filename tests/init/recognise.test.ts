import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recogniseSite } from '../../src/init/recognise.ts';
import { settingsLines } from '../../src/init/settings-text.ts';
import { Tree } from '../../src/init/tree.ts';
import { folderOf } from '../folder.ts';
import { sites } from './sites.ts';

const recognised = async (files: Readonly<Record<string, string>>) => {
  const folder = await folderOf(files);
  return recogniseSite(await Tree.open(folder), folder);
};
const settingsOf = async (files: Readonly<Record<string, string>>) => {
  const site = await recognised(files);
  return site && Object.fromEntries(settingsLines(site).map(({ key, value }) => [key, value]));
};
const post = (front: string) => `---\n${front}\n---\n\nText.\n`;

describe.each(Object.entries(sites))('a site of %s', (name, { files, settings, feed }) => {
  test('is known by its files, and its own settings are found', async () => {
    const site = await recognised(files);
    expect(site?.generator).toBe(name);
    expect(Object.fromEntries(settingsLines(site!).map(({ key, value }) => [key, value]))).toEqual(settings);
    expect(site?.feed?.value).toBe(feed);
  });

  test('names the file of each setting that is no guess', async () => {
    const site = await recognised(files);
    for (const fact of [site?.title, site?.url]) expect(Object.keys(files)).toContain(fact?.from);
  });
});

test.each([
  ['config.yaml', 'baseURL: https://quay.example.com/\ntitle: Quay\n'],
  ['config.json', '{"baseURL": "https://quay.example.com/", "title": "Quay"}'],
  ['hugo.yaml', 'baseURL: https://quay.example.com/\ntitle: Quay\n'],
  ['config/_default/hugo.toml', 'baseURL = "https://quay.example.com/"\ntitle = "Quay"\n'],
])('Hugo keeps its settings in %s, too', async (file, text) => {
  const site = await recognised({ [file]: text, 'content/post/a.md': post('date: 2026-05-06') });
  expect(site).toMatchObject({
    generator: 'Hugo',
    title: { value: 'Quay', from: file },
    articles: { value: 'content/post' },
  });
});

test('the main language of a site of Hugo in several has its own title and folder', async () => {
  const site = await recognised({
    'config/_default/hugo.toml': 'baseURL = "https://quay.example.com/"\ndefaultContentLanguage = "de"\n',
    'config/_default/languages.de.toml':
      'title = "Notizen vom Kai"\n[params]\ndescription = "Was am <b>Kai</b> geschieht"\n',
    'config/_default/languages.en.toml': 'title = "Quay Notes"\n',
    'content/de/post/a.md': post('date: 2026-05-06'),
    'content/en/post/a.md': post('date: 2026-05-06'),
    'content/en/post/b.md': post('date: 2026-05-07'),
  });
  expect(site).toMatchObject({
    title: { value: 'Notizen vom Kai' },
    language: { value: 'de' },
    description: { value: 'Was am Kai geschieht' },
    articles: { value: 'content/de/post', count: 1 },
    permalink: { value: '/post/:sections/:slugorcontentbasename/' },
  });
});

test('several sections of Hugo are one folder of articles, each in its own place', async () => {
  const site = await recognised({
    'hugo.toml': 'baseURL = "https://quay.example.com/"\n[permalinks]\nnotes = "/:sections/:year/:slug/"\n',
    'content/notes/a.md': post('date: 2026-05-06'),
    'content/essays/b.md': post('date: 2026-05-06'),
  });
  expect(site).toMatchObject({ articles: { value: 'content' }, permalink: { value: '/:sections/:year/:slug/' } });
});

test('addresses that end in .html stay so', async () => {
  const site = await recognised({
    'hugo.toml': 'baseURL = "https://quay.example.com/"\nuglyURLs = true\n',
    'content/notes/a.md': post('date: 2026-05-06'),
  });
  expect(site?.permalink?.value).toBe('/notes/:sections/:slugorcontentbasename.html');
});

test.each([
  [undefined, 'date'],
  ['none', 'none'],
  ['/:year-:month/:title', '/:year-:month/:title'],
])('the permalink %s of Jekyll is %s', async (permalink, expected) => {
  const settings = await settingsOf({
    '_config.yml': `title: Quay\n${permalink === undefined ? '' : `permalink: ${permalink}\n`}`,
    '_posts/2026-05-06-a.md': post('title: A'),
  });
  expect(settings?.permalink).toBe(expected);
});

test.each([
  ['collections', 'collections: {posts: {permalink: /news/:title/}}'],
  ['defaults', 'defaults: [{scope: {path: "", type: posts}, values: {permalink: /news/:title/}}]'],
])('the %s of Jekyll say where posts go', async (_, line) => {
  const settings = await settingsOf({ '_config.yml': `${line}\n`, '_posts/2026-05-06-a.md': post('title: A') });
  expect(settings?.permalink).toBe('/news/:title/');
});

test('the sections of Hugo that are above the folder of the articles are written out', async () => {
  const site = await recognised({
    'hugo.toml': 'baseURL = "https://quay.example.com/"\n[permalinks]\nnotes = "/:sections/:section/:slug/"\n',
    'content/notes/a.md': post('date: 2026-05-06'),
  });
  expect(site?.permalink?.value).toBe('/notes/:sections/notes/:slug/');
});

test('a site of Eleventy that reads its own folder is told where output is safe', async () => {
  const site = await recognised({
    '.eleventy.js': 'module.exports = (config) => {};\n',
    'posts/a.md': post('date: 2026-05-06'),
    'posts/b.md': post('date: 2026-05-06'),
  });
  expect(site?.output?.value).toBe('.tidings-output');
  expect(site?.notes.join()).toContain('.gitignore');
});

test('Eleventy is known by its package where it has no settings', async () => {
  const site = await recognised({
    'package.json': '{"devDependencies": {"@11ty/eleventy": "3.0.0"}, "homepage": "https://quay.example.com"}',
    'posts/a.md': post('date: 2026-05-06'),
  });
  expect(site).toMatchObject({ generator: 'Eleventy', url: { value: 'https://quay.example.com', isGuess: true } });
});

test('the pages of Next.js are their own addresses', async () => {
  const settings = await settingsOf({
    'next.config.js': 'module.exports = {};\n',
    'pages/en/blog/news/a.md': post('date: 2026-05-06'),
    'pages/en/blog/b.mdx': post('date: 2026-05-06'),
    'pages/fr/blog/news/a.md': post('date: 2026-05-06'),
  });
  expect(settings).toMatchObject({ articles: 'pages/en/blog', permalink: '/en/blog/{section}/{filename}' });
});

test('what is a program with Next.js and has no Markdown is no site', async () => {
  expect(await recognised({ 'next.config.js': 'module.exports = {};\n', 'app/page.tsx': '' })).toBeUndefined();
});

test('one file is no site of Markdown: somebody has only begun', async () => {
  expect(await recognised({ 'articles/mine.md': 'mine\n', 'README.md': '# Mine\n' })).toBeUndefined();
});

test('Markdown in the folder itself has a hidden output', async () => {
  const settings = await settingsOf({ 'sea/a.md': '# A\n', 'land/b.md': '# B\n' });
  expect(settings).toMatchObject({ articles: '.', output: '.tidings-output' });
});

test('a site that says nothing of itself is named after its folder, and all is said to be guessed', async () => {
  const folder = await folderOf({
    'astro.config.mjs': 'export default {};\n',
    'src/content/blog/a.md': post('date: 2026-05-06'),
  });
  const site = await recogniseSite(await Tree.open(folder), folder);
  const guesses = settingsLines(site!).filter(({ isGuess }) => isGuess);
  expect(site?.title?.value).toBe(basename(folder));
  expect(guesses.map(({ key }) => key)).toEqual(expect.arrayContaining(['title', 'url', 'language', 'permalink']));
});

test.each([
  ['CNAME', 'quay.example.com\n'],
  ['public/robots.txt', 'User-agent: *\nSitemap: https://quay.example.com/sitemap.xml\n'],
])('the address of a site that does not say it is that of %s', async (file, text) => {
  const settings = await settingsOf({
    'astro.config.mjs': 'export default { site: process.env.SITE };\n',
    'src/content/blog/a.md': post('date: 2026-05-06'),
    [file]: text,
  });
  expect(settings?.url).toBe('https://quay.example.com/');
});

test.each(['[', 'a b', 'http://', ''])('a CNAME of %j is no address', async (text) => {
  const settings = await settingsOf({
    'astro.config.mjs': 'export default { site: process.env.SITE };\n',
    'src/content/blog/a.md': post('date: 2026-05-06'),
    CNAME: text,
    'public/robots.txt': 'Sitemap: https://quay.example.com/sitemap.xml\n',
  });
  expect(settings?.url).toBe(text === 'a b' ? 'https://a/' : 'https://quay.example.com/');
});

test('broken settings of a site say nothing, and end nothing', async () => {
  const site = await recognised({
    'hugo.toml': 'title = "Quay\n\u0000',
    'content/post/a.md': post('date: 2026-05-06'),
    'content/post/b.md': '---\ndate: [\n---\n',
  });
  expect(site).toMatchObject({ generator: 'Hugo', articles: { value: 'content/post', count: 2 } });
});

test('a setting of the site that Tidings would refuse becomes a comment', async () => {
  const site = await recognised({
    'hugo.toml': 'baseURL = "https://me:word@quay.example.com/"\ntimeZone = "Nowhere/Else"\n',
    'content/post/a.md': post('date: 2026-05-06'),
  });
  const refused = settingsLines(site!).filter(({ isRefused }) => isRefused);
  expect(refused.map(({ key }) => key)).toEqual(expect.arrayContaining(['url', 'timezone']));
});
