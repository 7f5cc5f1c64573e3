import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTheme } from '../../../src/email/theme.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { sourceOf } from '../../../src/publish/letters/letter-source.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { themeOf } from '../../../src/publish/themes/theme.ts';
import { letterOf, plain } from '../../email/letter.ts';
import { contentsOf } from '../../folder.ts';
import { gardenWith, settings } from '../garden.ts';

const picture = await readFile(new URL('../../../templates/starter/articles/images/harbour.png', import.meta.url));
const printed = (name: string, quote = "'") =>
  `\n<mj-text><img src="{{ ${quote}${name}${quote} | file_url }}" alt="A" /></mj-text>\n`;

/** A garden whose theme is a copy of `plain` with more files, and with this text at the end of `article.mjml`. */
async function withTheme(text: string, files: Readonly<Record<string, string | Uint8Array>>, more = '') {
  const config = await gardenWith({ 'tidings.yaml': `${settings}  theme: mine\n${more}`, 'themes/.keep': '' });
  await copyTheme('plain', 'mine', config);
  const theme = join(config.directory, 'themes/mine');
  for (const [name, content] of Object.entries(files)) await writeFile(join(theme, name), content);
  await appendFile(join(theme, 'article.mjml'), text);
  return { ...config, theme };
}

test.each([
  "'",
  '"',
])('a picture that a template names between %s is copied, and its address is in the letter', async (quote) => {
  const config = await withTheme(printed('line 1.png', quote).replace('src="', "src='").replace('" alt', "' alt"), {
    'line 1.png': picture,
    'other.png': picture,
  });
  await buildPublication(config);
  const output = await contentsOf(config.output);
  expect(output['themes/mine/line 1.png']).toBe(picture.toString('latin1'));
  expect(output['issues/frost/email.html']).toContain('https://garden.example.org/themes/mine/line%201.png');
  expect(Object.keys(output)).not.toContain('themes/mine/other.png');
});

test('a partial names files, too; an old copy that no template renders may name any', async () => {
  const config = await withTheme("{% render 'note' %}\n", {
    'note.mjml': printed('line.png'),
    'article-old.mjml': printed('gone.png'),
    'line.png': picture,
  });
  expect((await themeOf(config)).addresses).toEqual({ 'line.png': 'https://garden.example.org/themes/mine/line.png' });
});

test('the mail with one button names files of its theme', async () => {
  const config = await withTheme('', { 'action.mjml': printed('line.png'), 'line.png': picture });
  expect((await themeOf(config)).files).toMatchObject([{ path: 'themes/mine/line.png' }]);
});

test.each([
  ['a name that is nearly right', 'lime.png', 'the theme has no file "lime.png"', 'Did you mean "line.png"?'],
  ['a file that is not there', 'castle.png', 'the theme has no file "castle.png"', 'beside layout.mjml'],
  ['a path out of the folder', '../other/line.png', 'the theme has no file "../other/line.png"', 'beside layout.mjml'],
  ['an absolute path', '/etc/passwd', 'the theme has no file "/etc/passwd"', 'beside layout.mjml'],
  ['a link', 'link.png', 'link.png is a link', 'Copy the file itself'],
  ['a folder', 'art', 'art is no file', 'Copy the file itself'],
  ['a drawing, which may hold scripts', 'a.svg', 'a.svg is no picture or font that mail programs load', 'PNG'],
  ['a page in the guise of a picture', 'page.png', 'page.png is no picture or font', 'PNG'],
  ['a template', 'digest.mjml', 'digest.mjml is no picture or font', 'PNG'],
  ['a hidden file', '.hidden.png', '.hidden.png is no name that every web server knows', 'letters'],
])('%s is refused at its line, and nothing of it is copied', async (_, name, message, hint) => {
  const config = await withTheme(printed(name), {
    'line.png': picture,
    'a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'page.png': '<html><script>x</script></html>',
    '.hidden.png': picture,
  });
  await symlink(join(config.theme, 'line.png'), join(config.theme, 'link.png'));
  await mkdir(join(config.theme, 'art'));
  const line =
    (await readFile(join(config.theme, 'article.mjml'), 'utf8'))
      .split('\n')
      .findIndex((one) => one.includes(`${name}' | file_url`)) + 1;
  await expect(buildPublication(config)).rejects.toMatchObject({
    problems: [
      {
        file: 'themes/mine/article.mjml',
        line,
        length: name.length,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      },
    ],
  });
  expect(await contentsOf(config.output)).toEqual({});
});

test('where another program makes the site, a file of the theme has no address', async () => {
  const config = await withTheme(printed('line.png'), { 'line.png': picture }, 'site: false\n');
  await expect(themeOf(config)).rejects.toMatchObject({
    problems: [
      { message: expect.stringContaining('line.png lies in no static folder'), file: 'themes/mine/article.mjml' },
    ],
  });
});

test('another picture of the same name keeps its address, and letters count as they were', async () => {
  const config = await withTheme(printed('line.png'), { 'line.png': picture });
  await buildPublication(config);
  const source = await sourceOf(config, 'november');
  await writeFile(
    join(config.theme, 'line.png'),
    await readFile(new URL('../../../templates/starter/articles/images/tide-curve.png', import.meta.url)),
  );
  expect((await buildPublication(config)).written).toEqual(['themes/mine/line.png']);
  expect(await sourceOf(config, 'november')).toBe(source);
});

test('a file that no template names any more leaves the output', async () => {
  const config = await withTheme(printed('line.png'), { 'line.png': picture });
  await buildPublication(config);
  const article = join(config.theme, 'article.mjml');
  await writeFile(article, (await readFile(article, 'utf8')).replace(printed('line.png'), ''));
  await buildPublication(config);
  expect(Object.keys(await contentsOf(config.output))).not.toContain('themes/mine/line.png');
});

test('a copy of a theme has its fonts and pictures', async () => {
  const config = await withTheme('', { 'line.png': picture, 'text.woff2': 'wOF2' });
  expect((await copyTheme('mine', 'other', config)).files).toEqual(expect.arrayContaining(['line.png', 'text.woff2']));
});

test.each([
  ['a name from a variable', '{{ issue.subject | file_url }}'],
  ['a name that was made', "{{ 'line' | append: '.png' | file_url }}"],
  ['a name without a folder', "{{ 'line.png' | file_url }}"],
])('%s is refused where it is written, with the way to name a file', async (_, text) => {
  const layout = plain.layout.replace('<mj-column>', () => `<mj-column><mj-text>${text}</mj-text>`);
  await expect(letterOf({}, {}, parseTheme({ ...plain, layout }, 'themes/mine'))).rejects.toMatchObject({
    problems: [{ file: 'themes/mine/layout.mjml', hint: expect.stringContaining("{{ 'line.png' | file_url }}") }],
  });
});
