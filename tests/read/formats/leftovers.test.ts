import { describe, expect, test } from 'vitest';
import { problemsOf, read } from '../reading.ts';

const inIssue = async (text: string) => {
  const issue = `---\nsubject: S\n---\n\n${text}\n`;
  const { problems } = await read({ 'issues/hello.md': issue, 'articles/a.md': '# A\n\nb' }, { issues: 'issues' });
  return problems.filter(({ rule }) => rule === 'foreign-markup');
};

describe('markup of other programs that readers of an issue would see is told at its line:', () => {
  test.each<[string, string, object]>([
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
    ['one in a list within a quotation', '> - a\n>\n>   b\n>   [[toc]]', { line: 8, column: 5 }],
  ])('%s', async (_, text, place) => {
    expect(await inIssue(text)).toMatchObject([
      { severity: 'warning', file: 'issues/hello.md', hint: expect.any(String), ...place },
    ]);
  });

  test('once for each kind, with their number', async () => {
    expect(await inIssue('[[toc]]\n\n::: b\n\n::: c\n:::')).toMatchObject([
      { line: 5 },
      { line: 7, message: expect.stringContaining('and 2 more like it') },
    ]);
  });

  test.each([
    ['code', '`::: a` and `{#c}`\n\n```\n[[toc]]\n```\n\n    {:toc}'],
    ['slots', "{{ name | default: 'you' }}\n\n{% if tag == 'a' %}\n\nx\n\n{% endif %}"],
    ['signs that only look like it', 'a {b} c {1,2} :: d ::: e [x] [note] $5 and $6 $$ x $$ {# } {.}'],
  ])('but not %s', async (_, text) => {
    expect(await inIssue(text)).toEqual([]);
  });
});

describe('an address with blanks that is no file is told in an article, too:', () => {
  test.each<[string, string, object]>([
    ['by name', '![a][b]\n\n[b]: photo 1.png', { line: 7, column: 1 }],
    ['in a picture', '![a](my photo)', { line: 5, column: 1 }],
    ['behind markup of several lines', '{{< b\n c >}}\n\n![a](my photo)', { line: 8, column: 1 }],
  ])('%s', async (_, text, place) => {
    const problems = await problemsOf(`# T\n\nA\n\n${text}\n`);
    expect(problems.filter(({ message }) => message.startsWith('readers see'))).toMatchObject([place]);
  });
});

describe('the mark of a footnote that is nowhere defined is told at its place', () => {
  const problem = {
    severity: 'warning',
    rule: 'footnote',
    line: 5,
    column: 6,
    length: 7,
    message: 'readers see [^nope] as it stands: the mark of a footnote that is nowhere defined',
    hint: 'Write "[^nope]: …" in a paragraph of its own; as part of the text, put it into backquotes.',
  };
  const notes = (problems: Awaited<ReturnType<typeof problemsOf>>) =>
    problems.filter(({ rule }) => rule === 'footnote');

  test('in an article', async () => {
    expect(notes(await problemsOf('---\ntitle: T\n---\n\nText [^nope] goes on.\n'))).toMatchObject([problem]);
  });

  test('in an issue', async () => {
    const issue = '---\nsubject: S\n---\n\nText [^nope] goes on.\n';
    const { problems } = await read({ 'issues/hello.md': issue, 'articles/a.md': '# A\n\nb' }, { issues: 'issues' });
    expect(notes(problems)).toMatchObject([{ ...problem, file: 'issues/hello.md' }]);
  });

  test.each([
    ['one that is defined', 'Text [^1].\n\n[^1]: A note.'],
    ['code', 'Text `[^1]`.\n\n```\n[^1]\n```\n\n<code>[^2]</code>'],
    ['one after a backslash', 'Text \\[^1].'],
    ['a class of characters', 'The pattern [^a-z] and [^x]+.'],
  ])('but not %s', async (_, text) => {
    expect(notes(await problemsOf(`---\ntitle: T\n---\n\n${text}\n`))).toEqual([]);
  });
});
