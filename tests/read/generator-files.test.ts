import { describe, expect, test } from 'vitest';
import type { Generator } from '../../src/model/publication.ts';
import { read, settings } from './reading.ts';

/** The files of articles that go out, those held back, and the rules of problems with their files. */
async function found(generator: Generator | undefined, files: Record<string, string>, target = 'articles') {
  const { manuscripts, problems } = await read(files, {
    settings: { ...settings, site: false, ...(generator && { generator }) },
    target,
  });
  const of = (isDraft: boolean) => manuscripts.filter(({ draft }) => draft === isDraft).map(({ path }) => path);
  return {
    out: of(false),
    held: of(true),
    told: problems.map(({ rule, file, severity }) => `${severity} ${rule} ${file}`),
    messages: new Set(problems.map(({ message }) => message)),
  };
}

const text = (title: string, ...lines: string[]) => ['---', `title: ${title}`, ...lines, '---', 'Text', ''].join('\n');
const dated = (title: string) => text(title, 'date: 2026-11-02');

describe('Hugo', () => {
  const bundle = {
    'articles/frost/index.md': dated('Frost'),
    'articles/frost/notes.md': text('Notes'),
    'articles/frost/deep/more.html': text('More'),
    'articles/thaw.md': dated('Thaw'),
  };

  test('publishes no resource of a page, so none becomes an article, and they are told together', async () => {
    const { out, told, messages } = await found('hugo', bundle);
    expect(out).toEqual(['articles/frost/index.md', 'articles/thaw.md']);
    expect(told).toEqual([
      'warning passed-over articles/frost/deep/more.html',
      'warning passed-over articles/frost/notes.md',
    ]);
    expect(messages.size).toBe(1);
  });

  test.each([
    undefined,
    'zola',
    'eleventy',
  ] as const)('and with %s such files are articles as before', async (other) => {
    expect((await found(other, bundle)).out).toContain('articles/frost/notes.md');
  });

  test('has pages next to a section or to the index of all articles, which stay articles', async () => {
    const { out } = await found('hugo', {
      'articles/index.md': dated('All'),
      'articles/news/_index.md': text('News'),
      'articles/news/a.md': dated('A'),
    });
    expect(out).toEqual(['articles/index.md', 'articles/news/a.md']);
  });

  test('has translations at other addresses, so they are held back with a warning', async () => {
    const { out, held, told } = await found('hugo', {
      'articles/frost.md': dated('Frost'),
      'articles/frost.de.md': dated('Reif'),
      'articles/snow/index.md': dated('Snow'),
      'articles/snow/index.de.md': dated('Schnee'),
      'articles/alone.de.md': dated('Alone'),
      'articles/thaw.md': dated('Thaw'),
      'articles/thaw.xq.md': dated('Version'),
    });
    expect(held).toEqual(['articles/frost.de.md', 'articles/snow/index.de.md']);
    expect(told).toEqual(['warning held-back articles/frost.de.md', 'warning held-back articles/snow/index.de.md']);
    expect(out).toContain('articles/alone.de.md');
    expect(out).toContain('articles/thaw.xq.md');
  });
});

describe('Jekyll', () => {
  const posts = { '_posts/2026-11-02-frost.md': text('Frost'), '_posts/thaw.md': text('Thaw') };

  test('publishes no file of _posts without a date in its name, so its article is held back', async () => {
    const { out, held, told } = await found('jekyll', posts, '_posts');
    expect([out, held]).toEqual([['_posts/2026-11-02-frost.md'], ['_posts/thaw.md']]);
    expect(told).toEqual(['warning held-back _posts/thaw.md']);
  });

  test('publishes pages in other folders, and without the setting nothing is held back', async () => {
    expect((await found('jekyll', { 'articles/thaw.md': text('Thaw') })).out).toEqual(['articles/thaw.md']);
    expect((await found(undefined, posts, '_posts')).held).toEqual([]);
  });
});

describe('a page that lists the articles', () => {
  const lists = {
    'articles/index.md': text('All'),
    'articles/2026/index.md': text('All of 2026'),
    'articles/2026/a.md': dated('A'),
    'articles/frost/index.md': dated('Frost'),
    'articles/undated/index.md': text('Undated'),
    'articles/2026/11/03/index.md': text('Rain'),
  };

  test.each(['vitepress', 'next', 'eleventy'] as const)('is none with %s, and is named', async (generator) => {
    const { out, told } = await found(generator, lists);
    expect(out).toEqual([
      'articles/2026/11/03/index.md',
      'articles/2026/a.md',
      'articles/frost/index.md',
      'articles/undated/index.md',
    ]);
    expect(told).toEqual(['warning passed-over articles/2026/index.md', 'warning passed-over articles/index.md']);
  });

  test('stays an article without the setting, and where it has a date or is alone', async () => {
    expect((await found(undefined, lists)).out).toContain('articles/index.md');
    const own = { 'articles/index.md': dated('First'), 'articles/a.md': dated('A') };
    expect((await found('vitepress', own)).out).toContain('articles/index.md');
    expect((await found('vitepress', { 'articles/index.md': text('Alone') })).out).toEqual(['articles/index.md']);
  });

  test('of Eleventy has the name of its folder and its address, or goes through pages', async () => {
    const { out, told } = await found('eleventy', {
      'articles/articles.md': text('All', 'permalink: /articles/'),
      'articles/archive.md': text('Archive', 'pagination:', '  data: collections.posts', '  size: 10'),
      'articles/frost/frost.md': text('Frost', 'date: 2026-11-02', 'permalink: /frost/'),
      'articles/thaw/thaw.md': text('Thaw', 'permalink: /thaw/'),
      'articles/rain.md': dated('Rain'),
    });
    expect(out).toEqual(['articles/frost/frost.md', 'articles/rain.md', 'articles/thaw/thaw.md']);
    expect(told).toEqual(['warning passed-over articles/archive.md', 'warning passed-over articles/articles.md']);
  });
});

describe('a section', () => {
  const files = (index: string) => ({
    'content/posts/out/_index.md': index,
    'content/posts/out/a.md': dated('A'),
    'content/posts/out/deep/b.md': dated('B'),
    'content/posts/c.md': dated('C'),
  });
  const below = ['content/posts/out/a.md', 'content/posts/out/deep/b.md'];

  test.each([
    ['---\ncascade:\n  draft: true\n---\n'],
    ['---\ncascade:\n  - draft: true\n    _target: {kind: page}\n---\n'],
    ['---\ncascade:\n  - draft: true\n    target: {path: "/posts/out/**"}\n---\n'],
    ['---\ncascade: [{type: x}, {draft: true, _target: {path: "{/x,/posts}/**"}}]\n---\n'],
    ['+++\n[cascade]\ndraft = true\n+++\n'],
    ['+++\n[[cascade]]\ndraft = true\n[cascade._target]\nkind = "page"\n+++\n'],
    ['{"cascade": {"draft": true}}\n'],
  ])('of Hugo with %j holds back all articles below it, with one warning', async (index) => {
    const { out, held, told } = await found('hugo', files(index), 'content/posts');
    expect([out, held]).toEqual([['content/posts/c.md'], below]);
    expect(told).toEqual(['warning held-back content/posts/out/_index.md']);
  });

  test.each([
    ['---\ndraft: true\n---\n'],
    ['---\ncascade:\n  draft: false\n---\n'],
    ['---\ncascade: {draft: true, _target: {kind: section}}\n---\n'],
    ['---\ncascade: {draft: true, _target: {environment: staging}}\n---\n'],
    ['---\ncascade: {draft: true, _target: {path: "/other/*"}}\n---\n'],
    ['no front matter'],
  ])('of Hugo with %j holds nothing back', async (index) => {
    expect((await found('hugo', files(index), 'content/posts')).held).toEqual([]);
  });

  test('of Hugo that lies above the folder of articles counts, too', async () => {
    const index = { 'content/_index.md': '---\ncascade: {draft: true}\n---\n', 'content/posts/a.md': dated('A') };
    const { held, told } = await found('hugo', index, 'content/posts');
    expect([held, told]).toEqual([['content/posts/a.md'], ['warning held-back content/_index.md']]);
  });

  test('of Zola that is a draft holds back all articles below it', async () => {
    const { out, held, told } = await found('zola', files('+++\ndraft = true\n+++\n'), 'content/posts');
    expect([out, held]).toEqual([['content/posts/c.md'], below]);
    expect(told).toEqual(['warning held-back content/posts/out/_index.md']);
  });

  test('says nothing without the setting', async () => {
    expect((await found(undefined, files('+++\ndraft = true\n+++\n'), 'content/posts')).held).toEqual([]);
  });
});

describe('a data file of Eleventy', () => {
  const posts = {
    'articles/out/a.md': dated('A'),
    'articles/out/deep/b.md': dated('B'),
    'articles/c.md': dated('C'),
  };

  test.each([
    ['{"draft": true}'],
    ['{"permalink": false}'],
    ['{"published": false}'],
    ['{"eleventyExcludeFromCollections": true}'],
    ['{"draft": '],
  ])('with %s holds back the articles of its folder, and is named', async (data) => {
    for (const name of ['out.json', 'out.11tydata.json']) {
      const { out, held, told } = await found('eleventy', { ...posts, [`articles/out/${name}`]: data });
      expect([out, held]).toEqual([['articles/c.md'], ['articles/out/a.md', 'articles/out/deep/b.md']]);
      expect(told).toEqual([`warning held-back articles/out/${name}`]);
    }
  });

  test.each(['c.11tydata.json', 'c.json'])('named %s holds back the article next to it alone', async (name) => {
    const { held, told } = await found('eleventy', { ...posts, [`articles/${name}`]: '{"draft": true}' });
    expect([held, told]).toEqual([['articles/c.md'], [`warning held-back articles/${name}`]]);
  });

  test('of a folder above that of the articles counts, too', async () => {
    const files = { 'src/blog/a.md': dated('A'), 'src/src.json': '{"draft": true}' };
    const { held, told } = await found('eleventy', files, 'src/blog');
    expect([held, told]).toEqual([['src/blog/a.md'], ['warning held-back src/src.json']]);
  });

  test.each(['{"layout": "post"}', '[1]', 'null', '"x"'])('with %s is no article and needs no word', async (data) => {
    const files = { ...posts, 'articles/articles.json': data, 'articles/c.11tydata.json': data };
    const { out, held, told } = await found('eleventy', files);
    expect([out.length, held, told]).toEqual([3, [], []]);
  });

  test.each([
    'out/out.11tydata.js',
    'c.11tydata.cjs',
    'c.11tydata.mjs',
  ])('that is the program %s is not read, and one warning says so', async (name) => {
    const { out, told } = await found('eleventy', { ...posts, [`articles/${name}`]: 'export default {draft: true}' });
    expect(out).toHaveLength(3);
    expect(told).toEqual([`warning data-not-read articles/${name}`]);
  });
});
