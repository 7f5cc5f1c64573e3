import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOldFeeds } from '../../src/adopt/read-feeds.ts';
import type { ProblemError } from '../../src/model/problem.ts';
import { folderOf } from '../folder.ts';
import { atomOf, entry, item, jsonOf, rssOf } from './feeds.ts';

/** A server on this machine with these documents; `{site}` in them is its address. */
async function siteWith(documents: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url!);
    const text = documents[url!];
    response.writeHead(text === undefined ? 404 : 200).end(text?.replaceAll('{site}', site));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { site, asked };
}

const options = {
  cwd: '/',
  site: 'https://blog.example.org/',
  now: new Date('2026-11-30T00:00:00Z'),
  isAllowed: () => true,
};

const refusal = (names: readonly string[], cwd = '/') =>
  readOldFeeds(names, { ...options, cwd }).then(
    () => undefined,
    ({ problems, exitCode }: ProblemError) => ({ problems, exitCode }),
  );

describe('all pages of a feed are read', () => {
  test.each<[string, (next: string, inner: 'a' | 'b') => string]>([
    [
      'RFC 5005 archives of Atom',
      (next, slug) => atomOf(`${next && `<link rel="prev-archive" href="${next}"/>`}${entry(slug, slug)}`),
    ],
    ['pages of Atom', (next, slug) => atomOf(`${next && `<link rel="next" href="${next}"/>`}${entry(slug, slug)}`)],
    [
      'pages of RSS',
      (next, slug) => rssOf(item(slug, `<guid>${slug}</guid>`), next && `<atom:link rel="next" href="${next}"/>`),
    ],
    ['pages of JSON Feed', (next, slug) => jsonOf([{ id: slug }], next ? { next_url: next } : {})],
  ])('%s', async (_, document) => {
    const { site } = await siteWith({
      '/feed': document('{site}/feed?paged=2', 'a'),
      '/feed?paged=2': document('', 'b'),
    });
    const { feeds, problems } = await readOldFeeds([`${site}/feed`], options);
    expect(feeds).toMatchObject([{ pages: 2, address: `${site}/feed`, entries: [{ id: 'a' }, { id: 'b' }] }]);
    expect(problems).toEqual([]);
  });

  test('once each, where they lead in a circle', async () => {
    const page = (next: string) => atomOf(`<link rel="next" href="{site}${next}"/>${entry('a', 'urn:a')}`);
    const { site, asked } = await siteWith({ '/1': page('/2'), '/2': page('/3'), '/3': page('/1') });
    expect((await readOldFeeds([`${site}/1`], options)).feeds).toMatchObject([{ pages: 3 }]);
    expect(asked).toEqual(['/1', '/2', '/3']);
  });

  test('as far as they can be had; the first that is missing is told', async () => {
    const { site } = await siteWith({ '/1': atomOf(`<link rel="next" href="{site}/2"/>${entry('a', 'urn:a')}`) });
    const { feeds, problems } = await readOldFeeds([`${site}/1`], options);
    expect(feeds).toMatchObject([{ pages: 1 }]);
    expect(problems).toMatchObject(
      [{ severity: 'warning', rule: 'feed-page', file: `${site}/1`, message: /404/ }].map((one) => ({
        ...one,
        message: expect.stringMatching(one.message),
      })),
    );
    expect(problems[0]!.hint).toContain(`${site}/2`);
  });

  test('up to a thousand, of a feed that goes on for ever', async () => {
    let count = 0;
    const documents = new Proxy<Record<string, string>>(
      {},
      {
        get: () => {
          count += 1;
          return atomOf(`<link rel="next" href="{site}/${count}"/>${entry('a', `urn:${count}`)}`);
        },
      },
    );
    const { site } = await siteWith(documents);
    const { feeds, problems } = await readOldFeeds([`${site}/0`], options);
    expect(feeds).toMatchObject([{ pages: 1000 }]);
    expect(problems).toMatchObject([{ rule: 'feed-page', message: 'this feed has more than 1000 pages' }]);
  });

  test('of a file alone, which names the next one', async () => {
    const cwd = await folderOf({
      'a.xml': atomOf(`<link rel="next" href="https://blog.example.org/2"/>${entry('a', 'urn:a')}`),
    });
    const { feeds, problems } = await readOldFeeds(['a.xml'], { ...options, cwd });
    expect(feeds).toMatchObject([{ name: 'a.xml', pages: 1 }]);
    expect(problems).toMatchObject([
      { rule: 'feed-page', file: 'a.xml', hint: 'Save and name them, too: https://blog.example.org/2' },
    ]);
  });
});

describe('readers know an entry', () => {
  const entriesOf = async (text: string) =>
    (await readOldFeeds(['feed'], { ...options, cwd: await folderOf({ feed: text }) })).feeds[0]!.entries;

  test.each<[string, string, object]>([
    [
      'by the guid, byte for byte but for blanks around it',
      '<guid isPermaLink="false"> http://Blog.example.org/?p=1\n</guid>',
      { id: 'http://Blog.example.org/?p=1' },
    ],
    ['by a guid that RSS takes for an address', '<guid>17</guid>', { id: '17', isLink: true }],
    ['by a guid that is said to be an address', '<guid isPermaLink="true">17</guid>', { id: '17', isLink: true }],
    [
      'by its address where it has no guid',
      '',
      { id: 'https://blog.example.org/a/', url: 'https://blog.example.org/a/' },
    ],
  ])('%s', async (_, guid, expected) => {
    const [read] = await entriesOf(rssOf(item('a', guid)));
    expect(read).toMatchObject(expected);
    if (!('isLink' in expected)) expect(read).not.toHaveProperty('isLink');
  });

  test('of RDF by its name', async () => {
    const [read] = await entriesOf(
      `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><title>T</title></channel><item rdf:about="http://blog.example.org/a"><title>A</title></item></rdf:RDF>`,
    );
    expect(read).toMatchObject({ id: 'http://blog.example.org/a' });
  });

  test('of JSON by its id, also by one that is a number', async () => {
    expect(await entriesOf(jsonOf([{ id: 17 }]))).toMatchObject([{ id: '17' }]);
  });

  test('whose address is relative from where the feed says it is, else from the publication', async () => {
    const relative = (head: string) => atomOf('<entry><id>1</id><link href="a/"/></entry>', head);
    expect(await entriesOf(relative('<link rel="self" href="https://old.example.org/x/feed.xml"/>'))).toMatchObject([
      { url: 'https://old.example.org/x/a/' },
    ]);
    expect(await entriesOf(relative(''))).toMatchObject([{ url: 'https://blog.example.org/a/' }]);
  });

  test.each([
    '0000-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    'yesterday',
  ])('without a date where it says %s', async (date) => {
    const [read] = await entriesOf(atomOf(entry('a', '1').replaceAll(/2024-05-06T\d\d:00:00Z/g, date)));
    expect(read).toEqual({ id: '1', title: 'About a', url: 'https://blog.example.org/a/' });
  });
});

describe('a feed that cannot be had stops it', () => {
  test.each([
    ['a file that is not there', 'none.xml', 'there is no such file'],
    ['a folder', 'folder', 'this is a folder'],
    ['a web page', 'page.html', 'it is a web page, and no feed'],
    ['text', 'text', 'it is no feed that Tidings knows'],
    ['JSON that is no feed', 'a.json', 'it is JSON without "items", and so no feed'],
  ])('%s', async (_, name, message) => {
    const cwd = await folderOf({
      'folder/x': '',
      'page.html': '<html><body>Hello</body></html>',
      text: 'hello',
      'a.json': '{}',
    });
    expect(await refusal([name], cwd)).toMatchObject({
      exitCode: 2,
      problems: [{ severity: 'error', file: name, message, hint: expect.any(String) }],
    });
  });

  test('an address that is not there, or that leads into this machine', async () => {
    const { site } = await siteWith({});
    expect((await refusal([`${site}/feed`]))?.problems[0]?.message).toContain(
      'it cannot be fetched: the server answers 404',
    );
    const inside = await readOldFeeds([`${site}/feed`], { ...options, isAllowed: () => false }).catch(
      (error: ProblemError) => error.problems,
    );
    expect(inside).toMatchObject([{ rule: 'feed-fetch', hint: expect.stringContaining('save it and name the file') }]);
  });

  test('and all of them are told at once', async () => {
    expect((await refusal(['a.xml', 'b.xml']))?.problems).toHaveLength(2);
  });
});
