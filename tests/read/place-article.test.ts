import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageFile } from '../../src/model/page-path.ts';
import { runs } from '../runs.ts';
import { read, readOne, settings } from './reading.ts';

const strict = { ...settings, frontMatter: 'strict' as const };
const at = (permalink: string, url = 'https://example.org/') => ({ settings: { ...strict, permalink, url } });
const front = (lines: string) => `---\ntitle: The First Frost\ndate: 2024-05-06\n${lines}---\nText.\n`;

async function placed(lines: string, options: Parameters<typeof readOne>[1] = {}) {
  const { url, slug, page, section, redirects, draft } = await readOne(front(lines), options);
  return { url, slug, page, section, redirects, draft };
}

describe('a slug that is given keeps every character that an address may have', () => {
  test.each([
    ['v18.14.1', 'v18.14.1'],
    ['Hello_World', 'Hello_World'],
    ["it's-me!(2)", "it's-me!(2)"],
    ['a~b', 'a~b'],
    ['caf%C3%A9', 'café'],
    ['/cn/about/', 'cn/about'],
    ['cn/about', 'cn/about'],
  ])('%s', async (given, slug) => {
    const { url, ...rest } = await placed(`slug: "${given}"\n`);
    expect(rest.slug).toBe(slug);
    expect(url).toBe(new URL(`/articles/${slug}/`, 'https://example.org').href);
    expect(pageFile({ url, slug }, settings)).toBe(`articles/${slug}/index.html`);
  });

  test.each([
    'a b',
    '../x',
    'a/../b',
    '.',
    'a//b',
    'a?b',
    'a#b',
    '<b>',
    '"\\\\"',
    '…',
    'x'.repeat(201),
  ])('and %s is refused', async (given) => {
    const text = front(`slug: ${JSON.stringify(given)}\n`);
    expect((await read({ 'articles/hello.md': text }, { settings: strict })).problems).toMatchObject([
      { severity: 'error', line: 4 },
    ]);
  });
});

describe('a path in front matter is one below the address of the site', () => {
  test.each([
    ['permalink: /2024/frost.html', '2024/frost.html', '2024/frost.html'],
    ['url: /frost/', 'frost/', 'frost/index.html'],
    ['path: cold/frost', 'cold/frost', 'cold/frost/index.html'],
    ['permalink: ./frost/', 'frost/', 'frost/index.html'],
    ['permalink: /a b/', 'a%20b/', 'a b/index.html'],
    ['url: https://example.org/blog/frost/', 'frost/', 'frost/index.html'],
    ['url: http://example.org/blog/frost/', 'frost/', 'frost/index.html'],
    ['permalink: /:year/:title/', '2024/the-first-frost/', '2024/the-first-frost/index.html'],
    ['permalink: "/{year}/{slug}/"', '2024/hello/', '2024/hello/index.html'],
    ['permalink: /at:b/c/', 'at:b/c/', 'at:b/c/index.html'],
    ['permalink: "\\\\cold\\\\frost"', 'cold/frost', 'cold/frost/index.html'],
    ['permalink: "//[/frost/"', '[/frost/', '[/frost/index.html'],
    ['permalink: "/https://[/"', 'https:/[/', 'https:/[/index.html'],
  ])('%s', async (line, path, file) => {
    const { url, slug, page } = await placed(`${line}\n`, at('/articles/{slug}/', 'https://example.org/blog/'));
    expect({ url, slug, page }).toEqual({ url: `https://example.org/blog/${path}`, slug: 'hello', page: undefined });
    expect(pageFile({ url, slug }, { url: 'https://example.org/blog/', permalink: '/{slug}/' })).toBe(file);
  });

  test.each([
    ['permalink: /', 'no page of this site'],
    ['permalink: "\\\\/"', 'no page of this site'],
    ['permalink: "/\\\\\\\\/"', 'no page of this site'],
    ['permalink: "./../"', 'no page of this site'],
    ['permalink: /../../etc/', 'no page of this site'],
    ['permalink: /a%2fb/', 'no path that a file can have'],
    ['permalink: /a/%2e%2e/%2e%2e/b/', 'no page of this site'],
    ['permalink: /a%00b/', 'no path that a file can have'],
    [`permalink: /${'x'.repeat(250)}/`, 'no path that a file can have'],
    ['permalink: /:yaer/:title/', 'holds :yaer'],
    ['url: ftp://example.org/x', 'is not a web address'],
    ['url: example.org/hello', 'is not a web address'],
    ['url: www.example.org', 'is not a web address'],
    ['path: "javascript:alert(1)"', 'is not a web address'],
  ])('and %s is refused at its line', async (line, message) => {
    const { problems } = await read(
      { 'articles/hello.md': front(`${line}\n`) },
      at('/articles/{slug}/', 'https://example.org/blog/'),
    );
    expect(problems).toMatchObject([
      { severity: 'error', file: 'articles/hello.md', line: 4, message: expect.stringContaining(message) },
    ]);
  });

  test('what is a template of another program is not used, with a warning at its line', async () => {
    const { manuscripts, problems } = await read({
      'articles/hello.md': front('permalink: "/blog/{{ page.fileSlug }}/"\n'),
    });
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'permalink', line: 4 }]);
    expect(manuscripts[0]!.url).toBe('https://example.org/articles/hello/');
  });

  test('permalink: false is no page on that site, and so a draft', async () => {
    expect((await placed('permalink: false\n')).draft).toBe(true);
    expect((await placed('permalink: true\n')).draft).toBe(false);
  });
});

describe('an address on another site stays the canonical one', () => {
  test('with the page at the permalink of this one', async () => {
    expect(await placed('url: https://first.example.net/frost\n', at('/{year}/{filename}/'))).toMatchObject({
      url: 'https://first.example.net/frost',
      page: '2024/hello/',
    });
  });

  test('without the blanks that slipped into it', async () => {
    const { url } = await placed('url: "https://first.example.net/the frost\u3000"\n');
    expect(url).toBe('https://first.example.net/the%20frost');
  });

  test('or at the path that is given besides', async () => {
    const lines = 'url: https://first.example.net/frost\npermalink: /frost/\n';
    expect(await placed(lines)).toMatchObject({ url: 'https://first.example.net/frost', page: 'frost/' });
  });

  test('as does one of this site that only a query tells apart', async () => {
    expect(await placed('url: https://example.org/?p=12\n')).toMatchObject({
      url: 'https://example.org/?p=12',
      page: 'articles/hello/',
    });
  });
});

describe('the section of an article', () => {
  test.each([
    ['hello.md', undefined],
    ['news/hello.md', 'news'],
    ['news/2024/hello.md', 'news/2024'],
    ['news/hello/index.md', 'news'],
    ['hello/index.md', undefined],
    ['_posts/2024-05-06-hello.md', undefined],
    ['news/_posts/2024/2024-05-06-hello.md', 'news'],
  ])('of %s is %s', async (name, section) => {
    const { url, ...rest } = await placed('', { name, ...at('/{section}/{slug}/') });
    expect(rest.section).toBe(section);
    expect(url).toBe(`https://example.org/${section ? `${section}/` : ''}hello/`);
  });

  test('lets two articles have one slug where the address holds it', async () => {
    const files = { 'articles/news/hello.md': front(''), 'articles/blog/hello.md': front('') };
    const { manuscripts, problems } = await read(files, at('/{section}/{slug}/'));
    expect(problems).toEqual([]);
    expect(manuscripts.map(({ url }) => url)).toEqual([
      'https://example.org/blog/hello/',
      'https://example.org/news/hello/',
    ]);
    const hint = expect.stringContaining('{section}');
    const refused = [
      { rule: 'same-slug', hint },
      { rule: 'same-slug', hint },
    ];
    expect((await read(files)).problems).toMatchObject(refused);
  });
});

test('two articles of one name and different days are no problem where the address holds the date', async () => {
  const files = {
    'articles/2023-12-31-review.md': '# Review\n\nText.\n',
    'articles/2024-12-31-review.md': '# Review\n\nText.\n',
  };
  const { manuscripts, problems } = await read(files, at('/:year/:title/'));
  expect(problems).toEqual([]);
  expect(manuscripts.map(({ url }) => new URL(url).pathname)).toEqual(['/2023/review/', '/2024/review/']);
});

test('two articles that want one page are a problem at both, naming the other', async () => {
  const { problems } = await read({
    'articles/a.md': front('permalink: /x/\n'),
    'articles/b.md': front('permalink: /x/index.html\n'),
  });
  expect(problems).toMatchObject([
    { rule: 'same-address', file: 'articles/a.md', message: expect.stringContaining('articles/b.md') },
    { rule: 'same-address', file: 'articles/b.md', message: expect.stringContaining('articles/a.md') },
  ]);
});

test('an article without a date has the address of the day that the lock knows', async () => {
  const dates = new Map([['articles/hello.md', '2019-03-04T00:00:00Z']]);
  const { url } = await readOne('# Hello\n\nText.\n', { ...at('/{year}/{month}/{slug}/'), dates });
  expect(url).toBe('https://example.org/2019/03/hello/');
});

test.each([
  ['jekyll', '/2024/05/07/hello/'],
  ['hugo', '/2024/05/06/the-first-frost/'],
] as const)('where the site is made by %s, title and day are what it takes for them', async (generator, path) => {
  const options = { settings: { ...at('/:year/:month/:day/:title/').settings, timezone: 'UTC', generator } };
  const text = '---\ntitle: The First Frost\ndate: 2024-05-06T23:30:00-05:00\n---\nText.\n';
  expect(new URL((await readOne(text, options)).url).pathname).toBe(path);
});

test('the categories of front matter are those of the address', async () => {
  const options = { settings: { ...settings, permalink: '/:categories/:title/' } };
  const { url } = await readOne('---\ntitle: T\ndate: 2024-05-06\ncategory: Cold Frames\n---\nText.\n', options);
  expect(url).toBe('https://example.org/cold%20frames/hello/');
});

test('redirects are paths and addresses of this site, and any other is a warning at its place', async () => {
  const lines = 'redirects: [/old/, "old page.html", "https://example.org/older", "https://example.net/x", "/?p=1"]\n';
  const { manuscripts, problems } = await read(
    { 'articles/hello.md': front(lines) },
    at('/{slug}/', 'https://example.org/blog/'),
  );
  expect(manuscripts[0]!.redirects).toEqual(['/blog/old/', '/blog/old%20page.html', '/older']);
  expect(problems).toMatchObject([
    { severity: 'warning', rule: 'redirect', line: 4, message: expect.stringContaining('example.net') },
    { severity: 'warning', rule: 'redirect', line: 4, message: expect.stringContaining('?p=1') },
  ]);
});

test('pictures lie next to the page, and stay where they were for an article whose whole address is written', async () => {
  const files = {
    'articles/a.png': Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  };
  const filesOf = async (line: string) => (await readOne(`${front(`${line}\n`)}\n![A dot](a.png)\n`, { files })).files;
  expect(await filesOf('permalink: /x/y.html')).toMatchObject([{ path: 'x/y/a.png' }]);
  expect(await filesOf('url: https://example.org/x/')).toMatchObject([{ path: 'articles/hello/a.png' }]);
});

test('whatever stands in a path, an article is placed below the site or refused at its line', async () => {
  const word = fc.constantFrom(...'/ .. . % %2e %2f : { } [ ] ? # \\ // a : {slug} :year é 👍 & \u0000'.split(' '));
  const path = fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 6 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('permalink', 'path', 'url', 'slug', 'redirects'), path, async (key, value) => {
      const { manuscripts, problems } = await read({ 'articles/x.md': front(`${key}: ${JSON.stringify(value)}\n`) });
      const errors = problems.filter(({ severity }) => severity === 'error');
      expect(manuscripts.length + Math.min(errors.length, 1)).toBe(1);
      for (const { line } of problems) expect(line).toBeGreaterThan(0);
      for (const manuscript of manuscripts) {
        const file = pageFile(manuscript, settings);
        expect(file.split('/').every((part) => part !== '' && part !== '.' && part !== '..')).toBe(true);
        expect(file).not.toMatch(/[\\\u0000]|^[a-z]:/i);
      }
    }),
    { numRuns: runs(300) },
  );
});
