import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../runs.ts';
import { anyText } from '../../text.ts';
import { dangersIn } from '../cleaned.ts';
import { png } from '../pictures.ts';
import { problemsOf, read } from '../reading.ts';

const readJson = (value: unknown, files = {}) =>
  read({ ...files, 'articles/hello.json': typeof value === 'string' ? value : JSON.stringify(value, undefined, 2) });

const record = {
  title: 'A title & <more>',
  summary: 'A summary',
  content: '<h1>x</h1><p onclick=y>One <b>two<script>z</script></p>',
  published: '2026-11-23',
};

describe('a record', () => {
  test('is an article named by its file', async () => {
    const { manuscripts, problems } = await readJson(
      {
        ...record,
        updated: '2026-11-24T09:00:00Z',
        id: 'tag:example.org,2026:x',
        authors: ['A', { name: 'B' }],
        language: 'de',
        tags: ['a'],
        image: { src: 'a.png', alt: 'A boat' },
        attachments: [{ src: 'https://example.org/a.mp3', length: 12, duration: 75.5 }],
        source: { name: 'Weekly', url: 'https://example.org/' },
        notice: 'No advice.',
        draft: true,
      },
      { 'articles/a.png': png },
    );
    expect(problems).toEqual([]);
    expect(manuscripts).toMatchObject([
      {
        title: 'A title & <more>',
        summary: 'A summary',
        content: '<h2>x</h2><p>One <b>two</b></p>',
        published: '2026-11-23T00:00:00+01:00',
        updated: '2026-11-24T09:00:00Z',
        id: 'tag:example.org,2026:x',
        slug: 'hello',
        path: 'articles/hello.json',
        authors: [{ name: 'A' }, { name: 'B' }],
        language: 'de',
        tags: ['a'],
        image: { url: 'https://example.org/articles/hello/a.png', alt: 'A boat', width: 1 },
        attachments: [{ url: 'https://example.org/a.mp3', type: 'audio/mpeg', length: 12, duration: 75.5 }],
        source: { name: 'Weekly', url: 'https://example.org/' },
        notice: 'No advice.',
        draft: true,
        origin: { file: 'articles/hello.json', line: 2 },
      },
    ]);
  });

  test('may hold plain text, each line a paragraph, the last perhaps the notice', async () => {
    const { manuscripts } = await readJson({ title: 'T', content_text: 'One <b>.\r\n\r\nTwo.\nDisclaimer: x' });
    expect(manuscripts).toMatchObject([{ content: '<p>One &lt;b&gt;.</p>\n<p>Two.</p>', notice: 'Disclaimer: x' }]);
  });

  test('may leave keys empty with null, as programs do', async () => {
    const { manuscripts } = await readJson({
      title: 'T',
      content: 'x',
      content_text: null,
      summary: null,
      image: null,
      tags: null,
    });
    expect(manuscripts).toMatchObject([{ title: 'T', content: 'x', tags: [] }]);
  });

  test('with half a surrogate pair in an escape gets the replacement character', async () => {
    const { manuscripts } = await readJson(
      '{"title": "a\\ud800", "content": "<p>b\\udc00 &#xD800;\\u0008</p>", "tags": ["\\ud800"]}',
    );
    expect(manuscripts).toMatchObject([{ title: 'a\ufffd', content: '<p>b\ufffd \ufffd</p>', tags: ['\ufffd'] }]);
  });
});

test('a list of records are articles named by their titles', async () => {
  const { manuscripts } = await readJson([
    { title: 'First one', content: 'x' },
    { title: 'Second', slug: 'two', content: 'y' },
  ]);
  expect(manuscripts.map(({ slug, path, origin }) => [slug, path, origin.line])).toEqual([
    ['first-one', 'articles/hello.json#first-one', 3],
    ['two', 'articles/hello.json#two', 7],
  ]);
});

test('a wrong record leaves the others alone', async () => {
  const { manuscripts, problems } = await readJson([{ title: 'A', content: 'x' }, { titel: 'B' }, 7]);
  expect(manuscripts.map(({ title }) => title)).toEqual(['A']);
  expect(problems).toMatchObject([
    { rule: 'unknown-key', line: 7, column: 5 },
    { rule: 'json', line: 9, column: 3 },
  ]);
});

describe('what is wrong is told at its place', () => {
  test.each<[string, string, object]>([
    [
      'a comma too many',
      '{\n  "title": "T",\n}',
      { rule: 'json', line: 3, column: 1, message: 'this is not valid JSON: no comma may come before }' },
    ],
    ['an end that is missing', '{"title": "T"', { rule: 'json', line: 1, column: 14 }],
    ['mere text', '"hello"', { rule: 'json', line: 1, column: 1, hint: expect.stringContaining('"content"') }],
    [
      'an unknown key',
      '{\n  "title": "T", "contents": "x"\n}',
      { rule: 'unknown-key', line: 2, column: 17, length: 10, hint: 'Did you mean "content"?' },
    ],
    [
      'an unknown key of an author',
      '{"title": "T",\n "authors": [{"name": "A", "urll": "x"}]}',
      { line: 2, column: 28, hint: 'Did you mean "url"?' },
    ],
    [
      'text in place of a list',
      '{"title": "T", "attachments": "x"}',
      { line: 1, column: 31, message: 'attachments must be a list of files or addresses, such as [a.pdf]' },
    ],
    ['a number in place of a text', '{"title": 7}', { line: 1, column: 11, length: 1, message: 'title must be text' }],
    [
      'a date that is none',
      '{"title": "T",\n "date": "soon"}',
      { line: 2, column: 10, message: 'date "soon" is not a date' },
    ],
    [
      'content and text',
      '{"title": "T", "content": "x",\n "content_text": "y"}',
      { line: 2, column: 18, message: 'content_text is given together with "content"', hint: 'Keep one of the two.' },
    ],
    [
      'two dates',
      '{"title": "T", "content": "x", "published": "2026-11-23",\n "date": "2026-11-23"}',
      { line: 2, message: 'date is given together with "published"' },
    ],
    ['no title', '{"content": "x"}', { rule: 'no-title', line: 1 }],
    [
      'HTML that is nested beyond all measure',
      `{"title": "T",\n "content": "${'<b>'.repeat(2000)}"}`,
      { rule: 'html', line: 1 },
    ],
    [
      'a missing picture in its HTML',
      '{"title": "T",\n "content": "<img src=a.png alt=x>"}',
      { rule: 'file-missing', line: 2, column: 2, length: 9 },
    ],
  ])('%s', async (_, text, problem) => {
    expect(await problemsOf(text, 'hello.json')).toMatchObject([
      { severity: 'error', file: 'articles/hello.json', ...problem },
    ]);
  });
});

test('an empty list is no article and no problem', async () => {
  expect(await readJson('[]')).toEqual({ manuscripts: [], issues: [], problems: [] });
});

test('any record gives a harmless article or problems at a line', async () => {
  const keys = [
    'title',
    'summary',
    'content',
    'content_text',
    'date',
    'authors',
    'tags',
    'image',
    'attachments',
    'source',
    'slug',
    'url',
    'id',
  ];
  const value = fc.oneof({ weight: 3, arbitrary: anyText }, fc.jsonValue({ maxDepth: 2 }));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 5 }), async (record) => {
      const { manuscripts, problems } = await readJson({ title: 'T', ...record });
      for (const { content, title } of manuscripts) {
        expect(dangersIn(content)).toEqual([]);
        expect(title).not.toMatch(/[\u0000-\u001f]/);
      }
      expect(manuscripts.length > 0 || problems.some(({ severity }) => severity === 'error')).toBe(true);
      for (const problem of problems) expect(problem.line).toBeGreaterThan(0);
    }),
    { numRuns: runs(200) },
  );
});
