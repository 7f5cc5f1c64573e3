import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { requires } from '../../requires.ts';

const program = requires('postgres');

/** Whether this machine has PostgreSQL. */
export const hasPostgres = program !== undefined;

/** PostgreSQL refuses root, as whom tests run in containers. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } =
  process.geteuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A PostgreSQL server of the tests, over a socket in a folder of its own. */
export interface PostgresServer {
  /** Of its socket. */
  readonly folder: string;
  /** Of its database. */
  readonly url: string;
  /** Of the process that all others of it are children of. */
  pid(): Promise<number | undefined>;
  /** Stops it as a power cut would, and starts it again over the same files. */
  restart(): Promise<void>;
  stop(): void;
}

interface ServerOptions {
  /** Without it the server waits for no disk, which only the speed of tests gains by. */
  readonly durable?: boolean;
  /** Of this machine, at which it listens besides. */
  readonly port?: number;
  /** In PEM; without it, nothing is encrypted. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Lines that come first in its `pg_hba.conf`. */
  readonly access?: string;
}

/** Starts one; everybody is let in, unless `access` says otherwise. */
export async function startPostgres({ durable, port, tls, access }: ServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-pg-'));
  if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid!);
  const data = join(folder, 'data');
  const making = ['--pgdata', data, '--username=tidings', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
  const made = spawnSync(join(dirname(program!), 'initdb'), [...making, '--no-sync'], {
    ...unprivileged,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  if (tls)
    for (const [name, text] of [
      ['server.crt', tls.certificate],
      ['server.key', tls.key],
    ] as const)
      keep(join(data, name), text);
  if (access) keep(join(data, 'pg_hba.conf'), `${access}\n${readFileSync(join(data, 'pg_hba.conf'), 'utf8')}`);
  const settings = [
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    ...(port === undefined ? ['listen_addresses='] : ['listen_addresses=127.0.0.1', `port=${port}`]),
    ...['max_connections=300', `ssl=${tls ? 'on' : 'off'}`],
  ];
  const options = ['-D', data, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])];
  const child = spawn('sh', ['-c', guard, folder, program!, ...options], {
    ...unprivileged,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  (child.stdin as unknown as Socket).unref();
  const url = `postgres://tidings@/postgres?host=${encodeURIComponent(folder)}${port === undefined ? '' : `&port=${port}`}`;
  await answers(url);
  const restart = async () => {
    const before = await pidIn(data);
    // Immediate shutdown: nobody is waited for, and the log is read again.
    process.kill(before!, 'SIGQUIT');
    for (let now = before; now === undefined || now === before; now = await pidIn(data)) await setTimeout(20);
    await answers(url);
  };
  return { folder, url, pid: () => pidIn(data), restart, stop: () => child.stdin.end() };
}

function keep(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  if (unprivileged.uid !== undefined) chownSync(file, unprivileged.uid, unprivileged.gid!);
}

/** Starts the server anew whenever it ends. When the test process is gone, however it ended, so is the server, with its files. */
const guard = `
  trap '' HUP INT TERM
  ( while [ -d "$0/data" ] && [ ! -e "$0/over" ]; do "$@"; sleep 0.05; done ) &
  cat
  touch "$0/over"
  for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    kill -QUIT $(head -n 1 "$0/data/postmaster.pid") || rm -rf "$0"
    [ -e "$0" ] || break
    sleep 0.1
  done`;

async function pidIn(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || undefined;
}

/** Waits until a server answers. */
export async function answers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (attempt === 200) throw error;
      await setTimeout(50);
    }
  }
}

/** The address of a new database of the shared server, which holds nothing. */
export async function newDatabase(): Promise<string> {
  const { url } = await sharedPostgres();
  const name = `tidings_${randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE "${name}"`);
  await client.end();
  return url.replace('/postgres?', `/${name}?`);
}

let shared: Promise<PostgresServer> | undefined;

/** The server of this test process. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}
