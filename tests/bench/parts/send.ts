import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSink } from '../../acceptance/sink.ts';
import { freePort } from '../../ports.ts';
import { temporaryFolder } from '../folder.ts';
import { task } from '../ours.ts';
import { type Sender, type Speed, speeds, speedTable } from '../speeds.ts';
import type { Table } from '../table.ts';

/** One letter of 63 KB, put together for each reader, and handed to a server on this machine. */
export async function* send(): AsyncGenerator<Table> {
  const prepared = prepare();
  const sink = await startSink();
  try {
    for (const connections of [5, 20]) {
      const to = { port: sink.port, connections };
      const found = speeds([smtpSource(to), ...tidings(prepared, to), ...nodemailer(prepared, to)], 3);
      const title = `63 KB to many readers over ${connections} connections, to a quick sink`;
      yield speedTable({ key: `send-${connections}`, title, notes: [comparison(found)] }, found);
    }
  } finally {
    await sink.stop();
  }
  yield* toSmtpSink(prepared);
}

const bar = 0.6;

async function* toSmtpSink(prepared: Prepared): AsyncGenerator<Table> {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const sink = spawn('/usr/sbin/smtp-sink', [...user, `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  try {
    for (const connections of [5, 20]) {
      const to = { port, connections };
      const found = speeds([smtpSource(to), tidings(prepared, to)[0]!], 3);
      const [theirs, ours] = [...found.values()];
      const held = ours!.perSecond >= bar * theirs!.perSecond ? 'held' : 'missed';
      const notes = [`The bar is ${bar * 100} % of smtp-source: ${held}.`];
      const title = `63 KB to many readers over ${connections} connections, to smtp-sink`;
      yield speedTable({ key: `send-smtp-sink-${connections}`, title, notes }, found);
    }
  } finally {
    sink.kill();
  }
}

function comparison(found: ReadonlyMap<string, Speed>): string {
  const times = (fast: string, slow: string) => (found.get(fast)!.perSecond / found.get(slow)!.perSecond).toFixed(1);
  return `${times('tidings', 'nodemailer')} times as fast as nodemailer's pool; signed by RSA-2048, ${times('tidings, signed by RSA-2048', 'nodemailer, signed by RSA-2048')} times.`;
}

interface Target {
  readonly port: number;
  readonly connections: number;
}

/** The C program of Postfix that does nothing but send the same bytes again and again. */
function smtpSource({ port, connections }: Target): Sender {
  const flags = ['-d', '-s', connections, '-l', 63_000, '-f', 'letters@example.org', '-t', 'reader@example.org'];
  return {
    name: 'smtp-source',
    counts: [2000, 22_000],
    command: (count) => ['/usr/sbin/smtp-source', ...flags.map(String), '-m', `${count}`, `127.0.0.1:${port}`],
  };
}

interface Prepared {
  /** Holds the keys, and what is sent from. */
  readonly folder: string;
  /** Brings back a ledger in which nothing is sent. */
  readonly renew: (count: number) => void;
}

const counts = [1000, 11_000] as const;

function prepare(): Prepared {
  const folder = temporaryFolder();
  for (const [name, pair] of [
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ed25519', generateKeyPairSync('ed25519')],
  ] as const)
    writeFileSync(join(folder, `${name}.pem`), pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  for (const count of counts) {
    mkdirSync(join(folder, String(count)));
    const [file, ...args] = task('send-freeze', join(folder, String(count)), count);
    const { status, stderr } = spawnSync(file!, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the list cannot be made: ${stderr}`);
  }
  return { folder, renew: (count) => cpSync(join(folder, String(count)), folder, { recursive: true }) };
}

function tidings({ folder, renew }: Prepared, { port, connections }: Target): Sender[] {
  const sender = (name: string, way: string): Sender => ({
    ...{ name, counts, before: renew },
    command: (count) => task('send-tidings', count, port, connections, way, folder),
  });
  return [
    sender('tidings', 'plain'),
    sender('tidings, signed by Ed25519', 'ed25519'),
    sender('tidings, signed by RSA-2048', 'rsa'),
  ];
}

function nodemailer({ folder }: Prepared, { port, connections }: Target): Sender[] {
  const sender = (name: string, way: string, counts: Sender['counts']): Sender => ({
    ...{ name, counts },
    command: (count) => task('send-nodemailer', count, port, connections, way, folder),
  });
  return [
    sender('nodemailer, ready bytes', 'raw', [500, 3500]),
    sender('nodemailer', 'plain', [200, 1200]),
    sender('nodemailer, signed by RSA-2048', 'rsa', [200, 1200]),
  ];
}
