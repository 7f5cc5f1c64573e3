import { expect, test } from 'vitest';
import { split } from '../../../src/read/formats/split.ts';

test.each<[string, string, object]>([
  ['a text without front matter', 'Title\nText\n', { body: 'Title\nText\n', offset: 0, linesBefore: 0 }],
  [
    'front matter and text',
    '---\na: 1\nb: 2\n---\nText\n',
    { front: 'a: 1\nb: 2\n', body: 'Text\n', offset: 18, linesBefore: 4 },
  ],
  ['empty front matter', '---\n---\nText', { front: '', body: 'Text', offset: 8, linesBefore: 2 }],
  ['front matter alone', '---\na: 1\n---', { front: 'a: 1\n', body: '', linesBefore: 3 }],
  ['spaces behind the hyphens', '---  \na: 1\n--- \nText', { front: 'a: 1\n', body: 'Text' }],
  ['a program', '---js\nconst a = 1;\n---\nText', { front: 'const a = 1;\n', syntax: 'program', body: 'Text' }],
  ['a language behind a blank', '--- json\n{}\n---\nText', { front: '{}\n', syntax: 'json', body: 'Text' }],
  ['a rule in the text', '---\na: 1\n---\none\n\n---\n\ntwo', { body: 'one\n\n---\n\ntwo' }],
  ['hyphens that are more than three', '----\nText', { body: '----\nText', linesBefore: 0 }],
  ['hyphens inside a value', '---\na: x---\n---\nText', { front: 'a: x---\n', body: 'Text' }],
])('%s', (_, text, expected) => {
  expect(split(text, 'a.md')).toMatchObject(expected);
});

test.each([
  ['---\ntitle: x\nText\n'],
  ['---'],
  ['---\n'],
])('front matter without an end (%j) is a problem at its start', (text) => {
  expect(split(text, 'a.md')).toMatchObject({
    problem: {
      rule: 'front-matter',
      file: 'a.md',
      line: 1,
      column: 1,
      length: 3,
      hint: expect.stringContaining('---'),
    },
  });
});

test.each<[string, string, object]>([
  ['TOML', '+++\ntitle = "A"\n+++\nText', { syntax: 'toml', front: 'title = "A"\n', body: 'Text', linesBefore: 3 }],
  [
    'TOML with tables, comments and lists of several lines',
    '+++\n# a comment\n[extra]\ntags = [\n  "a",\n]\n+++',
    { syntax: 'toml', front: '# a comment\n[extra]\ntags = [\n  "a",\n]\n', body: '' },
  ],
  ['empty TOML', '+++\n+++\nText', { syntax: 'toml', front: '', body: 'Text' }],
  ['TOML that its fence names', '---toml\na = 1\n---\nText', { syntax: 'toml', front: 'a = 1\n', body: 'Text' }],
  [
    'JSON',
    '{\n  "a": {"b": "}"}\n}\nText',
    { syntax: 'json', front: '{\n  "a": {"b": "}"}\n}', body: 'Text', linesBefore: 3 },
  ],
  ['JSON that its fence names', '---json\n{"a": 1}\n---\nText', { syntax: 'json', front: '{"a": 1}\n', body: 'Text' }],
  ['three full stops at its end', '---\na: 1\n...\nText', { front: 'a: 1\n', body: 'Text', linesBefore: 3 }],
  [
    'blank lines before it',
    '\n \n---\na: 1\n---\nText',
    { front: 'a: 1\n', body: 'Text', linesBeforeFront: 3, linesBefore: 5 },
  ],
  [
    'a comment before it',
    '<!-- a\nb -->\n<!-- c -->\n\n---\na: 1\n---\nText',
    { front: 'a: 1\n', body: 'Text', linesBeforeFront: 5, linesBefore: 7 },
  ],
  ['a comment before TOML', '<!-- a -->\n+++\na = 1\n+++\nText', { syntax: 'toml', front: 'a = 1\n', body: 'Text' }],
  ['a second byte order mark before it', '\uFEFF---\na: 1\n---\nText', { front: 'a: 1\n', body: 'Text' }],
  ['blank lines before TOML', '\n+++\na = 1\n+++\nText', { syntax: 'toml', body: 'Text', linesBeforeFront: 2 }],
  ['blank lines before JSON', '\n{"a": 1}\nText', { syntax: 'json', body: 'Text', linesBeforeFront: 1 }],
])('front matter: %s', (_, text, expected) => {
  expect(split(text, 'a.md')).toMatchObject(expected);
});

test.each([
  ['+++\ntitle = "A"\nText', 'plus signs'],
  ['{ "title": "A",\nText', 'brace'],
])('%j has no end, and a closing is asked for', (text, closing) => {
  expect(split(text, 'a.txt')).toMatchObject({
    problem: { rule: 'front-matter', hint: expect.stringContaining(closing) },
  });
});

test.each([
  '+++\nText\n',
  '+++\nAn open letter\n+++\nText',
  'Text\n+++\na = 1\n+++\n',
  '\n---\nText\n---\n',
  '\n---\nText: here',
  ' ---\nA line of prose\n---\n',
  '----\n\nNote: prose below a break.\n\n---\n',
  '----\nNote: prose below a break,\nand on it goes.\n\n---\n',
  '    ---\n    title: code\n    ---\nText',
  '<!-- a -->\n\n---\n\nNote: prose below a break.\n\n---\n',
  '<!-- a -->\n---\nText\n---\n',
  '<!-- a -->\n{"a": 1}\nText',
  '<!-- open\n---\na: 1\n---\n',
  `----\n${'a: 1\n'.repeat(201)}----\n`,
  '{{< x >}}\nText',
  '{% raw %}',
  '{"a": 1} is JSON',
  '{"a"} is none',
])('%j is text', (text) => {
  expect(split(text, 'a.txt')).toMatchObject({ body: text });
});

test.each<[string, number]>([
  [' ---\ntitle: A\ndraft: true\n---\nText', 1],
  [' ---\n title: A\n draft: true\n ---\nText', 1],
  ['\t---\ntitle: A\n---\nText', 1],
  ['----\ntitle: A\n----\nText', 1],
  ['----\n# a remark\ntags:\n- a\n\nlong: >\n  words\nlist: [\n]\n...\nText', 1],
  ['\n\n ---\ntitle: A\n---\nText', 3],
  ['\n---\ntitle: A\n----\nText', 2],
  ['<!-- a -->\n ---\ntitle: A\n---\nText', 2],
  ['<!-- a -->\n---\ntitle: A\n ---\nText', 2],
  ['++++\ntitle = "A"\n++++\nText', 1],
])('front matter that would be published as text (%j) is an error at its line', (text, line) => {
  expect(split(text, 'a.md')).toEqual({
    problem: expect.objectContaining({
      severity: 'error',
      rule: 'front-matter',
      file: 'a.md',
      line,
      hint: expect.stringContaining('without a blank before'),
    }),
  });
});
