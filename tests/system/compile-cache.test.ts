import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileCacheFolder } from '../../src/system/compile-cache.ts';
import { folderOf } from '../folder.ts';
import { asOrdinaryUser } from '../unprivileged.ts';

describe('compiled code is kept', () => {
  test('by the program in the cache of its user, and nothing of it in the folder that all users share', async () => {
    const [home, shared] = [await folderOf(), await folderOf()];
    const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: shared };
    execFileSync(process.execPath, [cli, '--version'], { env });
    expect(await readdir(shared)).toEqual([]);
    expect(await readdir(join(home, '.cache/tidings'))).toHaveLength(1);
    expect((await stat(join(home, '.cache/tidings'))).mode & 0o777).toBe(0o700);
  });

  test('where XDG_CACHE_HOME says, unless that is a relative path', async () => {
    const home = await folderOf();
    expect(compileCacheFolder({ XDG_CACHE_HOME: home })).toBe(join(home, 'tidings'));
    expect(compileCacheFolder({ XDG_CACHE_HOME: 'caches', HOME: home })).toBe(join(home, '.cache/tidings'));
  });
});

describe('no compiled code is kept, and none is run,', () => {
  test.each(['link', 'file', 'open'])('where the place is taken by something unsafe: %s', async (kind) => {
    const home = await folderOf({ 'elsewhere/.keep': '', ...(kind === 'file' && { tidings: '' }) });
    if (kind === 'link') await symlink(join(home, 'elsewhere'), join(home, 'tidings'));
    if (kind === 'open') await mkdir(join(home, 'tidings')).then(() => chmod(join(home, 'tidings'), 0o777));
    expect(compileCacheFolder({ XDG_CACHE_HOME: home })).toBeUndefined();
  });

  test('where anybody could exchange the folder', async () => {
    const home = await folderOf({ 'open/.keep': '' });
    await chmod(join(home, 'open'), 0o777);
    expect(compileCacheFolder({ XDG_CACHE_HOME: join(home, 'open') })).toBeUndefined();
  });

  test.skipIf(process.geteuid?.() !== 0)('where another user has made the folder first', async () => {
    const shared = await folderOf();
    await chmod(shared, 0o1777);
    await mkdir(join(shared, 'tidings'), { mode: 0o777 });
    expect(await asOrdinaryUser(async () => compileCacheFolder({ XDG_CACHE_HOME: shared }))).toBeUndefined();
  });
});
