import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { rebuild } from '../../../src/publish/build.ts';
import { contentsOf, folderOf } from '../../folder.ts';
import { png } from '../../read/pictures.ts';
import { wasPartial } from '../was-partial.ts';

const article = (title: string, date: string, body = `Text of ${title}.`, more = 'tags: [sea]\n') =>
  `---\ntitle: ${title}\ndate: ${date}\n${more}---\n\n${body}\n`;

const settings =
  'title: Letters\nurl: https://example.org/\nauthors: [Ana]\nfeeds: {maxItems: 4, archiveItems: 3}\nnewsletter: {from: ana@example.org}\n';

const files = {
  'tidings.yaml': settings,
  'articles/p.png': png,
  'articles/a.md': article('A', '2026-10-01', '![p](p.png) and [b](b.md)'),
  'articles/b.md': article('B', '2026-10-02', '[away](/about) and [c](/articles/c/)'),
  'articles/c.md': article('C', '2026-10-03', 'Of land.', 'tags: [land]\n'),
  'articles/d.md': article('D', '2026-10-04'),
  'articles/later.md': article('Later', '2026-12-24'),
  'pages/about.md': '---\ntitle: About\n---\n\nOf [a](../articles/a.md).\n',
};

async function build(cwd: string) {
  const context = { cwd, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
  try {
    const { articles, held, newest, used, problems, written, unchanged } = await rebuild(
      await loadConfig('.', {}, context),
    );
    const told = { articles, held, newest, used: used.map((path) => relative(cwd, path)), problems };
    return { told, files: written.length + unchanged, written };
  } catch (error) {
    return { told: { problems: (error as { problems: unknown }).problems }, files: 0, written: [] };
  }
}

/** What the same sources and the same lock make where nothing was built before. */
async function afresh(root: string) {
  const clone = await mkdtemp(join(tmpdir(), 'tidings-afresh-'));
  for (const name of await readdir(root))
    if (!['output', '.tidings'].includes(name))
      await cp(join(root, name), join(clone, name), { recursive: true, preserveTimestamps: true });
  const { told } = await build(clone);
  const made = {
    told,
    output: await contentsOf(join(clone, 'output')),
    lock: await readFile(join(clone, 'tidings.lock')),
  };
  await rm(clone, { recursive: true });
  return made;
}

async function publication(more: Record<string, string> = {}): Promise<string> {
  const root = await folderOf({ ...files, ...more });
  await build(root);
  // The first one writes the lock.
  await build(root);
  return root;
}

/** Builds, compares with a first build, and tells whether a part was enough. */
async function buildsLikeAFirstOne(root: string): Promise<boolean> {
  const { told, files: count } = await build(root);
  const output = await contentsOf(join(root, 'output'));
  const isPart = wasPartial(root);
  const first = await afresh(root);
  expect({ told, output, lock: await readFile(join(root, 'tidings.lock')) }).toEqual(first);
  const { outputs } = JSON.parse(await readFile(join(root, '.tidings/manifest.json'), 'utf8'));
  expect(outputs.output).toEqual(Object.keys(output).sort());
  expect(count).toBe(outputs.output.length);
  return isPart;
}

const add = (name: string, text: string) => (root: string) => writeFile(join(root, `articles/${name}.md`), text);

test.each<[string, (root: string) => Promise<unknown>]>([
  ['a new article', add('e', article('E', '2026-10-05'))],
  ['a new article that is the oldest', add('e', article('E', '2026-09-05'))],
  ['a new article of the date of another', add('e', article('E', '2026-10-03', 'Of [d](d.md), ![p](p.png).'))],
  ['a new article with a link to a page', add('e', article('E', '2026-10-05', '[About](/about/)'))],
  ['a new article in a folder', add('in/e', article('E', '2026-10-05'))],
  [
    'a new article with a new picture',
    async (root) => {
      await writeFile(join(root, 'articles/q.png'), png);
      await add('e', article('E', '2026-10-05', '![q](q.png)'))(root);
    },
  ],
  [
    'two new articles with links to each other',
    async (root) => {
      await add('e', article('E', '2026-10-05', '[f](f.md)'))(root);
      await add('f', article('F', '2026-10-05', '[e](e.md)'))(root);
    },
  ],
  [
    'new articles that open two pages of the archive',
    async (root) => {
      for (const name of ['e', 'f', 'g', 'h', 'i']) await add(name, article(name, '2026-10-05'))(root);
    },
  ],
  ['an edited text', add('b', article('B', '2026-10-02', 'Another text.'))],
  ['an edited title', add('c', article('Sea', '2026-10-03', 'Of land.', 'tags: [land]\n'))],
  ['a file that was saved again', (root) => utimes(join(root, 'articles/b.md'), new Date(), new Date())],
])('after %s only its part is built, and all is as if built whole', async (_, change) => {
  const root = await publication({ 'articles/in/.keep': '' });
  await change(root);
  expect(await buildsLikeAFirstOne(root)).toBe(true);
  // And again, on what that build left.
  await add('z', article('Z', '2026-10-06'))(root);
  expect(await buildsLikeAFirstOne(root)).toBe(true);
});

test.each<[string, (root: string) => Promise<unknown>]>([
  ['an article that is gone', (root) => rm(join(root, 'articles/d.md'))],
  ['an article with a new tag', add('e', article('E', '2026-10-05', 'E.', 'tags: [sky]\n'))],
  ['an article of a new year', add('e', article('E', '2025-10-05'))],
  ['an article by another author', add('e', article('E', '2026-10-05', 'E.', 'authors: [Bo]\n'))],
  ['an article in another language', add('e', article('E', '2026-10-05', 'E.', 'language: de\n'))],
  ['an article with an address of old', add('e', article('E', '2026-10-05', 'E.', 'redirect_from: /old/\n'))],
  ['an article without a date', add('e', '---\ntitle: E\n---\n\nE.\n')],
  ['an article with a warning', add('e', article('E', '2026-10-05', '![](p.png) <blink>x</blink>'))],
  ['an article with an error', add('e', article('E', '2026-10-05', '[none](none.md)'))],
  ['a draft', add('e', article('E', '2026-10-05', 'E.', 'draft: true\n'))],
  ['a link to what is held back', add('e', article('E', '2026-10-05', '[l](https://example.org/articles/later/)'))],
  ['a slug that another has', add('e', article('E', '2026-10-05', 'E.', 'slug: d\n'))],
  ['a slug that differs from another in case', add('e', article('E', '2026-10-05', 'E.', 'slug: D\n'))],
  ['an id that another has', add('e', article('E', '2026-10-05', 'E.', 'id: "tag:example.org,2026-10-04:d"\n'))],
  ['an article that moves', add('b', article('B', '2026-10-02', 'B.', 'slug: bee\n'))],
  ['an article of another date', add('b', article('B', '2026-10-07'))],
  ['an article with other tags', add('c', article('C', '2026-10-03', 'Of land.'))],
  ['a picture that an article no longer shows', add('a', article('A', '2026-10-01', 'Without a picture.'))],
  ['a new index', add('e/index', article('E', '2026-10-05'))],
  ['a file that articles are not', (root) => writeFile(join(root, 'articles/odd.xyz'), 'x')],
  ['another picture', (root) => writeFile(join(root, 'articles/p.png'), Buffer.concat([png, Buffer.from('x')]))],
  ['a page that is edited', (root) => appendFile(join(root, 'pages/about.md'), '\nMore.\n')],
  [
    'an issue',
    (root) =>
      mkdir(join(root, 'issues')).then(() =>
        writeFile(join(root, 'issues/n.md'), '---\nsubject: N\ndate: 2026-11-02\nlatest: 2\n---\n\nHello.\n'),
      ),
  ],
  ['a link among the files', (root) => symlink('a.md', join(root, 'articles/link.md'))],
])('after %s everything is looked at', async (_, change) => {
  const root = await publication({ 'articles/e/.keep': '' });
  await change(root);
  await add('f', article('F', '2026-10-05'))(root);
  await build(root);
  expect(wasPartial(root)).toBe(false);
  // Where there is an error, nothing is made of the clone.
  const { output } = await afresh(root);
  if (Object.keys(output).length > 0) expect(await contentsOf(join(root, 'output'))).toEqual(output);
});

test.each<[string, (root: string) => Promise<unknown>]>([
  ['the lock', (root) => appendFile(join(root, 'tidings.lock'), '\n')],
  ['a file of the output', (root) => writeFile(join(root, 'output/articles/a/index.html'), 'x')],
  ['a file in the place of the new one', (root) => mkdir(join(root, 'output/articles/E'), { recursive: true })],
])('a change of %s by others is found though an article was only added', async (_, change) => {
  const root = await publication();
  await change(root);
  await add('e', article('E', '2026-10-05'))(root);
  await build(root);
  expect(wasPartial(root)).toBe(false);
  await rm(join(root, 'output/articles/E'), { recursive: true, force: true });
  expect(await contentsOf(join(root, 'output'))).toEqual((await afresh(root)).output);
});

test('an article that another one was looking for is linked by that', async () => {
  const root = await publication({ 'articles/b.md': article('B', '2026-10-02', '[e](/articles/e.html)') });
  await writeFile(join(root, 'articles/e.html.md'), article('E', '2026-10-05'));
  await buildsLikeAFirstOne(root);
  const sought = await publication({ 'articles/b.md': article('B', '2026-10-02', '[e](/articles/in)') });
  await writeFile(join(sought, 'articles/in.md'), article('E', '2026-10-05'));
  await buildsLikeAFirstOne(sought);
});
