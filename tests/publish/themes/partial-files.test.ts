import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { sourceOf } from '../../../src/publish/letters/letter-source.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { themeOf } from '../../../src/publish/themes/theme.ts';
import { folderOf } from '../../folder.ts';

/** A publication whose theme is a copy of `plain` with more files in its folder. */
async function withTheme(files: Readonly<Record<string, string>>): Promise<Config & { readonly theme: string }> {
  const folder = await folderOf({
    'tidings.yaml': 'title: My Letter\nurl: https://example.org/\nnewsletter: {theme: mine}\n',
    'articles/2026-11-23-frost.txt': 'Frost\n\nThe beds were white.\n',
  });
  const clock = () => new Date('2026-12-31T00:00:00Z');
  const config = await loadConfig(folder, {}, { cwd: folder, environment: {}, clock });
  await copyTheme('plain', 'mine', config);
  const theme = join(folder, 'themes/mine');
  for (const [name, text] of Object.entries(files)) await writeFile(join(theme, name), text);
  return { ...config, theme };
}

const useNote = "{% render 'note' %}\n";

test('other .mjml files of the folder are partials; hidden ones, drafts of editors and templates are none', async () => {
  const config = await withTheme({
    'note.mjml': 'n',
    'Row-2.mjml': 'r',
    '.card.mjml': '',
    'a b.mjml': '',
    'x.txt': '',
  });
  await writeFile(join(config.theme, 'action.mjml'), '');
  expect((await themeOf(config)).partials).toEqual({ note: 'n', 'Row-2': 'r' });
});

test('a change of a partial makes the letters anew, and they count as changed', async () => {
  const config = await withTheme({ 'note.mjml': '<mj-text>One.</mj-text>\n' });
  await appendFile(join(config.theme, 'article.mjml'), useNote);
  await buildPublication(config);
  const before = await sourceOf(config, 'frost');
  await writeFile(join(config.theme, 'note.mjml'), '<mj-text>Two.</mj-text>\n');
  expect((await buildPublication(config)).written).toContain('issues/frost/email.html');
  expect(await readFile(join(config.output, 'issues/frost/email.html'), 'utf8')).toContain('Two.');
  expect(await sourceOf(config, 'frost')).not.toBe(before);
});

test('the words for the text part are read, copied along, and part of what a letter follows from', async () => {
  const config = await withTheme({ 'after.txt': 'Thanks.\n' });
  await buildPublication(config);
  expect(await readFile(join(config.output, 'issues/frost/email.txt'), 'utf8')).toContain('\nThanks.\n');
  const before = await sourceOf(config, 'frost');
  await writeFile(join(config.theme, 'after.txt'), 'Many thanks.\n');
  expect((await buildPublication(config)).written).toContain('issues/frost/email.txt');
  expect(await sourceOf(config, 'frost')).not.toBe(before);
  expect((await copyTheme('mine', 'copy', config)).files).toContain('after.txt');
});

test('a fault of a partial stops the build at its file and line', async () => {
  const config = await withTheme({ 'note.mjml': '<mj-text>\n{{ words.whyy }}</mj-text>\n' });
  await appendFile(join(config.theme, 'article.mjml'), useNote);
  await expect(buildPublication(config)).rejects.toMatchObject({
    problems: [{ file: 'themes/mine/note.mjml', line: 2, hint: 'Did you mean "words.why"?' }],
  });
});

test('a partial that is a link is refused, wherever it leads', async () => {
  const config = await withTheme({});
  await symlink(join(config.theme, 'digest.mjml'), join(config.theme, 'note.mjml'));
  await expect(themeOf(config)).rejects.toMatchObject({
    problems: [{ file: 'themes/mine/note.mjml', message: 'a partial must be no link' }],
  });
});

test('a copy of a theme has its partials and the template of its mails, and follows no link', async () => {
  const config = await withTheme({ 'note.mjml': 'n', 'action.mjml': 'a', 'notes.txt': 'mine' });
  await symlink(join(config.theme, 'note.mjml'), join(config.theme, 'card.mjml'));
  const { files } = await copyTheme('mine', 'other', config);
  expect(files.toSorted()).toEqual([
    'README.md',
    'action.mjml',
    'article.mjml',
    'digest.mjml',
    'layout.mjml',
    'note.mjml',
    'theme.yaml',
  ]);
});
