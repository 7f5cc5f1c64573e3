import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AskOptions } from '../../src/system/ask-web.ts';
import { fetchMedia } from '../../src/system/fetch-media.ts';
import { pngOf } from '../read/pictures.ts';

type Answers = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server on this machine. Returns its address and what it was asked. */
async function serverThat(answers: Answers) {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}${request.headers.range ? ` ${request.headers.range}` : ''}`);
    void answers(request, response);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** The server stands on this machine, which is refused otherwise. */
const open = { isAllowed: () => true };
const fetchFile = (url: string, options: AskOptions = {}) => fetchMedia(url, 'file', { ...open, ...options });
const fetchImage = (url: string, options: AskOptions = {}) => fetchMedia(url, 'image', { ...open, ...options });

const sound = { 'content-type': 'audio/mpeg', 'content-length': 7_000_000 };

describe('a file', () => {
  test('is told by the headers alone', async () => {
    const { url, asked } = await serverThat((_, response) => response.writeHead(200, sound).end());
    expect(await fetchFile(url)).toEqual({ type: 'audio/mpeg', length: 7_000_000 });
    expect(asked).toEqual(['HEAD /']);
  });

  test.each<[string, (response: ServerResponse) => unknown]>([
    ['refuses HEAD', (response) => response.writeHead(405).end()],
    ['forbids HEAD', (response) => response.writeHead(403).end()],
    ['tells no length for HEAD', (response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end()],
    ['tells a length of 0 for HEAD', (response) => response.writeHead(200, { 'content-length': 0 }).end()],
    [
      'packs what it sends',
      (response) => response.writeHead(200, { ...sound, 'content-encoding': 'gzip', 'content-length': 70 }).end(),
    ],
  ])('of a server that %s is told by its first byte', async (_, head) => {
    const { url, asked } = await serverThat((request, response) => {
      if (request.method === 'HEAD') return head(response);
      return response.writeHead(206, { ...sound, 'content-range': 'bytes 0-0/7000000', 'content-length': 1 }).end('x');
    });
    expect(await fetchFile(url)).toEqual({ type: 'audio/mpeg', length: 7_000_000 });
    expect(asked).toEqual(['HEAD /', 'GET / bytes=0-0']);
  });

  test('of a server that knows no ranges is told without reading it', async () => {
    const { url } = await serverThat((request, response) => {
      if (request.method === 'HEAD') return response.writeHead(501).end();
      return response.writeHead(200, sound).write('x');
    });
    expect(await fetchFile(url)).toEqual({ type: 'audio/mpeg', length: 7_000_000 });
  });

  test.each([
    ['no type', { 'content-length': 5 }, { length: 5 }],
    [
      'a type with a parameter',
      { 'content-type': 'Text/CSV; charset=utf-8', 'content-length': 5 },
      { type: 'text/csv', length: 5 },
    ],
    ['a type that is none', { 'content-type': '"><b>', 'content-length': 5 }, { length: 5 }],
  ])('may come with %s', async (_, headers, expected) => {
    const { url } = await serverThat((_, response) => response.writeHead(200, headers).end());
    expect(await fetchFile(url)).toEqual(expected);
  });

  test.each([
    ['that is gone', 404, /^the server answers 404 Not Found$/],
    ['of a broken server', 500, /^the server answers 500/],
  ])('%s is told of', async (_, status, fault) => {
    const { url } = await serverThat((_, response) => response.writeHead(status).end());
    expect(await fetchFile(url)).toEqual({ fault: expect.stringMatching(fault) });
  });
});

describe('a picture', () => {
  test('is told by its bytes, not by what the server calls it', async () => {
    const { url, asked } = await serverThat((_, response) =>
      response
        .writeHead(206, { 'content-type': 'image/jpeg', 'content-range': 'bytes 0-69/90000' })
        .end(pngOf(640, 480)),
    );
    expect(await fetchImage(url)).toEqual({ type: 'image/png', length: 90_000, width: 640, height: 480 });
    expect(asked).toEqual(['GET / bytes=0-65535']);
  });

  test('of a format that nobody can measure has what the server calls it', async () => {
    const { url } = await serverThat((_, response) =>
      response.writeHead(200, { 'content-type': 'image/jxl' }).end('x'),
    );
    expect(await fetchImage(url)).toEqual({ type: 'image/jxl', length: 1 });
  });

  test('that never ends is left after its beginning', async () => {
    let sent = 0;
    const { url } = await serverThat((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).write(pngOf(640, 480));
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
      };
      response.on('drain', more);
      more();
      return new Promise<void>((resolve) => response.on('close', resolve));
    });
    expect(await fetchImage(url)).toEqual({ type: 'image/png', width: 640, height: 480 });
    // What lies in the buffers of both sides is sent and never read.
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each<[string, number, Record<string, string | number>]>([
    ['a whole that is smaller than its part', 206, { 'content-range': 'bytes 0-69/3' }],
    ['a range that is none', 206, { 'content-range': 'bytes */-5' }],
    ['another part than was asked for', 206, { 'content-range': 'bytes 5-74/900' }],
  ])('has no length if the server tells %s', async (_, status, headers) => {
    const { url } = await serverThat((_, response) =>
      response.writeHead(status, { 'content-type': 'image/png', ...headers }).end(pngOf(640, 480)),
    );
    expect(await fetchImage(url)).toEqual({ type: 'image/png', width: 640, height: 480 });
  });

  test('that ends before the length that was promised is told of', async () => {
    const { url } = await serverThat((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 60_000 }).write(pngOf(640, 480));
      response.socket!.end();
    });
    expect(await fetchImage(url)).toEqual({ fault: expect.stringMatching(/ECONNRESET/) });
  });

  test('that turns out to be a page is told of', async () => {
    const { url } = await serverThat((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Gone</p>'),
    );
    expect(await fetchImage(url)).toEqual({ fault: 'what comes from there is no picture but text/html' });
  });
});

describe('a redirect', () => {
  /** Sends /1 to /2 and so on, up to the last, which is a file. */
  const chainOf = (last: number) =>
    serverThat((request, response) => {
      const at = Number(request.url!.slice(1));
      return at < last
        ? response.writeHead(302, { location: `/${at + 1}` }).end()
        : response.writeHead(200, sound).end();
    });

  test('is followed five times', async () => {
    const { url } = await chainOf(6);
    expect(await fetchFile(`${url}1`)).toEqual({ type: 'audio/mpeg', length: 7_000_000 });
  });

  test('is not followed a sixth time', async () => {
    const { url, asked } = await chainOf(7);
    expect(await fetchFile(`${url}1`)).toEqual({ fault: 'it is redirected more than 5 times' });
    expect(asked).toHaveLength(6);
  });

  test('that leads back to itself is told of', async () => {
    const { url } = await serverThat((_, response) => response.writeHead(307, { location: '/' }).end());
    expect(await fetchFile(url)).toEqual({ fault: 'it is redirected more than 5 times' });
  });

  test.each(['file:///etc/hostname', 'ftp://example.org/a', 'http://'])('to %s is not followed', async (location) => {
    const { url } = await serverThat((_, response) => response.writeHead(302, { location }).end());
    expect(await fetchFile(url)).toEqual({ fault: 'it leads to what is no web address' });
  });

  test('into the own network is not followed', async () => {
    const inner = await serverThat((_, response) => response.writeHead(200, sound).end());
    const { port } = new URL(inner.url);
    const outer = await serverThat((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end(),
    );
    const answer = await fetchFile(outer.url, { isAllowed: (address) => address === '127.0.0.1' });
    expect(answer).toEqual({ fault: '127.0.0.2 is not on the public internet' });
    expect(inner.asked).toEqual([]);
  });
});

describe('an address of this machine or its network', () => {
  test.each([
    'http://127.0.0.1',
    'http://localhost',
    'http://[::1]',
    'http://0x7f.1',
    'http://2130706433',
    'http://[::ffff:7f00:1]',
  ])('is not asked, though it is written %s', async (host) => {
    const { url, asked } = await serverThat((_, response) => response.writeHead(200, sound).end());
    const answer = await fetchMedia(`${host}:${new URL(url).port}/`, 'file');
    expect(answer).toEqual({ fault: expect.stringMatching(/is not on the public internet$|no such host/) });
    expect(asked).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['leads there', ['127.0.0.1']],
    ['leads there among others', ['1.1.1.1', '127.0.0.1']],
  ])('is not asked by a name that %s', async (_, addresses) => {
    const { url, asked } = await serverThat((_, response) => response.writeHead(200, sound).end());
    const address = `http://files.example.org:${new URL(url).port}/`;
    const answer = await fetchMedia(address, 'file', { resolve: async () => addresses });
    expect(answer).toEqual({ fault: 'files.example.org is not on the public internet' });
    expect(asked).toEqual([]);
  });

  test('is not reached by a name that leads elsewhere the second time', async () => {
    const { url, asked } = await serverThat((_, response) => response.writeHead(405).end());
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const answer = await fetchFile(`http://files.example.org:${new URL(url).port}/`, {
      resolve: async () => answers.shift()!,
      isAllowed: (address) => address === '127.0.0.1',
    });
    expect(answer).toEqual({ fault: 'files.example.org is not on the public internet' });
    expect(asked).toEqual(['HEAD /']);
  });
});

describe('a server that', () => {
  test.each<[string, Answers]>([
    ['never answers', () => {}],
    ['never ends its answer', (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).write('x')],
  ])('%s is left alone after a while', async (_, answers) => {
    const { url } = await serverThat(answers);
    expect(await fetchImage(url, { timeout: 100 })).toEqual({ fault: 'no answer in 0.1 s' });
  });

  test('hangs up is told of', async () => {
    const { url } = await serverThat((request) => request.socket.destroy());
    expect(await fetchFile(url)).toEqual({ fault: 'ECONNRESET' });
  });

  test('is not there is told of', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await fetchFile(`http://127.0.0.1:${port}/`)).toEqual({ fault: 'ECONNREFUSED' });
  });

  test('has a name that nobody knows is told of', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await fetchFile('http://files.example.org/', { resolve })).toEqual({ fault: 'there is no such host' });
  });
});

test('Ctrl-C ends the waiting', async () => {
  const stop = new AbortController();
  const { url } = await serverThat(() => stop.abort(new Error('stopped')));
  await expect(fetchFile(url, { signal: stop.signal })).rejects.toThrow('stopped');
});
