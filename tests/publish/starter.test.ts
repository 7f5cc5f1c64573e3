import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyStarter } from '../../src/publish/starter.ts';
import { folderOf } from '../folder.ts';

const secretIn = async (folder: string) =>
  /^TIDINGS_SECRET=([\w-]+)$/m.exec(await readFile(join(folder, '.env'), 'utf8'))?.[1];

test('a new publication has a secret of its own that only its owner can read', async () => {
  const [first, second] = [await folderOf(), await folderOf()];
  await copyStarter(first, 'first');
  await copyStarter(second, 'second');
  expect((await stat(join(first, '.env'))).mode & 0o777).toBe(0o600);
  expect(Buffer.from((await secretIn(first))!, 'base64url')).toHaveLength(32);
  expect(await secretIn(first)).not.toBe(await secretIn(second));
});

test('a .env that is there already is kept as it is', async () => {
  const folder = await folderOf({ '.env': 'SMTP_HOST=smtp.example.org\n' });
  const { kept } = await copyStarter(folder, 'folder');
  expect(kept).toContain('.env');
  expect(await readFile(join(folder, '.env'), 'utf8')).toBe('SMTP_HOST=smtp.example.org\n');
});

test('a publication is never begun twice', async () => {
  const folder = await folderOf();
  await writeFile(join(folder, 'tidings.yaml'), 'title: Mine\n');
  await expect(copyStarter(folder, 'mine')).rejects.toThrow('mine is a publication already');
  await expect(stat(join(folder, '.env'))).rejects.toThrow('ENOENT');
});
