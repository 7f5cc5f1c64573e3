import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOnPath, openByDefault } from '../../src/system/open-by-default.ts';
import { folderOf } from '../folder.ts';

const machineWith = async (files: Record<string, string>) => {
  const folder = await folderOf(files);
  for (const file of Object.keys(files)) await chmod(join(folder, file), 0o755);
  return { folder, environment: { PATH: `${folder}:/bin:/usr/bin`, FOLDER: folder } };
};

test.each([
  ['linux', 'xdg-open', ''],
  ['darwin', 'open', ''],
  ['win32', 'rundll32', 'url.dll,FileProtocolHandler '],
] as const)('on %s a file is opened by %s, and no shell reads its name', async (platform, program, before) => {
  const { folder, environment } = await machineWith({ [program]: '#!/bin/sh\nprintf "%s " "$@" > "$FOLDER/said"\n' });
  const file = '/tmp/a $(touch b);c.eml';
  expect(await openByDefault(file, { environment, platform })).toBeUndefined();
  expect(await readFile(join(folder, 'said'), 'utf8')).toBe(`${before}${file} `);
});

test('a machine without such a program, and one that knows no program for the file, are named as the reason', async () => {
  const { folder, environment } = await machineWith({ 'xdg-open': '#!/bin/sh\nexit 3\n' });
  const platform = 'linux';
  expect(await openByDefault('/tmp/a.eml', { environment, platform })).toBe('xdg-open ended with code 3');
  const bare = { PATH: join(folder, 'nothing') };
  expect(await openByDefault('/tmp/a.eml', { environment: bare, platform })).toBe(
    'there is no program "xdg-open" on this machine',
  );
});

test('a program that stays open is not waited for', async () => {
  const { environment } = await machineWith({ 'xdg-open': '#!/bin/sh\nexec sleep 2\n' });
  expect(await openByDefault('/tmp/a.eml', { environment, platform: 'linux', patience: 20 })).toBeUndefined();
});

test('a program is found by its name if it can be run', async () => {
  const { folder, environment } = await machineWith({ spamassassin: '#!/bin/sh\n' });
  expect(await isOnPath('spamassassin', environment)).toBe(true);
  await chmod(join(folder, 'spamassassin'), 0o644);
  expect(await isOnPath('spamassassin', { PATH: folder })).toBe(false);
  expect(await isOnPath('spamassassin', {})).toBe(false);
});
