import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { actionTemplateOf } from '../../../src/publish/themes/action-template.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { folderOf } from '../../folder.ts';

async function publicationWith(newsletter: string) {
  const settings = `title: My Letter\nurl: https://example.org/\nnewsletter:\n${newsletter}`;
  const folder = await folderOf({ 'tidings.yaml': settings });
  return loadConfig(folder, {}, { cwd: folder, environment: {}, clock: () => new Date(0) });
}

test('the themes that come with Tidings share one template', async () => {
  const config = await publicationWith('  theme: magazine\n');
  const { file, text } = await actionTemplateOf(config);
  expect(file).toBe('templates/email/action.mjml');
  expect(text).toContain('{{ mail.button }}');
});

test('a theme of one’s own without the file uses the one that comes with Tidings', async () => {
  const config = await publicationWith('  theme: mine\n');
  await copyTheme('plain', 'mine', config);
  expect((await actionTemplateOf(config)).file).toBe('templates/email/action.mjml');
});

test('a theme of one’s own with the file uses that', async () => {
  const config = await publicationWith('  theme: mine\n');
  await copyTheme('plain', 'mine', config);
  await writeFile(join(config.directory, 'themes', 'mine', 'action.mjml'), '<mjml>mine</mjml>');
  expect(await actionTemplateOf(config)).toEqual({
    ...{ text: '<mjml>mine</mjml>', file: 'themes/mine/action.mjml' },
    isOwn: true,
  });
});

test('a file that is a link out of the publication, or a folder, is refused by name', async () => {
  const config = await publicationWith('  theme: mine\n');
  await copyTheme('plain', 'mine', config);
  const file = join(config.directory, 'themes', 'mine', 'action.mjml');
  const other = await folderOf({ 'action.mjml': 'not ours' });
  await symlink(join(other, 'action.mjml'), file);
  const refused = { problems: [expect.objectContaining({ rule: 'theme', file: 'themes/mine/action.mjml' })] };
  await expect(actionTemplateOf(config)).rejects.toMatchObject(refused);
  await rm(file);
  await mkdir(file);
  await expect(actionTemplateOf(config)).rejects.toMatchObject(refused);
});
