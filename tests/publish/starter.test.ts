import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smtpVariables } from '../../src/config/environment.ts';
import { dkimVariables, secretVariables } from '../../src/config/keys.ts';
import { databaseVariables } from '../../src/config/list-place.ts';
import { webhookVariables } from '../../src/config/webhooks.ts';
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

test('a new .env holds a line for every variable, and none of them but the secret says something', async () => {
  const folder = await folderOf();
  await copyStarter(folder, 'folder');
  const lines = (await readFile(join(folder, '.env'), 'utf8'))
    .split('\n')
    .filter((line) => /^(# )?[A-Z_]+=/.test(line));
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual([expect.stringMatching(/^TIDINGS_SECRET=./)]);
  for (const name of [
    ...smtpVariables,
    ...dkimVariables,
    ...secretVariables,
    ...databaseVariables,
    ...webhookVariables,
  ])
    expect(lines.map((line) => line.replace(/^# |=.*/g, ''))).toContain(name);
  expect(await readdir(folder)).not.toContain('.env.example');
});

test('an older .env can be completed from an example', async () => {
  const folder = await folderOf({ '.env': 'SMTP_HOST=smtp.example.org\n' });
  const { written } = await copyStarter(folder, 'folder');
  expect(written).toContain('.env.example');
});

test('git ignores secrets and merges the lock by lines', async () => {
  const folder = await folderOf();
  await copyStarter(folder, 'folder');
  expect((await readFile(join(folder, '.gitignore'), 'utf8')).split('\n')).toContain('.env');
  expect((await readFile(join(folder, '.gitattributes'), 'utf8')).split('\n')).toContain('tidings.lock merge=union');
});

test('a publication is never begun twice', async () => {
  const folder = await folderOf();
  await writeFile(join(folder, 'tidings.yaml'), 'title: Mine\n');
  await expect(copyStarter(folder, 'mine')).rejects.toThrow('mine is a publication already');
  await expect(stat(join(folder, '.env'))).rejects.toThrow('ENOENT');
});
