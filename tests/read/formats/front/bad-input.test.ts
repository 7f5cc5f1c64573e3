import { describe, expect, test } from 'vitest';
import { problemsOf, readOne } from '../../reading.ts';

const yaml = (front: string) => `---\ntitle: T\n${front}\n---\nText.\n`;
const toml = (front: string) => `+++\ntitle = "T"\n${front}\n+++\nText.\n`;

describe('front matter in TOML', () => {
  test('has dates, tables and truth values as Hugo and Zola write them', async () => {
    const front = [
      'date = 2024-05-06T09:00:00+02:00',
      'updated = 2024-05-07',
      'description = "About frost."',
      'draft = false',
      'weight = 3',
      '[taxonomies]',
      'tags = ["garden", "winter"]',
      'categories = ["News"]',
      '[extra]',
      'author = "Ada"',
      '[extra.cover]',
      'image = "https://example.org/a.png"',
      '[params]',
      'lang = "de-AT"',
    ].join('\n');
    expect(await readOne(toml(front))).toMatchObject({
      title: 'T',
      summary: 'About frost.',
      published: '2024-05-06T09:00:00+02:00',
      updated: '2024-05-07T00:00:00+02:00',
      draft: false,
      tags: ['garden', 'winter', 'News'],
      authors: [{ name: 'Ada' }],
      language: 'de-AT',
      image: { url: 'https://example.org/a.png' },
    });
  });

  test.each<[string, string]>([
    ['date = 2024-05-06', '2024-05-06T00:00:00+02:00'],
    ['date = 2024-05-06T09:00:00', '2024-05-06T09:00:00+02:00'],
    ['date = 2024-05-06 09:00:00', '2024-05-06T09:00:00+02:00'],
    ['date = 2024-05-06T09:00:00Z', '2024-05-06T09:00:00Z'],
    ['date = "2024-05-06"', '2024-05-06T00:00:00+02:00'],
    ['[params]\ndate = 2024-05-06', '2024-05-06T00:00:00+02:00'],
  ])('%j', async (front, published) => {
    expect(await readOne(toml(front))).toMatchObject({ published });
  });

  test.each([
    'draft = true',
    'published = false',
    'status = "draft"',
    '[extra]\ndraft = true',
    '[params]\npublished = false',
    '[extra]\nstatus = "private"',
  ])('%j keeps the article back', async (front) => {
    expect(await readOne(toml(front))).toMatchObject({ draft: true });
  });

  test.each<[string, object]>([
    ['date = "soon"', { line: 3, column: 8, length: 6 }],
    ['[extra]\nx = """\na = 1\ndate = 2\n"""\ndate = "soon"', { line: 8, column: 8, length: 6 }],
    ['[[authors]]\nname = "A"\n[params]\npublished = "soon"', { line: 6, column: 13 }],
    ['params = { draft = "maybe" }', { line: 3, column: 10 }],
    ['params.draft = "maybe"', { line: 3, column: 16 }],
  ])('a wrong value in %j is named at its place', async (front, place) => {
    const errors = (await problemsOf(toml(front))).filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ rule: 'invalid-value', file: 'articles/hello.md', ...place }]);
  });

  test.each<[string, string, object]>([
    ['a key twice', 'tags = []\ntags = ["a"]', { line: 4 }],
    ['a table twice', '[extra]\na = 1\n[extra]\nb = 2', { line: 5 }],
    ['a value without quotes', 'author = Ada', { line: 3 }],
    ['a text without its end', 'author = "Ada', { line: 3 }],
    ['lists that are deeper than any setting', `a = ${'['.repeat(5000)}${']'.repeat(5000)}`, { line: 3 }],
  ])('%s is an error at its line', async (_, front, place) => {
    expect(await problemsOf(toml(front))).toMatchObject([
      {
        severity: 'error',
        rule: 'toml',
        file: 'articles/hello.md',
        message: expect.stringMatching(/^this is not valid TOML: [^\n]+$/),
        ...place,
      },
    ]);
  });
});

describe('front matter in JSON', () => {
  test('is read with the same words', async () => {
    const front = { title: 'T', pubDate: '2024-05-06', Tags: 'a, b', author: { name: 'Ada' }, weight: 3, draft: false };
    expect(await readOne(`${JSON.stringify(front, null, 2)}\n\nText.\n`)).toMatchObject({
      title: 'T',
      published: '2024-05-06T00:00:00+02:00',
      tags: ['a', 'b'],
      authors: [{ name: 'Ada' }],
    });
  });

  test.each<[string, object]>([
    ['{\n"title": "T",\n"date": "soon"\n}\nText.', { rule: 'invalid-value', line: 3, column: 9 }],
    ['\n{\n"title": "T",\n"published": 3}\nText.', { rule: 'invalid-value', line: 4, column: 14 }],
    ['{\n"title": "T",\n}\nText.', { rule: 'json', line: 3 }],
    ['---json\n[1]\n---\nText.', { rule: 'json', line: 2 }],
    ['---json\nnull\n---\nText.', { rule: 'json', line: 2 }],
    ['---json\n---\nText.', { rule: 'json', line: 2 }],
  ])('what is wrong in %j is named at its place', async (text, problem) => {
    expect(await problemsOf(text)).toMatchObject([{ severity: 'error', file: 'articles/hello.md', ...problem }]);
  });
});

describe('aliases in YAML', () => {
  test('repeat a value, and merge one into another', async () => {
    const front =
      'author: &ada {name: Ada, url: https://example.org/ada}\nauthors: [*ada]\ntags: &t [a, b]\nextra: {x: *t}';
    expect(await readOne(yaml(front))).toMatchObject({
      authors: [{ name: 'Ada', url: 'https://example.org/ada' }],
      tags: ['a', 'b'],
    });
    expect(await readOne(yaml('params: &p {lang: de}\nextra:\n  <<: *p'))).toMatchObject({ language: 'de' });
  });

  const bomb = Array.from(
    { length: 30 },
    (_, index) => `b${index}: &b${index} [${index ? `*b${index - 1}, *b${index - 1}` : 'x'}]`,
  );
  test.each<[string, string, object]>([
    ['an alias in its own value', 'tags: &t [*t]', { line: 3, column: 11 }],
    ['an alias two levels up', 'extra: &e {a: &a [*e]}', { line: 3 }],
    ['an alias of nothing', 'tags: *t', { line: 3, column: 7 }],
    ['an alias before its value', 'tags: *t\nx: &t [a]', { line: 3, column: 7 }],
    ['aliases that double thirty times', bomb.join('\n'), { message: expect.stringContaining('repeat too much') }],
    [
      'thousands of aliases',
      `x: &x a\ny: [${'*x, '.repeat(5000)}]`,
      { message: expect.stringContaining('repeat too much'), line: 4 },
    ],
  ])('%s is an error at its place', async (_, front, problem) => {
    expect(await problemsOf(yaml(front))).toMatchObject([
      { severity: 'error', rule: 'yaml', file: 'articles/hello.md', ...problem },
    ]);
  });
});

describe('front matter of a megabyte', () => {
  const long = 'x'.repeat(1_000_000);
  test.each<[string, string]>([
    ['yaml', yaml(`summary: ${long}`)],
    ['toml', toml(`summary = "${long}"`)],
    ['json', `{"title": "T", "summary": "${long}"}\nText.`],
  ])('in %s is an error that says where text belongs', async (rule, text) => {
    expect(await problemsOf(text)).toMatchObject([
      { severity: 'error', rule, file: 'articles/hello.md', hint: expect.stringContaining('Text belongs below') },
    ]);
  });

  test('without an end is an error at its beginning', async () => {
    for (const opening of ['---\n', '+++\na = 1\n', '{"a": "'])
      expect(await problemsOf(`${opening}${`${long.slice(0, 1000)}\n`.repeat(1000)}`)).toMatchObject([
        { rule: 'front-matter', line: 1 },
      ]);
  });

  test('of unknown keys names the first hundred', async () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `key${'x'.repeat(15)}${index}: 1`);
    expect((await problemsOf(yaml(keys.join('\n')))).length).toBe(100);
  });
});
