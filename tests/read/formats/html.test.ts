import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHtml } from '../../../src/read/formats/html.ts';
import { runs } from '../../runs.ts';
import { read, readOne } from '../reading.ts';

const page = (head: string, body: string) =>
  `<!doctype html>\n<html lang="en">\n<head>${head}</head>\n<body class="post">\n${body}\n</body>\n</html>\n`;

describe('a file of HTML', () => {
  test('is an article with front matter and without', async () => {
    const { manuscripts, problems } = await read({
      'articles/a.html': '---\ntitle: A boat\ndate: 2026-05-06\n---\n<p>On <b>mud</b>.</p>\n',
      'articles/b.htm': '<h1>Two boats</h1>\n<p>On mud.</p>\n',
      'articles/c.HTML': page('<title>Three boats</title>', '<p>On mud.</p>'),
    });
    expect(problems).toEqual([]);
    expect(manuscripts.map(({ title, slug, content }) => [title, slug, content])).toEqual([
      ['A boat', 'a', '<p>On <b>mud</b>.</p>'],
      ['Two boats', 'b', '<p>On mud.</p>'],
      ['Three boats', 'c', '<p>On mud.</p>'],
    ]);
  });

  test('is cleaned as all HTML is', async () => {
    const { content } = await readOne('---\ntitle: T\n---\n<p onclick="x()">Text<script>x()</script></p>', {
      name: 'a.html',
    });
    expect(content).toBe('<p>Text</p>');
  });

  test('without front matter and without a title is no article, unless it is built alone', async () => {
    const files = { 'articles/a.html': '<p>Text</p>' };
    expect(await read(files)).toMatchObject({
      manuscripts: [],
      problems: [{ severity: 'warning', rule: 'passed-over', file: 'articles/a.html' }],
    });
    expect((await read(files, { target: 'articles/a.html' })).problems).toMatchObject([{ rule: 'no-title', line: 1 }]);
  });

  test.each([
    ['whose title a template fills in', '<title>{% block title %}Notes{% endblock %}</title><p>Text</p>'],
    ['whose heading a template fills in', '<h1>{{ page.title }}</h1><a href="nowhere.md">x</a>'],
    ['that extends another', '{% extends "base.html" %}{% block body %}<p>Text</p>{% endblock %}'],
  ])('%s is no article', async (_, text) => {
    expect(await read({ 'articles/base.html': text })).toMatchObject({
      manuscripts: [],
      problems: [{ severity: 'warning', rule: 'passed-over', file: 'articles/base.html' }],
    });
  });

  test('without front matter that an article offers stays a file of that article', async () => {
    const files = {
      'articles/a.md': '# A\n\n[Try it](demo.html)',
      'articles/demo.html': '<title>Demo</title><p>Text</p>',
      'articles/b.html': '<h1>B</h1><a href="c.html">C</a>',
      'articles/c.html': '<h1>C</h1><a href="b.html">B</a>',
    };
    const { manuscripts, problems } = await read(files);
    expect(manuscripts.map(({ slug, files }) => [slug, files.map(({ path }) => path)])).toEqual([
      ['a', ['articles/a/demo.html']],
      ['b', []],
      ['c', []],
    ]);
    expect(manuscripts[1]!.content).toContain('href="https://example.org/articles/c/"');
    expect(problems).toMatchObject([{ rule: 'html-file', file: 'articles/a.md' }]);
  });

  test('that is empty is refused, and told what to write', async () => {
    const { problems } = await read({ 'articles/a.html': '\n' });
    expect(problems).toMatchObject([{ rule: 'empty', hint: expect.stringContaining('<body>') }]);
  });

  test('shows pictures that lie beside it', async () => {
    const files = { 'articles/boat.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>' };
    const { content, files: copied } = await readOne('<h1>T</h1><p><img src="boat.svg" alt="A boat"></p>', {
      name: 'a.html',
      files,
    });
    expect(content).toContain('src="https://example.org/articles/a/boat.svg"');
    expect(copied.map(({ path }) => path)).toEqual(['articles/a/boat.svg']);
  });
});

describe('of a whole document', () => {
  test.each([
    ['only the body is read', page('<style>p{}</style><script>x()</script>', '<p>Text</p>'), '<p>Text</p>'],
    ['nothing after the body is', `${page('', '<p>Text</p>')}<p>Rest</p>`, '<p>Text</p>'],
    ['without body tags all after the head is read', '<head><title>T</title></head><p>Text</p>', '<p>Text</p>'],
  ])('%s', (_, text, html) => {
    expect(htmlOf(text).trim()).toBe(html);
  });

  test.each([
    [
      'a heading that opens the text',
      page('<title>T | Site</title>', '<header><h1>Own <i>title</i></h1></header>'),
      'Own title',
    ],
    ['the title of the document', page('<title>T &amp; U</title>', '<p>Text</p>'), 'T & U'],
    ['that of the document before a later heading', page('<title>T</title>', '<p>Text</p><h1>Later</h1>'), 'T'],
    ['a later heading where there is no other', page('', '<p>Text</p><h1>Later</h1>'), 'Later'],
    ['no title of a drawing', page('', '<svg><title>Boat</title></svg><h1>Later</h1>'), 'Later'],
    ['none where there is none', page('', '<p>Text</p>'), undefined],
    ['none of an empty heading', page('', '<h1> </h1><p>Text</p>'), undefined],
  ])('the title is %s', (_, text, title) => {
    expect(readHtml(text, {}).title).toBe(title);
  });

  test('the heading that is the title is not said again', () => {
    expect(htmlOf('<h1>T</h1><p>Text</p>')).toBe('<p>Text</p>');
    expect(htmlOf('<h1>T</h1><p>Text</p>', 'T')).toBe('<p>Text</p>');
    expect(htmlOf('<h1>Other</h1><p>Text</p>', 'T')).toBe('<h1>Other</h1><p>Text</p>');
    expect(htmlOf('<p>Text</p><h1>T</h1>', 'T')).toBe('<p>Text</p><h1>T</h1>');
  });

  test('the place of a heading that is the title is known', () => {
    expect(readHtml('<p>\n\n<h1>T</h1>', {}).titleLine).toBe(3);
  });

  test('the description is the summary', () => {
    expect(readHtml(page('<meta name="Description" content="In \n short">', ''), {}).summary).toBe('In short');
  });
});

test('no HTML makes the reader fail or lose text of a body without a heading', () => {
  const markup = fc.constantFrom('<p>', '</p>', '<body>', '</body>', '<title>', '</head>', '<!--', '-->', '<svg>', 'a');
  fc.assert(
    fc.property(fc.array(markup), (parts) => {
      const { content } = readHtml(parts.join(''), { title: 'T' });
      expect('html' in content && parts.join('').includes(content.html)).toBe(true);
    }),
    { numRuns: runs(200) },
  );
});

function htmlOf(text: string, title?: string): string {
  const { content } = readHtml(text, title === undefined ? {} : { title });
  return 'html' in content ? content.html : '';
}
