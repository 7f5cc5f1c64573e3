import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { planAdoption } from '../../src/adopt/adopt.ts';
import { readOldFeeds } from '../../src/adopt/read-feeds.ts';
import { formatLock, parseLock } from '../../src/publish/lock/format.ts';
import type { Lock } from '../../src/publish/lock/lock.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { Folder } from '../publish/publication.ts';
import { atomOf, entry, item, jsonOf, rssOf } from './feeds.ts';

const settings = 'permalink: /{slug}/\n';
const dated = (slug: string, front = '') =>
  `---\ntitle: About ${slug}\ndate: 2024-05-06\n${front}---\n\nThe text of ${slug}.\n`;
const undated = (slug: string, front = '') => dated(slug, front).replace('date: 2024-05-06\n', '');

async function publicationWith(articles: Readonly<Record<string, string>>): Promise<Folder> {
  const files = Object.entries(articles).map(([name, text]) => [`articles/${name}.md`, text]);
  const folder = await Folder.with(Object.fromEntries(files), settings);
  await folder.write('tidings.yaml', `title: Tides\nurl: https://blog.example.org\n${settings}`);
  return folder;
}

async function plan(folder: Folder, ...texts: readonly string[]) {
  const cwd = await folderOf(Object.fromEntries(texts.map((text, index) => [`feed-${index}`, text])));
  const now = new Date('2026-11-30T00:00:00Z');
  const { feeds } = await readOldFeeds(
    texts.map((_, index) => `feed-${index}`),
    { cwd, site: 'https://blog.example.org/', now },
  );
  return planAdoption(await folder.config(), feeds);
}

/** Writes the plan as `--apply` does. */
async function adopt(folder: Folder, ...texts: readonly string[]) {
  const planned = await plan(folder, ...texts);
  await folder.write('tidings.lock', formatLock(planned.lock));
  return planned;
}

const guid = (text: string) => `<guid isPermaLink="false">${text}</guid>`;
const lineOf = ({ entries }: Lock, slug: string) => entries.find((line) => line.slug === slug);

describe('before the first build', () => {
  test('the lock gets the old ids, the old dates where the file has none, and the id of the feed', async () => {
    const folder = await publicationWith({ a: dated('a'), b: undated('b') });
    const { lock, articles } = await plan(folder, atomOf(entry('a', 'urn:a', '07') + entry('b', 'urn:b', '07')));
    expect(lock.feed).toBe('https://blog.example.org/feed.xml');
    expect(lineOf(lock, 'a')).toMatchObject({
      id: 'urn:a',
      published: '2024-05-06T00:00:00Z',
      updated: '2024-05-07T10:00:00Z',
    });
    expect(lineOf(lock, 'b')).toMatchObject({
      id: 'urn:b',
      published: '2024-05-07T09:00:00Z',
      updated: '2024-05-07T10:00:00Z',
    });
    expect(articles.map(({ change }) => change)).toEqual(['new', 'new']);
  });

  test('a build takes all of it over as it is, and a second adoption finds nothing to do', async () => {
    const folder = await publicationWith({ a: dated('a'), b: undated('b'), c: dated('c') });
    const feeds = [
      rssOf(item('a', guid('17')) + item('b', guid('http://blog.example.org/?p=2'))),
      atomOf(entry('a', 'urn:a')),
    ];
    const { lock } = await adopt(folder, ...feeds);
    const built = await folder.prepared();
    for (const slug of ['a', 'b']) expect(lineOf(built.lock, slug)).toMatchObject(lineOf(lock, slug)!);
    expect(built.problems).toEqual([]);
    const again = await plan(folder, ...feeds);
    expect(again.articles.map(({ change }) => change)).toEqual(['unchanged', 'unchanged']);
    expect(again.lock).toEqual(again.before);
    expect(again.problems).toEqual([]);
  });

  test('the old address of an article leads on to the new one', async () => {
    const folder = await publicationWith({ a: dated('a') });
    const { lock } = await adopt(
      folder,
      rssOf(item('2024/05/a.html', guid('1')).replace('About 2024/05/a.html', 'About a')),
    );
    expect(lineOf(lock, 'a')?.moved).toEqual(['/2024/05/a.html/']);
    expect((await folder.prepared()).publication.redirects).toEqual([
      { from: '/2024/05/a.html/', to: 'https://blog.example.org/a/' },
    ]);
  });

  test('the address of an old feed at which no file can be leads to ours, and goes on doing so', async () => {
    const folder = await publicationWith({ a: dated('a') });
    const self = '<atom:link rel="self" href="https://blog.example.org/feed/"/>';
    const { lock } = await adopt(folder, rssOf(item('a', guid('1')), self));
    expect(lock.addresses).toEqual(['/feed', '/feed/'].map((address) => ({ address, format: 'rss' })));
    const to = 'https://blog.example.org/rss.xml';
    for (let builds = 0; builds < 2; builds += 1)
      expect((await folder.prepared()).publication.redirects).toEqual([
        { from: '/feed', to },
        { from: '/feed/', to },
      ]);
    const again = await plan(folder, rssOf(item('a', guid('1')), self));
    expect(again.lock).toEqual(again.before);
  });

  test('an article whose address holds the date gets the address of the old date, and leaves no other', async () => {
    const folder = await publicationWith({ a: undated('a'), b: dated('b') });
    await folder.write('tidings.yaml', 'title: Tides\nurl: https://blog.example.org\npermalink: /{year}/{slug}/\n');
    const { lock } = await adopt(folder, rssOf(item('2024/a', guid('1')).replace('About 2024/a', 'About a')));
    expect(lineOf(lock, 'a')).toMatchObject({ url: 'https://blog.example.org/2024/a/', guid: '1' });
    expect(lineOf(lock, 'a')).not.toHaveProperty('moved');
    expect(lineOf((await folder.prepared()).lock, 'a')).toMatchObject(lineOf(lock, 'a')!);
  });

  test('an entry at an address that the file says to redirect is its article', async () => {
    const folder = await publicationWith({ a: dated('a', 'redirects: [/2020/other/]\n') });
    const { articles } = await plan(
      folder,
      rssOf(item('2020/other', guid('1')).replace('About 2020/other', 'Another title')),
    );
    expect(articles).toMatchObject([{ by: 'address', entry: { guid: '1' } }]);
  });

  test('nothing of an article, the settings or the output is touched', async () => {
    const folder = await publicationWith({ a: dated('a') });
    const before = await contentsOf(folder.path);
    await plan(folder, atomOf(entry('a', 'urn:a')));
    expect(await contentsOf(folder.path)).toEqual(before);
  });
});

describe('after a build', () => {
  test('the id is replaced, and that readers since then see it as new is told at the article', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b') });
    const { lock: built } = await folder.prepared();
    const { lock, articles, problems } = await plan(folder, atomOf(entry('a', 'urn:a')));
    expect(lineOf(lock, 'a')).toMatchObject({ id: 'urn:a', guid: lineOf(built, 'a')!.id });
    expect(lineOf(lock, 'b')).toEqual(lineOf(built, 'b'));
    expect(articles[0]?.change).toBe('changed');
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'id-replaced', file: 'articles/a.md', line: 2 }]);
  });

  test('equal warnings are worded alike, so that they can be told as one', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b') });
    await folder.prepared();
    const { problems } = await plan(folder, atomOf(entry('a', 'urn:a') + entry('b', 'urn:b')));
    expect(problems).toHaveLength(2);
    expect(new Set(problems.map(({ rule, message, hint }) => JSON.stringify([rule, message, hint]))).size).toBe(1);
  });

  test('an article that was sent keeps its id, so that nobody gets the letter again, and Atom prints the old one', async () => {
    const folder = await publicationWith({ a: dated('a') });
    await folder.send('a');
    const { lock: built } = await folder.prepared();
    const { lock } = await adopt(folder, atomOf(entry('a', 'urn:a')));
    const id = lineOf(built, 'a')!.id;
    expect(lineOf(lock, 'a')).toMatchObject({ id, atomId: 'urn:a' });
    expect(lock.issues).toEqual(built.issues);
    expect((await folder.prepared()).publication.articles[0]).toMatchObject({ id, atomId: 'urn:a' });
  });

  test('an article that an issue names by its id keeps it', async () => {
    const folder = await publicationWith({ a: dated('a') });
    const { id } = lineOf((await folder.prepared()).lock, 'a')!;
    await mkdir(`${folder.path}/issues`);
    await folder.write('issues/news.md', `---\nsubject: News\ndate: 2024-05-07\narticles: [{id: "${id}"}]\n---\n`);
    expect(lineOf((await plan(folder, atomOf(entry('a', 'urn:a')))).lock, 'a')).toMatchObject({ id, atomId: 'urn:a' });
  });

  test('the time of an edit since then stays', async () => {
    const folder = await publicationWith({ a: undated('a', 'updated: 2026-01-01\n') });
    await folder.prepared();
    const { lock } = await plan(folder, atomOf(entry('a', 'urn:a')));
    expect(lineOf(lock, 'a')).toMatchObject({ published: '2024-05-06T09:00:00Z', updated: '2026-01-01T00:00:00Z' });
  });

  test('an article whose file was removed keeps its line', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b') });
    await folder.prepared();
    await rm(`${folder.path}/articles/b.md`);
    const { lock } = await adopt(folder, atomOf(entry('a', 'urn:a')));
    expect(lineOf(lock, 'b')).toBeDefined();
    expect((await folder.prepared('2026-12-05T00:00:00Z')).publication.tombstones).toHaveLength(1);
  });
});

describe('what the file of an article says comes first', () => {
  test('its id, and Atom prints the old one', async () => {
    const folder = await publicationWith({ a: dated('a', 'id: urn:mine\n') });
    const { lock } = await adopt(folder, atomOf(entry('a', 'urn:a')));
    expect(lineOf(lock, 'a')).toMatchObject({ id: 'urn:mine', atomId: 'urn:a' });
    expect((await folder.prepared()).problems).toEqual([]);
  });

  test('its guid', async () => {
    const folder = await publicationWith({ a: dated('a', 'guid: 99\n') });
    const { lock } = await adopt(folder, rssOf(item('a', guid('17'))));
    expect(lineOf(lock, 'a')).toMatchObject({ guid: '99' });
    expect((await folder.prepared()).problems).toEqual([]);
  });

  test('another id than the one it had in the lock, which stays as that of what was removed', async () => {
    const folder = await publicationWith({ a: dated('a') });
    await folder.prepared();
    await folder.write('articles/a.md', dated('a', 'id: urn:mine\n'));
    const { lock } = await plan(folder, atomOf(entry('a', 'urn:a')));
    expect(parseLock(formatLock(lock), 'tidings.lock')).not.toBeInstanceOf(Array);
    expect(lock.entries.filter(({ removed }) => removed === undefined)).toMatchObject([
      { id: 'urn:mine', atomId: 'urn:a' },
    ]);
  });
});

describe('no id is given to two articles', () => {
  test.each<[string, string[], string]>([
    ['two entries of a feed have one', [atomOf(entry('a', 'urn:x') + entry('b', 'urn:x'))], 'urn:x'],
    [
      'two formats have one for two articles',
      [atomOf(entry('a', 'urn:x')), jsonOf([{ id: 'urn:x', url: 'https://blog.example.org/b/' }])],
      'urn:x',
    ],
    ['it is the guid of both', [rssOf(item('a', guid('17')) + item('b', guid('17')))], '17'],
  ])('where %s', async (_, feeds, id) => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b'), c: dated('c') });
    const { articles, lock, problems } = await plan(folder, ...feeds);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ file, rule }) => [file, rule])).toEqual([
      ['articles/a.md', 'same-id'],
      ['articles/b.md', 'same-id'],
    ]);
    expect(errors[0]?.message).toBe(`the earlier feeds give it the id ${id}, which articles/b.md has, too`);
    expect(articles).toEqual([]);
    expect(lock.entries).toEqual([]);
  });

  test('where another article of the lock has it, also one that was removed', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b', 'id: urn:b\n') });
    expect((await plan(folder, atomOf(entry('a', 'urn:b')))).problems).toMatchObject([
      { rule: 'same-id', file: 'articles/a.md' },
    ]);
    await folder.prepared();
    await rm(`${folder.path}/articles/b.md`);
    await folder.prepared('2026-12-05T00:00:00Z');
    expect((await plan(folder, atomOf(entry('a', 'urn:b')))).problems).toMatchObject([
      { rule: 'same-id', file: 'articles/a.md' },
    ]);
  });

  test('and the others are adopted all the same', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b'), c: dated('c') });
    const { articles } = await plan(folder, atomOf(entry('a', 'urn:x') + entry('b', 'urn:x') + entry('c', 'urn:c')));
    expect(articles.map(({ entry: { id } }) => id)).toEqual(['urn:c']);
  });
});

describe('what is left out is told', () => {
  test('entries without an article, of a draft, or named otherwise by a feed before; and articles in no feed', async () => {
    const folder = await publicationWith({ a: dated('a'), b: dated('b', 'draft: true\n'), c: dated('c') });
    const { strays, unknown, counts } = await plan(
      folder,
      rssOf(item('a', guid('1')) + item('b', guid('2')) + item('gone', guid('3'))),
      rssOf(item('a', guid('4'))),
    );
    expect(strays.map(({ entry: { id }, reason }) => [id, reason])).toEqual([
      ['2', 'held'],
      ['3', 'none'],
      ['4', 'taken'],
    ]);
    expect(unknown.map(({ slug }) => slug)).toEqual(['c']);
    expect([...counts.values()]).toEqual([2, 1]);
  });
});

describe('dates that cannot be true are none', () => {
  test.each([
    '0000-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    '2999-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
  ])('%s', async (date) => {
    const folder = await publicationWith({ a: undated('a') });
    const { lock } = await adopt(folder, atomOf(entry('a', 'urn:a').replaceAll(/2024-05-06T\d\d:00:00Z/g, date)));
    expect(lineOf(lock, 'a')!.published).not.toBe(date);
    expect((await folder.prepared('2028-01-01T00:00:00Z')).publication.articles).toHaveLength(1);
  });
});

test('the id of a feed that is no URI is left where it is', async () => {
  const folder = await publicationWith({ a: dated('a') });
  expect((await plan(folder, atomOf(entry('a', 'urn:a'), '<id>mine</id>'))).feedId).toBeUndefined();
});

test('another id of the feeds than that of the lock is told', async () => {
  const folder = await publicationWith({ a: dated('a') });
  await folder.prepared();
  expect((await plan(folder, atomOf(entry('a', 'urn:a')))).feedId).toEqual({
    from: 'https://blog.example.org/',
    to: 'https://blog.example.org/feed.xml',
  });
});
