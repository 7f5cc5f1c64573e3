import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPublication } from '../../../src/publish/build.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { proveTheme } from '../../../src/publish/themes/prove-theme.ts';
import { themeOf } from '../../../src/publish/themes/theme.ts';
import { gardenWith, settings } from '../garden.ts';

const readme = await readFile(new URL('../../../templates/email/README.md', import.meta.url), 'utf8');
const picture = await readFile(new URL('../../../templates/starter/articles/images/harbour.png', import.meta.url));

/** The first block of code in the README in a language after a heading. */
function snippet(heading: string, language: string): string {
  return readme.split(`\n## ${heading}\n`)[1]!.split(`\`\`\`${language}\n`)[1]!.split('```')[0]!;
}

test('a theme with a partial, a picture and data, written as the README says, passes on all sample letters', async () => {
  const config = await gardenWith({ 'tidings.yaml': `${settings}  theme: mine\n`, 'themes/.keep': '' });
  const { files } = await copyTheme('plain', 'mine', config);
  const folder = join(config.directory, 'themes/mine');
  for (const file of files.filter((name) => name !== 'README.md')) expect(readme).toContain(`\`${file}\``);
  await appendFile(join(folder, 'theme.yaml'), `\n${snippet('Data of your own', 'yaml')}`);
  await writeFile(join(folder, 'line.png'), picture);
  await writeFile(join(folder, 'card.mjml'), `{{ label }} {{ data.sponsor }} ${snippet('Files', 'liquid')}`);
  const layout = await readFile(join(folder, 'layout.mjml'), 'utf8');
  const [, tag] = /(\{% render 'card', [^%]*%\})/.exec(readme)!;
  expect(layout).toContain(snippet("Fonts of MJML's own components", 'xml').split('\n')[1]!.trim());
  await writeFile(join(folder, 'layout.mjml'), layout.replace('<mj-column>', `<mj-column><mj-text>${tag}</mj-text>`));
  expect(await proveTheme(await themeOf(config), config)).toEqual([]);
  await buildPublication(config);
  expect(await readFile(join(config.output, 'issues/frost/email.html'), 'utf8')).toContain('/themes/mine/line.png');
});

test('the README tells of the commands that a designer needs, in their order', () => {
  const steps = [
    'theme copy plain mine',
    'theme try mine',
    'theme: mine',
    'npx tidings check',
    'npx tidings send --to',
  ];
  const places = steps.map((step) => readme.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
