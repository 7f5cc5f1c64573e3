import { expect, test } from 'vitest';
import { importsOf, readSources, type Sources } from './imports.ts';

/**
 * Who may import whom, from the ground up: a file imports only from rows above its own in this list. What stands in
 * one row never imports each other, but files within one folder may.
 */
const rows = [
  'lib/',
  'model/problem.ts',
  'slot/',
  'article.ts schema.ts slot.ts',
  'issue.ts override.ts',
  'publication.ts yaml.ts strings/',
  'settings/',
  'selection.ts edition.ts settings.ts environment.ts',
  'read/ feed/ web/ email/ mailbox.ts',
  'pipeline.ts subscribers/ config.ts',
  'publish/ send/',
  'inbox/ doctor/ rehearse/ report/ server/ preview/',
  'commands/',
  'cli.ts index.ts',
].map((row) => row.split(' '));

/** Every import that the table forbids, every file that it does not know, and every import that leaves `src/`. */
function violations(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    const place = placeOf(file);
    if (rowOf(place) < 0) return [`${file} stands in no row`];
    return importsOf(file, source).flatMap(({ file: target }) => {
      if (target === undefined || placeOf(target) === place) return [];
      if (rowOf(placeOf(target)) < 0) return [`${file} imports ${target}, which stands in no row`];
      return rowOf(placeOf(target)) < rowOf(place) ? [] : [`${file} imports ${target}`];
    });
  });
}

/** The folder or top-level file that the table names. */
function placeOf(file: string): string {
  return file.includes('/') ? `${file.split('/')[0]}/` : file;
}

function rowOf(place: string): number {
  return rows.findIndex((row) => row.includes(place));
}

test('every file imports from lower rows only', () => {
  const sources = readSources();
  expect(sources.size).toBeGreaterThan(0);
  expect(violations(sources)).toEqual([]);
});

test.each([
  ['a higher row', 'lib/slug.ts', "import { check } from '../article.ts';", 'lib/slug.ts imports article.ts'],
  [
    'a type of a higher row',
    'model/problem.ts',
    "import type { Article } from './article.ts';",
    'problem.ts imports article.ts',
  ],
  [
    'a neighbour',
    'feed/draft.ts',
    "import { compile } from '../email/mjml.ts';",
    'feed/draft.ts imports email/mjml.ts',
  ],
  [
    'a neighbour from deep inside',
    'feed/prove/atom.ts',
    "export * from '../../web/page.ts';",
    'feed/prove/atom.ts imports web/page.ts',
  ],
  ['a file of the same row', 'model/article.ts', "import './schema.ts';", 'article.ts imports schema.ts'],
  [
    'a file of the same row, only when called',
    'config/config.ts',
    'const x = await import("./pipeline.ts");',
    'config.ts imports pipeline.ts',
  ],
  [
    'a higher row for a type',
    'read/formats/text.ts',
    "type X = typeof import('../cli.ts');",
    'read/text.ts imports cli.ts',
  ],
  [
    'what lies outside',
    'index.ts',
    "import data from '../package.json' with { type: 'json' };",
    'index.ts imports ../package.json, which stands in no row',
  ],
  [
    'over several lines',
    'model/yaml.ts',
    "import {\n  a,\n  b,\n} from './publication.ts';",
    'yaml.ts imports publication.ts',
  ],
])('an import of %s is found', (_, file, source, violation) => {
  expect(violations(new Map([[file, source]]))).toEqual([violation]);
});

test('a file that nobody gave a row is found', () => {
  expect(violations(new Map([['utils.ts', '']]))).toEqual(['utils.ts stands in no row']);
});

test('imports within a folder, from below and of packages are let through', () => {
  const source = "import './draft.ts';\nimport { z } from 'zod';\nimport { check } from '../article.ts';";
  expect(violations(new Map([['feed/feed.ts', source]]))).toEqual([]);
});

test('an import that does not name its file is refused', () => {
  expect(() => violations(new Map([['cli.ts', 'await import(name);']]))).toThrow('does not name what it imports');
  expect(() => violations(new Map([['cli.ts', 'await import(`./x.ts`);']]))).toThrow('does not name what it imports');
});
