import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from './imports.ts';
import { circles, layerTable, violations } from './layers.ts';

test('every file imports from lower rows only', () => {
  const sources = readSources();
  expect(sources.size).toBeGreaterThan(0);
  expect(violations(sources)).toEqual([]);
});

test('no files import each other in a circle, not even for their types', () => {
  expect(circles(readSources())).toEqual([]);
});

test('CONTRIBUTING shows the table of rows that is tested here', async () => {
  const file = new URL('../CONTRIBUTING.md', import.meta.url);
  const table = /(?<=<!-- rows -->\n\n)[\s\S]*?(?=\n\n<!-- end of rows -->)/;
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(table);
  await expect(text.replace(table, () => layerTable(readSources()))).toMatchFileSnapshot(file.pathname);
});

const inSource = (specifier: string) => `import { check } from '${specifier}';`;

test.each([
  ['a higher row', 'lib/slug.ts', inSource('../model/article.ts'), 'model/article.ts'],
  ['a type of a higher row', 'model/problem.ts', "import type { L } from '../email/letter.ts';", 'email/letter.ts'],
  ['a neighbour', 'feed/draft.ts', inSource('../email/mjml.ts'), 'email/mjml.ts'],
  ['the database from above', 'report/report.ts', inSource('../store/sqlite/tables.ts'), 'store/sqlite/tables.ts'],
])('an import of %s is found', (_, file, source, target) => {
  expect(violations(new Map([[file, source]]))).toEqual([`${file} imports ${target}`]);
});

test('an import from outside of src is found', () => {
  const source = "import data from '../package.json' with { type: 'json' };";
  expect(violations(new Map([['index.ts', source]]))).toEqual(['index.ts imports ../package.json, which is in no row']);
});

test('a file that nobody gave a row is found', () => {
  expect(violations(new Map([['utils.ts', '']]))).toEqual(['utils.ts is in no row']);
});

test('the database is imported where the store is opened', () => {
  expect(violations(new Map([['store/open.ts', inSource('./sqlite/tables.ts')]]))).toEqual([]);
});

test('imports within a folder, from below and of packages are let through', () => {
  const source = `import './draft.ts';\nimport { z } from 'zod';\n${inSource('../model/article.ts')}`;
  expect(violations(new Map([['feed/feed.ts', source]]))).toEqual([]);
});

test('an import that does not name its file is refused', () => {
  expect(() => violations(new Map([['cli.ts', 'await import(name);']]))).toThrow('does not name what it imports');
  expect(() => violations(new Map([['cli.ts', 'await import(`./x.ts`);']]))).toThrow('does not name what it imports');
});

test('a circle by way of a third file and of types is found', () => {
  const sources = new Map([
    ['feed/a.ts', "import { b } from './b.ts';"],
    ['feed/b.ts', "import type { C } from './c.ts';"],
    ['feed/c.ts', "import { a } from './a.ts';"],
    ['feed/d.ts', "import { a } from './a.ts';"],
  ]);
  expect(circles(sources)).toEqual([['feed/a.ts', 'feed/b.ts', 'feed/c.ts']]);
});
