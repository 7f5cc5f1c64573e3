import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fetchStatus } from '../../src/system/fetch-status.ts';

/** A server on this machine. Returns its address and what it was asked. */
async function serverThat(answer: (method: string, path: string, response: ServerResponse) => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    void answer(request.method!, request.url!, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** The server stands on this machine, which is refused otherwise. */
const open = { isAllowed: () => true };

test('a page that is there is asked for its head alone', async () => {
  const { url, asked } = await serverThat((_, __, response) => response.writeHead(200).end());
  expect(await fetchStatus(url, open)).toEqual({ status: 200 });
  expect(asked).toEqual(['HEAD /']);
});

test('a server that refuses HEAD is asked again, and nothing more is read than its head', async () => {
  const { url, asked } = await serverThat((method, _, response) =>
    method === 'HEAD' ? response.writeHead(405).end() : response.writeHead(200).write('endless'),
  );
  expect(await fetchStatus(url, open)).toEqual({ status: 200 });
  expect(asked).toEqual(['HEAD /', 'GET /']);
});

test('a page that is gone is told by its status', async () => {
  const { url } = await serverThat((_, __, response) => response.writeHead(410).end());
  expect(await fetchStatus(url, open)).toEqual({ status: 410 });
});

test('a page that has moved is followed', async () => {
  const { url, asked } = await serverThat((_, path, response) =>
    path === '/' ? response.writeHead(301, { location: '/new' }).end() : response.writeHead(204).end(),
  );
  expect(await fetchStatus(url, open)).toEqual({ status: 204 });
  expect(asked).toEqual(['HEAD /', 'HEAD /new']);
});

test('redirects in a circle end', async () => {
  const { url } = await serverThat((_, __, response) => response.writeHead(302, { location: '/' }).end());
  expect(await fetchStatus(url, open)).toEqual({ fault: 'it is redirected more than 5 times' });
});

test('a host that nobody knows is told', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
  expect(await fetchStatus('https://nowhere.example.org/', { resolve })).toEqual({ fault: 'there is no such host' });
});

test('a server that says nothing is given up', async () => {
  const { url } = await serverThat(() => {});
  expect(await fetchStatus(url, { ...open, timeout: 100 })).toEqual({ fault: 'no answer in 0.1 s' });
});

test('nothing on this machine or in its network is asked', async () => {
  const { url, asked } = await serverThat((_, __, response) => response.end());
  expect(await fetchStatus(url)).toEqual({ fault: '127.0.0.1 is not on the public internet' });
  const resolve = () => Promise.resolve(['10.0.0.1']);
  expect(await fetchStatus('http://inside.example.org/', { resolve })).toEqual({
    fault: 'inside.example.org is not on the public internet',
  });
  expect(asked).toEqual([]);
});

test('an interruption is no answer', async () => {
  const { url } = await serverThat(() => {});
  const reason = new Error('interrupted');
  await expect(fetchStatus(url, { ...open, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
