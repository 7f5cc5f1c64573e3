import { execFileSync } from 'node:child_process';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { formatLock } from '../../src/publish/lock/format.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { folderOf } from '../folder.ts';

const settings = { 'tidings.yaml': 'title: T\nurl: https://example.org\ntimezone: Europe/Vienna\n' };

async function prepared(directory: string) {
  const clock = () => new Date('2026-11-23T00:00:00Z');
  return prepare(await loadConfig('.', {}, { cwd: directory, environment: {}, clock }));
}

function commitAll(directory: string, date: string): void {
  const env = { PATH: process.env.PATH, HOME: directory };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-C', directory, ...args], { env });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'x', '--date', date);
}

const publishedIn = ({ publication }: Awaited<ReturnType<typeof prepared>>) =>
  Object.fromEntries(publication.articles.map(({ slug, published }) => [slug, published]));

test('an article without a date has that of its first commit, not of its last change, and one that is new the latter', async () => {
  const directory = await folderOf({
    ...settings,
    'articles/frost.txt': 'Frost\n\nText.\n',
    'articles/dated.md': '---\ndate: 2026-01-02\n---\n# Dated\n\nText.\n',
    'articles/data.json': '[{"title": "One", "content": "<p>x</p>"}, {"title": "Two", "content": "<p>x</p>"}]',
  });
  commitAll(directory, '2024-05-06T07:00:00Z');
  await writeFile(join(directory, 'articles/new.txt'), 'New\n\nText.\n');
  for (const name of ['frost.txt', 'new.txt', 'data.json'])
    await utimes(join(directory, 'articles', name), 0, Date.parse('2026-03-04T00:00:00Z') / 1000);
  const found = await prepared(directory);
  expect(publishedIn(found)).toEqual({
    frost: '2024-05-06T09:00:00+02:00',
    one: '2024-05-06T09:00:00+02:00',
    two: '2024-05-06T09:00:00+02:00',
    dated: '2026-01-02T00:00:00+01:00',
    new: '2026-03-04T01:00:00+01:00',
  });
  const hints = found.problems
    .filter(({ rule }) => rule === 'no-date')
    .map(({ file, message, hint }) => [file, message, hint?.split('.')[0]]);
  expect(hints.toSorted()).toEqual([
    ['articles/data.json', 'the article has no date', "Taken from the file's first commit and kept in the lock"],
    ['articles/data.json', 'the article has no date', "Taken from the file's first commit and kept in the lock"],
    ['articles/frost.txt', 'the article has no date', "Taken from the file's first commit and kept in the lock"],
    ['articles/new.txt', 'the article has no date', "Taken from the file's last change and kept in the lock"],
  ]);
});

test('a date that the lock holds stays, whatever git says later', async () => {
  const directory = await folderOf({ ...settings, 'articles/frost.txt': 'Frost\n\nText.\n' });
  await utimes(join(directory, 'articles', 'frost.txt'), 0, Date.parse('2026-03-04T00:00:00Z') / 1000);
  const first = await prepared(directory);
  await writeFile(join(directory, 'tidings.lock'), formatLock(first.lock));
  commitAll(directory, '2024-05-06T07:00:00Z');
  expect(publishedIn(await prepared(directory))).toEqual({ frost: '2026-03-04T01:00:00+01:00' });
});
