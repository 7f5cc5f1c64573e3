import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pingHub } from '../../src/publish/websub.ts';

/** A hub on this machine that answers as the listener does. Returns its address. */
async function hubThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const topics = ['https://example.org/atom.xml', 'https://example.org/feed.json'];

describe('telling a hub', () => {
  test('posts one form for each feed, as hubs expect it', async () => {
    const forms: string[] = [];
    const hub = await hubThat(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      forms.push(`${request.method} ${request.headers['content-type']} ${Buffer.concat(chunks)}`);
      response.writeHead(204).end();
    });
    const pings = await pingHub(hub, topics);
    expect(pings).toEqual(topics.map((topic) => ({ topic, accepted: true, reply: '204 No Content' })));
    const form = (topic: string) =>
      `hub.mode=publish&hub.url=${encodeURIComponent(topic)}&hub.topic=${encodeURIComponent(topic)}`;
    expect(forms.sort()).toEqual(
      topics.map((topic) => `POST application/x-www-form-urlencoded;charset=UTF-8 ${form(topic)}`).sort(),
    );
  });

  test.each<[string, RequestListener, RegExp]>([
    [
      'refuses',
      (_, response) => void response.writeHead(422, 'No Such Topic').end('x'.repeat(100_000)),
      /^422 No Such Topic$/,
    ],
    ['fails', (_, response) => void response.writeHead(500).end(), /^500/],
    [
      'sends elsewhere',
      (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /^302/,
    ],
    ['hangs up', (request) => void request.socket.destroy(), /UND_ERR_SOCKET|ECONNRESET/],
    ['never answers', () => {}, /^no answer in 0.2 s$/],
  ])('a hub that %s is told of and stops nothing', async (_, answers, reply) => {
    // Only the silent one needs to run out of time; a busy machine is slower than that to hear the others.
    const timeout = answers.length === 0 ? 200 : 10_000;
    const pings = await pingHub(await hubThat(answers), topics, { timeout });
    expect(pings.map(({ accepted }) => accepted)).toEqual([false, false]);
    expect(pings[0]?.reply).toMatch(reply);
  });

  test('a hub that is not there is told of', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const [ping] = await pingHub(`http://127.0.0.1:${port}/`, topics);
    expect(ping).toMatchObject({ accepted: false, reply: 'ECONNREFUSED' });
  });

  test('Ctrl-C ends the waiting', async () => {
    const stop = new AbortController();
    const hub = await hubThat(() => stop.abort(new Error('stopped')));
    await expect(pingHub(hub, topics, { signal: stop.signal })).rejects.toThrow('stopped');
  });
});
