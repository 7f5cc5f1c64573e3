import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { publish } from '../../../src/pipeline.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { checkBuild } from '../../../src/publish/check-build.ts';
import { checkLetter } from '../../../src/publish/letters/check-letter.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { sourceOf } from '../../../src/publish/letters/letter-source.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { loadTheme } from '../../../src/publish/themes/theme.ts';
import { gardenWith, settings } from '../garden.ts';

const issue = (front: string) => ({ 'issues/may.md': `---\nsubject: May\narticles: [frost]\n${front}---\n` });
const declaration = '\ndata:\n  sponsor: {type: text, default: Nobody}\n  link: url\n';

/** A garden with an issue of this front matter, and a theme `mine` that prints its sponsor. */
async function withIssue(front: string, changed: string = settings): Promise<Config> {
  const config = await gardenWith({ ...issue(front), 'tidings.yaml': changed, 'themes/.keep': '' });
  await copyTheme('plain', 'mine', config);
  await appendFile(join(config.directory, 'themes/mine/theme.yaml'), declaration);
  await appendFile(
    join(config.directory, 'themes/mine/article.mjml'),
    '<mj-text>Sponsor: {{ data.sponsor }}.</mj-text>\n',
  );
  return config;
}

async function problemsOf(run: Promise<unknown>) {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problems;
  throw error ?? new Error('nothing was refused');
}

const htmlOf = (config: Config, slug: string) => readFile(join(config.output, `issues/${slug}/email.html`), 'utf8');

test('an issue has the theme and the data of its front matter, and all other letters those of the settings', async () => {
  const config = await withIssue('theme: mine\nlayout: full\ndata: {sponsor: Example & Sons}\n');
  await buildPublication(config);
  expect(await htmlOf(config, 'may')).toContain('Sponsor: Example &amp; Sons.');
  expect(await htmlOf(config, 'frost')).not.toContain('Sponsor');
  expect(await htmlOf(config, 'november')).not.toContain('Sponsor');
});

test('the data of the settings is in every letter, and that of an issue in its own alone', async () => {
  const config = await withIssue(
    'layout: full\ndata: {sponsor: Sail Loft}\n',
    `${settings}  theme: mine\ndata: {sponsor: Rope Works}\n`,
  );
  await buildPublication(config);
  expect(await htmlOf(config, 'may')).toContain('Sponsor: Sail Loft.');
  expect(await htmlOf(config, 'frost')).toContain('Sponsor: Rope Works.');
});

test('what is checked and sent has the theme and the data of the issue, too', async () => {
  const config = await withIssue('theme: mine\nlayout: full\ndata: {sponsor: Sail Loft}\n');
  const sent = await compileForSending(config, 'may');
  expect(JSON.stringify(sent.letters)).toContain('Sponsor: Sail Loft.');
  const prepared = await prepare(config);
  const checked = prepared.publication.issues!.find(({ slug }) => slug === 'may')!;
  await appendFile(join(config.directory, 'themes/mine/article.mjml'), '<mj-text><img src="/a.png" /></mj-text>\n');
  const { problems } = await checkLetter(checked, prepared, config);
  expect(problems).toContainEqual(expect.objectContaining({ rule: 'no-alt', file: 'themes/mine/article.mjml' }));
});

test.each([
  ['another theme', 'theme: mine\n', 'theme: dense\n'],
  ['other data', 'theme: mine\ndata: {sponsor: A}\n', 'theme: mine\ndata: {sponsor: B}\n'],
])('with %s the letters are made anew, and count as changed', async (_, before, after) => {
  const config = await withIssue(before);
  await buildPublication(config);
  const source = await sourceOf(config, 'may');
  const file = join(config.directory, 'issues/may.md');
  const text = (await readFile(file, 'utf8')).replace(before, after);
  await writeFile(file, text);
  expect(await sourceOf(config, 'may')).not.toBe(source);
  const { written } = await buildPublication(config);
  expect(written).toContain('issues/may/email.html');
  expect(written).not.toContain('issues/november/email.html');
});

test('a change of the theme of an issue makes its letters anew, and no others', async () => {
  const config = await withIssue('theme: mine\nlayout: full\n');
  await buildPublication(config);
  await appendFile(join(config.directory, 'themes/mine/article.mjml'), '<mj-text>More.</mj-text>\n');
  const { written } = await buildPublication(config);
  expect(written.filter((path) => path.endsWith('email.html'))).toEqual(['issues/may/email.html']);
});

test.each([
  ['a theme that is not there', 'theme: magazin\n', 'there is no theme "magazin"', 'Did you mean "magazine"?', 4],
  ['a path', 'theme: ../x\n', 'theme is not the name of a theme', 'Name a folder of themes/', 4],
  [
    'data that is not declared',
    'theme: mine\ndata:\n  sponser: X\n',
    'the theme takes no data "sponser"',
    '"sponsor"',
    6,
  ],
  ['data for a theme that takes none', 'data: {sponsor: X}\n', 'the theme takes no data "sponsor"', 'It takes none', 4],
  ['an address that runs', "theme: mine\ndata:\n  link: 'javascript:x'\n", 'data.link is no address', 'https', 6],
  [
    'a list',
    'theme: mine\ndata: {sponsor: [a, b]}\n',
    'sponsor must be text, a number, or true or false',
    undefined,
    5,
  ],
])('%s in an issue is an error at its line', async (_, front, message, hint, line) => {
  const config = await withIssue(front);
  for (const run of [buildPublication, checkBuild]) {
    const [problem] = await problemsOf(run(config));
    expect(problem).toMatchObject({ severity: 'error', file: 'issues/may.md', line });
    expect(problem!.message).toContain(message);
    if (hint) expect(problem!.hint).toContain(hint);
  }
});

test('a draft with a theme that is not there is refused, too', async () => {
  expect(await problemsOf(buildPublication(await withIssue('draft: true\ntheme: nowhere\n')))).toHaveLength(1);
});

test.each([
  ['a name that no theme declares', 'sponser: X', 'the theme takes no data "sponser"', 'Did you mean "sponsor"?'],
  ['a value of another type', 'link: nowhere', 'data.link is no address', 'https'],
])('%s under data in tidings.yaml is an error at its line', async (_, data, message, hint) => {
  const config = await withIssue('', `${settings}  theme: mine\ndata:\n  ${data}\n`);
  const [problem, ...others] = await problemsOf(buildPublication(config));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ file: 'tidings.yaml', line: 11 });
  expect(problem!.message).toContain(message);
  expect(problem!.hint).toContain(hint);
});

test('data in tidings.yaml may be for another theme of the publication, which an issue chooses', async () => {
  const config = await withIssue('theme: mine\nlayout: full\n', `${settings}data: {sponsor: Rope Works}\n`);
  await buildPublication(config);
  expect(await htmlOf(config, 'may')).toContain('Sponsor: Rope Works.');
});

test('for a program, an issue whose theme was not loaded is refused, and never made with another', async () => {
  const config = await withIssue('theme: mine\n');
  const { publication } = await prepare(config);
  const theme = await loadTheme('plain');
  const all = async (options: Parameters<typeof publish>[1]) => Array.fromAsync(publish(publication, options));
  expect(await problemsOf(all({ theme }))).toMatchObject([
    { message: 'the letter may has the theme "mine", which was not loaded', file: 'issues/may.md' },
  ]);
  const mine = await loadTheme('mine', config);
  expect(await all({ theme, themes: new Map([['mine', mine]]) })).not.toEqual([]);
});

test.each([
  ['12', 'text 12, number 12'],
  ['"12"', /data\.edition is no number/],
  ["'12'", /data\.edition is no number/],
  ['twelve', /data\.edition is no number/],
  ['true', /data\.edition is no number/],
])('a number in an issue that is written %s is told from text as in tidings.yaml', async (written, expected) => {
  const front = `theme: mine\nlayout: full\ndata:\n  edition: ${written}\n`;
  const inIssue = await withIssue(front);
  const inSettings = await withIssue('layout: full\n', `${settings}  theme: mine\ndata:\n  edition: ${written}\n`);
  for (const config of [inIssue, inSettings]) {
    await appendFile(join(config.directory, 'themes/mine/theme.yaml'), '  edition: number\n');
    await appendFile(
      join(config.directory, 'themes/mine/article.mjml'),
      '<mj-text>text {{ data.edition }}, number {{ data.edition | plus: 0 }}</mj-text>\n',
    );
    if (typeof expected === 'string') {
      await buildPublication(config);
      expect(await htmlOf(config, 'may')).toContain(expected);
    } else {
      const [problem] = (await problemsOf(buildPublication(config))) ?? [];
      expect(problem!.message).toMatch(expected);
      expect(problem).toMatchObject({ file: config === inIssue ? 'issues/may.md' : 'tidings.yaml' });
    }
  }
});

/** A garden whose issue `may` has the theme `mine` and a sponsor, with an edition of this front matter. */
async function withEdition(front: string, of = 'theme: mine\nlayout: full\ndata: {sponsor: Sail Loft}\n') {
  const config = await withIssue(of);
  const head = 'subject: Mai\nlanguage: de\ntranslationOf: may\narticles: [frost]\nlayout: full\n';
  await writeFile(join(config.directory, 'issues/may-de.md'), `---\n${head}${front}---\n`);
  return config;
}

test.each([
  ['nothing of its look', '', 'Sponsor: Sail Loft.'],
  ['a value of its own', 'data: {sponsor: Segelwerk}\n', 'Sponsor: Segelwerk.'],
  ['another value', 'data: {link: "https://example.org/de/"}\n', 'Sponsor: Sail Loft.'],
  ['the same theme', 'theme: mine\n', 'Sponsor: Sail Loft.'],
])('an edition that says %s has the theme and the values of its issue', async (_, front, text) => {
  const config = await withEdition(front);
  await buildPublication(config);
  expect(await htmlOf(config, 'may-de')).toContain(text);
  expect(await htmlOf(config, 'may')).toContain('Sponsor: Sail Loft.');
});

test('an edition with a theme of its own takes no values of its issue, which that theme may not know', async () => {
  const config = await withEdition('theme: plain\n');
  await buildPublication(config);
  expect(await htmlOf(config, 'may-de')).not.toContain('Sponsor');
});

test('a wrong value of an edition is told at its own line, and one of its issue once', async () => {
  const config = await withEdition('data: {sponser: X}\n', 'theme: mine\ndata: {link: nowhere}\n');
  const problems = await problemsOf(buildPublication(config));
  expect(problems!.map(({ file, line, message }) => [file, line, message.slice(0, 30)])).toEqual([
    ['issues/may-de.md', 7, 'the theme takes no data "spons'],
    ['issues/may.md', 5, 'data.link is no address that a'],
  ]);
});

test('a new theme of an issue makes the letters of its editions anew', async () => {
  const config = await withEdition('');
  await buildPublication(config);
  const file = join(config.directory, 'issues/may.md');
  await writeFile(file, (await readFile(file, 'utf8')).replace('Sail Loft', 'Rope Works'));
  const { written } = await buildPublication(config);
  expect(written).toContain('issues/may-de/email.html');
});
