import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { mainFeed } from '../../src/feed/feeds.ts';
import type { Article, ArticleRecord } from '../../src/model/article.ts';
import { formatProblems } from '../../src/model/format-problems.ts';
import type { Problem } from '../../src/model/problem.ts';
import { check } from '../../src/read/check.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { anyText } from '../text.ts';
import { cleaned, dangersIn } from './cleaned.ts';

const article = sampleArticle({ content: '<p>The text.</p>' });
const here = { url: article.url, slug: article.slug, language: article.language };

/** The messages about an article with these fields; empty if it passes. */
function faults(fields: Partial<Record<keyof Article, unknown>>): string[] {
  const result = check({ ...article, ...fields });
  return Array.isArray(result) ? result.map(({ message }) => message) : [];
}

test('addresses of a record lead where they led, without the blanks for which validators refuse a feed', async () => {
  const url = 'https://example.org/the quay/\u3000';
  const record = {
    ...article,
    url,
    image: { url, alt: '' },
    authors: [{ name: 'Ada', url }],
    source: { name: 'A', url },
  };
  const { image, authors, source, ...checked } = check(record) as Article;
  for (const one of [checked, image, authors[0], source]) expect(one!.url).toBe('https://example.org/the%20quay/');
  const publication = samplePublication({ articles: [check(record) as Article] });
  for (const format of ['atom', 'rss', 'json'] as const)
    expect(await renderFeed(format, mainFeed(publication))).not.toMatch(/the quay|\u3000/);
});

describe('of 500 records, a problem names the one that it is about', () => {
  test.each<[unknown, object]>([
    [
      { ...article, title: '' },
      { file: article.origin.file, line: article.origin.line },
    ],
    [
      { ...article, content: '<p>', origin: { file: 'row 7', line: 1 } },
      { file: 'row 7', line: 1 },
    ],
    [{ ...article, title: 7, origin: { file: 'row 7', line: 'x' } }, { file: 'row 7' }],
    [{ ...article, title: 7, origin: undefined }, { file: article.id }],
    [{ id: 7, slug: 'frost' }, { file: 'frost' }],
    [{ title: 'The frost' }, { file: 'The frost' }],
  ])('%j', (record, place) => {
    const problems = check(record) as Problem[];
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatchObject(place);
    expect(formatProblems(problems)).toContain(Object.values(place)[0]);
  });

  test.each([null, undefined, 7, 'a', [], {}])('%j is no record at all, and no stack trace', (value) => {
    for (const problem of check(value) as Problem[])
      expect(problem).toMatchObject({ severity: 'error', rule: 'record' });
    expect(check(value)).not.toHaveLength(0);
  });
});

test('a record need not say that it has no attachments and files, is no draft, and where it comes from', () => {
  const { attachments: _attachments, files: _files, draft: _draft, origin: _origin, ...least } = article;
  const record: ArticleRecord = least;
  expect(check(record)).toEqual({
    ...{ ...article, attachments: [], files: [], draft: false },
    origin: { file: article.url, line: 1 },
  });
});

describe('content that check refuses, naming the element', () => {
  test.each([
    ['<script>alert(1)</script>', '<script>'],
    ['<p>a</p><script src="https://example.com/x.js"></script>', '<script>'],
    ['<p onclick="x()">a</p>', '<p> has onclick="x()"'],
    ['<img src="https://example.org/a.png" alt="" onerror="x()" />', '<img> has onerror="x()"'],
    ['<a href="javascript:alert(1)">a</a>', '<a>'],
    ['<a href=" java&#10;script:alert(1)">a</a>', '<a>'],
    ['<a href="vbscript:x">a</a>', '<a>'],
    ['<a href="data:text/html,x">a</a>', '<a>'],
    ['<img src="data:image/svg+xml,x" alt="" />', '<img>'],
    ['<svg onload="x()"></svg>', '<svg>'],
    ['<svg><script>x</script></svg>', '<svg>'],
    ['<math><mi href="javascript:x">a</mi></math>', '<math>'],
    ['<style>p{}</style>', '<style>'],
    ['<p style="color:red">a</p>', '<p> has style="color:red"'],
    ['<link rel="stylesheet" href="https://example.com/" />', '<link>'],
    ['<base href="https://example.com/" />', '<base>'],
    ['<meta http-equiv="refresh" content="0" />', '<meta>'],
    ['<object data="https://example.com/">a</object>', '<object>'],
    ['<embed src="https://example.com/" />', '<embed>'],
    ['<iframe src="https://example.com/"></iframe>', '<iframe>'],
    ['<iframe src="https://www.youtube.com/embed/x" srcdoc="x"></iframe>', '<iframe> has srcdoc="x"'],
    ['<form action="https://example.com/"><input name="a" /></form>', '<form>'],
    ['<button>a</button>', '<button>'],
    ['<video src="https://example.org/a.mp4" controls="controls" autoplay="autoplay"></video>', '<video> has autoplay'],
    ['<template><p>a</p></template>', '<template>'],
    ['<noscript><p>a</p></noscript>', '<noscript>'],
    ['<title>a</title>', '<title>'],
    ['<html><body><p>a</p></body></html>', '<html>'],
    ['<h1>a</h1>', '<h1>'],
    ['<p xmlns="http://www.w3.org/2000/svg">a</p>', '<p> has xmlns'],
    ['<x:p xmlns:x="http://www.w3.org/1999/xhtml">a</x:p>', '<x:p'],
    ['<P>a</P>', '<P>'],
    ['<p>a<div>b</div></p>', '<div>'],
    ['<a href="/x">a</a>', '"/x" is not an absolute address'],
    ['<a href="#x">a</a>', '<a> has href="#x"'],
    ['<img src="a.png" alt="" />', '"a.png" is not an absolute address'],
    ['<img src="https://example.org/a.png" />', '<img> lacks alt=""'],
    ['<h2 id="a  b">a</h2>', '<h2> has id="a  b", which has to be "a-b"'],
    ['<p id="x">a</p><p id="x">b</p>', '<p> has id="x"'],
    ['<p hidden="hidden">a</p>', '<p>'],
    ['<p>a<br>b</p>', '<br> has no end: write <br />'],
    ['<p>a<br></br>b</p>', '<br> has no end: write <br />'],
    ['<p>a', '<p> has no end tag'],
    ['a</p>', '</p> ends nothing'],
    ['<b>a<i>b</b></i>', '<i> is open where </b> stands'],
    ['<p>a&nbsp;b</p>', '"&nbsp;" is not known to XML'],
    ['<p>a & b</p>', '"&" is not known to XML'],
    ['<p>a ]]> b</p>', ']]&gt;'],
    ['<!-- a -->', '"<!-- a -->"'],
    ['<![CDATA[<script>x</script>]]>', '"<![CDATA['],
    ['<?php x ?>', '"<?php'],
    ['<p title=x>a</p>', '"<p title=x>"'],
    ['<p title="a" title="b">a</p>', '<p> has title twice'],
    [`${'<div>'.repeat(101)}a${'</div>'.repeat(101)}`, '<div>'],
    [`${'<b>'.repeat(5000)}a${'</b>'.repeat(5000)}`, 'nested deeper than 1000 levels'],
  ])('%s', (content, message) => {
    expect(faults({ content })).toEqual([expect.stringMatching(/^content: /)]);
    expect(faults({ content })[0]).toContain(message);
  });
});

test.each([
  ['no content at all', ''],
  ['space around and lines in it', '\n<p>a</p>\r\n\n<p>b</p>\n'],
  ['empty elements as any program writes them', '<p>a<br/>b<br />c<wbr/></p><hr/><p/>'],
  ['quotation marks of both kinds', `<p title='a "b"'>"c" &quot;d&quot; &#39;e&apos;</p>`],
  ['signs that are escaped more or less', '<p title="a > b">c > d &gt; &#x3e;</p>'],
  ['an address without its last slash', '<p><a href="https://EXAMPLE.org">a</a></p>'],
  ['attributes in any order', '<img alt="" width="1" src="https://example.org/a.png" id="the-first-frost_a" />'],
  [
    'a picture in several sizes',
    '<img src="https://example.org/a.png" srcset="https://example.org/b.png 2x" alt="a  b" />',
  ],
])('content that check takes: %s', (_, content) => {
  expect(faults({ content })).toEqual([]);
});

test.each([
  '../../x',
  'articles/../../x',
  '/etc/passwd',
  'a//b',
  './a',
  'C:/a',
  '..\\a',
  'a/..\\..\\b',
  '',
  'a/\u0000',
])('check refuses a file that goes to %j', (path) => {
  expect(faults({ files: [{ path, source: '/a' }] })[0]).toMatch(/^files\.0\.path: /);
});

test('check refuses an article that was updated before it was published', () => {
  expect(faults({ published: '2026-11-24T09:00:00Z', updated: '2026-11-24T09:30:00+01:00' })).toEqual([
    'updated: is before "published"',
  ]);
});

const markup = fc.constantFrom(
  ...[
    '<p>',
    '</p>',
    '<p/>',
    '<b>',
    '</b>',
    '<br/>',
    '<br>',
    '<br />',
    '<hr/>',
    '<ul><li>',
    '</li></ul>',
    '<li>',
    '<div>',
    '</div>',
  ],
  ...[
    '<table><tr><td>',
    '</td></tr></table>',
    '<h2 id="a">',
    '<h2 id="the-first-frost_a">',
    '</h2>',
    '<script>',
    '</script>',
  ],
  ...[
    '<a href="https://example.org">',
    '<a href="#a">',
    '</a>',
    '<img src="https://example.org/a.png" alt=""/>',
    '&amp;',
    '&nbsp;',
  ],
  ...[
    '<code>',
    '</code>',
    '<svg/>',
    '<!--',
    '-->',
    "<p title='x'>",
    '<p onclick="x">',
    'text',
    '\n',
    ' ',
    ']]>',
    '<iframe/>',
  ],
);
const html = fc
  .array(fc.oneof({ weight: 5, arbitrary: markup }, anyText), { maxLength: 12 })
  .map((all) => all.join(''));

test('whatever cleaning leaves of any HTML, check takes', () => {
  fc.assert(
    fc.property(html, (text) => {
      expect(faults({ content: cleaned(text, here) })).toEqual([]);
    }),
    { numRuns: runs(1000) },
  );
});

test('whatever check takes holds nothing that could do harm, and every feed can hold it', async () => {
  const closed = fc.letrec<{ inner: string }>((tie) => ({
    inner: fc.oneof(
      { maxDepth: 3 },
      markup,
      fc
        .tuple(fc.constantFrom('p', 'b', 'div', 'ul', 'li', 'em', 'td', 'script', 'video'), tie('inner'), tie('inner'))
        .map(([name, one, two]) => `<${name}>${one}${two}</${name}>`),
    ),
  })).inner;
  await fc.assert(
    fc.asyncProperty(fc.oneof(html, closed), anyText, async (content, title) => {
      const result = check({ ...article, content, title });
      if (Array.isArray(result)) return;
      expect(dangersIn(content)).toEqual([]);
      const publication = samplePublication({ articles: [result] });
      for (const format of ['atom', 'rss', 'json'] as const) await renderFeed(format, mainFeed(publication));
    }),
    { numRuns: runs(500) },
  );
});
