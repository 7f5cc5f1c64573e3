import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { folderOf } from '../folder.ts';
import { freePort, listensOn } from '../ports.ts';
import { requires } from '../requires.ts';
import { pem } from '../send/servers.ts';

export const nginx = requires('nginx');
/** The host that readers know. */
export const host = 'letters.example.org';

/** Ends a program and waits for it. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** A proxy that speaks TLS in front of the server. */
export interface Proxy {
  /** The port for TLS. */
  readonly secure: number;
  readonly plain: number;
  /** Everything that it has written. */
  log(): Promise<string>;
}

/** Starts one with the file of its site that `init --deploy` writes. */
export type Start = (file: (name: string) => Promise<string>, upstream: number) => Promise<Proxy>;

export const startNginx: Start = async (file, upstream) => {
  const folder = await folderOf({ 'cert.pem': pem('localhost.pem'), 'key.pem': pem('server.key') });
  const [secure, plain] = [await freePort(), await freePort()];
  const site = (await file('nginx.conf'))
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replaceAll('listen 80;', `listen 127.0.0.1:${plain};`)
    .replaceAll('listen 443 ', `listen 127.0.0.1:${secure} `)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${upstream}`)
    .replaceAll(/\/etc\/letsencrypt\/live\/[^/]+\/fullchain\.pem/g, `${folder}/cert.pem`)
    .replaceAll(/\/etc\/letsencrypt\/live\/[^/]+\/privkey\.pem/g, `${folder}/key.pem`)
    .replaceAll('/var/log/nginx/', `${folder}/`);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const main = `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/main.log warn;
events { worker_connections 256; }
http {
${places.map((place) => `  ${place}_temp_path ${folder}/${place};\n`).join('')}  include ${folder}/tidings.conf;
}
`;
  await writeFile(`${folder}/tidings.conf`, site);
  await writeFile(`${folder}/nginx.conf`, main);
  const words = ['-c', `${folder}/nginx.conf`, '-e', `${folder}/main.log`];
  const { status, stderr } = spawnSync(nginx!, ['-t', ...words], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.stringMatching(/syntax is ok\n.*test is successful\n$/)]);
  expect(stderr).not.toContain('[warn]');
  const child = spawn(nginx!, words, { stdio: 'ignore' });
  onTestFinished(() => ended(child));
  await listensOn(secure);
  const log = async () =>
    (await Promise.all(['main.log', 'tidings-error.log'].map((name) => readFile(`${folder}/${name}`, 'utf8')))).join(
      '',
    );
  return { secure, plain, log };
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Asks over TLS, trusting the authority of the tests alone. */
export function ask(
  { secure }: Proxy,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Answer> {
  const options = {
    ...{ host: '127.0.0.1', port: secure, servername: host, path, method, ca: pem('authority.pem'), agent: false },
    // The certificate of the tests is for localhost.
    checkServerIdentity: () => undefined,
    headers: {
      Host: host,
      ...headers,
      ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
    },
  } as const;
  return new Promise((resolve, reject) => {
    const asked = secureRequest(options, async (answer) => {
      resolve({ status: answer.statusCode!, headers: answer.headers, body: await buffer(answer) });
    });
    asked.on('error', reject).end(body);
  });
}

/** The press of the button in the header (RFC 8058). */
export const oneClick = {
  method: 'POST',
  body: 'List-Unsubscribe=One-Click',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
};
