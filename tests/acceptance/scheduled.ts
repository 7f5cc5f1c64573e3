import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { folderOf } from '../folder.ts';
import { root } from '../guide.ts';

const cli = join(root, 'dist', 'cli.js');

/** Who is on the list. */
export const names = Array.from({ length: 12 }, (_, index) => `reader${index + 1}`).toSorted();
/**
 * Where the guide has a copy over the network, a copy on this machine. Two copies by rsync may overlap; cp fails if
 * another makes a file at the same moment, so one waits for the other.
 */
export const copy = `#!/bin/sh
until mkdir busy 2> /dev/null; do sleep 0.1; done
trap 'rmdir busy' EXIT
mkdir -p www && cp -R output/. www
`;
const settings = (hub: string) => `title: Example Letters
url: https://example.org
feeds: {hub: "${hub}"}
newsletter:
  from: Example Letters <letters@example.org>
  address: Example Street 1, 1234 Example
  listId: letters.example.org
  unsubscribeUrl: https://example.org/unsubscribe/{token}
  unsubscribeEmail: unsubscribe@example.org
send: {connections: 1}
`;

/** A publication with a list and with this publish.sh, whose server for letters listens on this port. */
export async function scheduled(port: number, script: string) {
  const pings: string[] = [];
  const hub = await startHub(pings);
  const folder = await folderOf({
    'tidings.yaml': settings(hub),
    '.env': `SMTP_URL=smtp://127.0.0.1:${port}\nTIDINGS_SECRET=${'0123456789abcdef'.repeat(4)}\n`,
    'articles/2026-11-22-kale.txt': 'Kale\nWhat stands in the cold.\nIt is sweeter now.\n',
    'articles/2026-11-23-frost.txt': 'The first frost\nWhat the garden keeps.\nThe beds were white.\n',
    'list.csv': `email\n${names.map((name) => `${name}@example.org\n`).join('')}`,
    'publish.sh': script,
    'bin/npx': `#!/bin/sh\nshift\nexec node '${cli}' "$@"\n`,
    'bin/rsync': copy,
  });
  const start = (command: string, environment: Readonly<Record<string, string>> = {}): ChildProcess => {
    const PATH = `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const env = { PATH, HOME: folder, TIDINGS_NOW: '2026-12-31T00:00:00Z', TZ: 'UTC', ...environment };
    // A group of its own, so that all of it can be killed at once.
    const child = spawn('bash', ['-e', '-c', command], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(
      () => void (child.exitCode === null && child.signalCode === null && process.kill(-child.pid!, 'SIGKILL')),
    );
    return child;
  };
  const shell = (command: string) => finished(start(command));
  expect(
    await shell('chmod +x publish.sh bin/* && npx tidings subscribers import list.csv --consent test --apply'),
  ).toMatchObject({ code: 0 });
  const run = () => shell('exec ./publish.sh');
  return { folder, pings, shell, start, begin: () => start('exec ./publish.sh'), run };
}

async function startHub(pings: string[]): Promise<string> {
  const server = createServer(async (request, response) => {
    pings.push(await text(request));
    response.writeHead(202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** How it ended. What is told of a long wait, and what `digest` proposes for its file, is left out. */
async function finished(child: ChildProcess) {
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, stdout, stderr: stderr.replace(/^[\d,]+ of [\d,]+ .*\n|^Waiting for .*\n/gm, '') };
}

/** Whose letters the server was handed as a whole, in alphabetic order. */
export function readersOf(messages: readonly string[]): string[] {
  return messages.map((message) => /^To: .*?([\w-]+)@/m.exec(message)?.[1] ?? 'nobody').toSorted();
}
