import { chmod, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathInside } from '../../src/system/inside.ts';
import { filesIn } from '../../src/system/walk.ts';
import { folderOf } from '../folder.ts';
import { asOrdinaryUser } from '../unprivileged.ts';

async function walk(folder: string) {
  const root = await realpath(folder);
  const { files, faults } = await filesIn(join(root, 'in'), root, (name) => name.endsWith('.md'));
  const below = (path: string) => path.slice(root.length + 1);
  return { files: files.map(({ path }) => below(path)), faults: faults.map(({ path, fault }) => [below(path), fault]) };
}

test('files come sorted by path in code units, from every depth, hidden and unwanted ones passed over', async () => {
  const names = ['in/b.md', 'in/B.md', 'in/a/z.md', 'in/a.md', 'in/é.md', 'in/.hidden.md', 'in/.git/x.md', 'in/x.png'];
  const folder = await folderOf(Object.fromEntries(names.map((name) => [name, ''])));
  expect(await walk(folder)).toEqual({ files: ['in/B.md', 'in/a.md', 'in/a/z.md', 'in/b.md', 'in/é.md'], faults: [] });
});

describe('a symbolic link', () => {
  test('to a file or folder inside is followed, a circle once', async () => {
    const folder = await folderOf({ 'in/a.md': '', 'other/b.md': '' });
    await symlink('../in/a.md', join(folder, 'in/link.md'));
    await symlink('../other', join(folder, 'in/folder'));
    await symlink('..', join(folder, 'in/circle'));
    expect(await walk(folder)).toEqual({ files: ['in/a.md', 'in/link.md', 'other/b.md'], faults: [] });
  });

  test('that leads out is a fault if it could be an article or a folder of them, and is not followed', async () => {
    const outside = await folderOf({ 'secret.md': '', 'logo.png': '' });
    const folder = await folderOf({ 'in/a.md': '' });
    await symlink(join(outside, 'secret.md'), join(folder, 'in/link.md'));
    await symlink(outside, join(folder, 'in/folder'));
    await symlink(join(outside, 'logo.png'), join(folder, 'in/logo.png'));
    expect(await walk(folder)).toEqual({
      files: ['in/a.md'],
      faults: [
        ['in/folder', 'outside'],
        ['in/link.md', 'outside'],
      ],
    });
  });

  test('that leads nowhere is a fault', async () => {
    const folder = await folderOf({ 'in/a.md': '' });
    await symlink('nothing.md', join(folder, 'in/link.md'));
    expect((await walk(folder)).faults).toEqual([['in/link.md', 'missing']]);
  });
});

test('a folder that may not be read is a fault', async () => {
  const folder = await folderOf({ 'in/a.md': '' });
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'in/closed'), { mode: 0o000 });
  expect(await asOrdinaryUser(() => walk(folder))).toEqual({
    files: ['in/a.md'],
    faults: [['in/closed', 'unreadable']],
  });
});

describe('a path inside a folder', () => {
  test.each<[string, string, object]>([
    ['that exists', 'a.md', { path: expect.stringMatching(/a\.md$/) }],
    ['that does not exist', 'b.md', { fault: 'missing' }],
    ['below a file', 'a.md/b', { fault: 'missing' }],
    ['with a name that no file system takes', `${'x'.repeat(5000)}.md`, { fault: 'missing' }],
    ['with a NUL byte', 'a\0.md', { fault: 'unreadable' }],
    ['that climbs out, existing or not', '../nothing', { fault: 'outside' }],
    ['that only begins like the folder', '../..', { fault: 'outside' }],
    ['with two dots at the start of its name', '..a', { fault: 'missing' }],
  ])('%s', async (_, path, expected) => {
    const folder = await realpath(await folderOf({ 'a.md': '' }));
    expect(await pathInside(folder, join(folder, path))).toEqual(expected);
  });
});
