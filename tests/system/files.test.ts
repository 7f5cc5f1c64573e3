import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAtomically, makeFolder, writeAtomically } from '../../src/system/files.ts';
import { contentsOf, folderOf } from '../folder.ts';

describe('making a file', () => {
  test('makes it and its folder, and leaves nothing else behind', async () => {
    const folder = await folderOf();
    expect(await createAtomically(join(folder, 'a/b.md'), 'text')).toBe(true);
    expect(await readFile(join(folder, 'a/b.md'), 'utf8')).toBe('text');
    expect(await readdir(join(folder, 'a'))).toEqual(['b.md']);
  });

  test('never overwrites', async () => {
    const folder = await folderOf({ 'a.md': 'mine' });
    expect(await createAtomically(join(folder, 'a.md'), 'yours')).toBe(false);
    expect(await readFile(join(folder, 'a.md'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['a.md']);
  });

  test('at the same time succeeds once', async () => {
    const folder = await folderOf();
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((text) => createAtomically(join(folder, 'x'), text)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe(['a', 'b', 'c', 'd'][made.indexOf(true)]);
  });

  test('fails where there can be none', async () => {
    const folder = await folderOf({ file: '' });
    await expect(createAtomically(join(folder, 'file/x'), '')).rejects.toMatchObject({ code: expect.any(String) });
  });
});

test('a link under the name that a file is prepared by leads nowhere', async () => {
  const folder = await folderOf({ victim: 'mine' });
  await symlink(join(folder, 'victim'), join(folder, `page.${process.pid}.tmp`));
  await writeAtomically(join(folder, 'page'), 'new');
  expect(await contentsOf(folder)).toEqual({ page: 'new', victim: 'mine' });
});

test('of many who write a file at once each succeeds, and the file is that of one of them', async () => {
  const folder = await folderOf();
  const texts = Array.from({ length: 20 }, (_, at) => `${at} `.repeat(10_000 + at));
  await Promise.all(texts.map((text) => writeAtomically(join(folder, 'page'), text)));
  const { page, ...others } = await contentsOf(folder);
  expect(texts).toContain(page);
  expect(others).toEqual({});
});

describe('making a folder', () => {
  test('makes those above it, and is content with one that is there', async () => {
    const folder = await folderOf({ 'a/there.md': '' });
    await Promise.all(['a/b/c/d', 'a/b', 'a', 'a/b/c/e'].map((path) => makeFolder(join(folder, path))));
    expect((await readdir(join(folder, 'a'), { recursive: true })).toSorted()).toEqual(
      ['b', 'b/c', 'b/c/d', 'b/c/e', 'there.md'].toSorted(),
    );
  });

  test('fails where a file is in the way', async () => {
    const folder = await folderOf({ file: '' });
    await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(folder, 'file/x/y'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.skipIf(!existsSync('/proc'))('ends where the file system knows no new folders', async () => {
    await expect(makeFolder('/proc/letters/output')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
