import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AskOptions } from '../../src/system/ask-web.ts';
import { type FeedValidators, fetchFeed } from '../../src/system/fetch-feed.ts';

type Answers = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server on this machine. Returns its address and the header fields of what it was asked. */
async function serverThat(answers: Answers) {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    void answers(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const now = Date.parse('2026-11-23T09:00:00Z');
/** The server stands on this machine, which is refused otherwise. */
const fetched = (url: string, validators: FeedValidators = {}, options: AskOptions = { isAllowed: () => true }) =>
  fetchFeed(url, validators, now, options);
const text = (answer: object) => ('bytes' in answer ? Buffer.from(answer.bytes as Uint8Array).toString() : answer);

test('a feed comes with its type and what tells whether it changes', async () => {
  const headers = {
    'content-type': 'application/rss+xml; charset=utf-8',
    etag: '"a"',
    'last-modified': 'Mon, 23 Nov 2026 08:00:00 GMT',
  };
  const { url } = await serverThat((_, response) => response.writeHead(200, headers).end('<rss/>'));
  expect(await fetched(url)).toMatchObject({
    address: url,
    contentType: 'application/rss+xml; charset=utf-8',
    etag: '"a"',
    lastModified: 'Mon, 23 Nov 2026 08:00:00 GMT',
  });
});

test('a feed that did not change is not sent again', async () => {
  const { url, asked } = await serverThat((_, response) => response.writeHead(304).end());
  expect(await fetched(url, { etag: 'W/"a"', lastModified: 'yesterday' })).toEqual({ unchanged: true });
  expect(asked).toMatchObject([{ 'if-none-match': 'W/"a"', 'if-modified-since': 'yesterday' }]);
});

test.each([
  ['gzip', gzipSync('<rss/>')],
  ['x-gzip', gzipSync('<rss/>')],
  ['br', brotliCompressSync('<rss/>')],
  ['deflate', deflateSync('<rss/>')],
  ['identity', Buffer.from('<rss/>')],
])('a feed packed with %s is unpacked', async (coding, bytes) => {
  const { url } = await serverThat((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes));
  expect(text(await fetched(url))).toBe('<rss/>');
});

describe('a server that is asked too often', () => {
  test.each([
    [429, '120', now + 120_000],
    [503, 'Mon, 23 Nov 2026 10:00:00 GMT', now + 3_600_000],
    [429, 'Mon, 23 Nov 2020 10:00:00 GMT', now],
    [503, '99999999', now + 7 * 86_400_000],
  ])('and answers %i says how long to wait: %s', async (status, wait, retryAt) => {
    const { url } = await serverThat((_, response) => response.writeHead(status, { 'retry-after': wait }).end());
    expect(await fetched(url)).toMatchObject({
      fault: expect.stringContaining(`the server answers ${status}`),
      retryAt,
    });
  });

  test.each([
    [429, 'soon'],
    [500, '120'],
  ])('and answers %i may be asked at once where it says "%s"', async (status, wait) => {
    const { url } = await serverThat((_, response) => response.writeHead(status, { 'retry-after': wait }).end());
    expect(await fetched(url)).not.toHaveProperty('retryAt');
  });
});

test('a feed that is gone for good is told of', async () => {
  const { url } = await serverThat((_, response) => response.writeHead(410).end());
  expect(await fetched(url)).toEqual({ fault: 'the feed is gone for good (410)' });
});

describe('redirects', () => {
  const site = (...statuses: readonly number[]) =>
    serverThat(({ url }, response) => {
      const hop = Number(url!.slice(1));
      const status = statuses[hop];
      return status ? response.writeHead(status, { location: `/${hop + 1}` }).end() : response.end('<rss/>');
    });

  test.each([
    ['for good', [301, 308], '2'],
    ['for good, then for now', [308, 302, 301], '1'],
    ['for now', [302, 301], undefined],
  ])('%s lead to the feed, and tell which address to keep', async (_, statuses, kept) => {
    const { url } = await site(...statuses);
    const answer = await fetched(`${url}0`);
    expect(text(answer)).toBe('<rss/>');
    expect(answer).toMatchObject({ address: `${url}${statuses.length}`, movedTo: kept && url + kept });
  });

  test('in a circle end', async () => {
    const { url } = await serverThat((_, response) => response.writeHead(301, { location: '/' }).end());
    expect(await fetched(url)).toEqual({ fault: 'it is redirected more than 5 times' });
  });

  test('into this machine are refused', async () => {
    const inner = await serverThat((_, response) => response.end('secret'));
    const outer = await serverThat((_, response) => response.writeHead(302, { location: inner.url }).end());
    const { port } = new URL(outer.url);
    // The name may be asked, the address that it sends to may not.
    const isAllowed = (address: string) => address !== '127.0.0.1' || inner.asked.length + outer.asked.length === 0;
    const answer = await fetched(
      `http://outer.example:${port}/`,
      {},
      { isAllowed, resolve: async () => ['127.0.0.1'] },
    );
    expect(answer).toEqual({ fault: '127.0.0.1 is not on the public internet' });
    expect(inner.asked).toEqual([]);
  });
});

test('a name that first leads to the web and then into this machine is refused', async () => {
  const { url, asked } = await serverThat((_, response) => response.end('secret'));
  const { port } = new URL(url);
  expect(await fetched(`http://rebinding.example:${port}/`, {}, { resolve: async () => ['127.0.0.1'] })).toEqual({
    fault: 'rebinding.example is not on the public internet',
  });
  expect(asked).toEqual([]);
});

describe('a feed without measure', () => {
  test('is refused by the length that it announces', async () => {
    const { url } = await serverThat((_, response) =>
      response.writeHead(200, { 'content-length': 50_000_000 }).write('<rss>'),
    );
    expect(await fetched(url)).toEqual({ fault: 'it is larger than 20 MB' });
  });

  test('is left when it does not end', async () => {
    function* endless() {
      for (const piece = Buffer.alloc(1_048_576, 'a'); ; ) yield piece;
    }
    const { url } = await serverThat((_, response) => Readable.from(endless()).pipe(response));
    expect(await fetched(url)).toEqual({ fault: 'it is larger than 20 MB' });
  });

  test('is not unpacked beyond the measure', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    expect(bomb.length).toBeLessThan(100_000);
    const { url } = await serverThat((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await fetched(url)).toEqual({ fault: 'it is larger than 20 MB' });
  });

  test('is left when it says nothing more', async () => {
    const { url } = await serverThat((_, response) => response.write('<rss>'));
    expect(await fetched(url, {}, { isAllowed: () => true, timeout: 50 })).toEqual({ fault: 'no answer in 0.05 s' });
  });
});

test.each([
  ['broken', 'gzip', 'no gzip', 'it cannot be unpacked'],
  ['unknown', 'zebra', 'x', 'it is packed in a way that nobody asked for (zebra)'],
])('a feed whose packing is %s is told of', async (_, coding, body, fault) => {
  const { url } = await serverThat((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(body));
  expect(await fetched(url)).toEqual({ fault });
});

test('a feed that breaks off on its way is told of', async () => {
  const { url } = await serverThat((_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('<rss>', () => response.destroy());
  });
  expect(await fetched(url)).toHaveProperty('fault');
});

test('a person who breaks off is obeyed', async () => {
  const stop = new AbortController();
  const { url } = await serverThat(() => stop.abort(new Error('stopped')));
  await expect(fetched(url, {}, { isAllowed: () => true, signal: stop.signal })).rejects.toThrow('stopped');
});
