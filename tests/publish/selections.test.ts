import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { folderOf } from '../folder.ts';

async function warningsOf(selection: string, articles: Readonly<Record<string, string>> = {}) {
  const yaml = `title: My Letter\nurl: https://example.org\nfeeds:\n  selections:\n    - ${selection}\n`;
  const folder = await folderOf({
    'tidings.yaml': yaml,
    'articles/a.md': '---\ntitle: A\ndate: 2026-11-23\ntags: [Garden]\nauthors: [First Author]\n---\nText.\n',
    'articles/b.md': '---\ntitle: B\ndate: 2026-11-24\nlanguage: de\ntags: [Winter]\n---\nText.\n',
    ...articles,
  });
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') };
  return (await prepare(await loadConfig(folder, {}, context))).problems;
}

test.each([
  ['{name: Beds, tag: Gardn}', 25, 'No article has the tag "Gardn". Did you mean "Garden"?'],
  ['{name: Beds, tag: Sea}', 25, 'No article has the tag "Sea". Its feeds stay empty until there is one.'],
  ['{name: Beds, author: First Autor}', 28, 'No article has the author "First Autor". Did you mean "First Author"?'],
  ['{name: Beds, language: fr}', 30, 'No article has the language "fr". Its feeds stay empty until there is one.'],
  [
    '{name: Beds, tag: garden, language: de}',
    14,
    'There are articles for each of its conditions, but none meets them all.',
  ],
])('that %s chooses no article is said at its place', async (selection, column, hint) => {
  const message = 'the selection "Beds" chooses no article';
  const place = { file: 'tidings.yaml', line: 5, column };
  expect(await warningsOf(selection)).toMatchObject([
    { severity: 'warning', rule: 'empty-selection', message, hint, ...place },
  ]);
});

test('a selection that chooses an article, or waits for one that is held back, is not spoken of', async () => {
  expect(await warningsOf('{name: Beds, tag: GARDEN}')).toEqual([]);
  const draft = { 'articles/c.md': '---\ntitle: C\ndraft: true\ndate: 2026-11-23\ntags: [Sea]\n---\nText.\n' };
  expect(await warningsOf('{name: Beds, tag: Sea}', draft)).toEqual([]);
});

test('where there is no article at all, nothing is said of selections', async () => {
  const yaml = 'title: My Letter\nurl: https://example.org\nfeeds: {selections: [{name: Beds, tag: Sea}]}\n';
  const folder = await folderOf({ 'tidings.yaml': yaml, 'articles/picture.png': '' });
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') };
  expect((await prepare(await loadConfig(folder, {}, context))).problems).toEqual([]);
});
