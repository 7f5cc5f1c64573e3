import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/listen.ts';
import type { Limits } from '../../src/system/listen.ts';

async function listening(
  answer: (request: Request) => Response | Promise<Response> = () => new Response('hello'),
  limits: Partial<Limits> = {},
) {
  const server = await listen(answer, { host: '127.0.0.1', port: 0, limits: { farewell: 100, ...limits } });
  onTestFinished(() => server.stop());
  const open = async (): Promise<Socket> => {
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { ...server, open };
}

const ask = 'GET / HTTP/1.1\r\nHost: letters.example.org\r\nConnection: close\r\n\r\n';

test('a request over a real socket is answered', async () => {
  const { open } = await listening();
  const socket = await open();
  socket.write(ask);
  expect(await text(socket)).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\nhello$/s);
});

test('a client that never ends its header is let go', async () => {
  const { open } = await listening(undefined, { headers: 50, request: 50 });
  const socket = await open();
  socket.write('GET / HTTP/1.1\r\nHost: a');
  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
});

test('a client that never ends its body is let go', async () => {
  const { open } = await listening(async (request) => new Response(await request.text()), { headers: 50, request: 50 });
  const socket = await open();
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx');
  expect(await text(socket)).toMatch(/^HTTP\/1.1 (408|400) /);
});

test('a client that says nothing is let go', async () => {
  const { open } = await listening(undefined, { silence: 50 });
  expect(await text(await open())).toBe('');
});

test('a header of 20 kB is refused', async () => {
  const { open } = await listening();
  const socket = await open();
  socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1.1 431 /);
});

test('of more connections than are allowed the last ones are closed, and the first ones are answered', async () => {
  const { open } = await listening(undefined, { connections: 2 });
  const [first, , third] = [await open(), await open(), await open()];
  expect(await text(third!)).toBe('');
  first!.write(ask);
  expect(await text(first!)).toContain('hello');
});

test('what has begun is answered before the server ends, and nothing new is taken', async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { port, open, stop } = await listening(
    async () => {
      begun.resolve();
      await release.promise;
      return new Response('late');
    },
    { farewell: 10_000 },
  );
  const [busy, idle] = [await open(), await open()];
  busy.write(ask);
  await begun.promise;
  const stopped = stop();
  const refused = connect(port, '127.0.0.1');
  expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
  release.resolve();
  expect(await text(busy)).toContain('late');
  idle.destroy();
  await stopped;
});

test('a connection that does not end is cut when the server has to', async () => {
  const { open, stop } = await listening(() => new Promise(() => undefined));
  const socket = await open();
  socket.write(ask);
  await stop();
  expect(await text(socket)).toBe('');
});

test('a port that is taken is a problem with a way out', async () => {
  const { port } = await listening();
  await expect(listen(() => new Response(), { host: '127.0.0.1', port })).rejects.toMatchObject({
    problems: [
      { message: `127.0.0.1:${port} cannot be listened on (EADDRINUSE)`, hint: expect.stringContaining('--port') },
    ],
    exitCode: 2,
  });
});
