import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { init } from '../../src/commands/init.ts';
import type { Terminal } from '../../src/commands/terminal.ts';
import { readYaml } from '../../src/model/yaml.ts';
import { settingsFile } from '../../src/settings/file.ts';
import { proved } from '../commands/schema.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { sites } from './sites.ts';

/** Runs `tidings init` in a folder. */
async function run(cwd: string, directory = '.') {
  let [text, result] = ['', {} as Record<string, never>];
  const warnings: string[] = [];
  const terminal = {
    json: false,
    context: { cwd, environment: {}, clock: () => new Date() },
    result: proved((words, value) => {
      [text, result] = [words, value as typeof result];
    }),
    warn: (problems) => void warnings.push(...problems.map(({ message }) => message)),
  } as Terminal;
  const code = await init(terminal, directory);
  return { text, result, warnings, code };
}

test.each(Object.entries(sites))('no file of a site of %s is changed, and its settings are valid', async (_, {
  files,
  settings,
}) => {
  const folder = await folderOf(files);
  const before = await contentsOf(folder);
  const { code } = await run(folder);
  const after = await contentsOf(folder);
  expect(code).toBe(0);
  expect(after).toMatchObject(before);
  expect(Object.keys(after).filter((path) => !(path in before))).toEqual(['.env', 'tidings.yaml']);
  const read = readYaml({ text: after['tidings.yaml']!, file: 'tidings.yaml' }, settingsFile);
  expect(read.problems).toEqual([]);
  expect(read.value).toMatchObject({ title: settings.title });
  expect(after['tidings.yaml']!.split('\n').length).toBeLessThan(20);
});

test('the words say what was found, from which file, and what was guessed', async () => {
  const { text } = await run(await folderOf(sites.Gatsby!.files));
  expect(text).toContain('a site of Gatsby (gatsby-config.js)');
  expect(text).toMatch(/title +Quay Notes +gatsby-config\.js/);
  expect(text).toMatch(/permalink .* guessed: /);
  expect(text).toMatch(/Next: look at .*permalink.* in tidings\.yaml/);
});

test('where the site has a feed, its ids are the step after the first build', async () => {
  const { text } = await run(await folderOf(sites.Jekyll!.files));
  expect(text).toContain('npx tidings adopt https://quay.example.com/notes/feed.xml\n');
  expect((await run(await folderOf(sites.Hexo!.files))).text).not.toContain('adopt');
});

test('what the words say is in the result for programs, too', async () => {
  const { result } = await run(await folderOf(sites.Jekyll!.files));
  expect(result).toMatchObject({
    written: ['tidings.yaml', '.env'],
    site: { generator: 'Jekyll', articles: 2, feed: '/feed.xml', notes: [expect.stringContaining('exclude')] },
  });
});

test('Jekyll would publish the list of readers, so the lines against it are named until they are there', async () => {
  const { text } = await run(await folderOf(sites.Jekyll!.files));
  expect(text).toContain('Add to the list "exclude" of _config.yml: tidings.yaml, tidings.lock, tidings.db*');
  const config = 'exclude: [tidings.yaml, tidings.lock, "tidings.db*", issues, themes]\n';
  const { text: done } = await run(await folderOf({ ...sites.Jekyll!.files, '_config.yml': config }));
  expect(done).not.toContain('exclude');
});

test("the site's own .env is left alone, and .gitignore is completed by a person", async () => {
  const folder = await folderOf({ ...sites.Hugo!.files, '.env': 'KEY=1\n', '.gitignore': 'public/\n.env\n' });
  execFileSync('git', ['init', '--quiet', folder]);
  const { text, result } = await run(folder);
  expect(await readFile(join(folder, '.env'), 'utf8')).toBe('KEY=1\n');
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('public/\n.env\n');
  expect(text).toContain('There is a .env already');
  expect(result).toMatchObject({ kept: ['.env'], site: { ignore: ['tidings.db*', '.tidings/', 'output/'] } });
});

test('a new .env is for its owner alone', async () => {
  const folder = await folderOf(sites.Hugo!.files);
  await run(folder);
  expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
});

test('a repository whose site is in a folder is told which', async () => {
  const nested = Object.entries(sites.VitePress!.files).map(([path, text]) => [`docs/${path}`, text]);
  const folder = await folderOf({ ...Object.fromEntries(nested), 'notes/a.md': '# A\n', 'notes/b.md': '# B\n' });
  await expect(run(folder)).rejects.toMatchObject({
    exitCode: 2,
    problems: [
      { message: expect.stringContaining('VitePress in docs'), hint: expect.stringContaining('"tidings init docs"') },
    ],
  });
  expect(Object.keys(await contentsOf(folder))).not.toContain('tidings.yaml');
  expect((await run(folder, 'docs')).text).toContain('npx tidings build docs');
});

test('a second time, the word is that there is a publication already', async () => {
  const folder = await folderOf(sites.Zola!.files);
  await run(folder);
  await expect(run(folder)).rejects.toThrow('is a publication already');
});

test('inside another publication, init says so and goes on', async () => {
  const folder = await folderOf({ 'tidings.yaml': 'title: Mine\n' });
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  const { warnings, result } = await run(folder, 'a/b');
  expect(warnings).toEqual(['a/b is inside the publication here']);
  expect(result).toMatchObject({ problems: [{ severity: 'warning', rule: 'init' }] });
});

test('a link to a place outside is neither read nor followed', async () => {
  const outside = await folderOf(sites.Hugo!.files);
  const folder = await folderOf({ 'note.txt': 'mine' });
  await symlink(outside, join(folder, 'site'));
  expect((await run(folder)).text).toContain('Began a publication here');
});
