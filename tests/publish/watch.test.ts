import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changesBelow, isBelow } from '../../src/publish/watch.ts';
import { folderOf } from '../folder.ts';

test('a burst of changes is told once, the build’s own files not at all, and Ctrl-C ends it', async () => {
  const folder = await folderOf({ 'articles/deep/a.md': 'a', 'output/atom.xml': 'x' });
  const stop = new AbortController();
  const changes = changesBelow(folder, (path) => isBelow(path, join(folder, 'output')), stop.signal);
  const first = changes.next();
  await writeFile(join(folder, 'output/atom.xml'), 'y');
  await writeFile(join(folder, 'articles/deep/a.md'), 'b');
  await writeFile(join(folder, 'articles/deep/b.md'), 'b');
  await rm(join(folder, 'articles/deep/b.md'));
  expect(await first).toEqual({ done: false, value: undefined });

  const second = changes.next();
  await writeFile(join(folder, 'articles/deep/a.md'), 'c');
  expect(await second).toEqual({ done: false, value: undefined });

  const third = changes.next();
  await writeFile(join(folder, 'output/atom.xml'), 'z');
  stop.abort();
  expect(await third).toEqual({ done: true, value: undefined });
});
