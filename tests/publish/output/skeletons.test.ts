import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compileApart } from '../../../src/publish/letters/compile-apart.ts';
import { SkeletonFiles } from '../../../src/publish/output/skeletons.ts';
import { folderOf } from '../../folder.ts';
import { configIn, garden } from '../garden.ts';

const name = 'a'.repeat(64);
const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

/** Notes in the file of that variable that a process loads mjml. */
const watch = `--import=data:text/javascript,${encodeURIComponent(`
  import { appendFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'mjml') appendFileSync(process.env.LOADED, 'mjml');
    return next(specifier, context);
  } });
`)}`;

/** Runs the program in a folder. Returns whether it, or a process that it started, has loaded mjml. */
async function loadsMjml(folder: string, ...args: string[]): Promise<boolean> {
  const loaded = join(await folderOf(), 'loaded');
  const env = { ...process.env, NODE_OPTIONS: watch, LOADED: loaded, XDG_CACHE_HOME: join(folder, '.home') };
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return existsSync(loaded);
}

const skeletonsIn = (folder: string) => join(folder, '.tidings', 'skeletons');
const letterIn = (folder: string, slug: string) => readFile(join(folder, 'output/issues', slug, 'email.html'), 'utf8');
const article = (title: string, words: string) =>
  `---\ntitle: ${title}\ndate: 2026-11-2${words.length % 9}\n---\n\n${words}\n`;

test('a process that saves none keeps the last 300 skeletons, however many looks are tried', () => {
  const files = new SkeletonFiles(undefined);
  for (let number = 0; number < 320; number += 1) files.set(`look ${number}`, '<p></p>');
  const kept = Array.from({ length: 320 }, (_, number) => files.get(`look ${number}`)).filter(
    (html) => html !== undefined,
  );
  expect(kept).toHaveLength(300);
  expect(files.get('look 0')).toBeUndefined();
  expect(files.get('look 319')).toBe('<p></p>');
});

test('a build in which no shape of letter is new does not load mjml, nor does checking or sending its letters', async () => {
  const folder = await folderOf(garden);
  expect(await loadsMjml(folder, 'build')).toBe(true);
  expect(await loadsMjml(folder, 'build')).toBe(false);
  await writeFile(join(folder, 'articles/later.md'), article('Later', 'Words that nobody had read.'));
  expect(await loadsMjml(folder, 'build')).toBe(false);
  expect(await letterIn(folder, 'later')).toContain('Words that nobody had read.');
  expect(await loadsMjml(folder, 'check', '--issue', 'november')).toBe(false);
  vi.stubEnv('NODE_OPTIONS', watch);
  vi.stubEnv('LOADED', join(folder, 'loaded'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const { letters } = await compileApart(await configIn(folder), 'november', { cwd: folder });
  expect(letters.length).toBeGreaterThan(1);
  expect(existsSync(join(folder, 'loaded'))).toBe(false);
});

test('a file by itself is built without mjml once another has been', async () => {
  const folder = await folderOf({
    'one.txt': 'One\nA summary.\nSome text.\n',
    'two.txt': 'Two\nAnother.\nMore text.\n',
  });
  const flags = ['--title', 'Letters', '--url', 'https://example.org/'];
  expect(await loadsMjml(folder, 'build', 'one.txt', ...flags, '--output', 'a')).toBe(true);
  expect(await loadsMjml(folder, 'build', 'two.txt', ...flags, '--output', 'b')).toBe(false);
  expect(await readdir(folder)).not.toContain('.tidings');
});

const damages: [string, (text: string) => string][] = [
  ['is cut short', (text) => text.slice(0, text.length / 2)],
  ['is empty', () => ''],
  ['holds other words', (text) => text.replace('</body>', '<p>Not ours</p></body>')],
  ['is of another program', () => '<!doctype html><html><body>Not ours</body></html>'],
];

test.each(damages)('a skeleton that %s is none', async (_, change) => {
  const folder = join(await folderOf({}), 'skeletons');
  const files = new SkeletonFiles(folder);
  files.set(name, '<html><body></body></html>');
  await files.save();
  const path = join(folder, name);
  await writeFile(path, change(await readFile(path, 'utf8')));
  expect(new SkeletonFiles(folder).get(name)).toBeUndefined();
});

test('damaged skeletons cost time and change no letter', async () => {
  const folder = await folderOf(garden);
  await loadsMjml(folder, 'build', '--output', 'before');
  const before = await readFile(join(folder, 'before/issues/frost/email.html'), 'utf8');
  for (const [index, file] of (await readdir(skeletonsIn(folder))).entries()) {
    const path = join(skeletonsIn(folder), file);
    await writeFile(path, damages[index % damages.length]![1](await readFile(path, 'utf8')));
  }
  expect(await loadsMjml(folder, 'build')).toBe(true);
  expect(await letterIn(folder, 'frost')).toBe(before);
});

test('a skeleton under the name of another one is not taken for it', async () => {
  const folder = join(await folderOf({}), 'skeletons');
  const files = new SkeletonFiles(folder);
  files.set(name, '<p>one</p>');
  await files.save();
  await writeFile(join(folder, 'b'.repeat(64)), await readFile(join(folder, name)));
  const later = new SkeletonFiles(folder);
  expect([later.get(name), later.get('b'.repeat(64))]).toEqual(['<p>one</p>', undefined]);
});

test('skeletons are for the eyes of their owner', async () => {
  const folder = join(await folderOf({}), 'skeletons');
  const files = new SkeletonFiles(folder);
  files.set(name, '<p>one</p>');
  await files.save();
  const modes = [folder, join(folder, name)].map(async (path) => (await stat(path)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o700, 0o600]);
});

test('of more than 300 skeletons, those go that nothing has used for the longest time', async () => {
  const folder = join(await folderOf({}), 'skeletons');
  await mkdir(folder);
  const key = (index: number) => String(index).padStart(64, '0');
  const first = new SkeletonFiles(folder);
  for (let index = 0; index < 300; index += 1) first.set(key(index), `<p>${index}</p>`);
  await first.save();
  for (let index = 0; index < 300; index += 1) await utimes(join(folder, key(index)), 1_000 + index, 1_000 + index);
  const second = new SkeletonFiles(folder);
  expect(second.get(key(0))).toBe('<p>0</p>');
  for (const index of [300, 301]) second.set(key(index), `<p>${index}</p>`);
  await second.save();
  const names = await readdir(folder);
  expect(names).toHaveLength(300);
  expect([0, 1, 2, 3, 301].map((index) => names.includes(key(index)))).toEqual([true, false, false, true, true]);
});

test.each([
  ['a file is in the place of the folder', async (folder: string) => writeFile(folder, '')],
  ['a folder is in the place of a file', async (folder: string) => mkdir(join(folder, name), { recursive: true })],
  [
    'the folder cannot be read',
    async (folder: string) => {
      await mkdir(folder);
      await chmod(folder, 0o000);
    },
  ],
])('where %s, nothing is kept and nothing fails', async (_, spoil) => {
  const folder = join(await folderOf({}), 'skeletons');
  await spoil(folder);
  const files = new SkeletonFiles(folder);
  expect(files.get(name)).toBeUndefined();
  files.set(name, '<p>one</p>');
  expect(files.get(name)).toBe('<p>one</p>');
  await files.save();
});
