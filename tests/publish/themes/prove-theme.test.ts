import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { checkBuild } from '../../../src/publish/check-build.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { proveTheme } from '../../../src/publish/themes/prove-theme.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { gardenWith, settings } from '../garden.ts';

test.each(['plain', 'magazine', 'dense'])('the theme %s passes on all sample letters', async (name) => {
  const config = await gardenWith();
  expect(await proveTheme(await loadTheme(name, config), config)).toEqual([]);
});

/** A garden with a copy of `plain`, of which one text is replaced by another. */
async function withFault(file: string, from: string | RegExp, to: string, chosen = true): Promise<Config> {
  const config = await gardenWith({
    'tidings.yaml': chosen ? `${settings}  theme: mine\n` : settings,
    'themes/.keep': '',
  });
  await copyTheme('plain', 'mine', config);
  const path = join(config.directory, 'themes/mine', file);
  const text = await readFile(path, 'utf8');
  const changed = text.replaceAll(from instanceof RegExp ? new RegExp(from, 'g') : from, () => to);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
  return config;
}

const faults: [string, string, string | RegExp, string, object][] = [
  [
    'a text that is too faint',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text color="#cccccc">Faint</mj-text>',
    { rule: 'contrast', severity: 'error' },
  ],
  [
    'a text that dark mode hides',
    'layout.mjml',
    /\{\{ styles\.dark \| raw \}\}/,
    '@media (prefers-color-scheme: dark) { .page, .page div { background-color: #15181c !important; } }',
    { rule: 'dark-contrast', severity: 'error' },
  ],
  [
    'no link to unsubscribe',
    'layout.mjml',
    /\{\{ slots\.unsubscribeUrl \}\}/,
    'https://example.org/',
    { rule: 'unsubscribe-link' },
  ],
  [
    'no postal address',
    'layout.mjml',
    /\{% for line in publication\.address %\}[\s\S]*?\{% endfor %\}/,
    '',
    { rule: 'postal-address' },
  ],
  [
    'a picture without an alternative text',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><img src="https://example.org/a.png" /></mj-text>',
    { rule: 'no-alt' },
  ],
  [
    'two main headings',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><h1>Again</h1></mj-text>',
    { rule: 'one-heading' },
  ],
  [
    'a script',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-raw><script>x()</script></mj-raw>',
    { rule: 'active-content' },
  ],
  [
    'a form',
    'article.mjml',
    '{{ article.body | raw }}',
    '<form></form>{{ article.body | raw }}',
    { rule: 'active-content' },
  ],
  [
    'a relative address',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><a href="/about">About</a></mj-text>',
    { rule: 'relative-address' },
  ],
  [
    'a feature that Outlook leaves out',
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><div style="display:flex">x</div></mj-text>',
    { rule: 'support', severity: 'warning' },
  ],
  ['no title', 'layout.mjml', '<mj-title>{{ issue.subject }}</mj-title>', '', { rule: 'no-title' }],
  [
    'no language',
    'layout.mjml',
    ' lang="{{ issue.language }}" dir="{{ issue.direction }}">\n  <mj-head>',
    '>\n  <mj-head>',
    { message: expect.stringContaining('says no language') },
  ],
  [
    'a style sheet that Gmail drops',
    'layout.mjml',
    '<mj-style>',
    `<mj-style>${'.a { color: #111111; }'.repeat(900)}`,
    { rule: 'style-size' },
  ],
  [
    'no sizes of bodies',
    'layout.mjml',
    /\{\{ styles\.body \| raw \}\}/,
    '',
    { message: expect.stringContaining('styles.body'), severity: 'warning' },
  ],
  [
    'no dark mode',
    'layout.mjml',
    /\{\{ styles\.dark \| raw \}\}/,
    '',
    { message: expect.stringContaining('styles.dark'), severity: 'warning' },
  ],
];

test.each(
  faults,
)('%s in the chosen theme is found by a check of the publication, in its file', async (_, file, from, to, found) => {
  const { problems, themes } = await checkBuild(await withFault(file, from, to));
  expect(themes).toEqual(['mine']);
  expect(problems).toContainEqual(
    expect.objectContaining({ ...found, file: expect.stringMatching(/^themes\/mine\//) }),
  );
});

test('a fault of summaries is found although no letter has one', async () => {
  await expect(
    checkBuild(await withFault('digest.mjml', '{{ article.title }}', '{{ article.titel }}')),
  ).rejects.toMatchObject({
    problems: [{ file: 'themes/mine/digest.mjml', hint: 'Did you mean "article.title"?' }],
  });
});

test('a theme that no letter has is proven, too, and its faults are warnings', async () => {
  const config = await withFault(
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><img src="/a.png" /></mj-text>',
    false,
  );
  const { problems, themes } = await checkBuild(config);
  expect(themes).toEqual(['mine']);
  expect(problems).toContainEqual(expect.objectContaining({ rule: 'no-alt', severity: 'warning' }));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  await appendFile(join(config.directory, 'themes/mine/article.mjml'), '{{ article.titel }}');
  expect((await checkBuild(config)).problems).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      file: 'themes/mine/article.mjml',
      message: 'undefined variable: article.titel',
    }),
  );
});

test('the theme of an issue is proven as one that letters have', async () => {
  const config = await withFault(
    'layout.mjml',
    '<mj-column>',
    '<mj-column><mj-text><img src="/a.png" /></mj-text>',
    false,
  );
  await writeFile(join(config.directory, 'issues/may.md'), '---\nsubject: May\narticles: [frost]\ntheme: mine\n---\n');
  expect((await checkBuild(config)).problems).toContainEqual(
    expect.objectContaining({ rule: 'no-alt', severity: 'error' }),
  );
});

test('a branch for data that is given is proven although nobody gave any', async () => {
  const branch =
    '<mj-column>{% if data.sponsor != "" %}<mj-text><img src="https://example.org/a.png" /></mj-text>{% endif %}';
  const config = await withFault('layout.mjml', '<mj-column>', branch);
  await appendFile(join(config.directory, 'themes/mine/theme.yaml'), '\ndata: {sponsor: text}\n');
  expect((await checkBuild(config)).problems).toContainEqual(expect.objectContaining({ rule: 'no-alt' }));
});

test('a site without https, as one on this machine, is no fault of its theme', async () => {
  const config = await gardenWith({ 'tidings.yaml': 'title: G\nurl: http://localhost:8080/\n' });
  expect(await proveTheme(await loadTheme('plain', config), config)).toEqual([]);
});

test('a publication without letters has no theme to prove', async () => {
  const config = await gardenWith({
    'tidings.yaml': 'title: G\nurl: https://garden.example.org/\nnewsletter: false\n',
  });
  expect(await checkBuild(config)).toMatchObject({ themes: [] });
});

test('a theme that names nobody who writes is warned of where the settings name an editor, and only there', async () => {
  const config = await withFault(
    'layout.mjml',
    /\{%- if publication\.editor %\}[\s\S]*?<\/table>\s*\{%- endif %\}/,
    '',
  );
  const theme = await loadTheme('mine', config);
  const { settings: known } = config;
  const editor = { name: 'Ada', line: 'writes here' };
  const named = { ...config, settings: { ...known, newsletter: { ...known.newsletter, editor } } };
  const warning = { severity: 'warning', message: expect.stringContaining('publication.editor') };
  expect(await proveTheme(theme, named)).toContainEqual(expect.objectContaining(warning));
  expect(await proveTheme(theme, config)).not.toContainEqual(expect.objectContaining(warning));
  expect(await proveTheme(await loadTheme('plain', named), named)).toEqual([]);
});

test.each([
  ['data: [a]', 'data must be a group of keys with values'],
  ['data: { constructor: text }', 'constructor is not a name that templates can write'],
])('theme.yaml cannot say %s, and is refused in words', async (line, message) => {
  const config = await withFault('theme.yaml', /$/, `\n${line}\n`);
  await expect(loadTheme('mine', config)).rejects.toMatchObject({
    problems: [
      { severity: 'error', file: expect.stringMatching(/theme\.yaml$/), message: expect.stringContaining(message) },
    ],
  });
});

test.each([
  ['layuot.mjml', '<mjml></mjml>', 'nothing in the theme uses layuot.mjml', 'Did you mean "layout.mjml"?'],
  ['afer.txt', 'Bye', 'nothing in the theme uses afer.txt', 'Did you mean "after.txt"?'],
  [
    'card.mjml',
    '<p>{{ article.title }}</p>',
    'nothing in the theme uses card.mjml',
    "Write {% render 'card' %} where it belongs",
  ],
  ['wave.png', 'x', 'nothing in the theme uses wave.png', 'Name it before file_url in a template'],
])('%s that nothing uses is a warning', async (name, text, message, hint) => {
  const config = await withFault('layout.mjml', '<mjml lang', '<mjml  lang');
  await writeFile(join(config.directory, 'themes/mine', name), text);
  const problems = await proveTheme(await loadTheme('mine', config), config);
  expect(problems).toMatchObject([{ severity: 'warning', message, file: `themes/mine/${name}` }]);
  expect(problems[0]!.hint).toContain(hint);
});

test('a fault in a partial that nothing renders is a warning at its line', async () => {
  const config = await withFault('layout.mjml', '<mjml lang', '<mjml  lang');
  await writeFile(join(config.directory, 'themes/mine/card.mjml'), '<p>\n{% if article.title %}\n</p>');
  const problems = await proveTheme(await loadTheme('mine', config), config);
  expect(problems).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('uses card.mjml') },
    { severity: 'warning', file: 'themes/mine/card.mjml', line: 2, hint: 'Write {% endif %} where it ends.' },
  ]);
});

test('papers, a logo that the settings replace and hidden files are no leftovers', async () => {
  const config = await withFault('theme.yaml', '\nwidth:', '\n# logo: {light: mark.png}\nwidth:');
  for (const name of ['README.md', 'LICENSE', '.keep', 'mark.png', 'layout.mjml~'])
    await writeFile(join(config.directory, 'themes/mine', name), 'x');
  expect(await proveTheme(await loadTheme('mine', config), config)).toEqual([]);
});
