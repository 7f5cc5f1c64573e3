import { once } from 'node:events';
import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { beginStudio } from '../../src/studio/begin.ts';
import type { LiveSession } from '../../src/studio/session.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';
import { askRaw, begunStudio } from './socket.ts';

const settings = 'title: The Letter\nurl: https://example.org\n';
const frost = articleOf('First frost', '2026-11-02');
const files = { 'tidings.yaml': settings, 'articles/frost.md': frost };

/** Resolves at the next change that the studio hears after `work`. */
async function afterChange(session: LiveSession | { onChange: LiveSession['onChange'] }, work: () => Promise<unknown>) {
  const heard = new Promise((resolve) => {
    const stop = session.onChange((revision) => {
      stop();
      resolve(revision);
    });
  });
  await work();
  await heard;
}

test('a publication whose settings cannot be read shows the problem with its line, and is there once it is mended', async () => {
  const folder = await folderOf({ ...files, 'tidings.yaml': 'title: The Letter\nurl: [\n' });
  const { address, studio } = await begunStudio(folder);
  const { pathname } = new URL(address);
  for (const path of ['', 'letters/frost', 'pages', 'feeds', 'look']) {
    const { status, text } = await askRaw(address, pathname + path);
    expect(status, path).toBeLessThan(500);
    expect(text, path).toContain('tidings.yaml');
  }
  await afterChange(studio.session, () => writeFile(join(folder, 'tidings.yaml'), settings));
  expect((await askRaw(address, `${pathname}letters/frost/frame`)).text).toContain('The text of First frost.');
});

test('where there is no publication, the studio does not begin, and says how to begin one', async () => {
  const folder = await folderOf({ 'notes.txt': 'No publication.' });
  await expect(begunStudio(folder)).rejects.toMatchObject({
    exitCode: 2,
    state: 'The studio did not begin.',
    message: expect.stringContaining('tidings.yaml'),
  });
});

test('a port that is taken is told where it was named, and passed over where it was not', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const folder = await folderOf(files);
  await expect(begunStudio(folder, port)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(`127.0.0.1:${port} cannot be listened on (EADDRINUSE)`),
  });
  const ending = new AbortController();
  const context = { cwd: folder, environment: {}, clock: () => new Date() };
  const one = await beginStudio({ path: '.', flags: {}, context, signal: ending.signal });
  const two = await beginStudio({ path: '.', flags: {}, context, signal: ending.signal });
  expect(new URL(one.address).port).not.toBe(new URL(two.address).port);
  ending.abort();
  await Promise.all([one.stop(), two.stop()]);
});

test('a theme with an endless loop ends in a problem of the theme, and every other view works', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost }, 'newsletter:\n  theme: mine\n');
  const { copyTheme } = await import('../../src/publish/themes/copy-theme.ts');
  await copyTheme('plain', 'mine', { directory: opened.folder.path, display: String });
  const layout = await opened.folder.read('themes/mine/article.mjml');
  await opened.save('themes/mine/article.mjml', layout);
  expect(await opened.text('letters/frost/frame')).toContain('The text of First frost.');
  const endless =
    '{% for a in (1..100000) %}{% for b in (1..100000) %}{% assign c = a | times: b %}{% endfor %}{% endfor %}';
  await opened.save('themes/mine/article.mjml', layout + endless);
  const letter = await opened.ask('letters/frost');
  expect(letter.status).toBeLessThan(500);
  expect(await letter.text()).toContain('themes/mine/article.mjml');
  expect(await opened.text('site/articles/frost/')).toContain('The text of First frost.');
  expect((await opened.ask('')).status).toBe(200);
});

test('10,000 articles: the list comes in pages, and a search finds one of them', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [
      `articles/a${index}.txt`,
      `Number ${index}\nA summary.\n\nOne paragraph.\n`,
    ]),
  );
  const opened = await OpenedStudio.of({ ...many, 'articles/frost.md': frost });
  expect((await opened.text('')).length).toBeLessThan(100_000);
  const list = await opened.text('?page=1');
  expect(list.length).toBeLessThan(100_000);
  expect(list).toMatch(/Page 1 of 101/);
  expect(await opened.text('?q=first%20frost')).toContain('1 found for');
  expect(await opened.text('?page=101')).toContain('rel="prev"');
  expect((await opened.text('letters/frost')).length).toBeLessThan(100_000);
});

test('an article of 5 MB can be seen: its letter is cut to its size, and its page is whole', async () => {
  const long = `${frost}\n${'The frost was early, and the garden was quiet.\n\n'.repeat(100_000)}The end of it.\n`;
  const opened = await OpenedStudio.of({ 'articles/frost.md': long });
  expect(Buffer.byteLength(await opened.text('letters/frost/frame'))).toBeLessThan(200_000);
  expect(await opened.text('site/articles/frost/')).toContain('The end of it.');
});

test('a file that is written half shows its problem, and the whole of it is seen right after', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost });
  await opened.session.state();
  await opened.save('articles/frost.md', frost.slice(0, 12));
  expect((await opened.ask('letters/frost')).status).toBe(200);
  await opened.save('articles/frost.md', '');
  expect((await opened.ask('letters/frost')).status).toBeLessThan(500);
  await opened.save('articles/frost.md', frost.replace('The text', 'The whole text'));
  expect(await opened.text('letters/frost/frame')).toContain('The whole text of First frost.');
});

test('the studio writes nothing: neither output nor lock nor anything in .tidings', async () => {
  const folder = await folderOf({ ...files, 'articles/draft.md': articleOf('Not yet', '2026-11-03', 'draft: true\n') });
  const before = await contentsOf(folder);
  const { address } = await begunStudio(folder);
  const { pathname } = new URL(address);
  for (const path of [
    '',
    'letters/frost',
    'letters/frost/frame',
    'letters/draft/frame',
    'site/',
    'site/atom.xml',
    'pages',
    'feeds',
  ])
    await askRaw(address, pathname + path);
  expect(await contentsOf(folder)).toEqual(before);
});

test('an article that goes leaves no tombstone behind: the next build announces nothing', async () => {
  const opened = await OpenedStudio.of({
    'articles/frost.md': frost,
    'articles/hedge.md': articleOf('The hedge', '2026-11-03'),
  });
  await opened.session.state();
  await rm(join(opened.folder.path, 'articles/hedge.md'));
  opened.session.touched();
  await opened.text('site/atom.xml');
  await buildPublication(await opened.folder.config());
  expect(await opened.folder.read('tidings.lock')).not.toContain('removed');
});

test('two studios on one publication and a build beside them all see the same article', async () => {
  const folder = await folderOf(files);
  const [one, two] = [await begunStudio(folder), await begunStudio(folder)];
  await askRaw(one.address, `${new URL(one.address).pathname}letters/frost/frame`);
  const config = () =>
    loadConfig('.', {}, { cwd: folder, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') });
  const heard = [one, two].map(({ studio }) => afterChange(studio.session, async () => undefined));
  await writeFile(join(folder, 'articles/frost.md'), frost.replace('The text', 'The newest text'));
  await Promise.all([buildPublication(await config()), ...heard]);
  for (const { address } of [one, two])
    expect((await askRaw(address, `${new URL(address).pathname}letters/frost/frame`)).text).toContain(
      'The newest text',
    );
  expect((await contentsOf(folder))['output/issues/frost/email.html']).toContain('The newest text');
});

test('settings and themes that change are loaded anew', async () => {
  const opened = await OpenedStudio.of({ 'articles/frost.md': frost });
  expect(await opened.text('letters/frost')).toContain('The Letter');
  await opened.save('tidings.yaml', 'title: Another Letter\nurl: https://example.org\nlanguage: de\n');
  expect(await opened.text('letters/frost/frame')).toContain('Another Letter');
  expect(await opened.text('letters/frost/frame')).toContain('lang="de"');
});

test('a folder of the publication that is renamed, and the publication itself, go on being watched', async () => {
  const folder = await folderOf({ 'letter/tidings.yaml': settings, 'letter/articles/frost.md': frost });
  const ending = new AbortController();
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') };
  const running = await beginStudio({ path: 'letter', flags: {}, context, port: 0, signal: ending.signal });
  const { session } = running.studio;
  await session.state();
  await afterChange(session, () => rename(join(folder, 'letter/articles'), join(folder, 'letter/essays')));
  expect((await session.state()).fault).toBeDefined();
  await afterChange(session, () => rename(join(folder, 'letter/essays'), join(folder, 'letter/articles')));
  expect((await session.state()).fault).toBeUndefined();
  await afterChange(session, () => rename(join(folder, 'letter'), join(folder, 'away')));
  expect((await session.state()).fault).toBeDefined();
  await afterChange(session, () => rename(join(folder, 'away'), join(folder, 'letter')));
  while ((await session.state()).fault) await afterChange(session, async () => undefined);
  await afterChange(session, () => appendFile(join(folder, 'letter/articles/frost.md'), '\nAnd more.\n'));
  expect((await session.state()).good?.prepared.publication.articles[0]?.content).toContain('And more.');
  ending.abort();
  await running.stop();
});
