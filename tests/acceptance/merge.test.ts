import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildPublication } from '../../src/publish/build.ts';
import { writeDigest } from '../../src/publish/issues/digest.ts';
import { copyStarter } from '../../src/publish/starter.ts';
import { articleOf, contentsOf, Folder } from '../publish/publication.ts';
import { requires } from '../requires.ts';

const git = requires('git');

/** A publication in git as somebody has it who ran `init` and `build`, with one article of two branches' past. */
async function published(): Promise<Folder> {
  const folder = await Folder.with({ 'articles/first.md': articleOf('First', '2026-11-01') });
  const yaml = await folder.read('tidings.yaml');
  await rm(join(folder.path, 'tidings.yaml'));
  await copyStarter(folder.path, 'here');
  await folder.write('tidings.yaml', yaml);
  for (const path of ['articles/welcome.md', 'articles/a-tide-table-is-a-feed.md', 'issues'])
    await rm(join(folder.path, path), { recursive: true });
  await rm(join(folder.path, 'articles/2026-11-20-ai-labs-weigh-a-pause.txt'));
  run(folder, 'init', '--quiet', '--initial-branch=main');
  await keep(folder);
  return folder;
}

/** Builds and commits all, as a writer does at the end of a day. */
async function keep(folder: Folder): Promise<void> {
  await buildPublication(await folder.config());
  run(folder, 'add', '--all');
  run(folder, 'commit', '--quiet', '--message=day');
}

function run({ path }: Folder, ...args: string[]): void {
  const person = ['-c', 'user.name=Writer', '-c', 'user.email=writer@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync(git!, [...person, ...args], { cwd: path, encoding: 'utf8' });
  expect(status, `git ${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
}

/** Two people do something each on a branch of their own, and git merges the one into the other. */
async function merged(folder: Folder, ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<void> {
  run(folder, 'switch', '--quiet', '--create', 'theirs');
  await theirs();
  await keep(folder);
  run(folder, 'switch', '--quiet', 'main');
  await ours();
  await keep(folder);
  run(folder, 'merge', '--quiet', '--no-edit', 'theirs');
}

describe.skipIf(!git)('after git merged two branches', () => {
  test('that each added an article, both are built and no id has changed', async () => {
    const folder = await published();
    await merged(
      folder,
      () => folder.write('articles/ours.md', articleOf('Ours', '2026-11-02')),
      () => folder.write('articles/theirs.md', articleOf('Theirs', '2026-11-02')),
    );
    const built = await buildPublication(await folder.config());
    expect(built.publication.articles.map(({ slug }) => slug).toSorted()).toEqual(['first', 'ours', 'theirs']);
    expect(built.problems).toEqual([]);
    expect((await buildPublication(await folder.config(), { frozen: true })).written).toEqual([]);
  });

  test('that each added a digest of a new article, both are built', async () => {
    const folder = await published();
    await writeDigest(await folder.config(), { since: 'last' });
    await keep(folder);
    const add = (title: string, date: string) => async () => {
      await folder.write(`articles/${title}.md`, articleOf(title, date));
      await writeDigest(await folder.config(), { since: 'last' });
    };
    await merged(folder, add('ours', '2026-11-02'), add('theirs', '2026-11-03'));
    const built = await buildPublication(await folder.config());
    expect(contentsOf(built)).toEqual({
      '2026-11-01-digest': ['first'],
      '2026-11-02-digest': ['ours'],
      '2026-11-03-digest': ['theirs'],
    });
    expect(built.problems).toEqual([]);
  });
});
