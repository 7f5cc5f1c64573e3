import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

/**
 * Each file in tests/cli is a transcript: lines that begin with `$ ` are run by a shell, one after the other, in a
 * folder of their own; what they print to stdout and stderr, and an exit code that is not 0, follows. To add a case,
 * write a file with the `$ ` lines and run `npm test -- tests/cli.test.ts -u`; then read what it wrote.
 */
const transcripts = new URL('cli/', import.meta.url);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

describe('the command line', async () => {
  const names = (await readdir(transcripts)).filter((name) => name.endsWith('.txt'));
  test.concurrent.for(names)('%s', async (name, { expect, onTestFinished }) => {
    const file = fileURLToPath(new URL(name, transcripts));
    const commands = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('$ '));
    const home = await mkdtemp(join(tmpdir(), 'tidings-cli-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await mkdir(join(home, 'bin'));
    await writeFile(join(home, 'bin', 'tidings'), `#!/bin/sh\nexec node '${cli}' "$@"\n`, { mode: 0o755 });
    await mkdir(join(home, 'work'));
    const parts: string[] = [];
    for (const command of commands) parts.push(`${command}\n${await run(command.slice(2), home)}`);
    await expect(parts.join('\n')).toMatchFileSnapshot(file);
  });
});

function run(command: string, home: string): Promise<string> {
  const options = {
    cwd: join(home, 'work'),
    env: {
      PATH: `${join(home, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: home,
      TIDINGS_NOW: '2026-12-31T00:00:00Z',
      TZ: 'UTC',
    },
  };
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', `exec 2>&1; ${command}`], options, (error, stdout) => {
      // Progress is told after a second, which only a slow machine needs.
      const words = stdout.replaceAll(home, '/home').replace(/^\d+ of \d+ parts, .*\n/gm, '');
      resolve(`${words}${error ? `[exit ${error.code}]\n` : ''}`);
    });
    child.stdin!.end();
  });
}
