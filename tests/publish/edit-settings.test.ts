import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProblemError } from '../../src/model/problem.ts';
import { changedOnDisk, editSettings, settingsVersion, type WantedLook } from '../../src/publish/edit-settings.ts';
import { articleOf, Folder } from './publication.ts';

const starter = await readFile('templates/starter/tidings.yaml', 'utf8');

async function publicationWith(settings: string): Promise<Folder> {
  const folder = await Folder.with({ 'articles/one.md': articleOf('One', '2026-11-01') });
  await folder.write('tidings.yaml', settings);
  return folder;
}

async function saved(folder: Folder, wanted: WantedLook): Promise<string> {
  const config = await folder.config();
  await editSettings(config, wanted, await settingsVersion(config));
  return folder.read('tidings.yaml');
}

/** The lines of the second text that the first does not have, and the other way round. */
function changesOf(before: string, after: string): { added: string[]; removed: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { added: now.filter((line) => !old.includes(line)), removed: old.filter((line) => !now.includes(line)) };
}

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (caught: ProblemError) => caught,
  );
  return error!.problems[0]!;
}

const teal = { light: { link: '#0a5c5c', accent: '#0a5c5c' }, dark: { link: '#7fd6d6' } };

test('the commented settings of a new publication get the look, and every other byte stays', async () => {
  const folder = await publicationWith(starter);
  const after = await saved(folder, { theme: 'magazine', style: teal });
  const { added, removed } = changesOf(starter, after);
  expect(removed).toEqual([]);
  expect(added.join('\n')).toMatchInlineSnapshot(`
    "  theme: magazine
      style:
        light:
          link: "#0a5c5c"
          accent: "#0a5c5c"
        dark:
          link: "#7fd6d6""
  `);
  expect((await folder.config()).settings.newsletter).toMatchObject({ theme: 'magazine', style: teal });
});

test('a value that is there is changed in its place, with the comment behind it', async () => {
  const settings = `title: The Letter # short\nurl: https://example.org\nnewsletter:\n  style: # ours\n    width: 620   # since spring\n    light: {text: '#111111', link: "#0a5c5c"} # teal\n`;
  const folder = await publicationWith(settings);
  const after = await saved(folder, {
    theme: 'plain',
    style: { width: 560, light: { text: '#111111', link: '#7a1f5c' } },
  });
  expect(after).toBe(settings.replace('620', '560').replace('"#0a5c5c"', '"#7a1f5c"'));
});

test('lines that end as on Windows, and a byte order mark, stay', async () => {
  const settings = `\uFEFF${starter.replaceAll('\n', '\r\n')}`;
  const folder = await publicationWith(settings);
  const after = await saved(folder, { theme: 'plain', style: teal });
  expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(after.startsWith('\uFEFF#')).toBe(true);
  expect(changesOf(settings, after).removed).toEqual([]);
});

test('what is the theme’s own is left out, in small or in capital letters', async () => {
  const folder = await publicationWith('title: The Letter\nurl: https://example.org\n');
  const after = await saved(folder, {
    theme: 'plain',
    style: { width: 600, padding: 24, light: { text: '#1F2328', link: '#0a5c5c', code: { comment: '#5d6672' } } },
  });
  expect(after).toContain('#0a5c5c');
  expect(after).not.toMatch(/width|padding|text|comment/);
});

test('a look that is all the theme’s own takes the style away, and a section that held nothing else', async () => {
  const settings = `title: The Letter\nurl: https://example.org\nnewsletter:\n  style:\n    light: {link: '#0a5c5c'}\ntypography: true # stays\n`;
  const folder = await publicationWith(settings);
  const after = await saved(folder, { theme: 'plain', style: {} });
  expect(after).toBe('title: The Letter\nurl: https://example.org\ntypography: true # stays\n');
});

test('a look that the file has already is not written', async () => {
  const folder = await publicationWith(`title: The Letter\nurl: https://example.org\nnewsletter: {theme: plain}\n`);
  const before = await stat(join(folder.path, 'tidings.yaml'));
  const config = await folder.config();
  expect(await editSettings(config, { theme: 'plain', style: {} }, await settingsVersion(config))).toBe(false);
  expect((await stat(join(folder.path, 'tidings.yaml'))).mtimeMs).toBe(before.mtimeMs);
});

test('a file that somebody else has changed since is left as it is', async () => {
  const folder = await publicationWith(starter);
  const config = await folder.config();
  const version = await settingsVersion(config);
  const changed = starter.replace('Slack Water', 'Spring Tide');
  await folder.write('tidings.yaml', changed);
  const problem = await problemOf(editSettings(config, { theme: 'dense', style: teal }, version));
  expect(problem).toMatchObject({ rule: changedOnDisk, file: 'tidings.yaml' });
  expect(problem.hint).toContain('save again');
  expect(await folder.read('tidings.yaml')).toBe(changed);
});

test('of two that save at once, the second is told', async () => {
  const folder = await publicationWith(starter);
  const config = await folder.config();
  const version = await settingsVersion(config);
  const [first, second] = await Promise.allSettled([
    editSettings(config, { theme: 'dense', style: {} }, version),
    editSettings(config, { theme: 'magazine', style: {} }, version),
  ]);
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  expect((await folder.config()).settings.newsletter.theme).toBe('dense');
});

test.each<[string, WantedLook, string]>([
  [
    'a colour that nobody can read',
    { theme: 'plain', style: { light: { text: '#ffffff' } } },
    'has a contrast of 1.00:1',
  ],
  ['a theme that is not there', { theme: 'plane', style: {} }, 'there is no theme "plane"'],
  [
    'a logo that is not there',
    { theme: 'plain', style: { logo: { light: 'art/none.png' } } },
    'art/none.png is missing',
  ],
  [
    'a logo that leads out',
    { theme: 'plain', style: { logo: { light: '../logo.png' } } },
    'leads out of the publication',
  ],
  ['a width that no letter has', { theme: 'plain', style: { width: 20 } }, 'must be at least 480'],
])('%s is refused before anything is written', async (_, wanted, message) => {
  const folder = await publicationWith(starter);
  const config = await folder.config();
  const found = await problemOf(settingsVersion(config).then((version) => editSettings(config, wanted, version)));
  expect(`${found.message}`).toContain(message);
  expect(await folder.read('tidings.yaml')).toBe(starter);
});

test('a colour that only the theme of an issue cannot bear is refused', async () => {
  const folder = await publicationWith('title: The Letter\nurl: https://example.org\n');
  await mkdir(join(folder.path, 'issues'));
  await folder.write('issues/i.md', '---\nsubject: News\ndate: 2026-11-05\ntheme: night\narticles: [one]\n---\n');
  await mkdir(join(folder.path, 'themes/night'), { recursive: true });
  for (const file of ['layout.mjml', 'article.mjml', 'digest.mjml'])
    await folder.write(`themes/night/${file}`, await readFile(`templates/email/plain/${file}`, 'utf8'));
  const night = (await readFile('templates/email/plain/theme.yaml', 'utf8')).replace(
    /^light:[\s\S]*?\ndark:\n([\s\S]*)/m,
    'light:\n$1\ndark:\n$1',
  );
  await folder.write('themes/night/theme.yaml', night);
  const config = await folder.config();
  const version = await settingsVersion(config);
  const problem = await problemOf(
    editSettings(config, { theme: 'plain', style: { light: { link: '#0a5c5c' } } }, version),
  );
  expect(problem.message).toContain('light.link #0a5c5c');
});

test('an article with a fault keeps no look back', async () => {
  const folder = await publicationWith(starter);
  await folder.write('articles/two.md', '---\ntitle: [\n---\n');
  expect(await saved(folder, { theme: 'dense', style: {} })).toContain('theme: dense');
});

test('where there are no letters, the look is refused with the way out', async () => {
  const folder = await publicationWith('title: The Letter\nurl: https://example.org\nnewsletter: false\n');
  const config = await folder.config();
  const version = await settingsVersion(config);
  const problem = await problemOf(editSettings(config, { theme: 'dense', style: {} }, version));
  expect(problem.message).toContain('newsletter: false');
});

test('the permissions of the file stay, and a file that may not be written is refused', async () => {
  const folder = await publicationWith(starter);
  await chmod(join(folder.path, 'tidings.yaml'), 0o640);
  await saved(folder, { theme: 'dense', style: {} });
  expect((await stat(join(folder.path, 'tidings.yaml'))).mode & 0o777).toBe(0o640);
});

test('settings behind a link are written where they are, and never outside of the publication', async () => {
  const folder = await publicationWith(starter);
  await folder.write('real.yaml', starter);
  await rm(join(folder.path, 'tidings.yaml'));
  await symlink('real.yaml', join(folder.path, 'tidings.yaml'));
  await saved(folder, { theme: 'dense', style: {} });
  expect(await folder.read('real.yaml')).toContain('theme: dense');
  const outside = join(dirname(folder.path), `${Date.now()}-outside.yaml`);
  await writeFile(outside, starter);
  await rm(join(folder.path, 'tidings.yaml'));
  await symlink(outside, join(folder.path, 'tidings.yaml'));
  const problem = await problemOf(settingsVersion(await folder.config()));
  expect(problem.message).toContain('outside');
  await rm(outside);
});
