import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../../src/model/publication.ts';
import { synonyms, synonymTable } from '../../../../src/read/formats/front/synonyms.ts';
import { chapter } from '../../../guide.ts';
import { read, settings } from '../../reading.ts';

const text = (front: string) => `---\ntitle: T\n${front}\n---\nText.\n`;

async function article(front: string, own: Partial<Settings> = {}) {
  const { manuscripts, problems } = await read(
    { 'articles/hello.md': text(front) },
    { settings: { ...settings, ...own } },
  );
  return { ...manuscripts[0], problems: problems.filter(({ rule }) => rule !== 'image-alt') };
}

test('the guide prints the table of synonyms as the program has it', () => {
  expect(chapter('write')).toContain(synonymTable());
});

const values: Readonly<Record<string, readonly [front: string, becomes: object]>> = {
  summary: ['About frost.', { summary: 'About frost.' }],
  date: ['2026-11-23', { published: '2026-11-23T00:00:00+01:00' }],
  updated: ['2026-11-23', { updated: '2026-11-23T00:00:00+01:00' }],
  authors: ['Ada', { authors: [{ name: 'Ada' }] }],
  language: ['de-AT', { language: 'de-AT' }],
  tags: ['a, b', { tags: ['a', 'b'] }],
  image: ['https://example.org/a.png', { image: { url: 'https://example.org/a.png', alt: '' } }],
  url: ['https://example.com/x', { url: 'https://example.com/x' }],
};

describe('each word of the table stands for its key', () => {
  const words = Object.entries(synonyms).flatMap(([key, list]) =>
    values[key] ? list.filter((word) => !word.includes('.')).map((word) => [word, key] as const) : [],
  );
  test.each(words)('%s is %s, without a problem, in strict front matter as well', async (word, key) => {
    const [value, becomes] = values[key]!;
    expect(await article(`${word}: ${value}`)).toMatchObject({ ...becomes, problems: [] });
    expect(await article(`${word}: ${value}`, { frontMatter: 'strict' })).toMatchObject({ ...becomes, problems: [] });
  });

  test('cover.image is the picture', async () => {
    const cover = 'cover:\n  image: https://example.org/a.png\n  alt: A boat\n  caption: Low water\n  relative: false';
    expect(await article(cover)).toMatchObject({
      image: { url: 'https://example.org/a.png', alt: 'A boat', caption: 'Low water' },
      problems: [],
    });
  });

  test.each([
    'Description: About frost.',
    'hero-image: https://example.org/a.png',
    'hero_image: https://example.org/a.png',
    'pubdate: 2026-11-23',
    'Title: T',
  ])('the case of letters, hyphens and underscores make no difference: %s', async (line) => {
    expect((await article(line)).problems.filter(({ rule }) => rule !== 'unused-key')).toEqual([]);
    expect((await article(line)).problems.map(({ message }) => message)).toEqual(
      line.startsWith('Title') ? ['"Title" is not used'] : [],
    );
  });
});

describe('values as other programs write them', () => {
  test.each<[string, string, object]>([
    [
      'an author as a mapping',
      'author: {name: Ada, link: https://example.org/ada, twitter: ada}',
      { authors: [{ name: 'Ada', url: 'https://example.org/ada' }] },
    ],
    [
      'authors as a list of either',
      'authors: [Ada, {name: Ben, email: ben@example.org, bio: x}]',
      { authors: [{ name: 'Ada' }, { name: 'Ben', email: 'ben@example.org' }] },
    ],
    ['an author as a list', 'author: [Ada, Ben]', { authors: [{ name: 'Ada' }, { name: 'Ben' }] }],
    ['an address of an author that is none', 'author: {name: Ada, url: "@ada"}', { authors: [{ name: 'Ada' }] }],
    [
      'category and categories are tags',
      'category: News\ncategories: [a, b]\ntags: [c, a]',
      { tags: ['c', 'a', 'b', 'News'] },
    ],
    ['keywords are tags where there are no others', 'keywords: [a, b]', { tags: ['a', 'b'] }],
    ['keywords are none next to tags', 'keywords: [a, b]\ntags: [c]', { tags: ['c'] }],
    ['a text of tags is split at commas, never one tag', 'categories: a b, c', { tags: ['a b', 'c'] }],
    [
      'categories below each other',
      'categories:\n  - [Travel, Europe]\n  - Food',
      { tags: ['Travel', 'Europe', 'Food'] },
    ],
    ['tags as records', 'tags: [{name: A, slug: a}]', { tags: ['A'] }],
    [
      'a picture as a mapping with an address',
      'image: {url: https://example.org/a.png, description: A boat, width: 4}',
      { image: { url: 'https://example.org/a.png', alt: 'A boat' } },
    ],
    [
      'the first of several pictures',
      'images: [https://example.org/a.png, https://example.org/b.png]',
      { image: { url: 'https://example.org/a.png' } },
    ],
    [
      'a description beside the picture',
      'heroImage: https://example.org/a.png\nheroImageAlt: A boat',
      { image: { url: 'https://example.org/a.png', alt: 'A boat' } },
    ],
    [
      'a picture of Ghost',
      'feature_image: https://example.org/a.png\nfeature_image_alt: A boat\nfeature_image_caption: Low water',
      { image: { alt: 'A boat', caption: 'Low water' } },
    ],
    ['a locale', 'locale: en_US.UTF-8', { language: 'en-US' }],
    ['a language that is written out', 'lang: German', { language: 'de' }],
    [
      'a source by its address',
      'source: https://example.com/x',
      { source: { name: 'example.com', url: 'https://example.com/x' } },
    ],
    [
      'a number as a name is the key of another program',
      'id: 42',
      { problems: [{ rule: 'unused-value', message: '"id" is not used: it must be an absolute URI' }] },
    ],
  ])('%s', async (_, front, expected) => {
    expect(await article(front)).toMatchObject({ problems: [], ...expected });
  });

  test('in a site of Jekyll blanks part the tags of a text, but not those of one category', async () => {
    const front = 'tags: garden winter\ncategories: one two\ncategory: Release Notes';
    expect(await article(front, { generator: 'jekyll' })).toMatchObject({
      tags: ['garden', 'winter', 'one', 'two', 'Release Notes'],
    });
    expect(await article('tags: hard frost, snow', { generator: 'jekyll' })).toMatchObject({
      tags: ['hard frost', 'snow'],
    });
    expect(await article(front)).toMatchObject({ tags: ['garden winter', 'one two', 'Release Notes'] });
  });

  test.each([
    ['date: 2026-01-02\ncreated: 2026-01-03', '2026-01-02'],
    ['date: 2026-01-02\npublishDate: 2026-01-03', '2026-01-03'],
    ['date: 2026-01-02\npublished: 2026-01-03', '2026-01-03'],
    ['pubDate: 2026-01-04\npublished: 2026-01-03', '2026-01-04'],
    ['created: 2026-01-02', '2026-01-02'],
    ['published: 2026-01-02', '2026-01-02'],
  ])('of several dates the latest holds, for before it the article was not out: %j', async (front, day) => {
    expect(await article(front)).toMatchObject({ published: `${day}T00:00:00+01:00`, draft: false, problems: [] });
  });
});

describe('an article that another program keeps back stays back', () => {
  const held = [
    'draft: true',
    'draft: yes',
    'draft: "true"',
    'draft: on',
    'Draft: TRUE',
    'published: false',
    'published: "false"',
    'published: no',
    'published: off',
    'published: 0',
    'Published: False',
    'publish: false',
    'isPublished: false',
    'is_published: false',
    'isDraft: true',
    'unpublished: true',
    'status: draft',
    'status: Draft',
    'status: private',
    'status: pending',
    'status: scheduled',
    'status: future',
    'visibility: private',
    'visibility: members',
    'private: true',
    'hidden: true',
    'unlisted: true',
    'eleventyExcludeFromCollections: true',
    'draft: false\npublished: false',
    'published: true\nstatus: draft',
    'draft: true\npublished: 2020-01-01',
    'extra: {draft: true}',
    'params:\n  published: false',
    'draft: false\nparams: {status: private}',
    'status: seedling',
  ];
  test.each(held)('%j', async (front) => {
    expect(await article(front)).toMatchObject({ draft: true });
  });

  test.each(held.filter((front) => !/^[A-Z]/.test(front)))('%j in strict front matter', async (front) => {
    expect(await article(front, { frontMatter: 'strict' })).toMatchObject({ draft: true });
  });

  test.each([
    'Draft: true',
    'extra: {darft: true}',
    'params: {x: 1}',
  ])('%j is an error in strict front matter', async (front) => {
    const { path, problems } = await article(front, { frontMatter: 'strict' });
    expect(path).toBeUndefined();
    expect(problems).toMatchObject([{ severity: 'error', rule: 'unknown-key', line: 3 }]);
  });

  test.each([
    'draft: false',
    'draft: no',
    'published: true',
    'published: yes',
    'status: published',
    'status: live',
    'draft:',
    'published:',
    'hidden: false',
    'status: seedling\ndraft: false',
  ])('but not with %j', async (front) => {
    expect(await article(front)).toMatchObject({ draft: false });
  });

  test('a word that nobody knows keeps it back with a warning', async () => {
    expect((await article('status: seedling')).problems).toMatchObject([
      {
        severity: 'warning',
        rule: 'held-back',
        line: 3,
        column: 9,
        message: expect.stringContaining('is kept back'),
      },
    ]);
  });

  test.each([
    'build: {render: never}',
    'build: {render: link, list: always}',
    'build:\n  list: never',
    '_build: {list: never}',
    '_build: {render: false}',
    'headless: true',
    'render: false',
    'render: never',
    'render: link',
    'public: false',
    'wip: true',
    'active: false',
    'enabled: no',
    'listed: false',
    'visible: false',
    'extra: {visible: false}',
    'draft: false\nrender: false',
    'password: abc',
    'password: 1',
    'encrypt: true',
    'encrypted: {key: abc}',
    'protected: true',
  ])('%j keeps it back with a warning of its own, whatever else is said', async (front) => {
    for (const frontMatter of [undefined, 'strict'] as const) {
      const { draft, problems } = await article(front, frontMatter && { frontMatter });
      expect(draft).toBe(true);
      expect(problems).toMatchObject([
        {
          severity: 'warning',
          rule: 'held-back',
          line: front.startsWith('draft') ? 4 : 3,
          message: expect.stringContaining('the article is kept back, since "'),
          hint: expect.stringContaining('ake the key out to publish'),
        },
      ]);
    }
  });

  test('in TOML as well', async () => {
    const file = '+++\ntitle = "T"\nrender = false\n[build]\nlist = "never"\n+++\nText.\n';
    const { manuscripts, problems } = await read({ 'articles/hello.md': file });
    expect(manuscripts[0]).toMatchObject({ draft: true });
    expect(problems).toMatchObject([
      { rule: 'held-back', line: 3 },
      { rule: 'held-back', line: 4 },
    ]);
  });

  test('a locked article says for whom it was', async () => {
    expect((await article('password: abc')).problems).toMatchObject([
      { message: expect.stringContaining('for those with the password') },
    ]);
  });

  test.each([
    'build: {render: always, list: always}',
    'render: true',
    'render: always',
    'headless: false',
    'public: true',
    'visible: yes',
    'wip: false',
    'password: ""',
    'password:',
    'encrypt: false',
    'protected: no',
  ])('but not with %j, and nothing is said of it', async (front) => {
    expect(await article(front)).toMatchObject({ draft: false, problems: [] });
  });

  test.each([
    'active: blog',
    'build: 1.2.3',
    'render: html',
    'public: [a]',
  ])('%j has another meaning here', async (front) => {
    expect(await article(front)).toMatchObject({
      draft: false,
      problems: [{ severity: 'warning', rule: 'unused-key' }],
    });
    expect((await article(front, { frontMatter: 'strict' })).problems).toMatchObject([
      { severity: 'error', rule: 'invalid-value', line: 3 },
    ]);
  });

  test.each([
    ['draft: maybe', 'draft must be true or false'],
    ['draft: 2026-11-23', 'draft must be true or false'],
    ['draft: [true]', 'draft must be true or false'],
    ['published: soon', 'published must be true, false or a date'],
    ['published: {a: b}', 'published must be true, false or a date'],
    ['status: [draft]', 'status must be one word'],
    ['publised: false', 'unknown key "publised"'],
    ['drafts: true', 'unknown key "drafts"'],
    ['state: draft', 'unknown key "state"'],
    ['extra: {darft: yes}', 'unknown key "extra.darft"'],
  ])('%j cannot be understood and is an error', async (front, message) => {
    const { path, problems } = await article(front);
    expect(path).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ message, line: 3 }]);
  });

  test.each(['publisher: Example', 'state: Vermont', 'static: true'])('%j has another meaning', async (front) => {
    expect(await article(front)).toMatchObject({
      draft: false,
      problems: [{ severity: 'warning', rule: 'unused-key' }],
    });
  });
});

describe('what says nothing here is a warning, and the article is there', () => {
  test('an unknown key, in the same words in every file', async () => {
    const { problems } = await read({
      'articles/a.md': text('layout: post'),
      'articles/b.md': text('x: 1\nlayout: [post]'),
    });
    const layouts = problems.filter(({ message }) => message.includes('layout'));
    expect(layouts).toMatchObject([
      { severity: 'warning', rule: 'unused-key', message: '"layout" is not used', file: 'articles/a.md', line: 3 },
      { severity: 'warning', rule: 'unused-key', message: '"layout" is not used', file: 'articles/b.md', line: 4 },
    ]);
    expect(layouts.map(({ hint }) => hint)).toEqual([undefined, undefined]);
  });

  test.each([
    ['sumary: x', 'Did you mean "summary"?'],
    ['langage: de', 'Did you mean "language"?'],
    ['auther: Ada', 'Did you mean "author"?'],
    ['modifed: 2026-11-23', 'Did you mean "modified"?'],
  ])('%j is close to a key that is known', async (front, hint) => {
    expect((await article(front)).problems).toMatchObject([{ severity: 'warning', rule: 'unused-key', line: 3, hint }]);
  });

  test.each([
    'math: true',
    'name: x',
    'page: 3',
    'layout: post',
    'weight: 3',
    'toc: true',
  ])('%j is close to none', async (front) => {
    expect((await article(front)).problems[0]).not.toHaveProperty('hint');
  });

  test.each([
    'expiryDate',
    'unpublishDate',
  ])('%s does not take the article back, and a warning of its own says so', async (key) => {
    expect(await article(`${key}: 2020-01-01`)).toMatchObject({
      draft: false,
      problems: [{ severity: 'warning', rule: 'expiry', line: 3, hint: expect.stringContaining('stays published') }],
    });
  });

  test('a second word for a key that is taken', async () => {
    const { summary, problems } = await article('excerpt: B\ndescription: A');
    expect(summary).toBe('A');
    expect(problems).toMatchObject([
      { message: '"excerpt" is not used', hint: '"description" says the same and comes first.' },
    ]);
  });

  test.each<[string, string]>([
    ['image: {width: 3}', '"image" is not used: it must be a file or an address'],
    ['authors: [1, 2]', '"authors" is not used: it must be a name or a list of names'],
    ['authors: {}', '"authors" is not used: it must be a name or a list of names'],
    ['author: [{twitter: ada}]', '"author" is not used: it must be a name or a list of names'],
    ['series: 3', '"series" is not used'],
    ['layout: [a, b]', '"layout" is not used'],
    ['excerpt: true', '"excerpt" is not used: it must be a text'],
    ['summary: [a]', '"summary" is not used: it must be a text'],
    ['tags: {a: b}', '"tags" is not used: it must be a list of words'],
    ['language: klingonese!', '"language" is not used: it must be a language tag such as en or de-AT'],
    ['lastUpdated: false', '"lastUpdated" is not used'],
    ['updated: sometimes', '"updated" is not used: it must be a date'],
    ['source: github', '"source" is not used: it must be a "name" and a "url"'],
    ['attachments: true', '"attachments" is not used: it must be a list of files or addresses'],
    ['notice: {a: b}', '"notice" is not used: it must be a text'],
    ['extensions: [toc]', '"extensions" is not used: it must be names with a prefix'],
    ['extra: {toc: true}', '"extra.toc" is not used'],
    ['extra: none', '"extra" is not used'],
    ['created: long ago\ndate: 2026-11-23', '"created" is not used: it must be a date'],
  ])('%j', async (front, message) => {
    const { title, problems } = await article(front);
    expect(title).toBe('T');
    expect(problems).toMatchObject([{ severity: 'warning', message, line: 3 }]);
  });

  test('updated before date, as a move of the site leaves it', async () => {
    const { updated, problems } = await article('date: 2026-11-23\nupdated: 2026-11-22');
    expect(updated).toBeUndefined();
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'dates', line: 4, column: 10 }]);
  });
});

test.each([
  'images: []',
  'images: [""]',
  'tags: []',
  'authors:',
  'layout: ""',
  'aliases: []',
])('%j says nothing, and nothing is said of it', async (front) => {
  expect((await article(front)).problems).toEqual([]);
});

describe('old addresses', () => {
  test.each([
    'aliases: [/old/, /older/]',
    'redirect_from:\n  - /old/\n  - /older/',
    'aliases: /old/\nredirect_from: /older/',
    'redirects: [/old/]\naliases: [/older/, /old/]',
  ])('%j lead to the article', async (front) => {
    const { manuscripts, problems } = await read({ 'articles/hello.md': text(front) });
    expect(problems).toEqual([]);
    expect(manuscripts[0]?.redirects).toEqual(['/old/', '/older/']);
  });
});

describe('what others could be harmed by stays an error', () => {
  test.each<[string, object]>([
    ['date: yesterday', { message: 'date "yesterday" is not a date', line: 3, column: 7 }],
    ['date: 05/06/2024', { line: 3 }],
    ['pubDate: soon', { line: 3, column: 10 }],
    ['date: [2026]', { line: 3 }],
    ['id: post 1', { line: 3, hint: expect.stringContaining('tag:example.org') }],
    ['attachments: [{src: https://example.org/a.mp3, length: long}]', { line: 3 }],
    ['extensions: {lat: 1}', { line: 3 }],
  ])('%j', async (front, problem) => {
    const { problems } = await article(front);
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([problem]);
  });
});
