import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { connect as connectSecurely } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/listen.ts';
import { visitors } from '../../src/server/visitor.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { freePort, listensOn } from '../ports.ts';
import { requires } from '../requires.ts';
import { pem } from '../send/servers.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { ask, ended, host, nginx, oneClick, type Start, startNginx } from './proxy.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const caddy = requires('caddy');
const systemdAnalyze = requires('systemd-analyze');

const settings = `title: The Letter
url: https://${host}/blog/
server: {url: "https://${host}/mail/", trustProxy: 1, hsts: true}
`;

/** A publication that is built, with the files of its deployment as the program writes them. */
async function deployed() {
  const folder = await folderOf({
    'tidings.yaml': settings,
    '.env': `TIDINGS_SECRET=${secret}\n`,
    'articles/2026-11-22-frost.txt': `Frost\n\n${'The first of the year. '.repeat(100)}\n`,
  });
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock: () => new Date() });
  await merge(subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grete@example.org')]);
  for (const words of [['build'], ['init', '--deploy']]) {
    const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  }
  const file = (name: string) => readFile(`${folder}/deploy/${name}`, 'utf8');
  const linkOf = (subscriber: number) =>
    `/mail/unsubscribe/${writeToken(key, { purpose: 'unsubscribe', list: subscribers.list, subscriber })}`;
  const statusOf = async (address: string) => (await subscribers.find(addressFor(address)))?.status;
  return { folder, file, linkOf, statusOf };
}

/** `tidings serve` in a publication folder; its port, and everything that it prints. */
async function started(folder: string) {
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], { cwd: folder });
  onTestFinished(() => ended(server));
  const lines: string[] = [];
  const printed = createInterface(server.stdout).on('line', (line) => lines.push(line));
  const [first] = (await once(printed, 'line')) as [string];
  return { port: Number(/:(\d+)\//.exec(first)![1]), lines };
}

const startCaddy: Start = async (file, upstream) => {
  const folder = await folderOf({ 'cert.pem': pem('localhost.pem'), 'key.pem': pem('server.key') });
  await mkdir(`${folder}/home`);
  const env = {
    ...process.env,
    HOME: `${folder}/home`,
    XDG_DATA_HOME: `${folder}/home`,
    XDG_CONFIG_HOME: `${folder}/home`,
  };
  const [secure, plain] = [await freePort(), await freePort()];
  const given = await file('Caddyfile');
  await writeFile(`${folder}/given`, given);
  const check = (name: string) =>
    spawnSync(caddy!, ['validate', '--adapter', 'caddyfile', '--config', `${folder}/${name}`], {
      env,
      encoding: 'utf8',
    });
  const valid = check('given');
  expect([valid.status, valid.stderr + valid.stdout]).toEqual([0, expect.stringContaining('Valid configuration')]);
  const options = `{\n\tadmin off\n\thttp_port ${plain}\n\thttps_port ${secure}\n`;
  const site = given
    .replace(/^\{\n/m, options)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${upstream}`)
    .replace(`\n${host} {`, `\n${host} {\n\ttls ${folder}/cert.pem ${folder}/key.pem`);
  await writeFile(`${folder}/Caddyfile`, site);
  const child = spawn(caddy!, ['run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`], { env });
  onTestFinished(() => ended(child));
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (written += piece));
  await listensOn(secure);
  return { secure, plain, log: async () => written };
};

describe.each<[name: string, program: string | undefined, start: Start]>([
  ['nginx', nginx, startNginx],
  ['Caddy', caddy, startCaddy],
])('behind %s as `init --deploy` sets it up', (_, program, start) => {
  test.skipIf(!program)(
    'readers get pages and feeds over TLS, compressed or as 304, with all protecting fields',
    async () => {
      const { folder, file } = await deployed();
      const { port } = await started(folder);
      const proxy = await start(file, port);
      const feed = await ask(proxy, '/blog/atom.xml', { headers: { 'Accept-Encoding': 'gzip, br' } });
      expect([feed.status, feed.headers['content-encoding']]).toEqual([200, 'br']);
      expect(brotliDecompressSync(feed.body)).toEqual(await readFile(`${folder}/output/atom.xml`));
      expect(feed.headers).toMatchObject({
        'content-type': 'application/atom+xml; charset=utf-8',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'x-content-type-options': 'nosniff',
        'strict-transport-security': expect.stringContaining('max-age='),
        vary: expect.stringContaining('Accept-Encoding'),
      });
      const again = await ask(proxy, '/blog/atom.xml', {
        headers: { 'If-None-Match': feed.headers.etag!, 'Accept-Encoding': 'gzip, br' },
      });
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, feed.headers.etag]);
      const plain = await ask(proxy, '/blog/atom.xml');
      expect(plain.body).toEqual(await readFile(`${folder}/output/atom.xml`));
      const traversal = await ask(proxy, '/blog/..%2f..%2ftidings.yaml');
      expect(traversal.body.toString()).not.toContain('title:');
      const socket = connectSecurely({
        port: proxy.secure,
        host: '127.0.0.1',
        servername: host,
        ALPNProtocols: ['h2'],
        ca: pem('authority.pem'),
        checkServerIdentity: () => undefined,
      });
      await once(socket, 'secureConnect');
      expect(socket.alpnProtocol).toBe('h2');
      socket.destroy();
    },
  );

  test.skipIf(!program)(
    'one press leaves, many readers of one provider may press at once, and no log tells who',
    async () => {
      const { folder, file, linkOf, statusOf } = await deployed();
      const { port, lines } = await started(folder);
      const proxy = await start(file, port);
      const left = await ask(proxy, linkOf(1), oneClick);
      expect([left.status, left.headers['set-cookie'], left.headers.location]).toEqual([200, undefined, undefined]);
      expect(await statusOf('ada@example.org')).toBe('unsubscribed');
      const presses = await Promise.all(Array.from({ length: 60 }, () => ask(proxy, linkOf(2), oneClick)));
      expect(new Set(presses.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await statusOf('grete@example.org')).toBe('unsubscribed');
      const large = await ask(proxy, linkOf(1), { ...oneClick, body: 'x'.repeat(2_000_000) }).catch(() => undefined);
      // A proxy that is still writing when the refusal comes calls it a failure of the server, or hangs up.
      expect([413, 502, undefined]).toContain(large?.status);
      const token = linkOf(1).split('/').at(-1)!;
      for (const log of [await proxy.log(), lines.join('\n')]) expect(log).not.toContain(token);
      expect(lines.join('\n')).not.toContain('127.0.0.1 ');
    },
  );

  test.skipIf(!program)('while the server is away, no log tells whose link was opened', async () => {
    const { file, linkOf } = await deployed();
    const proxy = await start(file, await freePort());
    expect((await ask(proxy, linkOf(1), oneClick)).status).toBe(502);
    const log = await proxy.log();
    expect(log).not.toContain(linkOf(1).split('/').at(-1)!);
    expect(log).not.toContain('remote_ip');
  });

  test.skipIf(!program)('a visitor cannot choose an address by a header', async () => {
    const visitor = visitors(1);
    const app = new Hono().get('*', (context) => context.text(visitor(context) ?? 'none'));
    const { port, stop } = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
    onTestFinished(stop);
    const { file } = await deployed();
    const proxy = await start(file, port);
    for (const headers of [
      {},
      { 'X-Forwarded-For': '192.0.2.1' },
      { Forwarded: 'for=192.0.2.1' },
      { Forwarded: 'for="', 'X-Forwarded-For': '192.0.2.1, 192.0.2.2' },
      { 'X-Real-IP': '192.0.2.1', Via: '1.1 192.0.2.1' },
    ] as Record<string, string>[]) {
      expect((await ask(proxy, '/mail/', { headers })).body.toString()).toBe('127.0.0.1');
    }
  });

  test.skipIf(!program)('a request without TLS is sent to the address with it', async () => {
    const { folder, file } = await deployed();
    const { port } = await started(folder);
    const { plain } = await start(file, port);
    const asked = plainRequest({ host: '127.0.0.1', port: plain, path: '/blog/', headers: { Host: host } }).end();
    const [answer] = await once(asked, 'response');
    expect(answer.statusCode).toBe(308);
    expect(answer.headers.location).toMatch(new RegExp(`^https://${host}(:\\d+)?/blog/$`));
    answer.resume();
  });
});

test.skipIf(!nginx)('nginx slows down sign-ups from one address, and nothing else', async () => {
  const { file } = await deployed();
  const app = new Hono().all('*', (context) => context.text('taken'));
  const { port, stop } = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
  onTestFinished(stop);
  const proxy = await startNginx(file, port);
  const statuses = async (path: string, method: string) => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(proxy, path, { method })));
    return new Set(answers.map(({ status }) => status));
  };
  expect(await statuses('/mail/sign-up', 'POST')).toEqual(new Set([200, 429]));
  expect(await statuses('/mail/sign-up', 'GET')).toEqual(new Set([200]));
  expect(await statuses('/mail/webhooks/hmac', 'POST')).toEqual(new Set([200]));
});

test.skipIf(!systemdAnalyze)(
  'systemd finds nothing to say against the units of server and worker, and calls them hardened',
  async () => {
    const { folder } = await deployed();
    for (const name of ['tidings', 'tidings-worker']) {
      const unit = `${folder}/deploy/${name}.service`;
      const verify = spawnSync(systemdAnalyze!, ['verify', '--man=no', unit], { encoding: 'utf8' });
      expect([verify.status, verify.stderr]).toEqual([0, '']);
      const { stdout } = spawnSync(systemdAnalyze!, ['security', '--offline=true', '--no-pager', unit], {
        encoding: 'utf8',
      });
      expect(Number(/exposure level for [\w-]+\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2);
    }
  },
);

test('the container finds out by itself whether the server answers', async () => {
  const { folder, file } = await deployed();
  const { port } = await started(folder);
  const line = (await file('Containerfile')).split('\n').find((one) => one.startsWith('HEALTHCHECK'))!;
  const [, ...words] = JSON.parse(line.slice(line.indexOf('['))) as string[];
  const health = (at: number) =>
    spawnSync(
      process.execPath,
      words.map((word) => word.replace(':8080', `:${at}`)),
    ).status;
  expect(health(port)).toBe(0);
  expect(health(await freePort())).toBe(1);
});
