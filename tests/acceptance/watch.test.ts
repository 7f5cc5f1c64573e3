import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { proveResult } from '../commands/schema.ts';
import { folderOf } from '../folder.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const article = (body: string) => `---\ntitle: One\ndate: 2026-11-01\n---\n\n${body}\n`;

test('build --watch builds after each change, goes on after a problem, and ends by Ctrl-C', async () => {
  const folder = await folderOf({
    'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter: false\nfrontMatter: strict\n',
    'articles/one.md': article('First words.'),
  });
  const child = spawn(process.execPath, [cli, 'build', '--watch'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let heard = '';
  let builds = 0;
  const hear = (chunk: Buffer) => {
    // A log that lies in the publication is no reason to build.
    appendFileSync(join(folder, 'watch.log'), chunk);
    heard += chunk;
    child.emit('heard');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const hears = async (words: RegExp) => {
    while (!words.test(heard)) await once(child, 'heard');
    builds += 1;
    heard = '';
  };
  const feed = () => readFile(join(folder, 'output/atom.xml'), 'utf8');

  await hears(/Built 1 article/);
  expect(await feed()).toContain('First words.');
  await writeFile(join(folder, 'articles/one.md'), article('Second words.'));
  await hears(/Built 1 article/);
  expect(await feed()).toContain('Second words.');
  await writeFile(join(folder, 'articles/one.md'), article('x').replace('title', 'titel'));
  await hears(/unknown key "titel"/);
  expect(await feed()).toContain('Second words.');
  await writeFile(join(folder, 'articles/one.md'), article('Third words.'));
  await hears(/Built 1 article/);
  expect(await feed()).toContain('Third words.');

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect((await readFile(join(folder, 'watch.log'), 'utf8')).match(/Built 1 article|unknown key/g)).toHaveLength(
    builds,
  );
});

test('build --watch --json prints a line for each build, also for one that failed', async () => {
  const folder = await folderOf({
    'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter: false\n',
    'articles/one.md': article('First words.'),
  });
  const child = spawn(process.execPath, [cli, 'build', '--watch', '--json'], { cwd: folder });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value));
  proveResult('build', await next());
  await writeFile(join(folder, 'articles/one.md'), article('x').replace('title', 'titel'));
  proveResult('failure', await next());
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
