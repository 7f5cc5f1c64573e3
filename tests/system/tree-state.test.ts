import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unchangedSince } from '../../src/system/file-state.ts';
import { treeState } from '../../src/system/tree-state.ts';
import { folderOf } from '../folder.ts';

const old = new Date('2026-01-01T00:00:00Z');
const nothing = () => false;
/** The files of these tests are all just written; long after, they are not. */
const later = Date.now() + 3_600_000;

test.each<[string, (root: string) => Promise<unknown>]>([
  ['that is written', (root) => writeFile(join(root, 'b.md'), 'other')],
  ['that is added', (root) => writeFile(join(root, 'in/c.md'), 'c')],
  ['that is removed', (root) => rm(join(root, 'a.md'))],
  ['that is renamed', (root) => rename(join(root, 'a.md'), join(root, 'z.md'))],
  ['whose rights change', (root) => chmod(join(root, 'a.md'), 0o600)],
  ['in a folder that was not there', (root) => mkdir(join(root, 'new'))],
  ['that becomes a link', (root) => rm(join(root, 'a.md')).then(() => symlink('b.md', join(root, 'a.md')))],
  ['that a link leads to', (root) => writeFile(join(root, 'b.md'), 'linked')],
])('a file %s changes the state of its tree', async (_, change) => {
  const root = await folderOf({ 'a.md': 'a', 'b.md': 'b', 'in/.keep': '' });
  await symlink('b.md', join(root, 'link.md'));
  const before = treeState([root], nothing, later);
  expect(treeState([root], nothing, later)).toEqual(before);
  await change(root);
  expect(treeState([root], nothing, later)?.digest).not.toBe(before?.digest);
});

test('files that are passed over change nothing', async () => {
  const root = await folderOf({ 'a.md': 'a', 'output/index.html': 'x' });
  const isOutput = (path: string) => path === join(root, 'output');
  const before = treeState([root], isOutput, later);
  await writeFile(join(root, 'output/index.html'), 'other');
  expect(treeState([root], isOutput, later)).toEqual(before);
});

test('a file that was written a moment ago is known by its bytes', async () => {
  const root = await folderOf({ 'a.md': 'a', 'b.md': 'b' });
  const [[path, state]] = treeState([join(root)], nothing)!.recent as [[string, string]];
  expect(unchangedSince(state, path)).toBe(state);
  await writeFile(path, 'c');
  await utimes(path, old, old);
  expect(unchangedSince(state, path)).toBeUndefined();
});

test('of many files that were written a moment ago nothing is kept', async () => {
  const root = await folderOf(Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`${index}.md`, ''])));
  expect(treeState([root], nothing)).toBeUndefined();
  expect(treeState([root], nothing, later)?.recent).toEqual([]);
});
