import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { rebuild } from '../../src/publish/build.ts';
import { folderOf } from '../folder.ts';

const article = (title: string, date: string) => `---\ntitle: ${title}\ndate: ${date}\n---\n\nText of ${title}.\n`;

const files = {
  'tidings.yaml': 'title: Letters\nurl: https://example.org/\nauthors: [Ana]\n',
  'articles/a.md': article('A', '2026-10-01'),
  'articles/later.md': article('Later', '2026-12-01'),
};

const november = '2026-11-23T12:00:00Z';
const december = '2026-12-24T12:00:00Z';

async function build(cwd: string, now = november, flags = {}) {
  const context = { cwd, environment: {}, clock: () => new Date(now) };
  return rebuild(await loadConfig('.', flags, context));
}

/** Whether a build looked at nothing but the states of files: otherwise it notes what it found. */
async function readsNothing(cwd: string, work: () => Promise<unknown>): Promise<boolean> {
  const file = join(cwd, '.tidings/memory.db');
  const old = new Date('2026-01-01T00:00:00Z');
  await utimes(file, old, old);
  const before = await readFile(file);
  await work();
  return before.equals(await readFile(file));
}

test('a build in which nothing changed reads nothing and tells the same', async () => {
  const root = await folderOf(files);
  const first = await build(root);
  let told: unknown;
  expect(await readsNothing(root, async () => (told = await build(root)))).toBe(true);
  expect(told).toEqual({ ...first, written: [], unchanged: first.written.length });
  expect(first).toMatchObject({ articles: ['a'], held: { future: ['later'] }, newest: 'a', problems: [] });
});

test('an article whose date has come is published, though no file changed, and taken back by an earlier clock', async () => {
  const root = await folderOf(files);
  await build(root);
  await build(root);
  expect(await build(root, december)).toMatchObject({ articles: ['later', 'a'], newest: 'later' });
  await build(root, december);
  expect(await build(root)).toMatchObject({ articles: ['a'], held: { future: ['later'] } });
});

test.each([
  ['a page', 'pages/soon.md', article('Soon', '2026-12-01'), 'soon/index.html'],
  [
    'an issue',
    'issues/soon.md',
    '---\nsubject: Soon\ndate: 2026-12-01\nlatest: 1\n---\n\nHello.\n',
    'issues/soon/index.html',
  ],
])('%s whose date has come is published, though no file changed', async (_, path, text, made) => {
  const root = await folderOf({ ...files, [path]: text });
  await build(root);
  await build(root);
  expect((await build(root, december)).written).toContain(made);
});

test.each<[string, (root: string) => Promise<unknown>]>([
  ['an article', (root) => writeFile(join(root, 'articles/a.md'), article('B', '2026-10-01'))],
  ['a file of the output', (root) => writeFile(join(root, 'output/index.html'), 'x')],
  ['a file that is gone from the output', (root) => rm(join(root, 'output/atom.xml'))],
  ['the settings', (root) => writeFile(join(root, 'tidings.yaml'), `${files['tidings.yaml']}language: de\n`)],
])('a build after a change of %s writes what has to be', async (_, change) => {
  const root = await folderOf(files);
  await build(root);
  await build(root);
  await change(root);
  expect((await build(root)).written).not.toEqual([]);
});

/** No ids are kept under it, nor dates. */
const placeholder = files['tidings.yaml'].replace('example.org', 'slackwater.example.org');

test('warnings are told again where nothing is read', async () => {
  const root = await folderOf({ ...files, 'tidings.yaml': placeholder });
  await build(root);
  const before = await build(root);
  let told: unknown;
  expect(await readsNothing(root, async () => (told = await build(root)))).toBe(true);
  expect(told).toEqual(before);
  expect(before.problems).toMatchObject([{ rule: 'placeholder-url' }]);
});

test('an article that takes its date from its file or from git is read again', async () => {
  const text = '---\ntitle: A\n---\n\nText.\n';
  const root = await folderOf({ ...files, 'tidings.yaml': placeholder, 'articles/a.md': text });
  await build(root);
  await build(root);
  expect(await readsNothing(root, () => build(root))).toBe(false);
});

test('ids are kept by a build after one with the address of that run alone', async () => {
  const settings = files['tidings.yaml'].replace('example.org', 'letters.test.net');
  const root = await folderOf({ ...files, 'tidings.yaml': settings });
  const flags = { url: 'https://letters.test.net/' };
  await build(root, november, flags);
  await build(root, november, flags);
  await build(root);
  expect(await readFile(join(root, 'tidings.lock'), 'utf8')).toContain('letters.test.net');
});
