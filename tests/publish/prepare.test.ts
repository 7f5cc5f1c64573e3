import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { feedsOf } from '../../src/feed/feeds.ts';
import { formatLock } from '../../src/publish/lock/format.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { folderOf } from '../folder.ts';

/** Prepares a publication twice: as it is, then with other settings and what the first time noted. */
async function preparedTwice(before: string, after: string) {
  const articles = { 'articles/a.md': '---\ntitle: A\ndate: 2026-11-01\ntags: x\n---\nText.\n' };
  const directory = await folderOf({ 'tidings.yaml': before, ...articles });
  const once = async () => {
    const clock = () => new Date('2026-11-23T00:00:00Z');
    return prepare(await loadConfig('.', {}, { cwd: directory, environment: {}, clock }));
  };
  const first = await once();
  await writeFile(join(directory, 'tidings.lock'), formatLock(first.lock));
  await writeFile(join(directory, 'tidings.yaml'), after);
  return [first, await once()] as const;
}

describe('a publication that moves to another domain', () => {
  test('keeps the ids of its feeds as it keeps those of its articles', async () => {
    const [before, after] = await preparedTwice(
      'title: T\nurl: https://old.example/\n',
      'title: T\nurl: https://new.example/blog\n',
    );
    expect(after.publication.settings.url).toBe('https://new.example/blog/');
    const ids = ({ publication }: typeof before) => [...feedsOf(publication)].map(({ id }) => id);
    expect(ids(after)).toEqual(ids(before));
    expect(ids(after)[0]).toBe('https://old.example/');
    expect(after.publication.articles[0]?.id).toBe(before.publication.articles[0]?.id);
  });

  test('leaves no redirects behind, for the new site never had the old paths', async () => {
    const [, after] = await preparedTwice('title: T\nurl: https://a.example\n', 'title: T\nurl: https://b.example\n');
    expect(after.publication.redirects).toEqual([]);
  });
});

test('a publication that changes where articles stand leads from the old addresses to the new', async () => {
  const [, after] = await preparedTwice(
    'title: T\nurl: https://example.org\n',
    'title: T\nurl: https://example.org\npermalink: /{slug}.html\n',
  );
  expect(after.publication.redirects).toEqual([{ from: '/articles/a/', to: 'https://example.org/a.html' }]);
});
