import { describe, expect, test } from 'vitest';
import { problemsOf, read } from '../reading.ts';

const foreign = (text: string) =>
  problemsOf(`# T\n\nA\n\n${text}\n`).then((all) => all.filter(({ rule }) => rule === 'foreign-markup'));

describe('markup of other programs that readers would see is told at its line:', () => {
  test.each<[string, string, object]>([
    [
      'a tag of Liquid',
      'See {% link a.md %} here.',
      { line: 5, column: 5, length: 15, message: 'readers see {% link a.md %} as it stands: a tag of a template' },
    ],
    ['one that cuts space', '{%- include "a.html" -%}', { line: 5 }],
    ['a value', 'x\ny {{ site.title }}', { line: 6, column: 3 }],
    ['a value among emphasis and links', '**a** {{ *b* }} [c](https://example.org/)', { line: 5 }],
    ['a value in HTML', '<div>\n\n<p>\n{{ a }}\n</p>', { line: 8 }],
    ['a shortcode of Hugo', '{{< figure src="a.png" >}}', { line: 5, column: 1 }],
    ['one around Markdown', '{{% note %}}\n\nText.', { line: 5 }],
    [
      'the edges of a container',
      '::: warning\nText.\n:::',
      { line: 5, message: 'readers see ::: warning as it stands: the edge of a container, and 1 more like it' },
    ],
    ['an anchor of a heading', '## Kale {#kale}', { line: 5, column: 9, length: 7 }],
    ['classes', 'Text. {: .note .big}', { line: 5 }],
    ['a table of contents', '[[toc]]', { line: 5 }],
    ['that of kramdown', '{:toc}', { line: 5 }],
    ['a box of GitHub', '> [!NOTE]\n> Text.', { line: 5 }],
    ['a gallery of WordPress', '[gallery ids="1,2"]', { line: 5 }],
    ['an address with blanks by name', '![a][b]\n\n[b]: photo 1.png', { line: 7, column: 1 }],
    ['a picture with blanks in its address', '![a](my photo)', { line: 5, column: 1 }],
    ['in a list within a quotation', '> - a\n>\n>   b\n>   {% c %}', { line: 8, column: 5 }],
  ])('%s', async (_, text, place) => {
    expect(await foreign(text)).toMatchObject([
      { severity: 'warning', file: 'articles/hello.md', hint: expect.any(String), ...place },
    ]);
  });

  test('once for each kind, with their number', async () => {
    expect(await foreign('{% a %}\n\n{{ b }}\n\n{% c %} {% d %}')).toMatchObject([
      { line: 5, message: expect.stringContaining('and 2 more like it') },
      { line: 7 },
    ]);
  });

  test.each([
    ['code in a line', '`{% a %}` and ``{{ b }}`` and `{#c}`'],
    ['code in a block', '```\n{% a %}\n::: b\n```\n\n    {{ c }}'],
    ['code in HTML', '<pre>\n{{ a }}\n</pre>\n\n<p><code>{% a %}</code></p>'],
    ['attributes and comments', '<p title="{{ a }}">b</p>\n\n<!-- {% c %} -->'],
    ['signs that only look like it', 'a {b} c {1,2} :: d ::: e [x] [note] $5 and $6 $$ x $$ {# } {.}'],
  ])('but not %s', async (_, text) => {
    expect(await foreign(text)).toEqual([]);
  });
});

test('in an issue the slots are its own, and other markup is told', async () => {
  const text =
    "---\nsubject: S\n---\n\n{{ name | default: 'you' }}\n\n{% if tag == 'a' %}\n\nx\n\n{% endif %}\n\n::: note\n";
  const { problems } = await read({ 'issues/hello.md': text, 'articles/a.md': '# A\n\nb' }, { issues: 'issues' });
  expect(problems.filter(({ rule }) => rule === 'foreign-markup')).toMatchObject([
    { file: 'issues/hello.md', line: 13 },
  ]);
});
