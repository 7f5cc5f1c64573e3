import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { readManifest } from '../../../src/publish/output/manifest.ts';
import { folderOf } from '../../folder.ts';

test.each([
  '',
  'null',
  '[]',
  '{}',
  '{"outputs":[]}',
  '{"outputs":{"output":"index.html"}}',
  '{"outputs":{"output":["index.html",7]}}',
  '{"outputs":{"output":["index.html"]},"unlocked":"yes"}',
  '{"outputs":{"output":["index.html"]},"more":true}',
  '{"outputs":{"output":["index.html"',
])('a list of files that no build wrote, %s, reads as none', async (text) => {
  const folder = await folderOf({ '.tidings/manifest.json': text });
  expect((await readManifest(folder)).outputs).toEqual({});
});

async function build(cwd: string): Promise<void> {
  const context = { cwd, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
  await buildPublication(await loadConfig('.', {}, context));
}

test('the list of files names those that are new and forgets those that are gone', async () => {
  const folder = await folderOf({ 'tidings.yaml': settings, 'articles/a.md': article('a') });
  const filesOf = async () => (await readManifest(folder)).outputs.output;
  await build(folder);
  await writeFile(join(folder, 'articles/b.md'), article('b'));
  await build(folder);
  expect(await filesOf()).toEqual((await filesOf())!.toSorted());
  expect(await filesOf()).toEqual(expect.arrayContaining(['articles/a/index.html', 'articles/b/index.html']));
  await writeFile(join(folder, 'articles/b.md'), article('b').replace('title: b', 'title: b\ndraft: true'));
  await build(folder);
  expect(await filesOf()).not.toContain('articles/b/index.html');
});

test('a server learns of a change that gives no file another name', async () => {
  const folder = await folderOf({ 'tidings.yaml': settings, 'articles/a.md': article('a') });
  await build(folder);
  const manifest = join(folder, '.tidings/manifest.json');
  const before = await readFile(manifest, 'utf8');
  await utimes(manifest, new Date(0), new Date(0));
  await writeFile(join(folder, 'articles/a.md'), `${article('a')}\nAnother paragraph.\n`);
  await build(folder);
  expect((await stat(manifest)).mtimeMs).toBeGreaterThan(0);
  expect(await readFile(manifest, 'utf8')).toBe(before);
});

test('a publication without a lock that keeps one from now on would miss it', async () => {
  const folder = await folderOf({ 'tidings.yaml': settings, 'articles/a.md': article('a') });
  await build(folder);
  const manifest = join(folder, '.tidings/manifest.json');
  const noted = JSON.parse(await readFile(manifest, 'utf8'));
  await writeFile(manifest, JSON.stringify({ ...noted, unlocked: true }));
  await writeFile(join(folder, 'articles/a.md'), `${article('a')}\nAnother paragraph.\n`);
  await build(folder);
  expect(JSON.parse(await readFile(manifest, 'utf8'))).toEqual(noted);
});

const settings = 'title: T\nurl: https://example.org/\nauthors: [Ana]\nnewsletter: false\n';
const article = (name: string) => `---\ntitle: ${name}\ndate: 2026-10-01\n---\n\nText.\n`;
