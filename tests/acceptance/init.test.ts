import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from '../../src/system/files.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { root } from '../guide.ts';
import { sites } from '../init/sites.ts';

const cli = join(root, 'dist', 'cli.js');
const now = '2026-12-31T00:00:00Z';

function run(cwd: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: cwd, TIDINGS_NOW: now };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json'], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { status, stderr, ...JSON.parse(stdout) };
}

test.each(
  Object.entries(sites),
)('a site of %s gets feeds and letters by two commands, and none of its files is changed', async (_, site) => {
  const folder = await folderOf(site.files);
  const before = await contentsOf(folder);
  expect(run(folder, 'init')).toMatchObject({ status: 0 });
  const built = run(folder, 'build');
  expect(built.problems.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
  expect(built).toMatchObject({ status: 0, stderr: '' });
  const output = join(folder, String(site.settings.output ?? 'output'));
  const { title, url } = site.settings;
  const feed = JSON.parse(await readFile(join(output, 'feed.json'), 'utf8'));
  expect(feed).toMatchObject({ title, home_page_url: expect.stringContaining(new URL(String(url)).host) });
  expect(feed.items.map(({ title: name }: { title: string }) => name).toSorted()).toEqual([
    'At the quay',
    'Out at sea',
  ]);
  for (const { url: address, content_html: html } of feed.items) {
    expect(address).toMatch(new RegExp(`^${url}`));
    expect(html).toMatch(/tide turns at noon|turns again|the quay/);
    expect(html).not.toMatch(/:::|import |\{\{/);
  }
  const letters = (await filesBelow(output)).filter((path) => path.endsWith('/email.html'));
  expect(letters).toHaveLength(2);
  expect(await contentsOf(folder)).toMatchObject(before);
});
