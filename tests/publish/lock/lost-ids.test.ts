import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { folderOf } from '../../folder.ts';

async function buildIn(cwd: string) {
  const context = { cwd, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') };
  return (await buildPublication(await loadConfig('.', {}, context))).problems.filter(
    ({ rule }) => rule === 'forgotten',
  );
}

const article = (date: string) => `---\ntitle: One\ndate: ${date}\n---\n\nSome words.\n`;

/** A publication that was built, whose lock then lost the lines of its articles. */
async function withLostLine(): Promise<string> {
  const folder = await folderOf({
    'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter: false\n',
    'articles/one.md': article('2026-11-01'),
    'articles/two.md': article('2026-11-02').replace('One', 'Two'),
  });
  await buildIn(folder);
  const lock = await readFile(join(folder, 'tidings.lock'), 'utf8');
  await writeFile(join(folder, 'tidings.lock'), lock.replace(/^.*articles\/one\.md.*\n/m, ''));
  return folder;
}

test('an article that was published, is not in the lock and would get another id is told, once', async () => {
  const folder = await withLostLine();
  await writeFile(join(folder, 'articles/one.md'), article('2026-10-30'));
  expect(await buildIn(folder)).toMatchObject([
    {
      severity: 'warning',
      file: 'articles/one.md',
      line: 2,
      message: '"One" is tag:example.org,2026-11-01:one in output/feed.json, but tidings.lock knows nothing of it',
      hint: expect.stringContaining('add "id: tag:example.org,2026-11-01:one" to the article'),
    },
  ]);
  expect(await buildIn(folder)).toEqual([]);
});

test('an article that gets the id that it had, and one that is new, are not spoken of', async () => {
  const folder = await withLostLine();
  await writeFile(join(folder, 'articles/three.md'), article('2026-11-03').replace('One', 'Three'));
  expect(await buildIn(folder)).toEqual([]);
});

test('an article whose file names the id that the feed has for it is not spoken of', async () => {
  const folder = await withLostLine();
  const text = article('2026-10-30').replace('date:', 'guid: tag:example.org,2026-11-01:one\ndate:');
  await writeFile(join(folder, 'articles/one.md'), text);
  expect(await buildIn(folder)).toEqual([]);
});

test('a feed that cannot be read says nothing', async () => {
  const folder = await withLostLine();
  await writeFile(join(folder, 'articles/one.md'), article('2026-10-30'));
  await writeFile(join(folder, 'output', 'feed.json'), '{"items": [{}]}');
  expect(await buildIn(folder)).toEqual([]);
});
