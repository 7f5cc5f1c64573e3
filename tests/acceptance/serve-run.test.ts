import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { startScript } from '../send/servers.ts';
import { copy, names, readersOf, scheduled } from './scheduled.ts';

const publish = '#!/bin/sh\nexport TIDINGS_PUBLISH=rsync\nexec npx tidings serve --run --port 0\n';
/** Every half year, and made up for within a month: due at once by a journal that knows of a run long ago. */
const settings = 'schedule: {run: 0 7 1 */6 *, timezone: Europe/Berlin, maxReaders: 12, maxAge: 30d}\n';

/** A publication that is built, whose schedule came due a moment ago. */
async function due(port: number, schedule = `schedule: {run: "${dueLine()}", maxReaders: 12, maxAge: 2h}\n`) {
  const place = await scheduled(port, publish);
  await appendFile(join(place.folder, 'tidings.yaml'), schedule);
  expect((await place.shell('npx tidings build > /dev/null')).code).toBe(0);
  await mkdir(join(place.folder, '.tidings'), { recursive: true });
  const line = { at: new Date(Date.now() - 24 * 3_600_000).toISOString(), step: 'schedule', outcome: 'begun' };
  await appendFile(join(place.folder, '.tidings/runs.jsonl'), `${JSON.stringify(line)}\n`);
  return place;
}

/** The minute before this one, each day. */
function dueLine(): string {
  const before = new Date(Date.now() - 60_000);
  return `${before.getUTCMinutes()} ${before.getUTCHours()} * * *`;
}

/** A server as it prints its lines. */
function linesOf(server: ChildProcess) {
  const lines: string[] = [];
  const waiting: { readonly part: string; readonly found: (line: string) => void }[] = [];
  createInterface(server.stdout!).on('line', (line) => {
    lines.push(line);
    for (const { part, found } of waiting) if (line.includes(part)) found(line);
  });
  const line = (part: string): Promise<string> => {
    const there = lines.find((one) => one.includes(part));
    return there === undefined ? new Promise((found) => waiting.push({ part, found })) : Promise.resolve(there);
  };
  return { lines, line };
}

/** A command that says that it has begun, and ends when it is told to, in a folder of its own. */
const gated = (folder: string) =>
  `#!/bin/sh\nmkfifo '${folder}/gate'\ntouch '${folder}/begun'\ncat '${folder}/gate' > /dev/null\n`;

const isThere = async (file: string) => {
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
};

test('a server does the run of its schedule, answers meanwhile, and tells the outcome in its log', async () => {
  const { messages, port } = await startScript({});
  const { folder, begin } = await due(port);
  const gate = await folderOf();
  await writeFile(join(folder, 'bin/rsync'), gated(gate) + copy.replace('#!/bin/sh\n', ''));
  const server = begin();
  const { lines, line } = linesOf(server);
  expect(await line('A run begins by itself')).toContain('It sends to a list of 12 readers at most.');
  await isThere(join(gate, 'begun'));
  const address = /at (http:\S+)/.exec(lines[0]!)![1]!;
  expect((await fetch(address)).status).toBe(200);
  await writeFile(join(gate, 'gate'), 'go\n');
  const outcome = await line('send: ');
  expect(outcome).toMatch(
    /run: digest: issues\/2026-11-23-digest.md; .*send: 2026-11-23-digest was sent to 12 of 12 subscribers; the next one is on /,
  );
  expect(readersOf(messages)).toEqual(names);
  expect(existsSync(join(folder, 'www/index.html'))).toBe(true);
  server.kill('SIGINT');
  expect(await once(server, 'close')).toEqual([0, null]);
});

test('a server that ends stops the run and waits for it, and the next one goes on', async () => {
  const { messages, port } = await startScript({});
  const { folder, begin } = await due(port);
  const gate = await folderOf();
  await writeFile(join(folder, 'bin/rsync'), gated(gate));
  const first = begin();
  const told = linesOf(first);
  await isThere(join(gate, 'begun'));
  first.kill('SIGTERM');
  expect(await once(first, 'close')).toEqual([0, null]);
  expect(told.lines.at(-1)).toContain('run: stopped with the server; the next one goes on');
  expect(messages).toEqual([]);
  await writeFile(join(folder, 'bin/rsync'), copy);
  const second = begin();
  expect(await linesOf(second).line('run: ')).toContain('the one before was cut off at "publish"');
  expect(readersOf(messages)).toEqual(names);
  second.kill('SIGTERM');
  await once(second, 'close');
});

test('a run that fails is told with its reason, and the server goes on', async () => {
  const { messages, port } = await startScript({});
  const { folder, begin } = await due(port);
  await writeFile(join(folder, 'bin/rsync'), '#!/bin/sh\necho no route to host >&2\nexit 12\n');
  const server = begin();
  const { lines, line } = linesOf(server);
  expect(await line('run: ')).toContain(
    'failed at "publish" with 1: the command of TIDINGS_PUBLISH ended with 12: no route to host; the next one is on ',
  );
  expect((await fetch(/at (http:\S+)/.exec(lines[0]!)![1]!)).status).toBe(200);
  expect(messages).toEqual([]);
  server.kill('SIGINT');
  expect(await once(server, 'close')).toEqual([0, null]);
});

test.each([
  ['', 'needs times for its runs'],
  ['schedule: {maxReaders: 12}\n', 'needs times for its runs'],
  ['schedule: {run: 0 7 30 2 *}\n', 'tidings.yaml:11:17  error  run is a time that never comes'],
])('a server that is to run by a schedule %j is refused before its first answer', async (section, message) => {
  const { folder, shell } = await scheduled(9, publish);
  expect((await shell('npx tidings build > /dev/null')).code).toBe(0);
  await appendFile(join(folder, 'tidings.yaml'), section);
  const { code, stderr, stdout } = await shell('npx tidings serve --run --port 0');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('the number of readers in the settings holds for a run by hand, too, and its flag wins', async () => {
  const { messages, port } = await startScript({});
  const { folder, shell } = await scheduled(port, publish);
  await appendFile(join(folder, 'tidings.yaml'), settings.replace('12', '11'));
  expect((await shell('npx tidings run')).stderr).toContain('The run stopped at "send".');
  expect(messages).toEqual([]);
  expect((await shell('npx tidings run --max-readers 12')).code).toBe(0);
  expect(readersOf(messages)).toEqual(names);
});
