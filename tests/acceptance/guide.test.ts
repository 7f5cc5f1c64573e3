import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from '../../src/system/files.ts';
import { folderOf } from '../folder.ts';
import { blocksIn, chapter, chapters, root } from '../guide.ts';
import { requires } from '../requires.ts';

const git = requires('git');
const cli = join(root, 'dist', 'cli.js');
const now = '2026-12-31T00:00:00Z';
/** The commands of the ten steps in their order; those that need the network are tried elsewhere. */
const commands = blocksIn(chapter('first-letter'))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));
const elsewhere = /tidings (send|doctor|rehearse|inbox)\b/;

test.skipIf(!git)('the ten steps of the guide can be walked from nothing to a list that is restored', async () => {
  const home = await folderOf({
    'letter/people.csv': 'email\nreader1@example.org\nreader2@example.org\n',
    'bin/npx': `#!/bin/sh\nshift\nexec node '${cli}' "$@"\n`,
    '.gitconfig': '[user]\n  name = A Writer\n  email = writer@example.org\n',
  });
  // Copies are kept next to the publication.
  const folder = join(home, 'letter');
  const run = (command: string) => {
    const PATH = `${join(home, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const env = { PATH, HOME: home, TIDINGS_NOW: now, TZ: 'UTC' };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
    return { command, status, stdout, ...(status !== 0 && { stderr }) };
  };
  run('chmod +x ../bin/npx');
  const restoring = commands.findIndex((command) => command.endsWith(' .env'));
  expect(restoring).toBeGreaterThan(0);
  for (const command of commands.slice(0, restoring).filter((line) => !elsewhere.test(line)))
    expect(run(command)).toMatchObject({ command, status: 0 });
  expect(run('git ls-files').stdout).not.toMatch(/^(\.env|tidings\.db)/m);
  const before = run('npx tidings subscribers export');
  for (const lost of ['.env', 'tidings.db', 'tidings.db-wal', 'tidings.db-shm'])
    await rm(join(folder, lost), { force: true });
  for (const command of commands.slice(restoring)) expect(run(command)).toMatchObject({ command, status: 0 });
  expect(existsSync(join(folder, 'output/subscribe/index.html'))).toBe(true);
  expect(before.stdout.match(/@example\.org/g)).toHaveLength(3);
  expect(run('npx tidings subscribers export').stdout).toBe(before.stdout);
});

test('the guide builds without a problem into pages on which every link leads somewhere', async () => {
  const folder = await folderOf();
  const own = (path: string) => !/(^|[\\/])(\.tidings|output)([\\/]|$)/.test(path.slice(root.length));
  await cp(join(root, 'templates/guide'), folder, { recursive: true, filter: own });
  const env = { PATH: process.env.PATH, TIDINGS_NOW: now };
  const { stdout } = spawnSync(process.execPath, [cli, 'build', '--json'], { cwd: folder, env, encoding: 'utf8' });
  const { articles, problems } = JSON.parse(stdout);
  expect(problems).toEqual([]);
  expect([...articles].sort()).toEqual(chapters);
  const files = (await filesBelow(join(folder, 'output'))).map((path) => path.replaceAll('\\', '/'));
  const pages = new Map<string, string>();
  for (const path of files.filter((one) => one.endsWith('.html')))
    pages.set(path, await readFile(join(folder, 'output', path), 'utf8'));
  for (const [path, page] of pages) {
    for (const [, address] of page.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      const { origin, pathname, hash } = new URL(address!, `https://tidings.example.org/${path}`);
      if (origin !== 'https://tidings.example.org') continue;
      const target = pathname.slice(1).replace(/(^|\/)$/, '$1index.html');
      expect(files, `${address} on ${path}`).toContain(target);
      if (hash)
        expect(pages.get(target), `${address} on ${path}`).toContain(` id="${decodeURIComponent(hash.slice(1))}"`);
    }
  }
});
