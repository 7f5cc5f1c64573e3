import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/listen.ts';
import { writeNewAddress } from '../../src/sign-ups/new-address.ts';
import { type Purpose, writeToken } from '../../src/subscribers/token.ts';
import type { Limits } from '../../src/system/listen.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { formAt } from './signing-up.ts';

const secretKey = 'f'.repeat(40);

/** A server with all of its routes, two readers, and tokens of each kind. */
async function opened() {
  const server = await formAt(
    { origins: ['https://www.example.org'], tags: ['sea'], keepIp: true },
    {
      webhooks: { keys: { hmac: secretKey, mailgun: secretKey }, fetch: () => Promise.reject(new Error('no network')) },
    },
  );
  const { store, folder, clock, tokenFor } = server;
  await writeFile(`${folder}/tidings.yaml`, 'outside of the output');
  await merge(store.subscribers, [rowOf(2, 'ada@example.org'), rowOf(3, 'grete@example.org')]);
  const { list } = store.subscribers;
  const token = (purpose: Purpose) => writeToken(key, { purpose, list, subscriber: 1 });
  const moving = writeNewAddress(key, {
    ...{ list, subscriber: 1, asked: clock.now },
    ...{ from: addressFor('ada@example.org'), to: addressFor('new@example.org') },
  });
  const tokens = {
    unsubscribe: token('unsubscribe'),
    preferences: token('preferences'),
    confirm: await tokenFor('mary@example.org'),
    address: moving,
  };
  return { ...server, tokens };
}

/** The paths of all routes, with the tokens that they take. */
function routesOf({ unsubscribe, preferences, confirm, address }: Awaited<ReturnType<typeof opened>>['tokens']) {
  return [
    ...['/', '/blog/', '/blog', '/healthz', '/metrics', '/mail/', '/mail/sign-up', '/mail/sign-up/stamp'],
    ...['/mail/sign-up/confirm.js', '/mail/sign-up/', `/mail/unsubscribe/${unsubscribe}`, '/mail/unsubscribe/'],
    ...['', '/data', '/forget', '/more'].map((end) => `/mail/preferences/${preferences}${end}`),
    ...[`/mail/confirm/${confirm}`, '/mail/confirm/x', `/mail/address/${address}`, '/mail/address/'],
    ...['ses', 'postmark', 'mailgun', 'hmac', 'none', ''].map((provider) => `/mail/webhooks/${provider}`),
  ];
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

/** Text that a header field can hold. */
const value = fc.oneof(
  fc.string().map((one) => one.replace(/[^\x20-\x7e]/g, '')),
  fc.constantFrom('null', '*', '"', 'q=;,', '-1', 'bytes=0-', 'text/html', 'application/json', 'https://evil.example'),
  fc.constantFrom('multipart/form-data; boundary=', 'text/plain; charset=utf-16', 'gzip', '1e999', '<script>'),
);
const fieldNames = [
  ...['accept', 'accept-encoding', 'accept-language', 'content-type', 'content-encoding', 'cookie', 'origin'],
  ...['referer', 'range', 'if-range', 'if-none-match', 'if-modified-since', 'x-forwarded-for', 'forwarded'],
  ...['x-forwarded-host', 'x-original-url', 'x-http-method-override', 'access-control-request-method', 'authorization'],
];
const headers = fc.dictionary(fc.constantFrom(...fieldNames), value, { maxKeys: 5 });

/** Names that forms have, and others, several times over. */
const fieldOfForm = fc.tuple(
  fc.constantFrom('email', 'name', 'tags', 'language', 'stamp', 'website', 'redirect', 'page', 'act', 'frequency', 'x'),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('ada@example.org', 'sea', 'en', 'save', 'address', '__proto__', 'a\r\nBcc: b@example.org', '%00'),
  ),
);
const body = fc.oneof(
  fc
    .array(fieldOfForm, { maxLength: 12 })
    .map((pairs) => new URLSearchParams(pairs.map(([a, b]) => [a, b])).toString()),
  fc.json(),
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom('', '{', '[]', 'null', '"', '%', 'a=%ff', '='.repeat(1000), 'x'.repeat(70_000), '['.repeat(5000)),
);
const query = fc.oneof(
  fc.constant(''),
  fc.array(fieldOfForm, { maxLength: 5 }).map((pairs) => `?${new URLSearchParams(pairs.map(([a, b]) => [a, b]))}`),
  fc.string().map((one) => `?${encodeURI(one.toWellFormed())}`),
);
const ending = fc.oneof(
  fc.constantFrom('', '', '', '/', '%', '%ff', '%00', '%0d%0aSet-Cookie:%20a=b', '/../..', ';x', '%2f', '//', '.'),
  fc.string().map((one) => encodeURIComponent(one.toWellFormed())),
);

test('whatever is sent to whichever route, the answer is whole, protected, and tells nothing', async () => {
  const { ask, tokens, metrics, logLines } = await opened();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...methods),
      fc.constantFrom(...routesOf(tokens)),
      ending,
      query,
      headers,
      body,
      async (method, path, end, search, fields, sent) => {
        const init = { method, headers: fields, ...(!/^(GET|HEAD)$/.test(method) && { body: sent as BodyInit }) };
        const answer = await ask(`https://letters.example.org${path}${end}${search}`, init, '203.0.113.7');
        const page = await answer.text();
        expect(answer.status).not.toBe(500);
        expect(answer.status).not.toBe(503);
        if (method === 'HEAD') expect(page).toBe('');
        expect(page).not.toContain('outside of the output');
        expectProtected(answer, page);
      },
    ),
    { numRuns: runs(3000) },
  );
  expect(await metrics.text()).toContain('tidings_failures_total 0\n');
  const log = logLines();
  for (const secret of [...Object.values(tokens), '203.0.113', '@', 'failed:']) expect(log).not.toContain(secret);
});

/** The fields of every answer, and no script, style or handler within a page. */
function expectProtected(answer: Response, page: string): void {
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\bscript-src [^;]*(\*|https?:|data:)/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin|strict-origin-when-cross-origin)$/);
  expect(answer.headers.get('permissions-policy')).toContain('camera=()');
  for (const cookie of answer.headers.getSetCookie())
    expect(cookie).toMatch(
      /^tidings-sign-up=[\w-]+; Path=\/mail\/confirm\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/,
    );
  const location = answer.headers.get('location');
  if (location !== null)
    expect(new URL(location, 'https://letters.example.org').origin).toMatch(
      /^https:\/\/((letters|www)\.)?example\.org$/,
    );
  const allowed = answer.headers.get('access-control-allow-origin');
  expect([null, 'https://www.example.org', 'https://example.org', 'https://letters.example.org']).toContain(allowed);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return;
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|<[^>]+\s(style|on[a-z]+)=["']/i);
}

test('no body of 10 MB is taken by any route, and the server does not keep it', async () => {
  const { ask, tokens } = await opened();
  const large = new Uint8Array(10_000_000).fill(97);
  for (const path of routesOf(tokens)) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask(path, { method: 'POST', body: large, headers: type });
    expect([path, answer.status]).toEqual([
      path,
      expect.toSatisfy((status: number) => [404, 405, 413].includes(status)),
    ]);
  }
});

test('with one bit of a token changed nobody is found, whatever the method', async () => {
  const { ask, tokens, store } = await opened();
  const before = JSON.stringify(await store.subscribers.dataOf(1));
  const kinds = Object.entries(tokens);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.nat(10_000),
      fc.constantFrom('GET', 'POST'),
      async ([kind, token], at, method) => {
        const bytes = Buffer.from(token, 'base64url');
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const body = method === 'POST' ? { body: new URLSearchParams({ act: 'save', language: 'en' }) } : {};
        const answer = await ask(`/mail/${kind}/${bytes.toString('base64url')}`, { method, ...body });
        expect(answer.status).toBe(404);
      },
    ),
    { numRuns: runs(500) },
  );
  expect(JSON.stringify(await store.subscribers.dataOf(1))).toBe(before);
});

test('a token opens nothing but its own door', async () => {
  const { ask, tokens } = await opened();
  for (const [kind, token] of Object.entries(tokens))
    for (const door of ['unsubscribe', 'preferences', 'confirm', 'address'].filter((one) => one !== kind))
      for (const method of ['GET', 'POST'])
        expect([kind, door, (await ask(`/mail/${door}/${token}`, { method })).status]).toEqual([kind, door, 404]);
});

/** One step upwards or aside, in every spelling that some server has once taken for one. */
const step = fc.constantFrom(
  ...['..', '%2e%2e', '.%2e', '%2E.', '%252e%252e', '%c0%ae%c0%ae', '%e0%80%ae', '..;', '...', '.', '', '%00', '~'],
  ...['..%00', '%u002e%u002e', '\\..', '%5c..', '..%5c', 'blog', 'output', 'mail', 'C:', 'file:'],
);
const between = fc.constantFrom('/', '%2f', '%2F', '%5c', '\\', '%252f', '//', '%c0%af', '/./', ';/');
const target = fc.constantFrom(
  'tidings.yaml',
  'tidings.db',
  '.env',
  'etc/passwd',
  'tidings%2eyaml',
  'tidings.yaml%00.html',
);

test('no path leaves the output, in whatever spelling', async () => {
  const { ask } = await opened();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/', '/blog/', '/blog', '/mail/', '/mail/sign-up/'),
      fc.array(fc.tuple(step, between), { maxLength: 8 }),
      target,
      async (begin, steps, end) => {
        const answer = await ask(`https://letters.example.org${begin}${steps.map(([a, b]) => a + b).join('')}${end}`);
        const page = await answer.text();
        expect(page).not.toMatch(/outside of the output|SQLite format|TIDINGS_SECRET|root:/);
        expect([200, 301, 404, 405]).toContain(answer.status);
      },
    ),
    { numRuns: runs(2000) },
  );
});

describe('over a socket', () => {
  /** Sends bytes, and gives all that comes back until the server closes. */
  async function sockets(limits: Partial<Limits> = {}) {
    const server = await opened();
    const fetch = (request: Request) => server.fetch(request);
    const { port, stop } = await listen(fetch, { host: '127.0.0.1', port: 0, limits: { farewell: 100, ...limits } });
    onTestFinished(stop);
    const send = async (bytes: string | readonly string[]) => {
      const socket = connect(port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      for (const piece of [bytes].flat()) socket.write(piece, 'latin1');
      return text(socket);
    };
    return { ...server, port, send };
  }

  const close = 'Connection: close\r\n\r\n';
  const plain = (path: string) => `GET ${path} HTTP/1.1\r\nHost: letters.example.org\r\n${close}`;

  test.each([
    'evil.example',
    'evil.example:80',
    'letters.example.org@evil.example',
    'letters.example.org, evil.example',
    'evil.example#letters.example.org',
    '"><script>alert(1)</script>',
    '',
    'x'.repeat(1000),
  ])('Host: %s changes no page and no address', async (host) => {
    const { send, tokens } = await sockets();
    for (const path of ['/mail/sign-up', `/mail/preferences/${tokens.preferences}`, '/mail/confirm/x', '/blog']) {
      const answer = await send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: evil.example\r\n${close}`);
      expect(answer).toMatch(/^HTTP\/1\.1 (200|301|400|404) /);
      expect(answer).not.toMatch(/evil\.example|<script>alert/);
    }
  });

  test.each([
    ['no host', `GET / HTTP/1.1\r\n${close}`],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ['a negative length', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
    ['a length in hexadecimal', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello`],
    ['a bad chunk', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`],
    ['a folded field', `GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n${close}`],
    ['a space before the colon', `GET / HTTP/1.1\r\nHost : a\r\n${close}`],
    ['a zero byte', `GET /\0 HTTP/1.1\r\nHost: a\r\n${close}`],
    ['line feeds alone in a value', `GET / HTTP/1.1\nHost: a\rX: b\n\n`],
    ['another protocol', 'EHLO evil.example\r\n\r\n'],
    ['HTTP/2 without notice', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['nonsense', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('%s is no request', async (_, bytes) => {
    const { send } = await sockets();
    expect(await send(bytes)).toMatch(/^(HTTP\/1\.1 400 .*)?$/s);
    expect(await send(plain('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([
    '/blog%0d%0aSet-Cookie:%20a=b',
    '/mail/sign-up%0d%0aX-Evil:%201',
    '/%0aLocation:%20https://evil.example',
  ])('a line end in the address %s begins no field', async (path) => {
    const { send } = await sockets();
    const [head = ''] = (await send(plain(path))).split('\r\n\r\n');
    expect(head).not.toMatch(/^(set-cookie|x-evil|location: https:\/\/evil)/im);
  });

  test('an address of another host in the request line changes nothing', async () => {
    const { send } = await sockets();
    const answer = await send(`GET http://evil.example/blog HTTP/1.1\r\nHost: evil.example\r\n${close}`);
    expect(answer).toMatch(/^HTTP\/1\.1 (301|400|404) /);
    expect(answer).not.toContain('evil.example');
  });

  test('a form that never ends is cut off, and others are answered meanwhile', async () => {
    const { send, store } = await sockets({ headers: 200, request: 200 });
    const head = 'POST /mail/sign-up HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    const slow = Array.from({ length: 20 }, () => send(`${head}Content-Length: 5000\r\n\r\nemail=slow`));
    expect(await send(plain('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d .*)?$/s);
    expect(await store.signUps.outbox()).toEqual({ waiting: 0 });
    expect(await send(plain('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
  });
});
