import { expect, test } from 'vitest';
import { recogniseSite } from '../../src/init/recognise.ts';
import { Tree } from '../../src/init/tree.ts';
import { folderOf } from '../folder.ts';

async function notes(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await folderOf(files);
  const site = await recogniseSite(await Tree.open(folder), folder);
  return site?.notes.filter((note) => note.startsWith('Not taken over')) ?? [];
}

const post = '---\ntitle: A\ndate: 2026-05-06\n---\n\nText.\n';
const jekyll = { '_posts/2026-05-06-a.md': post, '_posts/2026-05-07-b.md': post };
const hugo = { 'content/posts/a.md': post, 'content/posts/b.md': post };
const vitepress = { 'posts/a.md': post, 'posts/b.md': post };
const unpublished = '"published: false" under "defaults"';

test.each([
  ['"exclude"', '_config.yml', 'title: Q\nexclude: [_posts/old, Gemfile]\n', jekyll],
  ['"exclude"', '_config.yml', 'title: Q\nexclude: ["**/b.md"]\n', jekyll],
  ['"exclude"', '_config.yml', 'title: Q\nexclude: _posts/b.md\n', jekyll],
  [unpublished, '_config.yml', 'defaults:\n  - scope: {path: _posts/old}\n    values: {published: false}\n', jekyll],
  ['"ignoreFiles"', 'hugo.toml', 'baseURL = "https://quay.example.com/"\nignoreFiles = ["old/"]\n', hugo],
  ['"srcExclude"', '.vitepress/config.ts', 'export default { title: "Q", srcExclude: ["**/old.md"] };\n', vitepress],
])('the setting %s of %s keeps articles out, and is named since it is not taken over', async (key, file, text, posts) => {
  expect(await notes({ ...posts, [file]: text })).toEqual([
    `Not taken over: ${key} of ${file}. Look whether articles that it keeps out should be drafts`,
  ]);
});

test.each([
  ['_config.yml', 'title: Q\nexclude: [Gemfile, node_modules]\n', jekyll],
  ['_config.yml', 'defaults:\n  - scope: {path: ""}\n    values: {published: true}\n', jekyll],
  ['hugo.toml', 'baseURL = "https://quay.example.com/"\n', hugo],
  ['.vitepress/config.ts', 'export default { title: "Q" };\n', vitepress],
])('nothing is said of %s with %j', async (file, text, posts) => {
  expect(await notes({ ...posts, [file]: text })).toEqual([]);
});
