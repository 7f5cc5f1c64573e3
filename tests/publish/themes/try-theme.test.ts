import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { tryTheme } from '../../../src/publish/themes/try-theme.ts';
import { contentsOf, folderOf } from '../../folder.ts';

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org/\n',
  'articles/low.md': '---\ntitle: Low water\ndate: 2026-01-02\n---\nText.\n',
};

test.each([
  '.',
  'articles',
  'issues',
  'pages',
  'pages/deep',
  'themes',
  'output',
  '.git',
  '.git/hooks',
  '.tidings',
])('sample letters of a theme do not go into %s, and nothing is written there', async (output) => {
  const folder = await folderOf(files);
  await mkdir(join(folder, 'pages'));
  const config = await loadConfig('.', {}, { cwd: folder, environment: {}, clock: () => new Date('2026-11-23') });
  const before = await contentsOf(folder);
  await expect(tryTheme('plain', output, config, folder)).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ rule: 'write', message: expect.stringContaining('own files'), hint: expect.any(String) }],
  });
  expect(await contentsOf(folder)).toEqual(before);
});
