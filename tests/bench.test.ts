import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArticles } from '../src/read/index.ts';
import { fillIn } from '../src/settings/file.ts';
import { writeArticles, writeForeignArticles } from './bench/articles.ts';
import { folderOf } from './folder.ts';
import { importsOf, readSources } from './imports.ts';

test('the benches find what they import of the program', () => {
  const sources = readSources();
  const files = globSync('bench/**/*.js', { cwd: import.meta.dirname, exclude: ['bench/**/node_modules/**'] });
  const imports = files.flatMap((file) =>
    importsOf(file, readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).flatMap(({ file: target, names }) => {
      const [, path] = /^\.\.\/dist\/(.+)\.js$/.exec(target ?? '') ?? [];
      return path === undefined ? [] : [{ file, path: `${path}.ts`, names }];
    }),
  );
  expect(imports.length).toBeGreaterThan(20);
  for (const { file, path, names } of imports)
    for (const name of names)
      expect(sources.get(path) ?? '', `${file} imports ${name} of ${path}`).toMatch(
        new RegExp(`^export [^=;]*\\b${name}\\b`, 'm'),
      );
});

test('the articles of the benches hold what real ones do: links to the site, a picture, code and a table', async () => {
  const root = await folderOf({});
  const target = join(root, 'articles');
  writeArticles(target, 3);
  const settings = fillIn({ title: 'T', url: 'https://example.org/' });
  const { manuscripts, problems } = await readArticles(target, {
    settings,
    root,
    display: (path) => path,
    slugFrom: 'file',
  });
  expect(problems).toEqual([]);
  expect(manuscripts).toHaveLength(3);
  for (const piece of [
    'href="https://example.org/about?from=2"',
    'href="https://example.org/articles/piece-000001/"',
    '<img src="https://example.org/articles/piece-000002/quay.png"',
    '<pre><code',
    '<table>',
  ])
    expect(manuscripts[2]!.content).toContain(piece);
});

test('the articles that other programs would have written are read, and differ in their front matter alone', async () => {
  const root = await folderOf({});
  writeArticles(join(root, 'own'), 4);
  writeForeignArticles(join(root, 'foreign'), 4);
  const read = (folder: string) =>
    readArticles(join(root, folder), {
      settings: fillIn({ title: 'T', url: 'https://example.org/' }),
      root,
      display: (path) => path,
      slugFrom: 'file',
    });
  const [own, foreign] = [await read('own'), await read('foreign')];
  expect(new Set(foreign.problems.map(({ rule }) => rule))).toEqual(new Set(['unused-key']));
  const shared = ({ title, summary, tags, slug, draft }: (typeof own.manuscripts)[number]) => ({
    title,
    summary,
    tags,
    slug,
    draft,
  });
  expect(foreign.manuscripts.map(shared)).toEqual(own.manuscripts.map(shared));
});
