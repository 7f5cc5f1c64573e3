import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesBelow, isPathBelow, readBy } from '../../../src/publish/output/watch.ts';
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

describe('a watch builds again', () => {
  const directory = join('/', 'letters');
  const at = (path: string) => join(directory, path);
  const config = { directory, source: at('articles'), output: at('output') };
  const counts = readBy(config, new Set([at('data/tides.dat')]));

  test.each([
    'tidings.yaml',
    '.env',
    'articles/deep/one.md',
    'articles/records.JSON',
    'articles/deep',
    'issues/first.md',
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
    '.tidings/cache/index',
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
