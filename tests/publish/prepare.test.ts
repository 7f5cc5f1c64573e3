import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { feedsOf } from '../../src/feed/feeds.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { writeDigest } from '../../src/publish/issues/digest.ts';
import { findIssue } from '../../src/publish/issues/find-issue.ts';
import { formatLock } from '../../src/publish/lock/format.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { likelySlugs } from '../../src/publish/slugs.ts';
import { folderOf } from '../folder.ts';

/** Prepares a publication twice: as it is, then with other settings and what the first time noted. */
async function preparedTwice(before: string, after: string) {
  const articles = { 'articles/a.md': '---\ntitle: A\ndate: 2026-11-01\ntags: x\n---\nText.\n' };
  const directory = await folderOf({ 'tidings.yaml': before, ...articles });
  const once = async () => {
    const clock = () => new Date('2026-11-23T00:00:00Z');
    return prepare(await loadConfig('.', {}, { cwd: directory, environment: {}, clock }));
  };
  const first = await once();
  await writeFile(join(directory, 'tidings.lock'), formatLock(first.lock));
  await writeFile(join(directory, 'tidings.yaml'), after);
  return [first, await once()] as const;
}

describe('a publication that moves to another domain', () => {
  test('keeps the ids of its feeds as it keeps those of its articles', async () => {
    const [before, after] = await preparedTwice(
      'title: T\nurl: https://old.example/\n',
      'title: T\nurl: https://new.example/blog\n',
    );
    expect(after.publication.settings.url).toBe('https://new.example/blog/');
    const ids = ({ publication }: typeof before) => [...feedsOf(publication)].map(({ id }) => id);
    expect(ids(after)).toEqual(ids(before));
    expect(ids(after)[0]).toBe('https://old.example/');
    expect(after.publication.articles[0]?.id).toBe(before.publication.articles[0]?.id);
  });

  test('leaves no redirects behind, for the new site never had the old paths', async () => {
    const [, after] = await preparedTwice('title: T\nurl: https://a.example\n', 'title: T\nurl: https://b.example\n');
    expect(after.publication.redirects).toEqual([]);
  });
});

test('a publication that changes where articles stand leads from the old addresses to the new', async () => {
  const [, after] = await preparedTwice(
    'title: T\nurl: https://example.org\n',
    'title: T\nurl: https://example.org\npermalink: /{slug}.html\n',
  );
  expect(after.publication.redirects).toEqual([{ from: '/articles/a/', to: 'https://example.org/a.html' }]);
});

describe('two articles of one slug in two sections', () => {
  const article = (title: string) => `---\ntitle: ${title}\ndate: 2026-11-01\n---\nText.\n`;
  const yaml = 'title: T\nurl: https://example.org/\npermalink: /{section}/{slug}/\n';
  const files = {
    'tidings.yaml': yaml,
    'articles/news/hello.md': article('News'),
    'articles/blog/hello.md': article('Blog'),
    'articles/blog/alone.md': article('Alone'),
  };
  const config = async (more: Readonly<Record<string, string>> = {}) => {
    const cwd = await folderOf({ ...files, ...more });
    return loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23T00:00:00Z') });
  };

  test('have pages and letters of their own, in folders that hold the section', async () => {
    const made = await config();
    await buildPublication(made);
    const paths = await readdir(made.output, { recursive: true });
    const folders = [
      'news/hello',
      'blog/hello',
      'blog/alone',
      'issues/news-hello',
      'issues/blog-hello',
      'issues/alone',
    ];
    expect(paths).toEqual(expect.arrayContaining(folders.map((folder) => join(folder, 'index.html'))));
    expect(paths).toContain(join('issues/news-hello', 'message.eml'));
    expect(paths).not.toContain(join('issues/hello'));
    const ids = (await prepare(made)).publication.articles.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  test('are named with the section before the slug, and the slug alone is answered with both', async () => {
    const prepared = await prepare(await config());
    const subjectOf = (name: string) => findIssue(prepared, name).subject;
    expect(['news/hello', 'blog/hello', 'alone', 'blog/alone', 'articles/news/hello.md'].map(subjectOf)).toEqual([
      'News',
      'Blog',
      'Alone',
      'Alone',
      'News',
    ]);
    expect(findIssue(prepared, 'news/hello').slug).toBe('news/hello');
    expect(() => findIssue(prepared, 'hello')).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            message: 'several articles have the slug "hello"',
            hint: expect.stringMatching(/^Write (news|blog)\/hello or (news|blog)\/hello\.$/),
          }),
        ],
      }),
    );
  });

  test('are named so in an issue, where the slug alone is a problem at its place', async () => {
    const issue = (articles: string) => `---\nsubject: Both\ndate: 2026-11-02\narticles: ${articles}\n---\n`;
    const { publication } = await prepare(await config({ 'issues/both.md': issue('[blog/hello, news/hello, alone]') }));
    expect(publication.issues![0]!.items.map(({ article: { title } }) => title)).toEqual(['Blog', 'News', 'Alone']);
    await expect(prepare(await config({ 'issues/both.md': issue('[hello]') }))).rejects.toMatchObject({
      problems: [{ rule: 'issue-articles', file: 'issues/both.md', message: 'several articles have the slug "hello"' }],
    });
  });

  test('are named so by a digest, and completed so by a shell', async () => {
    const made = await config();
    const digest = await writeDigest(made, { since: 'last' });
    expect(digest!.text).toMatch(/- slug: blog\/hello\n/);
    expect((await prepare(made)).publication.issues![0]!.items).toHaveLength(3);
    const completed = await likelySlugs(made);
    expect(completed).toEqual(expect.arrayContaining(['alone', 'blog/hello', 'news/hello']));
    expect(completed).not.toContain('hello');
  });

  test('leave an issue of a name like a letter no folder', async () => {
    const issue = '---\nsubject: News\ndate: 2026-11-02\n---\nHello.\n';
    await expect(prepare(await config({ 'issues/news-hello.md': issue }))).rejects.toMatchObject({
      problems: [{ rule: 'same-slug', file: 'issues/news-hello.md' }],
    });
  });
});

test('redirects of front matter lead to the article, but not from an address that another one has', async () => {
  const [, after] = await preparedTwice('title: T\nurl: https://example.org\n', 'title: T\nurl: https://example.org\n');
  expect(after.publication.redirects).toEqual([]);
  const cwd = await folderOf({
    'tidings.yaml': 'title: T\nurl: https://example.org\n',
    'articles/a.md': '---\ntitle: A\ndate: 2026-11-01\nredirects: [/old/a.html, /articles/b/]\n---\nText.\n',
    'articles/b.md': '---\ntitle: B\ndate: 2026-11-01\nredirects: /old/b/\n---\nText.\n',
  });
  const config = await loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23T00:00:00Z') });
  await buildPublication(config);
  expect(await readFile(join(config.output, '_redirects'), 'utf8')).toBe(
    '/old/a.html https://example.org/articles/a/ 301\n/old/b/ https://example.org/articles/b/ 301\n',
  );
});

test('an article without a date keeps the address that the first build gave it, however often its file is touched', async () => {
  const cwd = await folderOf({
    'tidings.yaml': 'title: T\nurl: https://example.org\npermalink: /{year}/{slug}/\n',
    'articles/a.md': '# A\n\nText.\n',
  });
  const file = join(cwd, 'articles/a.md');
  const context = { cwd, environment: {}, clock: () => new Date('2026-11-23T00:00:00Z') };
  await utimes(file, new Date('2019-05-06T00:00:00Z'), new Date('2019-05-06T00:00:00Z'));
  const first = await buildPublication(await loadConfig('.', {}, context));
  await utimes(file, new Date('2024-05-06T00:00:00Z'), new Date('2024-05-06T00:00:00Z'));
  const second = await buildPublication(await loadConfig('.', {}, context));
  const urls = [first, second].map(({ publication }) => publication.articles[0]!.url);
  expect(urls).toEqual(['https://example.org/2019/a/', 'https://example.org/2019/a/']);
});

describe('a link to an article that is not published yet', () => {
  const preparedWith = async (articles: Readonly<Record<string, string>>, options = {}) => {
    const files = Object.entries(articles).map(([name, text]) => [`articles/${name}`, text] as const);
    const cwd = await folderOf({
      'tidings.yaml': 'title: T\nurl: https://example.org/\n',
      ...Object.fromEntries(files),
    });
    const config = await loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23T00:00:00Z') });
    return prepare(config, undefined, options);
  };
  const first = (text: string) => `---\ntitle: First\ndate: 2026-11-01\n---\n${text}\n`;
  const draft = '---\ntitle: Second\ndate: 2026-11-02\ndraft: true\n---\nText.\n';
  const future = '---\ntitle: Third\ndate: 2026-12-24\n---\nText.\n';
  const warned = {
    severity: 'warning',
    rule: 'link-held',
    message: '"Second" is not published yet, and a link leads to it',
    hint: expect.stringMatching(/./),
    file: 'articles/first.md',
    line: 2,
  };

  test.each([
    ['by the name of its file', '[s](second.md) and [s](second.md#part)'],
    ["by Hugo's ref", '[s]({{< ref "second.md" >}})'],
    ['by its address', '[s](https://example.org/articles/second/#part)'],
    ['by a path of the site', '[s](/articles/second/)'],
    ['in HTML', '<a href="second.md">s</a>'],
  ])('warns once at the article that links: %s', async (_, text) => {
    const { problems } = await preparedWith({ 'first.md': first(text), 'second.md': draft });
    expect(problems).toEqual([warned]);
  });

  test('warns for each such article, also one whose date has not come', async () => {
    const text = first('[s](second.md) [t](third.md)');
    const { problems } = await preparedWith({ 'first.md': text, 'second.md': draft, 'third.md': future });
    expect(problems.map(({ message }) => message)).toEqual([
      warned.message,
      '"Third" is not published yet, and a link leads to it',
    ]);
  });

  test('is none if the article is published, shown for once, or linked by one that is held itself', async () => {
    const published = draft.replace('draft: true\n', '');
    const linking = draft.replace('Text.', '[t](third.md)');
    expect((await preparedWith({ 'first.md': first('[s](second.md)'), 'second.md': published })).problems).toEqual([]);
    expect((await preparedWith({ 'second.md': linking, 'third.md': future })).problems).toEqual([]);
    const shown = await preparedWith({ 'first.md': first('[s](second.md)'), 'second.md': draft }, { show: 'second' });
    expect(shown.problems).toEqual([]);
  });
});
