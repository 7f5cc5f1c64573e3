import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changesBelow, isPathBelow, readBy, unwatchable } from '../../../src/publish/output/watch.ts';
import { folderOf } from '../../folder.ts';

test('a burst of changes is told once, the build’s own files not at all, and Ctrl-C ends it', async () => {
  const folder = await folderOf({ 'articles/deep/a.md': 'a', 'output/atom.xml': 'x' });
  const stop = new AbortController();
  const changes = changesBelow(folder, (path) => !isPathBelow(path, join(folder, 'output')), stop.signal);
  const first = changes.next();
  // At one go, so that no pause between them makes two bursts of them on a busy machine.
  writeFileSync(join(folder, 'output/atom.xml'), 'y');
  writeFileSync(join(folder, 'articles/deep/a.md'), 'b');
  writeFileSync(join(folder, 'articles/deep/b.md'), 'b');
  rmSync(join(folder, 'articles/deep/b.md'));
  expect(await first).toEqual({ done: false, value: undefined });

  const second = changes.next();
  writeFileSync(join(folder, 'articles/deep/a.md'), 'c');
  expect(await second).toEqual({ done: false, value: undefined });

  const third = changes.next();
  writeFileSync(join(folder, 'output/atom.xml'), 'z');
  stop.abort();
  expect(await third).toEqual({ done: true, value: undefined });
});

const replacements: [string, (folder: string) => void][] = [
  [
    'a file that a rename replaces, as git, sed -i and editors do',
    (folder) => {
      writeFileSync(join(folder, '.new'), 'new');
      renameSync(join(folder, '.new'), join(folder, 'articles/one.md'));
    },
  ],
  [
    'a file that is removed and made anew',
    (folder) => {
      rmSync(join(folder, 'articles/one.md'));
      writeFileSync(join(folder, 'articles/one.md'), 'new');
    },
  ],
  [
    'a folder that another one replaces',
    (folder) => {
      mkdirSync(join(folder, 'other/deep'), { recursive: true });
      writeFileSync(join(folder, 'other/one.md'), 'new');
      writeFileSync(join(folder, 'other/deep/two.md'), 'new');
      rmSync(join(folder, 'articles'), { recursive: true });
      renameSync(join(folder, 'other'), join(folder, 'articles'));
    },
  ],
  ['a folder that is removed and made anew', (folder) => remake(folder)],
];

function remake(folder: string): void {
  rmSync(join(folder, 'articles'), { recursive: true });
  mkdirSync(join(folder, 'articles/deep'), { recursive: true });
  writeFileSync(join(folder, 'articles/one.md'), 'new');
  writeFileSync(join(folder, 'articles/deep/two.md'), 'new');
}

test.each(replacements)('%s is told each time, and so are later changes in its place', async (_, replace) => {
  const folder = await folderOf({ 'articles/one.md': 'a', 'articles/deep/two.md': 'a' });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let heard: string[] = [];
  const counts = (path: string) => heard.push(path) > 0;
  const changes = changesBelow(folder, counts, stop.signal);
  for (let round = 1; round <= 2; round += 1) {
    for (const change of [
      replace,
      () => writeFileSync(join(folder, 'articles/one.md'), `overwritten ${round}`),
      () => writeFileSync(join(folder, 'articles/deep/two.md'), `overwritten ${round}`),
    ]) {
      heard = [];
      const next = changes.next();
      change(folder);
      expect(await next).toEqual({ done: false, value: undefined });
      expect(heard.length).toBeGreaterThan(0);
    }
  }
});

test('a link that leads in a circle is followed once, and neither hidden folders nor the output are looked into', async () => {
  const folder = await folderOf({
    'articles/one.md': 'a',
    '.git/index': 'a',
    'node_modules/a.png': 'a',
    'out/a.png': 'a',
  });
  symlinkSync('..', join(folder, 'articles/up'));
  const stop = new AbortController();
  const heard = new Set<string>();
  const changes = changesBelow(folder, (path) => heard.add(path).size > 0, stop.signal, join(folder, 'out'));
  const next = changes.next();
  for (const path of ['.git/index', 'node_modules/a.png', 'out/a.png', 'articles/one.md'])
    writeFileSync(join(folder, path), 'b');
  await next;
  expect([...heard]).toEqual([join(folder, 'articles/one.md')]);
  stop.abort();
  expect(await changes.next()).toEqual({ done: true, value: undefined });
});

test('where the system lets no more folders be watched, the limit to raise is named', () => {
  const full = Object.assign(new Error('watch'), { code: 'ENOSPC' });
  expect(unwatchable(full)).toMatchObject({
    exitCode: 2,
    problems: [{ rule: 'watch', hint: expect.stringContaining('fs.inotify.max_user_watches') }],
  });
  const other = Object.assign(new Error('watch'), { code: 'EIO' });
  expect(unwatchable(other)).toBe(other);
});

describe('a watch builds again', () => {
  const directory = join('/', 'letters');
  const at = (path: string) => join(directory, path);
  const config = { directory, source: at('articles'), output: at('output') };
  const counts = readBy(config, new Set([at('data/tides.dat')]));

  test.each([
    'tidings.yaml',
    '.env',
    'articles/deep/one.md',
    'articles/deep/one.mdx',
    'articles/deep/one.html',
    'articles/records.JSON',
    'articles/deep',
    'sources/garden.jsonl',
    'issues/first.md',
    'pages/about.md',
    'themes/mine/layout.mjml',
    'themes/mine/theme.yaml',
    'articles/photo.png',
    'data/tides.dat',
    'data',
    'pictures/not-there-before.jpg',
  ])('for %s', (path) => expect(counts(at(path))).toBe(true));

  test.each([
    'w.log',
    'w.txt',
    'log',
    'logs/w.log',
    'articles/w.log',
    'articles/.one.md.swp',
    'README.md',
    'package.json',
    'tidings.lock',
    'tidings.lock.17.tmp',
    'tidings.db-wal',
    '.git/index',
    'node_modules/x/readme.html',
    'output/articles/one/photo.png',
    '.tidings/memory.db-journal',
  ])('but not for %s', (path) => expect(counts(at(path))).toBe(false));

  test('for a single file, and not for those beside it', () => {
    const single = readBy({ ...config, source: at('one.md') }, new Set());
    expect(['one.md', 'two.md', 'w.log', 'photo.png'].map((path) => single(at(path)))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('never for its own output, where the articles lie in the publication itself', () => {
    const whole = readBy({ ...config, source: directory }, new Set());
    expect(['one.md', 'output/index.html', '.tidings/manifest.json'].map((path) => whole(at(path)))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
