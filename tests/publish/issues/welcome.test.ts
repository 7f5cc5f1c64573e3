import { expect, test } from 'vitest';
import { feedsOf } from '../../../src/feed/feeds.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { loadWebTemplates } from '../../../src/publish/themes/web-templates.ts';
import { webPages } from '../../../src/web/pages.ts';
import { articleOf, contentsOf, Folder } from '../publication.ts';

const welcome = (more = '') => `---\nsubject: Welcome\nsendOn: confirmed\n${more}---\n\nGood to have you here.\n`;
const files = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
};

async function introductionsOf(folder: Folder) {
  const { publication } = await folder.prepared();
  return Object.fromEntries((publication.issues ?? []).map(({ slug, introduction }) => [slug, introduction]));
}

const text = '<p>Good to have you here.</p>';

test('a welcome links the newest article while no issue was sent, and is as old as that', async () => {
  const folder = await Folder.with({ ...files, 'issues/welcome.md': welcome() });
  const { publication } = await folder.prepared();
  const [issue] = publication.issues!;
  expect(issue).toMatchObject({ sendOn: 'confirmed', date: publication.articles[0]!.published });
  const toArticle = `${text}<p><a href="https://example.org/articles/two/">Read the latest issue: <span>Two</span></a></p>`;
  expect(issue!.introduction).toBe(toArticle);
  await folder.write('issues/2026-11-20-news.md', '---\nsubject: News\n---\n\nNews.\n');
  expect((await introductionsOf(folder)).welcome).toBe(toArticle);
});

test('a welcome links the newest issue that was sent, its subject as everybody may read it and its braces as text', async () => {
  const folder = await Folder.with({
    ...files,
    'issues/welcome.md': welcome(),
    'issues/2026-11-20-news.md': "---\nsubject: \"{{ name | default: 'Friends' }} & {{ '{{' }} more\"\n---\n\nNews.\n",
    'issues/2026-11-10-old.md': '---\nsubject: Old\n---\n\nNews.\n',
    'issues/2026-11-25-draft.md': '---\nsubject: Draft\ndraft: true\n---\n\nNews.\n',
    'issues/2026-12-25-later.md': '---\nsubject: Later\n---\n\nNews.\n',
    'issues/2026-11-22-unsent.md': '---\nsubject: Unsent\n---\n\nNews.\n',
  });
  await folder.send('2026-11-10-old');
  await folder.send('2026-11-20-news');
  expect((await introductionsOf(folder)).welcome).toBe(
    `${text}<p><a href="https://example.org/issues/2026-11-20-news/">Read the latest issue: <span>Friends &amp; {{ '{{' }} more</span></a></p>`,
  );
});

test('each edition of a welcome links the newest issue in its language, in words of its language', async () => {
  const folder = await Folder.with({
    ...files,
    'issues/welcome.md': welcome(),
    'issues/willkommen.md': '---\nsubject: Willkommen\nlanguage: de\ntranslationOf: welcome\n---\n\nHallo.\n',
    'issues/2026-11-20-news.md': '---\nsubject: News\n---\n\nNews.\n',
    'issues/2026-11-10-neues.md': '---\nsubject: Neues\nlanguage: de\n---\n\nNeues.\n',
  });
  await folder.send('2026-11-20-news');
  await folder.send('2026-11-10-neues');
  const found = await introductionsOf(folder);
  expect(found.welcome).toContain('issues/2026-11-20-news/');
  expect(found.willkommen).toContain('issues/2026-11-10-neues/');
  expect(found.willkommen).not.toContain('Read the latest');
});

test('without anything to read a welcome has no link, and needs a date of its own', async () => {
  const folder = await Folder.with({
    'articles/one.md': articleOf('One', '2027-11-01'),
    'issues/welcome.md': welcome(),
  });
  await expect(folder.prepared()).rejects.toThrow('the issue has no date');
  await folder.write('issues/welcome.md', welcome('date: 2026-11-01\n'));
  expect(await introductionsOf(folder)).toEqual({ welcome: text });
});

test('the articles of a welcome do not count as carried, whether it names or chooses them', async () => {
  const folder = await Folder.with({
    ...files,
    'issues/a-welcome.md': welcome('articles: [one]\n'),
    'issues/news.md': '---\nsubject: News\nsince: last\n---\n',
  });
  expect(contentsOf(await folder.prepared())).toEqual({ 'a-welcome': ['one'], news: ['two', 'one'] });
  await folder.write('issues/a-welcome.md', welcome('since: last\n'));
  expect(contentsOf(await folder.prepared())).toEqual({ 'a-welcome': ['two', 'one'], news: ['two', 'one'] });
  const { problems, carried } = await folder.prepared();
  expect([problems, [...carried.values()]]).toEqual([[], ['news', 'news']]);
});

test('a welcome has a page that no search engine lists, and is in no list, feed or sitemap', async () => {
  const folder = await Folder.with({ ...files, 'issues/welcome.md': welcome() });
  const pages = async () => {
    const { publication } = await folder.prepared();
    const found = [...webPages(publication, await loadWebTemplates())].map(
      ({ path, render }) => [path, render()] as const,
    );
    return { feeds: [...feedsOf(publication)].map(({ paths }) => paths.atom), texts: new Map(found) };
  };
  const alone = await pages();
  expect(alone.feeds).not.toContain('issues/atom.xml');
  expect(alone.texts.has('issues/index.html')).toBe(false);
  expect(alone.texts.get('issues/welcome/index.html')).toContain('<meta name="robots" content="noindex">');
  expect(alone.texts.get('issues/welcome/index.html')).not.toContain('<time');
  await folder.write('issues/news.md', '---\nsubject: News\narticles: [one]\n---\n');
  const both = await pages();
  expect(both.feeds).toContain('issues/atom.xml');
  for (const path of ['issues/index.html', 'issues/news/index.html', 'sitemap.xml', 'index.html'])
    expect(both.texts.get(path)).not.toContain('issues/welcome');
  expect(both.texts.get('issues/welcome/index.html')).not.toContain('rel="prev"');
});

async function refused(more: Readonly<Record<string, string>>) {
  const folder = await Folder.with({ ...files, ...more });
  const error = await prepare(await folder.config()).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problems.map(({ rule, file, line, message, hint }) => [
    ...[rule, `${file}:${line}`, message, hint],
  ]);
}

test.each([
  ['in the same language', 'language: en\n', 'Take "sendOn" out of one of the two, or write both texts into one file.'],
  [
    'in another language',
    'language: de\n',
    'If this is the same letter in another language, write "translationOf: hello". Else take "sendOn" out of one of the two.',
  ],
])('a second welcome %s is a problem at its line', async (_, more, hint) => {
  expect(await refused({ 'issues/hello.md': welcome(), 'issues/welcome.md': welcome(more) })).toEqual([
    [
      'send-on',
      'issues/welcome.md:3',
      'issues/hello.md is sent to those who confirm, too, and they get one letter',
      hint,
    ],
  ]);
});

test('a second welcome that is a draft is no problem yet', async () => {
  const folder = await Folder.with({
    ...files,
    'issues/hello.md': welcome(),
    'issues/new.md': welcome('draft: true\n'),
  });
  expect(contentsOf(await folder.prepared())).toEqual({ hello: [] });
});

test.each([
  ['sendOn: confirmed', 'sendOn'],
  ['kind: digest', 'kind'],
])('an edition that says "%s" and whose original does not is a problem at its line', async (line) => {
  const edition = `---\nsubject: X\nlanguage: de\ntranslationOf: news\n${line}\n---\n\nHallo.\n`;
  expect(
    await refused({ 'issues/news.md': '---\nsubject: News\n---\n\nHello.\n', 'issues/neues.md': edition }),
  ).toContainEqual([
    ...['send-on', 'issues/neues.md:5'],
    `news is sent together with this edition, and issues/news.md does not say "${line}"`,
    'Write it there, or take it out here.',
  ]);
});

test.each([
  ['sendOn: joined', 'sendOn must be confirmed, or left out'],
  ['kind: letter', 'kind must be digest, or left out'],
])('"%s" in an issue is a problem at its line', async (line, message) => {
  const [[rule, place, said]] = (await refused({
    'issues/news.md': `---\nsubject: News\n${line}\n---\n\nHello.\n`,
  })) as [[string, string, string]];
  expect([rule, place, said]).toEqual(['invalid-value', 'issues/news.md:3', message]);
});
