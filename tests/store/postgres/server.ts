import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  /** Stops it as a power cut would, and starts it again over the same files. */
  restart(): Promise<void>;
  stop(): void;
}

/** Starts one. Without `durable` it waits for no disk, which only the speed of tests gains by. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-pg-'));
  if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid!);
  const data = join(folder, 'data');
  const options = ['--pgdata', data, '--username=tidings', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
  const made = spawnSync(join(dirname(program!), 'initdb'), [...options, '--no-sync'], {
    ...unprivileged,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const settings = durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
  const start = () =>
    spawn(program!, ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=300', ...settings], {
      ...unprivileged,
      stdio: 'ignore',
    });
  let child: ChildProcess = start();
  const url = `postgres://tidings@/postgres?host=${encodeURIComponent(folder)}`;
  const stop = () => {
    process.off('exit', stop);
    kill(data, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.on('exit', stop);
  await answers(url);
  const restart = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Immediate shutdown: nobody is waited for, and the log is read again.
    child.kill('SIGQUIT');
    await ended;
    child = start();
    await answers(url);
  };
  child.unref();
  return { folder, url, restart, stop };
}

/** Ends the server and all that belongs to it. */
function kill(data: string, signal: NodeJS.Signals): void {
  try {
    const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), signal === 'SIGKILL' ? 'SIGQUIT' : signal);
  } catch {
    // It has ended already.
  }
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

let shared: Promise<PostgresServer> | undefined;

/** The server of this test process. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}
