import { appendFile, cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { rebuild } from '../../../src/publish/build.ts';
import { builtInThemes } from '../../../src/publish/themes/theme-places.ts';
import { contentsOf, folderOf } from '../../folder.ts';
import { png } from '../../read/pictures.ts';
import { runs } from '../../runs.ts';
import { wasPartial } from '../was-partial.ts';

const settings = (title: string, more = '') =>
  `title: ${title}\nurl: https://example.org/\nauthors: [Ana]\n${more}feeds: {maxItems: 3, archiveItems: 2}\n`;

const letters = [
  'newsletter: false\n',
  'newsletter: {style: {width: 580}}\n',
  'newsletter: {theme: own}\n',
  'newsletter: {theme: own, style: {logo: {light: logo.png}}}\nnavigation: [{label: More, url: more/}]\n',
  '',
];

const names = ['a', 'b', 'c', 'deep/d'];

interface Step {
  readonly does:
    | 'write'
    | 'same size'
    | 'touch'
    | 'add'
    | 'text'
    | 'remove'
    | 'rename'
    | 'settings'
    | 'picture'
    | 'logo'
    | 'theme'
    | 'page'
    | 'issue'
    | 'damage'
    | 'clock'
    | 'none';
  readonly file: string;
  readonly other: string;
  readonly day: number;
  readonly tag: string;
  readonly draft: boolean;
  readonly word: string;
  readonly letters: number;
}

const step = fc.record<Step>({
  does: fc.constantFrom(
    ...([
      'write',
      'write',
      'add',
      'add',
      'text',
      'same size',
      'touch',
      'remove',
      'rename',
      'settings',
      'settings',
    ] as const),
    ...(['picture', 'logo', 'theme', 'page', 'issue', 'damage', 'clock', 'none', 'none'] as const),
  ),
  file: fc.constantFrom(...names),
  other: fc.constantFrom(...names),
  day: fc.integer({ min: 1, max: 28 }),
  tag: fc.constantFrom('sea', 'land', 'C++'),
  draft: fc.boolean(),
  word: fc.constantFrom('one', 'two', 'six', 'ten'),
  letters: fc.nat({ max: letters.length - 1 }),
});

/** All that articles link to and all tags are there from the start, so that one more needs no new page of a list. */
const started = (name: string, index: number) =>
  `---\ntitle: Start of ${name}\ndate: 2026-10-0${index + 1}\ntags: [sea, land, C++]\n---\n\nText of ${name}.\n`;

const article = ({ file, other, day, tag, draft, word }: Step) =>
  `---\ntitle: On ${word}\ndate: 2026-${day > 22 ? 12 : 10}-${String(day).padStart(2, '0')}\ntags: [${tag}]\n${draft && day % 3 === 0 ? 'draft: true\n' : ''}---\n\nText of ${word}, ![p](/articles/p.png) and [more](/articles/${other}/) of ${file}.\n`;

/** One change of a publication, as people and their programs make them. */
async function change(root: string, one: Step, earlier: Step[]): Promise<void> {
  const path = join(root, 'articles', `${one.file}.md`);
  const there = await stat(path).catch(() => undefined);
  if (one.does === 'write') await writeFile(path, article(one));
  // Most of what people do changes nothing else.
  else if (one.does === 'add')
    await writeFile(join(root, `articles/new-${one.letters}.md`), article({ ...one, other: one.file, draft: false }));
  else if (one.does === 'text' && there) await appendFile(path, `\nMore ${one.word} in [z](/articles/z.md).\n`);
  else if (one.does === 'same size' && there) {
    // Within a moment of the change before, and with its time set back.
    const last = earlier.findLast(({ does, file }) => does === 'write' && file === one.file) ?? one;
    await writeFile(path, article({ ...last, word: one.word }));
    await utimes(path, there.atime, there.mtime);
  } else if (one.does === 'touch' && there) await utimes(path, new Date(), new Date());
  else if (one.does === 'remove') await rm(path, { force: true });
  else if (one.does === 'rename' && there && one.other !== one.file) {
    await cp(path, join(root, 'articles', `${one.other}.md`), { preserveTimestamps: true });
    await rm(path);
  } else if (one.does === 'settings')
    await writeFile(join(root, 'tidings.yaml'), settings(one.word, letters[one.letters]));
  else if (one.does === 'picture')
    await writeFile(join(root, 'articles/p.png'), Buffer.concat([png, Buffer.from(one.word)]));
  else if (one.does === 'logo') await writeFile(join(root, 'logo.png'), Buffer.concat([png, Buffer.from(one.word)]));
  else if (one.does === 'theme') await changeTheme(join(root, 'themes/own'), one);
  else if (one.does === 'page')
    await writeFile(join(root, 'pages/about.md'), `---\ntitle: About ${one.word}\n---\n\nAll of ${one.file}.\n`);
  else if (one.does === 'issue')
    await writeFile(
      join(root, 'issues/news.md'),
      `---\nsubject: ${one.word}\ndate: 2026-11-02\nlatest: 2\n---\n\nHello.\n`,
    );
  else if (one.does === 'damage') await damage(join(root, 'output'), one);
}

/** Another colour, another layout, or other words below the text of letters. */
async function changeTheme(theme: string, { word, letters: which, day }: Step): Promise<void> {
  if (which === 0) await writeFile(join(theme, 'after.txt'), `After ${word}.\n`);
  else if (which === 1) await appendFile(join(theme, 'article.mjml'), `<!-- ${word} -->\n`);
  else await cp(join(builtInThemes, day % 2 === 0 ? 'magazine' : 'plain'), theme, { recursive: true });
}

/** Somebody changes, removes or adds to the output. */
async function damage(output: string, { day, word }: Step): Promise<void> {
  const files = (await readdir(output, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const chosen = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))[day % files.length];
  if (!chosen) return;
  const path = join(chosen.parentPath, chosen.name);
  if (word === 'one') await rm(path);
  else if (word === 'two') await rm(chosen.parentPath === output ? path : chosen.parentPath, { recursive: true });
  else await writeFile(path, 'x');
}

/** What is told of the publication, whatever was written. */
async function build(cwd: string, now: string): Promise<{ told: object; hasWritten: boolean } | undefined> {
  const context = { cwd, environment: {}, clock: () => new Date(now) };
  try {
    const { articles, issues, held, newest, used, written } = await rebuild(await loadConfig('.', {}, context));
    const told = { articles, issues, held, newest, used: used.map((path) => relative(cwd, path)) };
    return { told, hasWritten: written.length > 0 };
  } catch (error) {
    // A link that leads nowhere stops the build; the next step may be its remedy.
    if (!('problems' in (error as object))) throw error;
    return undefined;
  }
}

/** What the same sources and the same lock make where nothing was built before. */
async function afresh(root: string, now: string) {
  const clone = await mkdtemp(join(tmpdir(), 'tidings-afresh-'));
  try {
    for (const name of await readdir(root))
      if (!['output', '.tidings'].includes(name))
        await cp(join(root, name), join(clone, name), { recursive: true, preserveTimestamps: true });
    await mkdir(join(clone, 'output'), { recursive: true });
    const built = await build(clone, now);
    return { told: built?.told, files: await contentsOf(join(clone, 'output')) };
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

interface Counts {
  /** How many builds wrote something, and of these those that built a part. */
  writes: number;
  parts: number;
}

/** Makes the changes one after another, and compares each build with a first one. */
async function buildsLikeFirstOnes(steps: Step[], counts: Counts = { writes: 0, parts: 0 }): Promise<void> {
  const root = await folderOf({
    'tidings.yaml': settings('Start', letters[0]),
    'articles/p.png': png,
    'logo.png': png,
    ...Object.fromEntries(names.map((name, index) => [`articles/${name}.md`, started(name, index)])),
    'articles/z.md': '---\ntitle: Z\ndate: 2026-10-15\ntags: [sea]\n---\n\nAlways there.\n',
    'issues/.keep': '',
    'pages/.keep': '',
  });
  await cp(join(builtInThemes, 'plain'), join(root, 'themes/own'), { recursive: true });
  let now = '2026-11-23T12:00:00Z';
  await build(root, now);
  // The first one writes the lock.
  await build(root, now);
  for (const [index, one] of steps.entries()) {
    await change(root, one, steps.slice(0, index));
    // Some articles are dated between the two.
    if (one.does === 'clock') now = `2026-1${1 + (one.day % 2)}-24T12:00:00Z`;
    const built = await build(root, now);
    if (built?.hasWritten) {
      counts.writes += 1;
      if (wasPartial(root)) counts.parts += 1;
    }
    const lastly = await afresh(root, now);
    expect(built?.told).toEqual(lastly.told);
    if (Object.keys(lastly.files as object).length > 0)
      expect(await contentsOf(join(root, 'output'))).toEqual(lastly.files);
  }
}

test('after any sequence of changes, every byte of the output is that of a first build', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), (steps) => buildsLikeFirstOnes(steps)),
    { numRuns: runs(12) },
  );
});

/** New articles and more text, which a part of a build is enough for, and now and then an article put in another's place. */
const writing = fc.tuple(fc.constantFrom('add', 'add', 'text', 'text', 'write'), step, fc.integer({ min: 1, max: 22 }));

test('after any sequence of new and edited articles, every byte is that of a first build, and a third or more build a part', {
  timeout: 300_000,
}, async () => {
  const counts = { writes: 0, parts: 0 };
  const steps = fc.array(
    writing.map(([does, one, day]): Step => ({ ...one, does: does as Step['does'], day, draft: false })),
    { minLength: 3, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(steps, (some) => buildsLikeFirstOnes(some, counts)),
    { numRuns: runs(8) },
  );
  expect(counts.parts / counts.writes).toBeGreaterThan(1 / 3);
});
