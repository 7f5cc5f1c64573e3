import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { results } from '../src/commands/json/results.ts';
import { describeProgram } from '../src/commands/program.ts';
import { smtpVariables } from '../src/config/environment.ts';
import { imapVariables } from '../src/config/imap.ts';
import { dkimVariables, secretVariables } from '../src/config/keys.ts';
import { databaseVariables } from '../src/config/list-place.ts';
import { webhookVariables } from '../src/config/webhooks.ts';
import { rules } from '../src/email/check/rules.ts';
import { frontShape } from '../src/read/formats/front-matter.ts';
import { issueShape } from '../src/read/issues/issue-front.ts';
import { settingsFile } from '../src/settings/file.ts';
import { mailing } from './acceptance/mailing.ts';
import { folderOf } from './folder.ts';
import { blocksIn, chapter, chapterFiles, chapters, read, root } from './guide.ts';
import { keysOf } from './settings/keys.ts';

const cli = join(root, 'dist', 'cli.js');
const documents = ['README.md', ...chapterFiles];
/** The README and all chapters: a name has to stand in one of them. */
const guide = documents.map(read).join('\n');
const blocks = blocksIn(guide);
const program = describeProgram(() => async () => {});

test.each(commandsOf(program))('the guide tells of the command %s and its flags', (name, command) => {
  expect(chapter('commands')).toMatch(new RegExp(`^\\| \`${name}(\`| [[<])`, 'm'));
  for (const { long } of command.options) expect(chapter('commands')).toMatch(new RegExp(`\`${long}[ \`]`));
});

test.each(Object.keys(results))('the guide names the schema of the result %s', (name) => {
  const [, section = ''] = chapter('commands').split('## For programs');
  expect(section).toContain(`\`${name}\``);
});

test('the guide tells of help and the version', () => {
  expect(guide).toContain('--help');
  for (const { long } of program.options) expect(guide).toContain(long);
});

test.each(keysOf(settingsFile))('the guide and the starter name the setting %s', (...path) => {
  const leaf = path.at(-1);
  const mention = path[0] === 'newsletter' && path.length === 2 ? `\`${path.join('.')}` : `\`${leaf}\``;
  expect(guide.includes(mention), mention).toBe(true);
  expect(read('templates/starter/tidings.yaml')).toMatch(new RegExp(`(^|[\\s#{,])${leaf}:`, 'm'));
});

const settingsFlags = ['title', 'url', 'language', 'timezone', 'noticePattern', 'output', 'now'];
const variables = settingsFlags.map((key) => `TIDINGS_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`);
test.each([
  ...smtpVariables,
  ...dkimVariables,
  ...secretVariables,
  ...databaseVariables,
  ...imapVariables,
  ...webhookVariables,
  ...variables,
  'SOURCE_DATE_EPOCH',
  'NO_COLOR',
  'FORCE_COLOR',
  'NODE_EXTRA_CA_CERTS',
])('the guide names the variable %s', (variable) => expect(guide).toContain(`\`${variable}\``));

test.each([
  ...smtpVariables,
  ...dkimVariables,
  ...secretVariables,
  ...databaseVariables,
  ...imapVariables,
  ...webhookVariables,
])('.env.example names the variable %s', (variable) => {
  expect(read('templates/starter/.env.example')).toMatch(new RegExp(`^#? ?${variable}=`, 'm'));
});

test.each(Object.entries(frontShape('UTC')))('the guide tells of the front-matter key %s', (key, schema) => {
  const row = rowsOf('write').find((line) => line.startsWith(`| \`${key}\` |`));
  expect(row).toBeDefined();
  for (const [inner] of keysOf(schema)) expect(row).toContain(`\`${inner}\``);
});

test.each(Object.entries(issueShape('UTC')))('the guide tells of the key %s of an issue', (key, schema) => {
  const row = rowsOf('issues').find((line) => line.startsWith(`| \`${key}\` |`));
  expect(row).toBeDefined();
  for (const [inner] of keysOf(schema)) expect(row).toContain(`\`${inner}\``);
});

test.each(Object.entries(rules))('the guide tells of the rule %s that letters are held to', (rule, severity) => {
  expect(chapter('check')).toMatch(new RegExp(`^\\| \`${rule}\` \\| .+ \\| ${severity} \\|$`, 'm'));
});

test.each([0, 1, 2, 3, 130])('the guide tells of the exit code %d', (code) => {
  expect(chapter('commands')).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});

// A script is run as a whole, in tests/acceptance/schedule.test.ts.
const typed = blocks.filter(({ language, text }) => language === 'sh' && !text.startsWith('#!'));
const lines = typed.flatMap(({ text }) => text.trim().split('\n'));
test.each(lines.filter((line) => line.startsWith('npx tidings ')))('"%s" is a command line', async (line) => {
  const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
  const fresh = describeProgram(() => async () => {});
  await expect(fresh.parseAsync(words.slice(2), { from: 'user' })).resolves.toBeDefined();
});

test('the example of the library runs as it stands and prints what the guide says', () => {
  const [example, printed] = blocksIn(chapter('library'));
  // From the repository's own folder, its name leads to dist/.
  const args = ['--input-type=module-typescript', '--eval', example!.text];
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })).toBe(printed!.text);
});

test('the chapter on the library names everything that it exports', async () => {
  const text = chapter('library');
  const names = Object.keys(await import(join(root, 'dist', 'index.js')));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test('the examples of feeds, letters and messages run as they stand, and print what the guide says', async () => {
  const examples = chapter('library').matchAll(/Save this as `(\w+\.ts)`.*?```ts\n(.*?)```.*?```text\n(.*?)```/gs);
  const named = new Map([...examples].map(([, name, code, printed]) => [name!, { code: code!, printed: printed! }]));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = await folderOf({
    'package.json': '{"type":"module"}',
    'dkim.pem': privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    ...Object.fromEntries([...named].map(([name, { code }]) => [name, code])),
  });
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules', 'tidings'));
  await symlink(join(root, 'node_modules', 'nodemailer'), join(folder, 'node_modules', 'nodemailer'));
  const run = (name: string) => execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8', env: {} });
  const [publication, feed, letter, readers] = ['publication', 'feed', 'letter', 'readers'].map(
    (name) => named.get(`${name}.ts`)!.printed,
  );
  expect(run('publication.ts')).toBe(publication);
  expect(run('feed.ts')).toBe(`${publication}${feed}`);
  expect(run('letter.ts')).toBe(`${publication}${letter}`);
  expect(run('readers.ts')).toBe(`${publication}${letter}${readers}`);
});

test('the example that sends an issue by the library sends it to everybody once', async () => {
  const [example, printed] = blocksIn(chapter('library').split('## Send an issue')[1]!);
  const folder = await mailing({
    port: 1,
    people: { ada: {}, ben: {} },
    files: { 'package.json': '{"type":"module"}' },
  });
  await rename(join(folder, 'articles', 'frost.md'), join(folder, 'articles', 'first-frost.md'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules', 'tidings'));
  await writeFile(join(folder, 'send.ts'), example!.text);
  const env = { PATH: process.env.PATH, TIDINGS_NOW: '2026-12-31T00:00:00Z' };
  const run = () => execFileSync(process.execPath, ['send.ts'], { cwd: folder, encoding: 'utf8', env });
  expect(run()).toBe(printed!.text);
  expect((await readdir(join(folder, 'messages'))).filter((name) => name.endsWith('.eml'))).toHaveLength(2);
  expect(run()).toContain('goes to 0');
});

test('the articles and the issue that the guide shows, with its edition, can be built in a new publication', async () => {
  const textOf = (name: string, language: string, index = 0) =>
    blocksIn(chapter(name)).filter((block) => block.language === language)[index]!.text;
  const folder = await folderOf();
  const environment = { PATH: process.env.PATH, TIDINGS_NOW: '2026-12-31T00:00:00Z' };
  const tidings = (...args: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [cli, ...args, '--json'], { cwd: folder, encoding: 'utf8', env: environment }),
    );
  tidings('init');
  await writeFile(join(folder, 'articles', '2026-11-23-frost.txt'), textOf('write', 'text'));
  await writeFile(join(folder, 'articles', 'first-frost.md'), textOf('write', 'markdown'));
  await writeFile(join(folder, 'articles', '2026-11-22-kale.txt'), 'Kale\n\nIt is sweeter now.\n');
  await mkdir(join(folder, 'issues'), { recursive: true });
  await writeFile(join(folder, 'issues', 'november.md'), textOf('issues', 'markdown'));
  await writeFile(join(folder, 'articles', '2026-11-22-erster-frost.txt'), 'Erster Frost\n\nDie Beete sind weiß.\n');
  await writeFile(join(folder, 'issues', 'november-de.md'), textOf('issues', 'markdown', 1));
  const { articles, problems } = tidings('check');
  expect(articles).toEqual(expect.arrayContaining(['frost', 'first-frost']));
  expect(problems.filter(({ rule }: { rule: string }) => rule !== 'image-alt')).toEqual([]);
});

test('the problem that the guide shows is what a person sees', async () => {
  const folder = await folderOf({
    'tidings.yaml': 'title: My Letter\nurl: https://example.org\n',
    'articles/hello.md': '---\ntitle: Hello\ndate: yesterday\n---\n\nText.\n',
  });
  const environment = { PATH: process.env.PATH };
  const { stderr } = spawnSync(process.execPath, [cli, 'build'], { cwd: folder, encoding: 'utf8', env: environment });
  expect(blocks.map(({ text }) => text)).toContain(stderr);
});

describe.each([...documents, 'CONTRIBUTING.md', 'CHANGELOG.md'])('%s', (file) => {
  const text = read(file);

  test('has links that lead somewhere', () => {
    for (const target of linksIn(text).filter((one) => !/^https?:/.test(one))) {
      const [path, anchor] = target.split('#') as [string, string?];
      const linked = path === '' ? file : join(dirname(file), path);
      expect(existsSync(join(root, linked)), target).toBe(true);
      if (anchor) expect(anchorsIn(read(linked)), target).toContain(anchor);
    }
  });

  test('promises no package of the npm registry', () => {
    expect(text).not.toMatch(/npm (install|i|add) (-g |--global )?tidings\b/);
  });
});

test.each(documents)('%s names only folders and files of the repository that there are', (file) => {
  for (const [, path] of read(file).matchAll(/`((?:src|templates|tests)\/[^\s`]+)`/g))
    expect(existsSync(join(root, path!)), path).toBe(true);
});

test('the contents of the guide name all other chapters in the order of their dates, and the README names all', () => {
  const dateOf = (name: string) => /^date: (.+)$/m.exec(read(`templates/guide/articles/${name}.md`))![1]!;
  const byDate = chapters.toSorted((a, b) => (dateOf(a) < dateOf(b) ? 1 : -1));
  expect(new Set(chapters.map(dateOf)).size).toBe(chapters.length);
  const named = linksIn(chapter('contents')).map((target) => target.replace(/\.md(#.*)?$/, ''));
  expect(['contents', ...new Set(named)]).toEqual(byDate);
  const targets = linksIn(read('README.md'));
  expect(targets).toEqual(expect.arrayContaining(chapterFiles));
});

/** The targets of links and pictures that stand outside of fences. */
function linksIn(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, source]) => link ?? source!);
}

/** The lines of a chapter, among them the rows of its tables. */
function rowsOf(name: string): string[] {
  return chapter(name).split('\n');
}

/** Every command that does something, by the words that one types. */
function commandsOf(parent: Command, above = ''): [string, Command][] {
  return parent.commands.flatMap((command) =>
    command.commands.length > 0
      ? commandsOf(command, `${command.name()} `)
      : [[`${above}${command.name()}`, command] satisfies [string, Command]],
  );
}

/** The anchors of a document's headings by GitHub's rule: lower case, no punctuation, hyphens for spaces. */
function anchorsIn(document: string): string[] {
  return [...document.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
