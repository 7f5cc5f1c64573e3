import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** Runs the lines of a transcript, one after the other in a folder of their own; they come back with what they print now. */
export async function replay(
  file: string,
  onTestFinished: (work: () => Promise<void>) => void,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const commands = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('$ '));
  const home = await mkdtemp(join(tmpdir(), 'tidings-cli-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin', 'tidings'), `#!/bin/sh\nexec node '${cli}' "$@"\n`, { mode: 0o755 });
  await mkdir(join(home, 'work'));
  const parts: string[] = [];
  for (const command of commands) parts.push(`${command}\n${await run(command.slice(2), home, environment)}`);
  return parts.join('\n');
}

function run(command: string, home: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const options = {
    cwd: join(home, 'work'),
    env: {
      PATH: `${join(home, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: home,
      TIDINGS_NOW: '2026-12-31T00:00:00Z',
      TZ: 'UTC',
      ...environment,
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
