import { execFileSync } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstCommits } from '../../src/system/git.ts';
import { folderOf } from '../folder.ts';

const people = ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'];

function git(folder: string, ...args: string[]): void {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ...Object.fromEntries(people.map((key) => [key, 'a@example.org'])),
  };
  execFileSync('git', ['-C', folder, ...args], { env, stdio: 'pipe' });
}

async function commit(folder: string, date: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'x', '--date', date);
}

/** A repository with a publication in one of its folders. */
async function repository(): Promise<string> {
  const folder = await folderOf({});
  git(folder, 'init', '-q');
  await commit(folder, '2024-01-02T09:00:00+01:00', {
    'site/articles/frost.md': 'Frost, as it was.\n',
    'README.md': 'x',
  });
  await commit(folder, '2024-02-03T09:00:00+02:00', {
    'site/articles/frost.md': 'Frost.\n',
    'site/articles/käse "1".md': 'Cheese.\n',
  });
  return folder;
}

test('a file is dated by its first commit, whatever characters are in its name', async () => {
  const folder = await repository();
  expect(await firstCommits(join(folder, 'site'), 'articles')).toEqual(
    new Map([
      ['articles/frost.md', '2024-01-02T09:00:00+01:00'],
      ['articles/käse "1".md', '2024-02-03T09:00:00+02:00'],
    ]),
  );
});

test('a file that was renamed keeps its date, and one that is not committed has none', async () => {
  const folder = await repository();
  await rename(join(folder, 'site/articles/frost.md'), join(folder, 'site/articles/first-frost.md'));
  await commit(folder, '2024-03-04T09:00:00Z');
  await rename(join(folder, 'site/articles/first-frost.md'), join(folder, 'site/articles/the-frost.md'));
  await commit(folder, '2024-03-05T09:00:00Z');
  await writeFile(join(folder, 'site/articles/new.md'), 'New.');
  const dates = await firstCommits(join(folder, 'site'));
  expect(dates.get('articles/the-frost.md')).toBe('2024-01-02T09:00:00+01:00');
  expect(dates.has('articles/new.md')).toBe(false);
});

test('a shallow clone, which knows only the last commit, gives no dates', async () => {
  const [folder, clone] = [await repository(), await folderOf({})];
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, join(clone, 'clone')], { stdio: 'pipe' });
  expect(await firstCommits(join(clone, 'clone', 'site'))).toEqual(new Map());
});

test('a folder outside of git, an empty repository and a broken one give no dates', async () => {
  expect(await firstCommits(await folderOf({ 'a.md': 'A' }))).toEqual(new Map());
  expect(await firstCommits(join(await folderOf({}), 'missing'))).toEqual(new Map());
  const empty = await folderOf({ 'a.md': 'A' });
  git(empty, 'init', '-q');
  expect(await firstCommits(empty)).toEqual(new Map());
  expect(await firstCommits(await folderOf({ 'a.md': 'A', '.git/HEAD': 'nonsense' }))).toEqual(new Map());
});
