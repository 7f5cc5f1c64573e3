import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import { formatProblems } from '../../src/model/format-problems.ts';
import { type ArticleInput, articleFrom } from '../../src/read/record.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { runs } from '../runs.ts';

const settings = withDefaults({
  title: 'My Letter',
  url: 'https://example.org',
  timezone: 'Europe/Vienna',
  language: 'en-GB',
  authors: [{ name: 'The Editors' }],
});

const row = {
  title: 'The first frost',
  published: '2026-11-23T09:00:00+01:00',
  url: 'https://example.org/2026/frost.html',
};

const made = async (input: Partial<ArticleInput>) => {
  const { article, problems } = await articleFrom({ ...row, ...input }, settings);
  expect(problems).toEqual([]);
  return article!;
};

test('HTML as a database holds it becomes an article that can be published', async () => {
  const article = await made({
    html: '<P>a<br>b&nbsp;c <a href="/x?a=1&b=2">x</a><img src=row.jpg alt="A row"><script>alert(1)</script>',
  });
  expect(article).toEqual({
    id: 'https://example.org/2026/frost.html',
    slug: 'frost',
    url: 'https://example.org/2026/frost.html',
    title: 'The first frost',
    content:
      '<p>a<br />b\u00a0c <a href="https://example.org/x?a=1&amp;b=2">x</a><img src="https://example.org/2026/row.jpg" alt="A row" /></p>',
    published: '2026-11-23T09:00:00+01:00',
    updated: '2026-11-23T09:00:00+01:00',
    authors: [{ name: 'The Editors' }],
    language: 'en-GB',
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: { file: 'https://example.org/2026/frost.html', line: 1 },
  });
  const feed = mainFeed({ settings, articles: [article] });
  for (const format of ['atom', 'rss', 'json'] as const) expect(await renderFeed(format, feed)).toContain('b\u00a0c');
});

test('Markdown and plain text do as well, and a heading that repeats the title goes', async () => {
  const markdown = '# The first frost\n\nIt is *cold*, see [rows](rows/).';
  expect((await made({ markdown })).content.trim()).toBe(
    '<p>It is <em>cold</em>, see <a href="https://example.org/2026/rows/">rows</a>.</p>',
  );
  expect((await made({ text: '1 < 2\nSee https://example.org/a.' })).content).toBe(
    '<p>1 &lt; 2</p>\n<p>See <a href="https://example.org/a">https://example.org/a</a>.</p>',
  );
});

test('a row may hold null and Date, and every other field of an article', async () => {
  const article = await made({
    html: '<p>a</p>',
    url: null,
    published: new Date('2026-11-23T08:00:00Z'),
    updated: new Date('2026-11-24T08:00:00Z'),
    summary: null,
    id: 'tag:example.org,2026:7',
    slug: 'seven',
    tags: ['garden'],
    image: { url: 'https://example.org/a.jpg', alt: '', width: 10 },
    attachments: [{ url: 'https://example.org/a.mp3', type: 'audio/mpeg', duration: 7 }],
    draft: true,
    origin: 'row 7',
  });
  expect(article).toMatchObject({
    id: 'tag:example.org,2026:7',
    url: 'https://example.org/articles/seven/',
    published: '2026-11-23T08:00:00Z',
    updated: '2026-11-24T08:00:00Z',
    image: { width: 10 },
    attachments: [{ duration: 7 }],
    draft: true,
    origin: { file: 'row 7', line: 1 },
  });
  expect((await made({ html: '<p>a</p>', published: '2026-11-23' })).published).toBe('2026-11-23T00:00:00+01:00');
});

test.each([
  '{{< youtube "\ud800" >}}',
  '{{< ref "\ud800" >}}',
  '{% post_url \ud800 %}',
  '[[\ud800]]',
  '[a](\ud800.md)',
])('half a character in the markup of another program, as in %j, is no half of an address', async (markup) => {
  const { article, problems } = await articleFrom({ ...row, markdown: `The quay.\n\n${markup}\n` }, settings);
  expect(formatProblems([...problems].filter(({ severity }) => severity === 'error'))).toBe('');
  expect(article!.content.isWellFormed()).toBe(true);
});

describe('a record that does not fit is a problem that names it and the field', () => {
  test.each<[object, string]>([
    [{}, 'html is missing'],
    [{ html: '<p>a</p>', markdown: 'a' }, 'html is given in several forms'],
    [{ html: 7 }, 'html must be text'],
    [{ html: '<p>a</p>', title: undefined }, 'title is missing'],
    [{ html: '<p>a</p>', title: ' ' }, 'title is empty'],
    [{ html: '<p>a</p>', published: undefined }, 'published is missing'],
    [{ html: '<p>a</p>', published: 'yesterday' }, 'published "yesterday" is not a date'],
    [{ html: '<p>a</p>', published: new Date(Number.NaN) }, 'published must be text'],
    [{ html: '<p>a</p>', updated: '2026-11-01' }, 'updated is before the date of publication'],
    [{ html: '<p>a</p>', url: 'frost.html' }, 'url is not a web address'],
    [{ html: '<p>a</p>', language: 'e n' }, 'language is not a language tag'],
    [{ html: '<p>a</p>', body: 'a' }, 'unknown key "body"'],
    [{ html: '<p>a</p>', extensions: [{ name: 'geo:lat', text: '1' }] }, 'the prefix of geo:lat is not declared'],
    [{ html: '<p>a</p>', attachments: [{ url: 'a.mp3', type: 'audio/mpeg' }] }, 'attachments.0.url is not an absolute'],
  ])('%j: %s', async (change, message) => {
    const { article, problems } = await articleFrom({ ...row, origin: 'row 7', ...change } as ArticleInput, settings);
    expect(article).toBeUndefined();
    expect(problems).toMatchObject([{ severity: 'error', file: 'row 7', message: expect.stringContaining(message) }]);
    expect(formatProblems(problems)).toContain('row 7');
  });

  test('and what cleaning leaves out is a warning that names it', async () => {
    const { article, problems } = await articleFrom({ ...row, html: '<p>a</p><svg></svg>' }, settings);
    expect(article).toBeDefined();
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'left-out', file: row.url }]);
  });

  test('without a throw for what is no record at all', async () => {
    for (const nothing of [null, undefined, 'a', 7, []])
      expect((await articleFrom(nothing as never, settings)).article).toBeUndefined();
  });
});

test('whatever HTML a database holds, the article can stand in every feed', async () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '<p>',
      '</div>',
      '<br>',
      '&nbsp;',
      '&#0;',
      '<a href="javascript:x">',
      '<script>',
      '<table><td>',
      ']]>',
    ),
  );
  const html = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(html, async (html) => {
      const { article } = await articleFrom({ ...row, html }, settings);
      if (!article) return;
      const feed = mainFeed({ settings, articles: [article] });
      for (const format of ['atom', 'rss', 'json'] as const) await renderFeed(format, feed);
    }),
    { numRuns: runs(200) },
  );
});
