import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { requires } from '../../requires.ts';
import { answers, type PostgresServer, unprivileged } from './server.ts';

const bouncer = requires('pgbouncer');

/** Whether this machine has PgBouncer. */
export const hasBouncer = bouncer !== undefined;

/** Puts PgBouncer in front of a server: each transaction may get another of its two connections. Its address. */
export async function bouncerOf({ folder }: Pick<PostgresServer, 'folder'>): Promise<string> {
  const place = mkdtempSync(join(tmpdir(), 'tidings-pgb-'));
  const file = join(place, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
postgres = host=${folder} user=tidings
[pgbouncer]
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
auth_type = any
unix_socket_dir = ${place}
listen_port = 6432
logfile = ${join(place, 'log')}
`,
  );
  if (unprivileged.uid !== undefined) chownSync(place, unprivileged.uid, unprivileged.gid!);
  // Ends with the test process, however that ends.
  const script = '"$@" & pid=$!; cat; kill -KILL $pid; rm -rf "$0"';
  const child = spawn('sh', ['-c', script, place, bouncer!, file], {
    ...unprivileged,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  onTestFinished(() => void child.stdin.end());
  const url = `postgres://tidings@/postgres?host=${encodeURIComponent(place)}&port=6432`;
  await answers(url);
  return url;
}
