import { chmod, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPublication } from '../../../src/publish/build.ts';
import type { Built } from '../../../src/publish/built.ts';
import { checkBuild } from '../../../src/publish/check-build.ts';
import { findIssue } from '../../../src/publish/issues/find-issue.ts';
import { checkLetter } from '../../../src/publish/letters/check-letter.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { filesBelow } from '../../../src/system/files.ts';
import { installedSharp, type SharpLoader } from '../../../src/system/sharp.ts';
import { asOrdinaryUser } from '../../unprivileged.ts';
import { Folder } from '../publication.ts';
import { animation, graphic, photograph, pngSaying } from './samples.ts';

const photo = await photograph(2400, 1600).jpeg({ quality: 95 }).toBuffer();
const other = await photograph(2000, 1600).jpeg({ quality: 95 }).toBuffer();

const newsletter =
  'newsletter: {from: letters@example.org, address: Garden Lane 1, unsubscribeEmail: leave@example.org}\n';

const article = (title: string, body: string, image = '') =>
  `---\ntitle: ${title}\ndate: 2026-11-01\n${image && `image: {src: ${image}, alt: A quay}\n`}---\n\n${body}\n`;

/** A loader that counts how often it is asked to load. */
function counting(loader: SharpLoader = installedSharp): SharpLoader & { loads: number } {
  return {
    loads: 0,
    version: () => loader.version(),
    load() {
      this.loads += 1;
      return loader.load();
    },
  };
}

const without = (fault = 'sharp is not installed'): SharpLoader => ({
  version: () => undefined,
  load: async () => ({ fault }),
});

async function build(folder: Folder, sharp: SharpLoader = installedSharp): Promise<Built> {
  return buildPublication(await folder.config(), { sharp });
}

const folderWith = (files: Readonly<Record<string, string | Uint8Array>>, settings = '') =>
  Folder.with(files, newsletter + settings);

const lettersOf = async (folder: Folder, slug: string) => {
  const html = await folder.read(`output/issues/${slug}/email.html`);
  return [...html.matchAll(/<img src="https:\/\/example\.org\/([^"]+)"[^>]* width="(\d+)" height="(\d+)"/g)].map(
    ([, path, width, height]) => ({ path: path!, width: Number(width), height: Number(height) }),
  );
};

const copiesIn = async (folder: Folder) =>
  (await filesBelow(join(folder.path, 'output'))).filter((path) => /\.[0-9a-f]{16}\.(jpg|png)$/.test(path));

const one = { 'articles/one.md': article('One', '![A quay](photo.jpg)'), 'articles/photo.jpg': photo };

test('a letter shows a lighter copy that lies next to the picture; pages and feeds show the picture', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const [shown] = await lettersOf(folder, 'one');
  expect(shown).toEqual({
    path: expect.stringMatching(/^articles\/one\/photo\.[0-9a-f]{16}\.jpg$/),
    width: 552,
    height: 368,
  });
  const bytes = await readFile(join(folder.path, 'output', shown!.path));
  expect(bytes.length).toBeLessThan(photo.length / 3);
  for (const path of ['atom.xml', 'rss.xml', 'feed.json', 'articles/one/index.html']) {
    const text = await folder.read(`output/${path}`);
    expect(text).toContain('photo.jpg');
    expect(text).not.toContain(shown!.path);
  }
  expect(await folder.read('output/issues/one/email.mjml')).toContain(shown!.path);
});

test('a build with nothing new neither loads sharp nor writes a file', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const sharp = counting();
  expect(await build(folder, sharp)).toMatchObject({ written: [], removed: [] });
  expect(sharp.loads).toBe(0);
});

test('an edit of the text makes no picture again', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const before = await copiesIn(folder);
  await folder.write('articles/one.md', article('One', 'Other words.\n\n![A quay](photo.jpg)'));
  const sharp = counting();
  await build(folder, sharp);
  expect(sharp.loads).toBe(0);
  expect(await copiesIn(folder)).toEqual(before);
});

test('another picture of the same name gets another copy, and the one before is removed', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const [before] = await copiesIn(folder);
  await writeFile(join(folder.path, 'articles/photo.jpg'), other);
  const { removed } = await build(folder);
  const after = await copiesIn(folder);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual([before]);
  expect(removed).toEqual([before]);
  expect((await lettersOf(folder, 'one'))[0]!.path).toBe(after[0]);
});

test('a copy that nobody shows any more is removed with its letter', async () => {
  const folder = await folderWith({ ...one, 'articles/two.md': article('Two', 'Words.') });
  await build(folder);
  await rm(join(folder.path, 'articles/one.md'));
  await build(folder);
  expect(await copiesIn(folder)).toEqual([]);
});

test('a copy that readers have in their inboxes stays when the letter becomes another one', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const [before] = await copiesIn(folder);
  await folder.send('one');
  await writeFile(join(folder.path, 'articles/photo.jpg'), other);
  await build(folder);
  expect(await copiesIn(folder)).toContain(before);
  await build(folder);
  const kept = await copiesIn(folder);
  expect(kept).toHaveLength(2);
  expect(kept).toContain(before);
});

test('two letters that show the same copy share its file', async () => {
  const folder = await folderWith({
    ...one,
    'issues/both.md': '---\nsubject: Both\ndate: 2026-11-02\narticles: [{slug: one, layout: full}]\n---\n\nHello.\n',
  });
  await build(folder);
  const [alone] = await lettersOf(folder, 'one');
  expect(await lettersOf(folder, 'both')).toEqual([alone]);
  expect(await copiesIn(folder)).toEqual([alone!.path]);
  expect(await build(folder)).toMatchObject({ written: [], removed: [] });
});

test('articles that share a picture have copies of their own, each in its folder, also in one letter', async () => {
  const folder = await folderWith({
    'articles/one.md': article('One', 'Words.', 'photo.jpg'),
    'articles/two.md': article('Two', 'Words.', 'photo.jpg'),
    'articles/photo.jpg': photo,
    'issues/both.md': '---\nsubject: Both\ndate: 2026-11-02\nlayout: full\narticles: [one, two]\n---\n\nHello.\n',
  });
  await build(folder);
  const html = await folder.read('output/issues/both/email.html');
  const shown = [...html.matchAll(/<img [^>]*src="https:\/\/example\.org\/([^"]+)"/g)].map(([, path]) => path!);
  expect(shown.map((path) => path.split('/')[1])).toEqual(['one', 'two']);
  const copies = await copiesIn(folder);
  for (const path of shown) expect(copies).toContain(path);
});

test('many articles of one issue share a picture, at several sizes and under two names', async () => {
  const numbers = Array.from({ length: 9 }, (_, at) => at + 1);
  const folder = await folderWith({
    ...Object.fromEntries(
      numbers.map((at) => [`articles/a${at}.md`, article(`Number ${at}`, 'Words.', at % 4 ? 'photo.jpg' : 'same.jpg')]),
    ),
    'articles/photo.jpg': photo,
    'articles/same.jpg': photo,
    'issues/d.md': '---\nsubject: All\ndate: 2026-11-02\ntheme: dense\nlatest: 9\n---\n\nHello.\n',
    'issues/m.md': '---\nsubject: Again\ndate: 2026-11-02\ntheme: magazine\nlatest: 9\n---\n\nHello.\n',
  });
  for (const _ of numbers.slice(0, 3)) {
    await rm(join(folder.path, 'output'), { recursive: true, force: true });
    await rm(join(folder.path, '.tidings'), { recursive: true, force: true });
    await build(folder);
    const copies = await copiesIn(folder);
    for (const slug of ['d', 'm']) {
      const html = await folder.read(`output/issues/${slug}/email.html`);
      const shown = [...html.matchAll(/<img [^>]*src="https:\/\/example\.org\/(articles[^"]+)"/g)];
      expect(new Set(shown.map(([, path]) => path)).size).toBe(9);
      for (const [, path] of shown) expect(copies).toContain(path);
    }
  }
});

test('where nothing can be kept in .tidings, the build names that folder, and no file of the output is changed', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const before = await folder.read('output/issues/one/email.html');
  await folder.write('articles/one.md', article('One', 'Other words.\n\n![A quay](other.jpg)'));
  await writeFile(join(folder.path, 'articles/other.jpg'), other);
  const kept = join(folder.path, '.tidings');
  await chmod(folder.path, 0o777);
  for (const path of ['output', 'articles', 'tidings.lock']) await openAll(join(folder.path, path));
  await chmod(kept, 0o555);
  const failure = await asOrdinaryUser(() => build(folder)).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    problems: [{ message: expect.stringMatching(/\.tidings.*\(EACCES\)/), hint: expect.stringContaining('writable') }],
  });
  expect(await folder.read('output/issues/one/email.html')).toBe(before);
});

/** Lets everybody write. */
async function openAll(path: string): Promise<void> {
  await chmod(path, 0o777);
  if (!(await stat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await openAll(join(path, name));
}

test('a copy that was deleted by hand is made again, the same', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const [copy] = await copiesIn(folder);
  const before = await readFile(join(folder.path, 'output', copy!));
  await rm(join(folder.path, 'output', copy!));
  await build(folder);
  expect(Buffer.compare(await readFile(join(folder.path, 'output', copy!)), before)).toBe(0);
});

test.each([
  ['lost', undefined],
  ['damaged', '{"format":1'],
  ['that of another version', '{"format":7,"letters":[]}'],
  [
    'made up',
    '{"format":1,"sharp":"0","libvips":"0","inputs":{},"answers":{},"letters":{"one":{"shown":[],"sent":["../../x.0000000000000000.jpg"]}}}',
  ],
  [
    'that of a letter which shows a file outside',
    '{"format":1,"sharp":"0","libvips":"0","inputs":{},"answers":{},"letters":{"one":{"shown":[{"path":"a","width":1,"copy":"a/../../../x.0000000000000000.jpg"}],"sent":[]}}}',
  ],
])('where the memory of pictures is %s, the same copies are there after the next build', async (_, text) => {
  const folder = await folderWith(one);
  await build(folder);
  const before = await copiesIn(folder);
  const letter = await folder.read('output/issues/one/email.html');
  if (text === undefined) await rm(join(folder.path, '.tidings/pictures.json'));
  else await folder.write('.tidings/pictures.json', text);
  await build(folder);
  expect(await copiesIn(folder)).toEqual(before);
  expect(await folder.read('output/issues/one/email.html')).toBe(letter);
});

test('an output folder of another name gets the same copies', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const config = await folder.config();
  await buildPublication({ ...config, output: join(folder.path, 'public') }, { sharp: installedSharp });
  const [copy] = await copiesIn(folder);
  expect(await readFile(join(folder.path, 'public', copy!))).toEqual(
    await readFile(join(folder.path, 'output', copy!)),
  );
});

test.each([
  ['is missing', without(), 'sharp is not installed'],
  ['does not load', without('sharp 0.35.5 does not load (no libvips)'), 'does not load'],
  ['is too old', without('sharp 0.30.0 is too old (0.34 is needed)'), 'too old'],
])('where sharp %s the originals go, and the build says once which and how heavy', async (_, sharp, reason) => {
  const folder = await folderWith({
    ...one,
    'articles/two.md': article('Two', '![A boat](boat.jpg)'),
    'articles/boat.jpg': other,
  });
  const { problems } = await build(folder, sharp);
  const told = problems.filter(({ rule }) => rule === 'picture-copy');
  expect(told).toHaveLength(1);
  expect(told[0]!.message).toMatch(/photo\.jpg \(\d/);
  expect(told[0]!.message).toMatch(/boat\.jpg \(\d/);
  expect(told[0]!.message).toContain(reason);
  expect(told[0]!.hint).toContain('npm install sharp');
  expect(await copiesIn(folder)).toEqual([]);
  expect(await lettersOf(folder, 'one')).toEqual([{ path: 'articles/one/photo.jpg', width: 552, height: 368 }]);
});

test('once sharp is installed, the next build makes the copies', async () => {
  const folder = await folderWith(one);
  await build(folder, without());
  await build(folder);
  expect(await copiesIn(folder)).toHaveLength(1);
  expect((await lettersOf(folder, 'one'))[0]!.path).toBe((await copiesIn(folder))[0]);
});

test('where sharp is gone, the copies that are there are still good', async () => {
  const folder = await folderWith(one);
  await build(folder);
  expect(await build(folder, without())).toMatchObject({ written: [], removed: [], problems: [] });
});

test('another version of sharp makes copies of other names', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const before = await copiesIn(folder);
  const newer: SharpLoader = {
    version: () => '9.0.0',
    load: async () => {
      const sharp = await installedSharp.load();
      if ('fault' in sharp) return sharp;
      return Object.assign(sharp.bind(undefined) as typeof sharp, { versions: { ...sharp.versions, sharp: '9.0.0' } });
    },
  };
  await build(folder, newer);
  const after = await copiesIn(folder);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('a letter without pictures is not rendered anew for the sake of sharp', async () => {
  const folder = await folderWith({ 'articles/one.md': article('One', 'Words.') });
  await build(folder, without());
  const sharp = counting();
  expect(await build(folder, sharp)).toMatchObject({ written: [] });
  expect(sharp.loads).toBe(0);
});

test('a picture of a few kilobytes goes as it is, and sharp is not loaded', async () => {
  const small = await graphic(600, 400).png().toBuffer();
  const folder = await folderWith({
    'articles/one.md': article('One', '![A map](map.png)', 'map.png'),
    'articles/map.png': small,
  });
  const sharp = counting();
  await build(folder, sharp);
  expect(sharp.loads).toBe(0);
  expect(await copiesIn(folder)).toEqual([]);
});

test('a theme that shows one size of the lead image has a copy of that size alone', async () => {
  const folder = await folderWith({
    'articles/one.md': article('One', 'Words.', 'photo.jpg'),
    'articles/photo.jpg': photo,
  });
  await build(folder);
  expect(await copiesIn(folder)).toHaveLength(1);
});

test.each(['gif', 'webp'] as const)('an animated %s is shown as it is, and not as a still picture', async (format) => {
  const bytes = await animation(format);
  const folder = await folderWith({
    'articles/one.md': article('One', `![Waves](waves.${format})`),
    [`articles/waves.${format}`]: bytes,
  });
  await build(folder);
  expect(await copiesIn(folder)).toEqual([]);
  expect(await lettersOf(folder, 'one')).toMatchObject([{ path: `articles/one/waves.${format}` }]);
});

test('of a picture that cannot be read the original goes, with a warning that names it', async () => {
  const folder = await folderWith({
    'articles/one.md': article('One', '![Cut](cut.jpg)\n\n![Bomb](bomb.png)'),
    'articles/cut.jpg': photo.subarray(0, photo.length >> 1),
    'articles/bomb.png': Buffer.concat([pngSaying(60_000, 60_000), Buffer.alloc(30_000)]),
  });
  const { problems } = await build(folder);
  const told = problems.filter(({ rule }) => rule === 'picture-copy').map(({ message, file }) => [file, message]);
  expect(told).toEqual([
    ['articles/cut.jpg', expect.stringContaining('damaged')],
    ['articles/bomb.png', expect.stringContaining('150 megapixels')],
  ]);
  const { problems: checked } = await checkedLetter(folder, 'one');
  expect(checked.filter(({ rule }) => rule === 'picture-copy').map(({ message, file }) => [file, message])).toEqual(
    told,
  );
  const hints = problems.flatMap(({ rule, hint }) => (rule === 'picture-copy' ? hint : []));
  expect(hints).toEqual([expect.stringContaining('save it anew'), expect.stringContaining('Make it smaller')]);
  for (const text of ['Other', 'Other']) {
    await folder.write('articles/two.md', article('Two', text));
    const { problems: later } = await build(folder);
    expect(later.filter(({ rule }) => rule === 'picture-copy').map(({ message, file }) => [file, message])).toEqual(
      told,
    );
  }
  expect((await lettersOf(folder, 'one')).map(({ path }) => path)).toEqual([
    'articles/one/cut.jpg',
    'articles/one/bomb.png',
  ]);
});

test.each([
  [0, '0 bytes', 'empty'],
  [33, '33 bytes', 'unknown format'],
])('a picture of %i bytes is said to have %s', async (length, size, fault) => {
  const folder = await folderWith({
    'articles/one.md': article('One', '![Cut](cut.jpg)'),
    'articles/cut.jpg': photo.subarray(0, length),
  });
  const { problems } = await build(folder);
  const told = problems.filter(({ rule }) => rule === 'picture-copy').map(({ message }) => message);
  expect(told).toEqual([expect.stringMatching(new RegExp(`\\(${size}\\).*${fault}`))]);
});

test('a picture elsewhere is neither fetched nor copied', async () => {
  const folder = await folderWith({ 'articles/one.md': article('One', '![Far](https://example.net/far.jpg)') });
  const sharp = counting();
  await build(folder, sharp);
  expect(sharp.loads).toBe(0);
  expect(await folder.read('output/issues/one/email.html')).toContain('src="https://example.net/far.jpg"');
});

test('where another program makes the site, letters show the pictures of that site', async () => {
  const folder = await folderWith(
    { ...one, 'static/photo.jpg': photo, 'articles/one.md': article('One', '![A quay](/photo.jpg)') },
    'site: false\nstatic: [static]\n',
  );
  const sharp = counting();
  await build(folder, sharp);
  expect(sharp.loads).toBe(0);
  expect(await folder.read('output/issues/one/email.html')).toContain('src="https://example.org/photo.jpg"');
});

test('a letter to the list shows the copies of the build, and originals where there was none', async () => {
  const folder = await folderWith(one);
  const config = await folder.config();
  const shown = async () => {
    const { letters } = await compileForSending(config, 'one');
    return /<img src="https:\/\/example\.org\/([^"]+)"/.exec(
      letters[0]!.letter.html.filter((part) => typeof part === 'string').join(''),
    )?.[1];
  };
  expect(await shown()).toBe('articles/one/photo.jpg');
  await build(folder);
  expect(await shown()).toBe((await copiesIn(folder))[0]);
  await rm(join(folder.path, 'output', (await copiesIn(folder))[0]!));
  expect(await shown()).toBe('articles/one/photo.jpg');
});

test('a check writes nothing', async () => {
  const folder = await folderWith(one);
  const before = await filesBelow(folder.path);
  await checkBuild(await folder.config());
  expect(await filesBelow(folder.path)).toEqual(before);
});

test('a single file becomes a letter with copies, twice the same, and nothing else is kept', async () => {
  const folder = await folderWith(one);
  const config = { ...(await folder.config()), single: true, source: join(folder.path, 'articles/one.md') };
  await buildPublication(config, { sharp: installedSharp });
  const copies = await copiesIn(folder);
  expect(copies).toHaveLength(1);
  expect(await filesBelow(join(folder.path, '.tidings'))).toEqual([]);
  await buildPublication(config, { sharp: installedSharp });
  expect(await copiesIn(folder)).toEqual(copies);
});

test('a build that is interrupted while it copies leaves nothing behind, and the next one begins again', async () => {
  const folder = await folderWith(one);
  const controller = new AbortController();
  const sharp: SharpLoader = {
    version: installedSharp.version,
    load: () => {
      controller.abort();
      return installedSharp.load();
    },
  };
  const config = await folder.config();
  await expect(buildPublication(config, { sharp, signal: controller.signal })).rejects.toThrow();
  expect(await filesBelow(join(folder.path, 'output'))).toEqual([]);
  await build(folder);
  expect(await copiesIn(folder)).toHaveLength(1);
  expect(await filesBelow(join(folder.path, '.tidings/pictures'))).toEqual([]);
});

test('names of pictures with spaces and other letters have copies, too', async () => {
  const folder = await folderWith({
    'articles/one.md': article('One', '![A](<Grüße & 100 %.jpg>)'),
    'articles/Grüße & 100 %.jpg': photo,
  });
  await build(folder);
  const [copy] = await copiesIn(folder);
  expect(copy).toMatch(/^articles\/one\/Grüße-100-\.[0-9a-f]{16}\.jpg$/);
  expect((await lettersOf(folder, 'one'))[0]!.path).toBe(encodeURI(copy!));
});

test('a picture that was touched and is the same keeps its copy', async () => {
  const folder = await folderWith(one);
  await build(folder);
  const before = await copiesIn(folder);
  await utimes(join(folder.path, 'articles/photo.jpg'), 1, 1);
  expect(await build(folder)).toMatchObject({ written: [], removed: [] });
  expect(await copiesIn(folder)).toEqual(before);
});

test('a moving picture of more than 1 MB is warned of by the build, at the article, and by the check, at its line', async () => {
  const heavy = Buffer.concat([await animation('gif'), Buffer.alloc(1_000_000)]);
  const folder = await folderWith({
    'articles/one.md': article('One', 'Words.\n\n![Waves](waves.gif)'),
    'articles/waves.gif': heavy,
  });
  const { problems } = await build(folder);
  expect(problems.filter(({ rule }) => rule === 'heavy-picture')).toMatchObject([
    {
      file: 'articles/one.md',
      message: expect.stringMatching(/the letter one, the moving picture .*waves\.gif weighs 1\.\d MB/),
    },
  ]);
  const { problems: checked } = await checkedLetter(folder, 'one');
  expect(checked.filter(({ rule }) => rule === 'heavy-picture')).toMatchObject([
    { file: 'articles/one.md', line: 8, hint: expect.stringContaining('first frame') },
  ]);
});

test('a photograph of 24 MB is light in the letter, and where sharp is missing the check says how to install it', async () => {
  const large = Buffer.concat([photo, Buffer.alloc(24_000_000 - photo.length)]);
  const folder = await folderWith({
    'articles/one.md': article('One', '![A quay](photo.jpg)'),
    'articles/photo.jpg': large,
  });
  const { problems } = await build(folder, without());
  expect(problems.map(({ rule, message }) => [rule, message])).toEqual([
    ['picture-copy', expect.stringContaining('photo.jpg (24 MB)')],
  ]);
  expect((await build(folder)).problems).toEqual([]);
  const [copy] = await copiesIn(folder);
  expect((await readFile(join(folder.path, 'output', copy!))).length).toBeLessThan(500_000);
  const { problems: checked } = await checkedLetter(folder, 'one');
  expect(checked.filter(({ rule }) => rule === 'heavy-picture')).toEqual([]);
});

async function checkedLetter(folder: Folder, slug: string) {
  const prepared = await folder.prepared();
  return checkLetter(findIssue(prepared, slug), prepared, await folder.config());
}
