import { expect, test } from 'vitest';
import { parseTheme } from '../../src/email/theme.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { letterOf, plain } from './letter.ts';

/** The text part of a letter whose theme has these files. */
async function textWith(texts: { 'before.txt'?: string; 'after.txt'?: string }) {
  const settings = `${plain.settings}\ndata: {sponsor: {type: text, default: Rope & Sail <Works>}}\n`;
  const theme = parseTheme({ ...plain, settings, texts }, 'themes/mine');
  return (await letterOf({ title: 'A long night', content: '<p>Body of it.</p>' }, {}, theme)).text;
}

test('words of a theme are above the articles and below them, with its variables, and nothing is escaped', async () => {
  const text = await textWith({
    'before.txt': 'By {{ data.sponsor }}.\n',
    'after.txt': 'Thanks to {{ data.sponsor }}.\n',
  });
  expect(text).toMatch(
    /By Rope & Sail <Works>\.\n\nA long night[\s\S]*Body of it\.[\s\S]*\n\nThanks to Rope & Sail <Works>\.\n\n-- \n/,
  );
});

test('each line is a paragraph, wrapped at 72 columns, and empty lines do not pile up', async () => {
  const text = await textWith({ 'after.txt': `${'word '.repeat(40)}\n\n\n{% if false %}x{% endif %}\n\nNext.\n\n` });
  const lines = text.slice(text.indexOf('word'), text.indexOf('-- ')).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(72);
  expect(text).toMatch(/word\n\nNext\.\n\n-- \n/);
});

test('without words, or with words that come to nothing, the text is as it was', async () => {
  expect(await textWith({ 'before.txt': '\n{% if false %}x{% endif %}\n', 'after.txt': '' })).toBe(await textWith({}));
});

test('a slot in the words is filled for each reader', async () => {
  expect(await textWith({ 'after.txt': 'Read it at {{ slots.viewUrl }}' })).toMatch(
    /Read it at https:\/\/example\.org\//,
  );
});

test.each([
  ['an unknown variable', 'One\n{{ words.whyy }}', 2, 'undefined variable: words.whyy'],
  ['an unclosed tag', '{% if issue.title %}', 1, 'tag {% if issue.title %} not closed'],
  ['a partial', "{% render 'card' %}", 1, 'tag "render" not found'],
  ['a loop without end', '{% for i in (1..999999999) %}x{% endfor %}', 1, 'this takes too long'],
  ['a control character', 'a\u0001', 1, 'there is a control character here'],
])('%s in them is a problem at the line of the file', async (_, text, line, message) => {
  const error = await textWith({ 'before.txt': text }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  const [problem] = (error as ProblemError).problems;
  expect(problem).toMatchObject({ file: 'themes/mine/before.txt', line });
  expect(problem!.message).toContain(message);
});
