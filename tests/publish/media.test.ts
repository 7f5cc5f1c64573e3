import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { buildPublication } from '../../src/publish/build.ts';
import type { BuildOptions } from '../../src/publish/built.ts';
import { checkBuild } from '../../src/publish/check-build.ts';
import type { AskMedia } from '../../src/publish/media.ts';
import { fetchMedia } from '../../src/system/fetch-media.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { pngOf } from '../read/pictures.ts';

/** A server on this machine with a picture, a sound, a page, and nothing else. Returns its address and what it was asked. */
async function website() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/picture.png')
      response.writeHead(206, { 'content-range': 'bytes 0-69/90000' }).end(pngOf(640, 480));
    else if (request.url === '/talk.mp3')
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 7_654_321 }).end();
    else if (request.url === '/page.mp3')
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': 500 }).end();
    else if (request.url === '/endless.mp3') response.writeHead(200, { 'content-type': 'audio/mpeg' }).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The server stands on this machine, which is refused otherwise. */
const askMedia: AskMedia = (url, kind, options) => fetchMedia(url, kind, { ...options, isAllowed: () => true });

async function publicationWith(front: string, body = 'Some words.') {
  return folderOf({
    'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter:\n  from: letters@example.org\n',
    'articles/one.md': `---\ntitle: One\ndate: 2026-11-01\n${front}---\n\n${body}\n`,
  });
}

const both = (url: string) =>
  `image: { src: '${url}/picture.png', alt: A boat }\nattachments:\n  - src: ${url}/talk.mp3\n`;

const configOf = (cwd: string, path = '.', flags = {}) =>
  loadConfig(path, flags, { cwd, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') });

const buildIn = async (cwd: string, options: BuildOptions = {}) => buildPublication(await configOf(cwd), options);
const outputOf = (folder: string) => contentsOf(join(folder, 'output'));
const keptIn = async (folder: string) => JSON.parse(await readFile(join(folder, '.tidings/media.json'), 'utf8'));

test('a build asks nothing of the web by itself, and keeps nothing', async () => {
  const { url, asked } = await website();
  const folder = await publicationWith(both(url));
  await buildIn(folder);
  expect(asked).toEqual([]);
  await expect(keptIn(folder)).rejects.toThrow('ENOENT');
});

describe('a build that may ask', () => {
  test('tells in every feed what the web told', async () => {
    const { url, asked } = await website();
    const folder = await publicationWith(both(url));
    expect((await buildIn(folder, { askMedia })).problems).toEqual([]);
    const output = await outputOf(folder);
    for (const feed of ['atom.xml', 'rss.xml']) {
      expect(output[feed]).toContain('7654321');
      expect(output[feed]).toMatch(/<media:content [^>]*type="image\/png" fileSize="90000" width="640" height="480"/);
    }
    expect(JSON.parse(output['feed.json']!).items[0].attachments).toEqual([
      { url: `${url}/talk.mp3`, mime_type: 'audio/mpeg', size_in_bytes: 7_654_321 },
    ]);
    expect(asked.sort()).toEqual(['GET /picture.png', 'HEAD /talk.mp3']);
  });

  test('keeps the answers, and no later build asks again', async () => {
    const { url, asked } = await website();
    const folder = await publicationWith(both(url));
    await buildIn(folder, { askMedia });
    expect(await keptIn(folder)).toEqual({
      [`${url}/picture.png`]: { type: 'image/png', length: 90_000, width: 640, height: 480 },
      [`${url}/talk.mp3`]: { type: 'audio/mpeg', length: 7_654_321 },
    });
    const before = await outputOf(folder);
    asked.length = 0;
    expect((await buildIn(folder)).written).toEqual([]);
    expect((await buildIn(folder, { askMedia })).written).toEqual([]);
    await rm(join(folder, '.tidings/memory.db'));
    await rm(join(folder, 'output'), { recursive: true });
    await buildIn(folder);
    expect(await outputOf(folder)).toEqual(before);
    expect(asked).toEqual([]);
  });

  test('renders anew what a build before it rendered without the answers, and dates nothing anew', async () => {
    const { url } = await website();
    const folder = await publicationWith(both(url));
    await buildIn(folder);
    const lock = await readFile(join(folder, 'tidings.lock'), 'utf8');
    const { written } = await buildIn(folder, { askMedia });
    expect(written).toEqual(expect.arrayContaining(['atom.xml', 'rss.xml', 'feed.json', 'issues/one/email.html']));
    expect(await readFile(join(folder, 'tidings.lock'), 'utf8')).toBe(lock);
  });

  test('asks only for what is not kept yet', async () => {
    const { url, asked } = await website();
    const folder = await publicationWith(`image: { src: '${url}/picture.png', alt: A boat }\n`);
    await buildIn(folder, { askMedia });
    asked.length = 0;
    await writeFile(join(folder, 'articles/two.md'), `---\ntitle: Two\ndate: 2026-11-02\n${both(url)}---\n\nWords.\n`);
    await buildIn(folder, { askMedia });
    expect(asked).toEqual(['HEAD /talk.mp3']);
  });

  test('believes the article rather than the web', async () => {
    const { url, asked } = await website();
    const folder = await publicationWith(
      `attachments:\n  - src: ${url}/talk.mp3\n    type: audio/x-own\n    length: 5\n`,
    );
    await buildIn(folder, { askMedia });
    expect(asked).toEqual([]);
    const feed = JSON.parse((await outputOf(folder))['feed.json']!);
    expect(feed.items[0].attachments[0]).toMatchObject({ mime_type: 'audio/x-own', size_in_bytes: 5 });
  });

  test.each([
    [
      'a picture that is gone',
      'image: { src: "{url}/gone.png", alt: A boat }',
      /gone\.png: the server answers 404 Not Found$/,
    ],
    ['a page in place of a sound', 'attachments: [{ src: "{url}/page.mp3" }]', /a page there, not audio\/mpeg$/],
    ['a sound without a length', 'attachments: [{ src: "{url}/endless.mp3" }]', /does not tell its length$/],
  ])('warns of %s at its article, goes on, and asks again the next time', async (_, front, message) => {
    const { url, asked } = await website();
    const folder = await publicationWith(`${front.replace('{url}', url)}\n`);
    const { problems } = await buildIn(folder, { askMedia });
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', rule: 'fetch-media', file: 'articles/one.md', line: 2 }),
    ]);
    expect(problems[0]!.message).toMatch(message);
    expect((await outputOf(folder))['atom.xml']).toContain(url);
    asked.length = 0;
    await buildIn(folder, { askMedia });
    expect(asked).not.toEqual([]);
  });

  test('asks no machine of the own network', async () => {
    const { url, asked } = await website();
    const folder = await publicationWith(both(url));
    const { problems } = await buildIn(folder, { askMedia: fetchMedia });
    expect(problems.map(({ message }) => message)).toEqual([
      `nothing could be learned of ${url}/picture.png: 127.0.0.1 is not on the public internet`,
      `nothing could be learned of ${url}/talk.mp3: 127.0.0.1 is not on the public internet`,
    ]);
    expect(asked).toEqual([]);
  });

  test('asks for one address once, and for at most four at a time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `  - src: https://example.org/${index}.mp3\n`);
    const folder = await publicationWith(`attachments:\n${names.join('')}${names[0]}`);
    let [asked, running, most] = [0, 0, 0];
    await buildIn(folder, {
      askMedia: async () => {
        asked += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        return { length: 1 };
      },
    });
    expect([asked, most]).toEqual([12, 4]);
  });

  test('writes nothing if it is interrupted', async () => {
    const folder = await publicationWith('image: { src: "https://example.org/picture.png", alt: A boat }\n');
    const stop = new AbortController();
    const asking: AskMedia = async (_url, _kind, { signal }) => {
      stop.abort(new Error('stopped'));
      signal!.throwIfAborted();
      return {};
    };
    await expect(buildIn(folder, { askMedia: asking, signal: stop.signal })).rejects.toThrow('stopped');
    await expect(keptIn(folder)).rejects.toThrow('ENOENT');
  });

  test('asks nothing for a single file, which keeps nothing', async () => {
    const { url, asked } = await website();
    const folder = await folderOf({ 'one.md': `---\ntitle: One\ndate: 2026-11-01\n${both(url)}---\n\nWords.\n` });
    await buildPublication(await configOf(folder, 'one.md', { title: 'T', url: 'https://example.org' }), { askMedia });
    expect(asked).toEqual([]);
    await expect(keptIn(folder)).rejects.toThrow('ENOENT');
  });
});

test('a check goes by what is kept', async () => {
  const { url } = await website();
  const folder = await publicationWith(both(url));
  await buildIn(folder, { askMedia });
  const { publication } = await checkBuild(await configOf(folder));
  expect(publication.articles[0]!.image).toMatchObject({ width: 640, height: 480 });
});

describe('a file of answers that', () => {
  test.each([
    ['is no JSON', '{"https://'],
    ['is of another shape', '["https://example.org/"]'],
    ['says what no file has', '{"https://example.org/a.png":{"width":-1}}'],
  ])('%s is told of, and made anew by asking again', async (_, text) => {
    const { url } = await website();
    const folder = await publicationWith(both(url));
    await buildIn(folder, { askMedia });
    const before = await outputOf(folder);
    await writeFile(join(folder, '.tidings/media.json'), text);
    const { problems } = await buildIn(folder);
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        file: '.tidings/media.json',
        hint: expect.stringContaining('--fetch-media'),
      }),
    ]);
    await buildIn(folder, { askMedia });
    expect((await buildIn(folder)).problems).toEqual([]);
    expect(await outputOf(folder)).toEqual(before);
  });

  test('cannot be written stops the build with a way out', async () => {
    const { url } = await website();
    const folder = await publicationWith(both(url));
    await mkdir(join(folder, '.tidings/media.json'), { recursive: true });
    await expect(buildIn(folder, { askMedia })).rejects.toMatchObject({
      problems: [{ rule: 'write', message: expect.stringContaining('media.json cannot be written') }],
    });
  });
});
