import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';

const git = requires('git');
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [guide] = readme.split('## From nothing to the first letter\n')[1]!.split(/^### /m);
/** The commands of the guide in their order; those that need the network are tried elsewhere. */
const commands = [...guide!.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) => block!.trim().split('\n'));
const elsewhere = /tidings (send|doctor|rehearse|inbox)\b/;

test.skipIf(!git)('the guide can be walked from nothing to a list that is restored', async () => {
  const folder = await folderOf({
    'bin/npx': `#!/bin/sh\nshift\nexec node '${cli}' "$@"\n`,
    '.gitconfig': '[user]\n  name = A Writer\n  email = writer@example.org\n',
  });
  const run = (command: string) => {
    const PATH = `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const env = { PATH, HOME: folder, TIDINGS_NOW: '2026-12-31T00:00:00Z', TZ: 'UTC' };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
    return { command, status, stdout, ...(status !== 0 && { stderr }) };
  };
  run('chmod +x bin/npx');
  await writeFile(join(folder, 'people.csv'), 'email\nreader1@example.org\nreader2@example.org\n');
  const restoring = commands.findIndex((command) => command.startsWith('cp env'));
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
