import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { readParagraphs, readText } from '../../../src/read/formats/text.ts';
import { defaultNoticePattern } from '../../../src/settings/values.ts';
import { runs } from '../../runs.ts';
import { anyText } from '../../text.ts';

const read = (text: string, front = {}) => readText(text, front, defaultNoticePattern);

test('line 1 is the title, line 2 the summary, each further line that is not empty a paragraph', () => {
  expect(read('A title\nA summary\n\nOne.\nTwo.\n\n\nThree.\n')).toEqual({
    title: 'A title',
    titleLine: 1,
    summary: 'A summary',
    content: { xhtml: '<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>' },
  });
});

describe('what stands where', () => {
  test.each<[string, string, object, object]>([
    ['an empty line 2 means no summary', 'Title\n\nText', {}, { title: 'Title', content: { xhtml: '<p>Text</p>' } }],
    [
      'empty lines before the title are passed over',
      '\n \nTitle\nDek',
      {},
      { title: 'Title', titleLine: 3, summary: 'Dek' },
    ],
    ['a title alone is enough', 'Title', {}, { title: 'Title', content: { xhtml: '' } }],
    [
      'where front matter gives the title, all lines are paragraphs',
      'One\nTwo',
      { title: 'T' },
      { content: { xhtml: '<p>One</p>\n<p>Two</p>' } },
    ],
    [
      'where front matter gives the summary, line 2 is a paragraph',
      'Title\nOne',
      { summary: 'S' },
      { title: 'Title', content: { xhtml: '<p>One</p>' } },
    ],
  ])('%s', (_, text, front, expected) => {
    const body = read(text, front);
    expect(body).toMatchObject(expected);
    if (!('summary' in expected)) expect(body).not.toHaveProperty('summary');
  });
});

describe('the notice', () => {
  const notice = 'Disclaimer: this is no advice.';

  test('is the last paragraph if it looks like one, and leaves the text', () => {
    expect(read(`T\nS\nOne.\n${notice}\n`)).toMatchObject({ notice, content: { xhtml: '<p>One.</p>' } });
  });

  test.each([
    'The information on this page is for general educational use.',
    'This material is informational only.',
    'All content here is no advice.',
    'DISCLAIMER',
  ])('may begin %j', (text) => {
    expect(read(`T\n\nOne.\n${text}`)).toMatchObject({ notice: text });
  });

  test.each<[string, string, object]>([
    ['only the last paragraph can be it', `T\n\n${notice}\nOne.`, {}],
    ['other last words stay text', 'T\n\nOne.\nThe information was wrong. We educational writers know.', {}],
    ['front matter that gives one leaves the text alone', `T\n\nOne.\n${notice}`, { notice: 'Another.' }],
  ])('%s', (_, text, front) => {
    expect(read(text, front)).not.toHaveProperty('notice');
  });

  test('is not looked for without a pattern', () => {
    expect(readText(`T\n\n${notice}`, {}, undefined)).toMatchObject({ content: { xhtml: `<p>${notice}</p>` } });
  });
});

describe('addresses become links', () => {
  test.each<[string, string]>([
    [
      'See https://example.org/a?b=1&c=2.',
      'See <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.',
    ],
    ['(http://example.org/a_(b))', '(<a href="http://example.org/a_(b)">http://example.org/a_(b)</a>)'],
    ['「https://example.org/港」', '「<a href="https://example.org/">https://example.org/</a>港」'],
    ['"https://example.org"', '"<a href="https://example.org/">https://example.org</a>"'],
    [
      'javascript:alert(1) ftp://example.org xhttps://example.org',
      'javascript:alert(1) ftp://example.org xhttps://example.org',
    ],
    ['https:// alone', 'https:// alone'],
  ])('%s', (text, expected) => {
    expect(readParagraphs(text, {}, undefined).content).toEqual({ xhtml: `<p>${expected}</p>` });
  });
});

test('markup is text', () => {
  expect(read('<b>T</b> &amp; <3\n\n<script>x</script> ]]> &amp;\u0008')).toMatchObject({
    title: '<b>T</b> &amp; <3',
    content: { xhtml: '<p>&lt;script&gt;x&lt;/script&gt; ]]&gt; &amp;amp;</p>' },
  });
});

test('any text gives well-formed paragraphs that say the same', () => {
  fc.assert(
    fc.property(fc.array(anyText), (lines) => {
      const { content } = readParagraphs(lines.join('\n'), {}, undefined);
      const xhtml = 'xhtml' in content ? content.xhtml : '';
      const document = XmlDocument.fromString(`<div>${xhtml}</div>`);
      const words = (text: string) => text.toWellFormed().replace(/[\s\u0000-\u001f\ufffe\uffff]+/g, '');
      expect(words(document.root.content)).toBe(words(lines.join('\n')));
      document.dispose();
    }),
    { numRuns: runs(300) },
  );
});
