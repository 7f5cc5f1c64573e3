import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderOf } from './folder.ts';

/**
 * Each file in tests/cli is a transcript: lines that begin with `$ ` are run by a shell, one after the other, in a
 * folder of their own; what they print to stdout and stderr, and an exit code that is not 0, follows. To add a case,
 * write a file with the `$ ` lines and run `npm test -- tests/cli.test.ts -u`; then read what it wrote.
 */
const transcripts = new URL('cli/', import.meta.url);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

describe('the command line', async () => {
  test.each((await readdir(transcripts)).filter((name) => name.endsWith('.txt')))('%s', async (name) => {
    const file = fileURLToPath(new URL(name, transcripts));
    const commands = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('$ '));
    const home = await folderOf();
    await mkdir(join(home, 'bin'));
    await writeFile(join(home, 'bin', 'tidings'), `#!/bin/sh\nexec node '${cli}' "$@"\n`, { mode: 0o755 });
    await mkdir(join(home, 'work'));
    const transcript = commands.map((command) => `${command}\n${run(command.slice(2), home)}`).join('\n');
    await expect(transcript).toMatchFileSnapshot(file);
  });
});

function run(command: string, home: string): string {
  const { stdout, status } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], {
    cwd: join(home, 'work'),
    encoding: 'utf8',
    env: {
      PATH: `${join(home, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: home,
      TIDINGS_NOW: '2026-12-31T00:00:00Z',
      TZ: 'UTC',
    },
  });
  // Progress is told after a second, which only a slow machine needs.
  const words = stdout.replaceAll(home, '/home').replace(/^\d+ of \d+ parts, .*\n/gm, '');
  return `${words}${status === 0 ? '' : `[exit ${status}]\n`}`;
}
