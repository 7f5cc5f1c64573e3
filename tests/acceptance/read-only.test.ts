import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { root } from '../guide.ts';
import { requires } from '../requires.ts';

const unshare = requires('unshare');
const cli = join(root, 'dist', 'cli.js');
const secret = 'a'.repeat(64);

describe.skipIf(!unshare)('on a read-only disk', () => {
  test('everything that only reads works, and writing is refused', async () => {
    const folder = await publicationWithList();
    const run = readOnly(folder);
    expect(run('subscribers', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('a@example.net') });
    expect(run('subscribers')).toMatchObject({ code: 0, stdout: expect.stringContaining('1') });
    expect(run('status')).toMatchObject({ code: 0, stdout: expect.stringContaining('No issue was sent') });
    expect(run('check').code).toBe(0);
    expect(run('subscribers', 'add', 'b@example.net', '--consent', 'asked')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('tidings.db cannot be written'),
    });
    expect(await readdir(folder)).not.toContain('tidings.db-shm');
  });

  test('a publication is built into a folder elsewhere, again and again', async () => {
    const folder = await publicationWithList();
    const output = join(await folderOf({}), 'output');
    expect(spawnSync(process.execPath, [cli, 'build', folder]).status).toBe(0);
    const run = readOnly(folder);
    expect(run('build', '--frozen', '--output', output)).toMatchObject({ code: 0 });
    expect(run('build', '--frozen', '--output', output)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('up to date'),
    });
    // Where nothing has to be kept; an id that would be lost is refused before it is anywhere.
    expect(run('build', '--output', output)).toMatchObject({ code: 0 });
    await writeFile(join(folder, 'tidings.yaml'), 'title: Letters\nurl: https://letters.example.org\n');
    expect(spawnSync(process.execPath, [cli, 'build', folder]).status).toBe(0);
    await writeFile(join(folder, 'articles/2026-11-24-two.txt'), 'Two\n\nSecond.\n');
    const { code, stderr } = run('build', '--output', output);
    expect(code).not.toBe(0);
    expect(stderr).toContain('the lock does not hold what it needs to: articles/2026-11-24-two.txt');
    expect(stderr).toContain('Build where the publication can be written');
    expect(existsSync(join(output, 'articles/two'))).toBe(false);
  });

  test('a list that was in use is not read without its newest changes', async () => {
    const folder = await publicationWithList();
    const open = new DatabaseSync(join(folder, 'tidings.db'));
    open.exec("INSERT INTO setting (name, value) VALUES ('test', x'00')");
    await rename(join(folder, 'tidings.db-shm'), join(folder, 'shm'));
    const { code, stderr } = readOnly(folder)('status');
    open.close();
    expect(code).toBe(2);
    expect(stderr).toContain('its newest changes are in another file');
  });
});

async function publicationWithList(): Promise<string> {
  const folder = await folderOf({
    'tidings.yaml': 'title: Letters\nurl: https://letters.test\n',
    'articles/2026-11-23-one.txt': 'One\n\nFirst.\n',
    '.env': `TIDINGS_SECRET=${secret}\n`,
  });
  await chmod(join(folder, '.env'), 0o600);
  const added = spawnSync(
    process.execPath,
    [cli, 'subscribers', 'add', 'a@example.net', '--consent', 'asked', '--publication', folder],
    { encoding: 'utf8' },
  );
  expect(added).toMatchObject({ status: 0 });
  return folder;
}

/** Runs the program in a mount namespace of its own, in which the folder is on a read-only file system. */
function readOnly(folder: string) {
  const script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"';
  return (...args: string[]) => {
    const words = ['--mount', '--map-root-user', 'sh', '-c', script, folder, process.execPath, cli, ...args];
    const { status: code, stdout, stderr } = spawnSync(unshare!, words, { encoding: 'utf8' });
    return { code, stdout, stderr };
  };
}
