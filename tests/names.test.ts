import { expect, test } from 'vitest';
import { readSources, type Sources } from './imports.ts';

/** Names that several files define and export. A name that is passed on (`export … from`) is defined elsewhere. */
function exportedTwice(sources: Sources): Record<string, string[]> {
  const files = new Map<string, string[]>();
  for (const [file, source] of sources) {
    for (const name of exportsOf(source)) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return Object.fromEntries([...files].filter(([, several]) => several.length > 1));
}

/** The names that a file defines and exports; an overloaded function has one. */
function exportsOf(source: string): Set<string> {
  const declarations = source.matchAll(
    /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\b\s*\*?|const|let|var|class|interface|type|enum|namespace)\s*([\w$]+)/gm,
  );
  const lists = source.matchAll(/^export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)/gm);
  const listed = [...lists].flatMap(([, names]) => names!.split(',').map((name) => name.trim().split(/\s+/).at(-1)!));
  return new Set([...[...declarations].map(([, name]) => name!), ...listed.filter(Boolean)]);
}

test('an exported name has one meaning', () => {
  const sources = readSources();
  expect(sources.size).toBeGreaterThan(0);
  expect(exportedTwice(sources)).toEqual({});
});

test.each([
  ['export function place() {}', 'export async function place() {}'],
  ['export const place = 1;', 'export function* place() {}'],
  ['export class Place {}', 'export interface Place {}'],
  ['export type Place = string;', 'export abstract class Place {}'],
  ['const place = 1;\nexport { place };', 'export let place = 2;'],
  ['const one = 1;\nexport { one as place };', 'export default function place() {}'],
])('a name of two exports is found: %s', (one, other) => {
  expect(Object.values(exportedTwice(new Map(Object.entries({ 'a.ts': one, 'b.ts': other }))))).toEqual([
    ['a.ts', 'b.ts'],
  ]);
});

test('names that are not exported, or only passed on, may be the same', () => {
  const sources = new Map([
    ['a.ts', 'export function place(): void;\nexport function place() {}'],
    ['b.ts', "function place() {}\nexport { place as home } from './c.ts';\nexport { type place } from './a.ts';"],
    ['c.ts', "import { place } from './a.ts';\n/* export const place = 1; */"],
  ]);
  expect(exportedTwice(sources)).toEqual({});
});
