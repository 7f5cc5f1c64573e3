import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../src/lib/byte-range.ts';
import { runs } from '../runs.ts';
import { served } from './served.ts';

const page = `<!doctype html><title>Frost</title><p>${'The beds were white. '.repeat(100)}</p>`;
const atom = `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">${'<entry/>'.repeat(100)}</feed>`;
const audio = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const files = {
  'index.html': '<title>Home</title>',
  'articles/frost/index.html': page,
  'cn/about.html': '<title>About</title>',
  'atom.xml': atom,
  'rss.xml': '<rss version="2.0"><channel/></rss>',
  'feed.json': '{"version":"https://jsonfeed.org/version/1.1"}',
  'episode.mp3': audio,
  'notes.txt': 'grüße',
  'subscribe/copy.js': 'let copied;',
  '.well-known/security.txt': 'Contact: mailto:letters@example.org',
  '.secret': 'hidden',
  _headers: '/*\n  X-Content-Type-Options: nosniff\n\n/articles/:name/\n  Cache-Control: public, max-age=60\n',
  _redirects: '/old/frost/ https://letters.example.org/articles/frost/ 301\n/gr%C3%BC%C3%9Fe /articles/frost/ 302\n',
};

describe('a file', () => {
  test.each([
    ['/', '<title>Home</title>', 'text/html; charset=utf-8'],
    ['/articles/frost/', page, 'text/html; charset=utf-8'],
    ['/cn/about', '<title>About</title>', 'text/html; charset=utf-8'],
    ['/notes.txt', 'grüße', 'text/plain; charset=utf-8'],
    ['/subscribe/copy.js', 'let copied;', 'text/javascript; charset=utf-8'],
    ['/atom.xml', atom, 'application/atom+xml; charset=utf-8'],
    ['/rss.xml', files['rss.xml'], 'application/rss+xml; charset=utf-8'],
    ['/feed.json', files['feed.json'], 'application/json'],
    ['/.well-known/security.txt', files['.well-known/security.txt'], 'text/plain; charset=utf-8'],
  ])('%s arrives with its type', async (path, body, type) => {
    const { ask } = await served(files);
    const answer = await ask(path);
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, body, type]);
  });

  test('is known again by its tag or its date, and then does not travel', async () => {
    const { ask } = await served(files);
    const first = await ask('/articles/frost/');
    const [etag, modified] = [first.headers.get('etag')!, first.headers.get('last-modified')!];
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
    ] as Record<string, string>[]) {
      const again = await ask('/articles/frost/', headers);
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    for (const headers of [
      { 'if-none-match': '"other"' },
      { 'if-none-match': '"other"', 'if-modified-since': modified },
      { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
      { 'if-modified-since': 'yesterday' },
    ] as Record<string, string>[])
      expect((await ask('/articles/frost/', headers)).status).toBe(200);
  });

  test('has a later date once it has other bytes, also where both came with one date, as files do that git or rsync put there', async () => {
    const { ask, output, site } = await served({ 'atom.xml': atom });
    const dateOf = async () => Date.parse((await ask('/atom.xml')).headers.get('last-modified')!);
    const dates = [await dateOf()];
    for (const at of [new Date(dates[0]!), new Date(dates[0]! + 100), new Date('2020-01-01T00:00:00Z')]) {
      await writeFile(join(output, 'atom.xml'), atom.replace('<feed', `<feed xml:lang="x-${dates.length}"`));
      await utimes(join(output, 'atom.xml'), at, at);
      await site.refresh();
      dates.push(await dateOf());
      const since = { 'if-modified-since': new Date(dates.at(-2)!).toUTCString() };
      expect((await ask('/atom.xml', since)).status).toBe(200);
    }
    expect(new Set(dates).size).toBe(4);
    expect(dates.toSorted()).toEqual(dates);
  });

  test('has a tag for each coding, for it is another row of bytes', async () => {
    const { ask } = await served(files);
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const coding of ['br', 'gzip'] as const) {
      const packed = await ask('/articles/frost/', { 'accept-encoding': coding });
      expect(packed.headers.get('content-encoding')).toBe(coding);
      expect(packed.headers.get('vary')).toBe('Accept-Encoding');
      const etag = packed.headers.get('etag')!;
      expect(etag).toMatch(new RegExp(`-${coding}"$`));
      const bytes = Buffer.from(await packed.arrayBuffer());
      expect(packed.headers.get('content-length')).toBe(String(bytes.length));
      expect(unpack[coding](bytes).toString()).toBe(page);
      expect((await ask('/articles/frost/', { 'accept-encoding': coding, 'if-none-match': etag })).status).toBe(304);
      expect((await ask('/articles/frost/', { 'if-none-match': etag })).status).toBe(200);
    }
  });

  test.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
    ['br;q=nonsense', null],
    ['', null],
  ])('is packed by what "%s" accepts best', async (accepted, coding) => {
    const { ask } = await served(files);
    const answer = await ask('/articles/frost/', { 'accept-encoding': accepted });
    expect(answer.headers.get('content-encoding')).toBe(coding);
  });

  test('that is small, or packed by nature, travels as it is', async () => {
    const { ask } = await served(files);
    for (const path of ['/', '/episode.mp3'])
      expect((await ask(path, { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe(null);
  });

  test('answers HEAD with the same fields and no body', async () => {
    const { ask } = await served(files);
    for (const path of ['/articles/frost/', '/episode.mp3', '/nowhere']) {
      const [get, head] = [await ask(path), await ask(path, {}, 'HEAD')];
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
      expect([head.status, await head.text()]).toEqual([get.status, '']);
    }
  });

  test('of sound is heard from any place: one range at a time', async () => {
    const { ask } = await served(files);
    const bytes = async (range: string, more = {}) => {
      const answer = await ask('/episode.mp3', { range, ...more });
      return [answer.status, answer.headers.get('content-range'), (await answer.arrayBuffer()).byteLength];
    };
    expect(await bytes('bytes=0-9')).toEqual([206, 'bytes 0-9/1000', 10]);
    expect(await bytes('bytes=990-')).toEqual([206, 'bytes 990-999/1000', 10]);
    expect(await bytes('bytes=-1')).toEqual([206, 'bytes 999-999/1000', 1]);
    expect(await bytes('bytes=1000-')).toEqual([416, 'bytes */1000', 0]);
    expect(await bytes('bytes=0-1,5-6')).toEqual([200, null, 1000]);
    expect(await bytes('bytes=0-9', { 'if-range': '"other"' })).toEqual([200, null, 1000]);
    const etag = (await ask('/episode.mp3')).headers.get('etag')!;
    expect(await bytes('bytes=0-9', { 'if-range': etag })).toEqual([206, 'bytes 0-9/1000', 10]);
    const body = new Uint8Array(await (await ask('/episode.mp3', { range: 'bytes=300-302' })).arrayBuffer());
    expect([...body]).toEqual([...audio.slice(300, 303)]);
  });

  test('larger than what is kept in memory arrives whole, and from any place', async () => {
    const large = Buffer.alloc(3_000_000, 'tide ');
    const { ask } = await served({ 'film.mp4': large });
    const whole = await ask('/film.mp4');
    expect(Buffer.from(await whole.arrayBuffer()).equals(large)).toBe(true);
    expect(whole.headers.get('content-length')).toBe('3000000');
    expect(await (await ask('/film.mp4', { range: 'bytes=2999990-' })).text()).toBe('tide tide ');
  });
});

describe('a feed', () => {
  test('shows its style sheet to a browser, which takes only the general type', async () => {
    const { ask } = await served(files);
    const answer = await ask('/atom.xml', {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    });
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept');
  });
});

describe('an address', () => {
  test.each([
    ['/articles/frost', 301, '/articles/frost/'],
    ['/old/frost/', 301, 'https://letters.example.org/articles/frost/'],
    ['/grüße', 302, '/articles/frost/'],
  ])('%s leads on', async (path, status, location) => {
    const { ask } = await served(files);
    const answer = await ask(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([status, location]);
  });

  test.each([
    '/nowhere',
    '/_headers',
    '/_redirects',
    '/.secret',
    '/articles',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/articles/..%5c..%5cnotes.txt',
    '/index.html%00.txt',
    '/%ff',
    '//etc/passwd',
  ])('%s leads nowhere', async (path) => {
    const { ask } = await served(files);
    expect((await ask(path)).status).toBe(404);
  });

  test('that leads nowhere shows the page of the site for it', async () => {
    const { ask } = await served({ ...files, '404.html': '<title>Not here</title>' });
    const answer = await ask('/nowhere', { 'if-none-match': '*' });
    expect([answer.status, await answer.text()]).toEqual([404, '<title>Not here</title>']);
  });

  test('lies below the path of the site, where it has one', async () => {
    const { ask } = await served({ 'index.html': 'Home' }, { base: '/blog/' });
    expect(await (await ask('/blog/')).text()).toBe('Home');
    expect((await ask('/blog')).headers.get('location')).toBe('/blog/');
    expect((await ask('/')).status).toBe(404);
  });

  test('of a link leads nowhere, wherever it points', async () => {
    const { output, site, ask } = await served(files);
    await symlink('/etc/passwd', join(output, 'passwd.txt'));
    await symlink('/etc', join(output, 'etc'));
    await site.refresh();
    expect((await ask('/passwd.txt')).status).toBe(404);
    expect((await ask('/etc/passwd')).status).toBe(404);
  });

  test('whatever is asked for, the answer is a whole one', async () => {
    const { ask } = await served(files);
    await fc.assert(
      fc.asyncProperty(
        fc.webPath(),
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'),
        fc.dictionary(
          fc.constantFrom('range', 'if-range', 'if-none-match', 'if-modified-since', 'accept-encoding', 'accept'),
          fc.stringMatching(/^[\x21-\x7e]{0,40}$/),
        ),
        async (path, method, headers) => {
          const { status } = await ask(path.startsWith('/') ? path : `/${path}`, headers, method);
          expect([200, 206, 301, 302, 304, 404, 405, 416]).toContain(status);
        },
      ),
      { numRuns: runs() },
    );
  });
});

describe('the fields', () => {
  test('protect every answer, and those of "_headers" win', async () => {
    const { ask } = await served(files, { hsts: true });
    for (const [path, method] of [
      ['/', 'GET'],
      ['/articles/frost', 'GET'],
      ['/nowhere', 'GET'],
      ['/', 'POST'],
      ['/healthz', 'GET'],
    ] as const) {
      const { headers } = await ask(path, {}, method);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
      expect(headers.get('set-cookie')).toBe(null);
    }
    expect((await ask('/articles/frost/')).headers.get('cache-control')).toBe('public, max-age=60');
  });

  test('say nothing of TLS unless a person asked for it', async () => {
    const { ask } = await served(files);
    expect((await ask('/')).headers.get('strict-transport-security')).toBe(null);
  });
});

describe('a new build', () => {
  test('is served once all of its files are in place', async () => {
    const { output, site, ask } = await served(files);
    const before = (await ask('/')).headers.get('etag');
    await writeFile(join(output, 'index.html'), '<title>New home</title>');
    await site.refresh();
    const answer = await ask('/', { 'if-none-match': before! });
    expect([answer.status, await answer.text()]).toEqual([200, '<title>New home</title>']);
  });

  test('that has replaced a file before anybody looked is found by the first one who asks', async () => {
    const { output, ask } = await served(files);
    await writeFile(join(output, 'articles/frost/index.html'), page.replace('Frost', 'Thaw'));
    expect(await (await ask('/articles/frost/')).text()).toContain('Thaw');
    await rm(join(output, 'notes.txt'));
    expect((await ask('/notes.txt')).status).toBe(404);
  });
});

test('the languages that have feeds are those that a reader may choose', async () => {
  const feeds = [
    'languages/de-at/atom.xml',
    'languages/en/atom.xml',
    'languages/nothing at all/atom.xml',
    'languages/x.txt',
  ];
  const { site } = await served(Object.fromEntries(feeds.map((path) => [path, atom])));
  expect(site.languages).toEqual(['de-AT', 'en']);
});

describe('the log', () => {
  test('names the pages of the site, and of all else the beginning alone: a path may hold a token', async () => {
    const { ask, logLines } = await served(files);
    await ask('/articles/frost/?email=reader@example.org');
    await ask('/unsubscribe/c2VjcmV0LXRva2Vu?x=1');
    await ask('/c2VjcmV0LXRva2Vu-c2VjcmV0LXRva2Vu-c2VjcmV0LXRva2Vu');
    const said = logLines();
    expect(said).toMatch(/^2026-11-23T12:00:00.000Z 200 GET \/articles\/frost\/ \d+\.\d ms\n/);
    expect(said).toContain('404 GET /unsubscribe/… ');
    expect(said).toContain('404 GET /c2Vjcm… ');
    expect(said).not.toMatch(/c2VjcmV0|reader@|x=1/);
  });
});

test.each([
  ['bytes=0-0', 1, { first: 0, last: 0 }],
  ['bytes=5-100', 10, { first: 5, last: 9 }],
  ['bytes=-100', 10, { first: 0, last: 9 }],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=9-3', 10, undefined],
  ['lines=0-1', 10, undefined],
  ['bytes=', 10, undefined],
])('the range "%s" of %i bytes is %j', (field, size, expected) => {
  expect(rangeOf(field, size)).toEqual(expected);
});

test('what needs no body is answered without a promise, which is half of the speed', async () => {
  const { ask, fetch } = await served(files);
  const { headers } = await ask('/atom.xml');
  const known = new Request('http://letters.example.org/atom.xml', {
    headers: { 'if-none-match': headers.get('etag')! },
  });
  expect(fetch(known, {})).toBeInstanceOf(Response);
});

test('where all files of the site were removed, readers are asked to come again, the monitor hears of it and the log says so once', async () => {
  const { output, site, ask, logLines } = await served(files);
  await rm(output, { recursive: true });
  for (const path of ['/', '/articles/frost/', '/nowhere']) {
    await site.refresh();
    expect([path, (await ask(path)).status]).toEqual([path, 503]);
  }
  expect((await ask('/healthz')).status).toBe(503);
  expect(logLines().match(/the folder has no file any more/g)).toHaveLength(1);
  await mkdir(output);
  await writeFile(join(output, 'index.html'), 'Home again');
  await site.refresh();
  expect(await (await ask('/')).text()).toBe('Home again');
  expect([(await ask('/nowhere')).status, (await ask('/healthz')).status]).toEqual([404, 200]);
  expect(logLines()).toContain('its files are there again');
});
