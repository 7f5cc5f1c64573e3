import { expect, test } from 'vitest';
import type { ReadContext } from '../../src/read/read-context.ts';
import { read, settings } from './reading.ts';

const site: ReadContext['settings'] = { ...settings, generator: 'eleventy' };
const text = (front: string, body = 'Text.\n') => `---\n${front}\n---\n\n${body}`;
const titleOf = async (files: Record<string, string>, given = site) => {
  const { manuscripts, problems } = await read(files, { settings: given });
  return {
    titles: manuscripts.map(({ title }) => title),
    rules: problems.map(({ severity, rule }) => `${severity} ${rule}`),
  };
};

test('an article of a site that names no title gets one from the name of its file, and a warning', async () => {
  expect(await titleOf({ 'articles/2024-05-06-first-frost.md': text('layout: post') })).toEqual({
    titles: ['First frost'],
    rules: ['warning no-title', 'warning unused-key'],
  });
});

test.each([
  ['eleventyNavigation: {key: Frost, title: The first frost}', 'The first frost'],
  ['eleventyNavigation: {key: The frost}', 'The frost'],
  ['title: Frost\neleventyNavigation: {key: Other}', 'Frost'],
])('navigation of Eleventy gives a title where nothing else does: %j', async (front, expected) => {
  expect((await titleOf({ 'articles/a.md': text(front) })).titles).toEqual([expected]);
});

test('a heading of the text comes before the name of the file', async () => {
  expect((await titleOf({ 'articles/a.md': text('date: 2024-05-06', '# Frost\n\nText.\n') })).titles).toEqual([
    'Frost',
  ]);
});

test('a page of the site without title and text is no article', async () => {
  const { titles, rules } = await titleOf({
    'articles/latest.md': text('date: 2024-05-06', ''),
    'articles/a.md': text('title: A'),
  });
  expect(titles).toEqual(['A']);
  expect(rules).toEqual(['warning passed-over']);
});

test('without a site, and in strict front matter, a missing title is an error', async () => {
  const files = { 'articles/a.md': text('date: 2024-05-06') };
  expect((await titleOf(files, settings)).rules).toEqual(['error no-title']);
  expect((await titleOf(files, { ...site, frontMatter: 'strict' })).rules).toEqual(['error no-title']);
});

test.each([
  ['const title = "Frost";\nconst date = "2024-05-06";\nconst draft = true;', { title: 'Frost', draft: true }],
  ["{ title: 'Frost', tags: ['cold', 'garden'], more: { title: 'No' } }", { title: 'Frost', tags: ['cold', 'garden'] }],
  ['// title = "No"\nexport default { title: `Frost` };', { title: 'Frost' }],
])('front matter that is a program is read without running it: %j', async (front, expected) => {
  const { manuscripts, problems } = await read(
    { 'articles/a.md': `---js\n${front}\n---\nText.\n` },
    { settings: site },
  );
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(manuscripts).toMatchObject([expected]);
});

test('what is wrong in front matter that is a program is told at its line', async () => {
  const { problems } = await read({ 'articles/a.md': '---js\nconst title = "A";\nconst date = "soon";\n---\nText.\n' });
  expect(problems).toMatchObject([{ severity: 'error', file: 'articles/a.md', line: 3 }]);
});
