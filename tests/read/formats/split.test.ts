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

test.each([
  '+++\ntitle = "A"\n+++\nText',
  '+++\n# a comment\ntitle = "A"\n\n[extra]\ntags = []\n+++',
])('front matter in TOML (%j) is named, in a plain text as well', (text) => {
  expect(split(text, 'a.txt')).toMatchObject({ problem: { rule: 'front-matter', line: 1, length: 3 } });
});

test.each(['+++\nText\n', '+++\nAn open letter\n+++\nText', 'Text\n+++\na = 1\n+++\n'])('%j is text', (text) => {
  expect(split(text, 'a.txt')).toMatchObject({ body: text });
});
