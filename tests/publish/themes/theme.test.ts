import { appendFile, copyFile, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import type { Theme } from '../../../src/email/theme.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { checkBuild } from '../../../src/publish/check-build.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { loadTheme, themeOf } from '../../../src/publish/themes/theme.ts';
import { listThemes } from '../../../src/publish/themes/theme-places.ts';
import { withDefaults } from '../../../src/settings/input.ts';
import { contentsOf, folderOf } from '../../folder.ts';

const picture = await readFile(new URL('../../../templates/starter/articles/images/harbour.png', import.meta.url));
const head = 'title: My Letter\nurl: https://example.org/blog/\n';
const article = { 'articles/2026-11-23-frost.txt': 'Frost\n\nThe beds were white.\n' };

async function configOf(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await folderOf({ ...article, ...files });
  const clock = () => new Date('2026-12-31T00:00:00Z');
  return loadConfig(folder, {}, { cwd: folder, environment: {}, clock });
}

/** The theme of a publication with these settings below its title and url, or the problems that it has. */
async function themeWith(newsletter: string, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n${newsletter}`, ...files });
  return themeOf(config).catch((error) => {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  });
}

test('without a word about it, letters have the theme plain', async () => {
  expect(await themeWith('  from: letters@example.org\n')).toMatchObject({ name: 'plain', files: [] });
});

test.each([
  'plain',
  'magazine',
  'dense',
])('the theme %s comes with Tidings, and everything in it can be read', async (name) => {
  expect(await loadTheme(name)).toMatchObject({ name, file: `templates/email/${name}` });
});

test('a wrong name comes with the nearest one of both folders', async () => {
  const own = { 'themes/garden/theme.yaml': '' };
  expect(await themeWith('  theme: magazin\n', own)).toMatchObject([
    {
      message: 'there is no theme "magazin"',
      hint: 'Did you mean "magazine"?',
      file: 'tidings.yaml',
      line: 4,
      column: 10,
    },
  ]);
  expect(await themeWith('  theme: gardens\n', own)).toMatchObject([{ hint: 'Did you mean "garden"?' }]);
  expect(await themeWith('  theme: newspaper\n', own)).toMatchObject([
    { hint: 'There are: garden, dense, magazine, plain.' },
  ]);
});

test.each(['../outside', 'a/b', '.', ''])('a theme cannot be called %o', async (name) => {
  await expect(configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: '${name}'\n` })).rejects.toThrow(ProblemError);
});

test('a theme of the publication comes before one of the same name', async () => {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: plain\n` });
  await copyTheme('dense', 'mine', config);
  await rename(join(config.directory, 'themes/mine'), join(config.directory, 'themes/plain'));
  expect(await themeOf(config)).toMatchObject({ name: 'plain', file: 'themes/plain', settings: { width: 620 } });
  const names = (await listThemes(config.directory)).map(({ name, own }) => [name, own]);
  expect(names).toEqual([
    ['plain', true],
    ['dense', false],
    ['magazine', false],
  ]);
});

test('a file that a theme lacks is named', async () => {
  expect(await themeWith('  theme: mine\n', { 'themes/mine/theme.yaml': '' })).toMatchObject([
    { file: 'themes/mine/layout.mjml', message: 'the theme lacks this file' },
  ]);
});

test('the settings change what they name and nothing else', async () => {
  const style = '  style: {width: 560, fonts: {title: Arial}, light: {link: "#004400", code: {name: "#003300"}}}\n';
  const [plain, restyled] = [await loadTheme('plain'), (await themeWith(style)) as Theme];
  const { fonts, light } = plain.settings;
  expect(restyled.settings).toEqual({
    ...plain.settings,
    width: 560,
    fonts: { ...fonts, title: 'Arial' },
    light: { ...light, link: '#004400', code: { ...light.code, name: '#003300' } },
  });
});

test('a program without a publication folder has its style in the theme, too', async () => {
  const use = (style: object) => ({
    settings: withDefaults({ title: 'T', url: 'https://example.org', newsletter: { style } }),
  });
  const logo = { light: 'https://example.org/logo.png', width: 80 };
  expect(await loadTheme('dense', use({ light: { link: '#004400' }, logo }))).toMatchObject({
    settings: { light: { link: '#004400' } },
    logo: { url: 'https://example.org/logo.png' },
  });
  await expect(loadTheme('dense', use({ light: { text: '#fffffe' } }))).rejects.toThrow(ProblemError);
  await expect(loadTheme('dense', use({ logo: { ...logo, dark: 'logo.png' } }))).rejects.toThrow(
    'newsletter.style.logo names the file logo.png, and there is no publication folder',
  );
});

test.each([
  ['light: {linc: "#004400"}', 'unknown key "linc"', 'Did you mean "link"?'],
  ['light: {link: green}', 'link is not a colour such as "#1a1a1a"', undefined],
  ['width: 1200', 'width must be at most 700', undefined],
  ['fonts: {text: "Georgia;color:red"}', 'text is not a list of font names', undefined],
  ['logo: {light: logo.svg}', 'light is not a picture that every mail program shows', 'Few programs show SVG.'],
  ['logo: {light: ../logo.png}', 'light leads out of the publication', 'Put the picture into the publication folder'],
  [
    'logo: {light: /home/logo.jpg}',
    'light leads out of the publication',
    'Put the picture into the publication folder',
  ],
  ['logo: {light: ../logo.svg}', 'light is not a picture that every mail program shows', 'Name a PNG'],
  ['logo: {dark: logo.png}', 'logo lacks light', undefined],
])('newsletter.style refuses %s at its place', async (style, message, hint) => {
  const error = await configOf({ 'tidings.yaml': `${head}newsletter:\n  style: {${style}}\n` }).catch(
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect(error.problems).toMatchObject([{ file: 'tidings.yaml', line: 4 }]);
  expect(error.problems[0].message).toContain(message);
  if (hint) expect(error.problems[0].hint).toContain(hint);
});

test('a colour of the settings that nobody could read is refused where it stands', async () => {
  expect(await themeWith('  style:\n    light:\n      link: "#9fc5e8"\n')).toMatchObject([
    { rule: 'contrast', file: 'tidings.yaml', line: 6, column: 13 },
  ]);
});

test('a ground of the settings on which the theme cannot be read is refused where it stands', async () => {
  const problems = await themeWith('  style:\n    dark:\n      background: "#ffffff"\n');
  expect(problems).toMatchObject([
    {
      message: expect.stringContaining('dark.text'),
      hint: expect.stringContaining('bring those two closer'),
      file: 'tidings.yaml',
      line: 6,
    },
    { message: expect.stringContaining('dark.muted') },
    { message: expect.stringContaining('dark.link') },
    { message: expect.stringContaining('dark.accent') },
  ]);
});

test('a local logo is measured, copied and named in full, in both modes', async () => {
  const config = await configOf({
    'tidings.yaml': `${head}newsletter:\n  style: {logo: {light: art/logo.png, dark: art/dark.png, width: 150}}\n`,
    'art/logo.png': picture,
    'art/dark.png': picture,
  });
  expect(await themeOf(config)).toMatchObject({
    logo: {
      url: 'https://example.org/blog/issues/logo.png',
      darkUrl: 'https://example.org/blog/issues/logo-dark.png',
      width: 150,
    },
  });
  await buildPublication(config);
  const output = await contentsOf(config.output);
  expect(output['issues/logo.png']).toBe(picture.toString('latin1'));
  expect(output['issues/logo-dark.png']).toBeDefined();
  const html = output['issues/frost/email.html']!;
  expect(html).toMatch(
    /<div class="logo-light"><a href="[^"]*"><img src="[^"]*\/issues\/logo\.png" alt="My Letter" width="150" height="\d+"/,
  );
  expect(html).toMatch(/<!--\[if !mso\]><!-->\s*<div class="logo-dark" style="display:none;[^"]*">.*logo-dark\.png/);
});

test('a logo may be elsewhere on the web, and then nothing is copied', async () => {
  const theme = await themeWith('  style: {logo: {light: "https://cdn.example.org/l.png"}}\n');
  expect(theme).toMatchObject({ logo: { url: 'https://cdn.example.org/l.png', height: 40 }, files: [] });
});

test.each([
  ['is not there', {}, 'the logo logo.png is missing'],
  ['is no picture', { 'logo.png': 'words' }, 'the logo logo.png is no picture'],
])('a logo that %s is a problem at its place', async (_, files, message) => {
  expect(await themeWith('  style: {logo: {light: logo.png}}\n', files)).toMatchObject([
    { message, file: 'tidings.yaml', line: 4, column: 25 },
  ]);
});

test('the picture of the editor is measured, shown small, copied and named in full', async () => {
  const config = await configOf({
    'tidings.yaml': `${head}newsletter:\n  editor: {name: First Author, image: art/author.png}\n`,
    'art/author.png': picture,
  });
  const { face } = await themeOf(config);
  expect(face).toMatchObject({ url: 'https://example.org/blog/issues/editor.png' });
  expect(face!.width).toBeLessThanOrEqual(56);
  await buildPublication(config);
  expect((await contentsOf(config.output))['issues/editor.png']).toBe(picture.toString('latin1'));
});

test('the picture of the editor may be elsewhere on the web, and then its height is not known', async () => {
  const theme = await themeWith('  editor: {name: A, image: "https://cdn.example.org/a.jpg"}\n');
  expect(theme).toMatchObject({ face: { url: 'https://cdn.example.org/a.jpg', width: 56 }, files: [] });
  expect(theme).not.toHaveProperty('face.height');
});

test.each([
  ['is not there', 'author.png', {}, 'the picture author.png is missing'],
  ['is no picture', 'author.png', { 'author.png': 'words' }, 'the picture author.png is no picture'],
])('a picture of the editor that %s is a problem at its place', async (_, image, files, message) => {
  expect(await themeWith(`  editor: {name: A, image: ${image}}\n`, files)).toMatchObject([
    { message, file: 'tidings.yaml', line: 4, column: 28 },
  ]);
});

test("a theme's own logo lies in its folder", async () => {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: mine\n`, 'themes/logo.png': picture });
  await copyTheme('plain', 'mine', config);
  const file = join(config.directory, 'themes', 'mine', 'theme.yaml');
  const settings = await readFile(file, 'utf8');
  await writeFile(file, settings.replace('# logo: {light: logo.png, dark: logo-dark.png', 'logo: {light: logo.png'));
  await expect(themeOf(config)).rejects.toMatchObject({
    problems: [{ message: 'the logo logo.png is missing', file: 'themes/mine/theme.yaml' }],
  });
  await copyFile(join(config.directory, 'themes', 'logo.png'), join(config.directory, 'themes', 'mine', 'logo.png'));
  expect((await themeOf(config)).files).toMatchObject([{ path: 'issues/logo.png' }]);
});

test('a copy is the theme with the list of what it can name, and letters are made with it', async () => {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: mine\n` });
  const { folder, files } = await copyTheme('magazine', 'mine', config);
  expect(folder).toBe('themes/mine');
  expect(files).toEqual(['README.md', 'layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml']);
  const original = fileURLToPath(new URL('../../../templates/email/magazine', import.meta.url));
  const { 'README.md': readme, ...copied } = await contentsOf(join(config.directory, 'themes', 'mine'));
  expect(copied).toEqual(await contentsOf(original));
  expect(readme).toContain('`article.title`');
  await buildPublication(config);
  expect(await readFile(join(config.output, 'issues/frost/email.html'), 'utf8')).toContain('class="bar"');
});

test("a copy of one's own theme brings its pictures along", async () => {
  const config = await configOf({ 'tidings.yaml': head, 'themes/mine/logo.png': picture });
  await copyTheme('plain', 'other', config);
  for (const file of ['layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml'])
    await copyFile(join(config.directory, 'themes/other', file), join(config.directory, 'themes/mine', file));
  const { files } = await copyTheme('mine', 'third', config);
  expect(files).toEqual(['layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml', 'logo.png']);
});

test.each([
  ['an unknown theme', 'plian', 'mine', 'there is no theme "plian"'],
  ['a name that leads elsewhere', 'plain', '../mine', '"../mine" is not the name of a theme'],
  ['a folder that is there', 'plain', 'taken', 'themes/taken is there already'],
  ['a name of ours, which it would hide,', 'plain', 'Plain', '"Plain" is the name of a theme that comes with Tidings'],
])('%s cannot be copied', async (_, from, name, message) => {
  const files = { 'tidings.yaml': head, 'themes/taken/notes.txt': 'mine' };
  const config = await configOf(files);
  const before = await contentsOf(config.directory);
  await expect(copyTheme(from, name, config)).rejects.toMatchObject({ exitCode: 2, problems: [{ message }] });
  expect(await contentsOf(config.directory)).toEqual(before);
});

test('a check finds what is wrong with the template of summaries before any letter holds one', async () => {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: mine\n` });
  await copyTheme('plain', 'mine', config);
  const digest = join(config.directory, 'themes', 'mine', 'digest.mjml');
  const line = (await readFile(digest, 'utf8')).split('\n').length;
  await appendFile(digest, '{{ article.sumary }}\n');
  await expect(checkBuild(config)).rejects.toMatchObject({
    problems: [{ file: 'themes/mine/digest.mjml', line, hint: 'Did you mean "article.summary"?' }],
  });
});

test('letters are made again when the theme changes, and only then', async () => {
  const config = await configOf({ 'tidings.yaml': `${head}newsletter:\n  theme: mine\n` });
  await copyTheme('plain', 'mine', config);
  await buildPublication(config);
  expect((await buildPublication(config)).written).toEqual([]);
  await appendFile(join(config.directory, 'themes', 'mine', 'article.mjml'), '<mj-text>More.</mj-text>\n');
  expect((await buildPublication(config)).written).toContain('issues/frost/email.html');
});

test('a file of a theme that is a link out of the publication is refused, for letters would show it', async () => {
  const outside = await folderOf({ 'private.mjml': '<mj-section></mj-section>' });
  const config = await configOf({ 'tidings.yaml': `${head}newsletter: {theme: own}\n`, 'themes/.keep': '' });
  await copyTheme('plain', 'own', config);
  await rm(join(config.directory, 'themes/own/article.mjml'));
  await symlink(join(outside, 'private.mjml'), join(config.directory, 'themes/own/article.mjml'));
  await expect(themeOf(config)).rejects.toMatchObject({
    problems: [{ file: 'themes/own/article.mjml', message: expect.stringContaining('leads out of the publication') }],
  });
});

test('a copy goes nowhere by a link in the place of the themes', async () => {
  const outside = await folderOf();
  const config = await configOf({ 'tidings.yaml': head });
  await symlink(outside, join(config.directory, 'themes'));
  await expect(copyTheme('plain', 'own', config)).rejects.toThrow('would lie outside of the publication');
  expect(await contentsOf(outside)).toEqual({});
});
