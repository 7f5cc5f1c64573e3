import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importArchive } from '../../src/commands/import.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { ghostJson } from './exports.ts';
import { publicationWith } from './imported.ts';
import { itemOf, wxrOf } from './wxr-text.ts';
import { zipOf } from './zip.ts';

/** A post by its name, which is its number, too. */
function post(name: string, given = {}): string {
  const address = { link: `https://example.org/2024/${name}/`, guid: `https://example.org/?p=${name}` };
  return itemOf({
    title: `On ${name}`,
    'wp:post_name': name,
    'content:encoded': `About ${name}.`,
    ...address,
    ...given,
  });
}

test('without --apply, all is told and nothing is written', async () => {
  const names = ['frost', 'thaw', 'rime', 'hail', 'snow', 'sleet', 'ice'];
  const pages = names.map((name) => post(`page-${name}`, { 'wp:post_type': 'page' }));
  const { run, folder } = await publicationWith({
    'old blog.xml': wxrOf([...names.map((name) => post(name)), ...pages, post('secret', { 'wp:status': 'private' })]),
  });
  const { text } = await run(['old blog.xml'], { from: 'https://example.org' });
  expect(text).toBe(`old blog.xml is an export of WordPress.
7 new articles: On frost, On thaw, On rime, On hail, On snow, and 2 more.
Left out, pages (7): On page-frost, On page-thaw, On page-rime, On page-hail, On page-snow, and 2 more.
Left out, private (1): On secret.
With --drafts, those that were not public are written as drafts.
Nothing was written. To write it:
  npx tidings import 'old blog.xml' --from https://example.org --apply
`);
  expect((await readdir(folder)).toSorted()).toEqual(['old blog.xml', 'tidings.yaml']);
});

test('with --apply, the next command is told, and nothing but articles is there', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost'), post('thaw')]) });
  const { text, value } = await apply(['old.xml']);
  expect(text).toBe(
    'old.xml is an export of WordPress.\n2 new articles: On frost, On thaw.\nNext:\n  npx tidings build\n',
  );
  expect(value.written).toEqual([
    { file: 'articles/frost.html', title: 'On frost', draft: false },
    { file: 'articles/thaw.html', title: 'On thaw', draft: false },
  ]);
  expect(await readdir(join(folder, 'articles'))).toEqual(['frost.html', 'thaw.html']);
});

test('a second run changes nothing, and a longer export adds what is new', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost')]) });
  await apply(['old.xml']);
  const before = await contentsOf(join(folder, 'articles'));
  expect((await apply(['old.xml'])).text).toBe(
    'old.xml is an export of WordPress.\n0 new articles.\n1 article here already.\nNothing is new.\nNext:\n  npx tidings check\n',
  );
  expect(await contentsOf(join(folder, 'articles'))).toEqual(before);
  await writeFile(join(folder, 'old.xml'), wxrOf([post('frost'), post('thaw')]));
  expect((await apply(['old.xml'])).value).toMatchObject({ written: [{ file: 'articles/thaw.html' }], unchanged: 1 });
  expect(await contentsOf(join(folder, 'articles'))).toMatchObject(before);
});

test('an article that was edited, moved or renamed here stays as it is, and is named', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost')]) });
  await apply(['old.xml']);
  const [from, to] = [join(folder, 'articles/frost.html'), join(folder, 'articles/2024/winter.html')];
  await mkdir(join(folder, 'articles/2024'));
  await rename(from, to);
  const edited = (await readFile(to, 'utf8')).replace('About', 'All about');
  await writeFile(to, edited);
  const { text, value } = await apply(['old.xml']);
  expect(value).toMatchObject({
    written: [],
    unchanged: 0,
    kept: [{ file: 'articles/2024/winter.html', title: 'On frost' }],
  });
  expect(text).toContain('1 article here in other words, left as it is: On frost.');
  expect(await readFile(to, 'utf8')).toBe(edited);
});

test('an article that was removed here does not come back', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost')]) });
  await apply(['old.xml']);
  const entry = {
    id: 'https://example.org/?p=frost',
    path: 'articles/frost.html',
    slug: 'frost',
    url: 'https://example.org/articles/frost/',
    published: '2024-05-06T07:00:00Z',
    updated: '2024-05-06T07:00:00Z',
    hash: 'a'.repeat(64),
    removed: '2026-01-01T00:00:00Z',
  };
  await writeFile(
    join(folder, 'tidings.lock'),
    `tidings-lock 1\n{"feed":"https://example.org/"}\n${JSON.stringify(entry)}\n`,
  );
  await rm(join(folder, 'articles/frost.html'));
  expect((await apply(['old.xml'])).value).toMatchObject({
    written: [],
    leftOut: [{ reason: 'removed', title: 'On frost' }],
  });
});

test('an article of the writer is never written over: the imported one gets another name', async () => {
  const { apply, folder, article } = await publicationWith({
    'old.xml': wxrOf([post('frost'), post('readme'), post('con'), post('index')]),
    'articles/frost.md': '# Mine\n\nMy own.\n',
  });
  await apply(['old.xml']);
  expect(await readFile(join(folder, 'articles/frost.md'), 'utf8')).toBe('# Mine\n\nMy own.\n');
  expect((await readdir(join(folder, 'articles'))).toSorted()).toEqual([
    'article-con.html',
    'article-index.html',
    'article-readme.html',
    'frost-2.html',
    'frost.md',
  ]);
  expect((await article('frost-2.html')).front).toMatchObject({
    slug: 'frost-2',
    redirects: ['https://example.org/2024/frost/'],
  });
});

test('articles go into the folder that the settings name', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost')]) });
  await writeFile(join(folder, 'tidings.yaml'), 'title: T\nurl: https://example.org\narticles: texts\n');
  expect((await apply(['old.xml'])).value.written).toMatchObject([{ file: 'texts/frost.html' }]);
});

test('an import that was stopped or has failed leaves nothing behind, and what a killed one left goes', async () => {
  const posts = [post('frost'), post('thaw')];
  const { apply, folder, stop } = await publicationWith({ 'old.xml': wxrOf(posts), 'articles/.import-1/x.html': 'x' });
  const bad = zipOf([{ name: 'ghost.json', content: ghostJson([{}]), length: 3 }]);
  await writeFile(join(folder, 'bad.zip'), bad);
  await expect(apply(['old.xml', 'bad.zip'], { from: 'https://example.org' })).rejects.toThrow('damaged');
  stop.abort(new Error('stopped'));
  await expect(apply(['old.xml'])).rejects.toThrow('stopped');
  expect(await readdir(join(folder, 'articles'))).toEqual([]);
});

test('a file where the folder of articles should be is named', async () => {
  const { refusal } = await publicationWith({ 'old.xml': wxrOf([post('frost')]), articles: 'x' });
  expect((await refusal(['old.xml'])).problems).toMatchObject([{ rule: 'write' }]);
});

test('in a folder that is no publication, init is named', async () => {
  const folder = await folderOf({ 'old.xml': wxrOf([post('frost')]) });
  const { terminal } = await publicationWith({});
  const there = { ...terminal, context: { ...terminal.context, cwd: folder } };
  await expect(importArchive(there, ['old.xml'], { publication: '.', apply: true })).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ message: 'this folder is no publication yet', hint: expect.stringContaining('"tidings init"') }],
  });
  await expect(importArchive(there, ['old.xml'], { publication: 'mine' })).rejects.toMatchObject({
    problems: [{ message: 'mine is no publication yet', hint: expect.stringContaining('"tidings init mine"') }],
  });
});

test.each([
  ['readers.csv', 'Email Address,First Name\nada@example.org,Ada\n', 'tidings subscribers import'],
  ['posts.csv', 'post_id,post_date\n1.a,2024\n', 'Give the whole zip'],
  ['feed.xml', '<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>', 'tidings adopt'],
  ['feed.atom', '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', '"sources"'],
  ['feed.json', '{"version": "https://jsonfeed.org/version/1.1", "items": []}', 'tidings adopt'],
  ['other.json', '{"a": 1}', 'Give the export'],
  ['notes.txt', 'Words.', 'Give the export'],
  ['empty.xml', '', 'Give the export'],
  ['subscribers.zip', zipOf({ 'email_list.old.csv': 'email\n', 'readme.txt': 'x' }), 'tidings subscribers import'],
  ['other.zip', zipOf({ 'a.txt': 'x', 'b.txt': 'x' }), 'Give the export'],
  ['empty.zip', zipOf({}), 'Give the export'],
  ['old.xml.gz', Buffer.from([0x1f, 0x8b, 8, 0]), 'Unpack it'],
])('%s is no archive, and the way to what it is for is told', async (name, content, hint) => {
  const { refusal } = await publicationWith({ [name]: content });
  const { problems, exitCode } = await refusal([name]);
  expect(exitCode).toBe(1);
  expect(problems).toMatchObject([{ rule: 'archive', file: name, hint: expect.stringContaining(hint) }]);
});

test('a file that is not there is named', async () => {
  const { refusal } = await publicationWith({});
  expect((await refusal(['old.xml'])).problems).toMatchObject([
    { message: 'there is no file or folder old.xml (ENOENT)', file: 'old.xml' },
  ]);
});

test('a title cannot steer the terminal', async () => {
  const { run } = await publicationWith({ 'old.xml': wxrOf([post('frost', { title: 'A\u009b2J\u202eB' })]) });
  expect((await run(['old.xml'])).text).not.toMatch(/[\u009b\u202e]/);
});

test('an article without an old id that was removed is known by its name and date', async () => {
  const { apply, folder } = await publicationWith({ 'old.xml': wxrOf([post('frost', { guid: undefined })]) });
  const entry = {
    id: 'tag:example.org,2024-05-06:frost',
    path: 'articles/frost.html',
    slug: 'frost',
    url: 'https://example.org/articles/frost/',
    published: '2024-05-06T07:00:00Z',
    updated: '2024-05-06T07:00:00Z',
    hash: 'a'.repeat(64),
    removed: '2026-01-01T00:00:00Z',
  };
  await writeFile(
    join(folder, 'tidings.lock'),
    `tidings-lock 1\n{"feed":"https://example.org/"}\n${JSON.stringify(entry)}\n`,
  );
  expect((await apply(['old.xml'])).value).toMatchObject({ written: [], leftOut: [{ reason: 'removed' }] });
});
