import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { contentsOf, folderOf } from '../../folder.ts';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

const article = (number: number, words: string) =>
  `---\ntitle: Number ${number}\ndate: 2026-10-${String((number % 28) + 1).padStart(2, '0')}\ntags: [t${number % 3}]\n---\n\n${words} `.padEnd(
    4_000,
    `${words} of ${number}. `,
  );

const articles = (words: string) =>
  Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`articles/a${number}.md`, article(number, words)]));

async function build(cwd: string): Promise<void> {
  const context = { cwd, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
  await buildPublication(await loadConfig('.', {}, context));
}

const stateAt = (path: string) => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
};

/** Runs a build as a program of its own, and kills it as soon as a file is another one, or there for the first time. */
async function killedAt(folder: string, file: string): Promise<void> {
  const path = join(folder, file);
  const before = stateAt(path);
  const program = spawn(process.execPath, [cli, 'build', '--now', '2026-11-23T12:00:00Z'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(program, 'exit');
  while (program.exitCode === null && stateAt(path) === before) await setImmediate();
  program.kill('SIGKILL');
  await ended;
}

/** Builds, and expects the very files that a build without any memory makes; returns them. */
async function builtAsAnew(folder: string): Promise<Record<string, string>> {
  await build(folder);
  const output = await contentsOf(join(folder, 'output'));
  await rm(join(folder, '.tidings/memory.db'));
  await rm(join(folder, 'output'), { recursive: true });
  await build(folder);
  expect(output).toEqual(await contentsOf(join(folder, 'output')));
  return output;
}

test.each([
  'output/index.html',
  'tidings.lock',
  '.tidings/manifest.json',
  '.tidings/memory.db-journal',
  '.tidings/memory.db',
])('a build that is killed as it writes %s leaves nothing that a later one takes for good', async (file) => {
  const folder = await folderOf({
    'tidings.yaml': 'title: T\nurl: https://example.org/\nauthors: [Ana]\nnewsletter: false\n',
    ...articles('First words'),
  });
  await killedAt(folder, file);
  for (const words of ['Second words', 'Other words']) {
    for (const [path, text] of Object.entries(articles(words))) await writeFile(join(folder, path), text);
    // Its files are on no list before.
    await writeFile(
      join(folder, `articles/${words.slice(0, 5)}.md`),
      `---\ntitle: ${words}\ndate: 2026-10-01\n---\n\nMore.\n`,
    );
    await killedAt(folder, file);
  }
  const output = await builtAsAnew(folder);
  expect(output['articles/a7/index.html']).toContain('Other words');
}, 240_000);

test.each([
  'output/articles/more/index.html',
  'tidings.lock',
  '.tidings/manifest.json',
  '.tidings/memory.db',
])('a build of one article more that is killed as it writes %s leaves nothing that a later one takes for good', async (file) => {
  const folder = await folderOf({
    'tidings.yaml': 'title: T\nurl: https://example.org/\nauthors: [Ana]\n',
    'articles/a.md': article(1, 'First'),
    'articles/b.md': article(4, 'Second'),
  });
  await build(folder);
  await build(folder);
  await writeFile(join(folder, 'articles/more.md'), article(4, 'Third'));
  await killedAt(folder, file);
  await writeFile(join(folder, 'articles/last.md'), article(7, 'Fourth'));
  const output = await builtAsAnew(folder);
  expect(output['articles/more/index.html']).toContain('Third');
}, 120_000);
