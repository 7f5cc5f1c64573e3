import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { requires } from '../requires.ts';
import { domain, filesOf, type Layout, password } from './mailserver-settings.ts';

/** The programs of a real mail server; nothing if this machine cannot run them. */
export function mailServerPrograms(): { readonly postfix: string; readonly dovecot: string } | undefined {
  const [postfix, dovecot, lmtp] = [requires('postfix'), requires('dovecot'), requires('dovecot-lmtp')];
  if (!postfix || !dovecot || !lmtp) return undefined;
  if (process.getuid?.() === 0) return { postfix, dovecot };
  const reason = 'Postfix wants to be started by root';
  if (process.env.CI) throw new Error(`${reason}. With CI set no test may be skipped.`);
  process.stderr.write(`Tests are skipped: ${reason}.\n`);
  return undefined;
}

/** Postfix that hands on to Dovecot, on ports of this machine and in a folder of their own. */
export interface MailServer {
  /** For a publication's `.env`: the ways to send and to read over TLS, and the login of a mailbox for each. */
  environmentOf(users: { readonly sends: string; readonly reads: string }): Record<string, string>;
  /** For the environment of the program: who vouches for the server's certificate. */
  readonly authority: string;
  /** What is in a mailbox, read over IMAP, in the order in which it came; with a number it waits for that many. */
  fetch(user: string, count?: number): Promise<Buffer[]>;
  /** What both servers wrote into their logs. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface MailServerOptions {
  /** They have a mailbox. */
  readonly users: readonly string[];
  /** Letters to them are taken, and come back later. */
  readonly forgotten?: readonly string[];
  /** Notes in each mail whose DKIM signature it has. */
  readonly verifier?: { readonly opendkim: string; readonly zone: Readonly<Record<string, string>> };
}

export async function startMailServer(
  { postfix, dovecot }: { readonly postfix: string; readonly dovecot: string },
  { users, forgotten = [], verifier }: MailServerOptions,
): Promise<MailServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-mail-'));
  const [smtp, imap, imaps, milter] = await freePorts(4);
  const ports = { smtp: smtp!, imap: imap!, imaps: imaps!, milter: milter! };
  const layout: Layout = { folder, ports, users, forgotten, zone: verifier?.zone };
  await layOut(layout);
  const run = (program: string, ...args: string[]) => daemon(join(folder, 'start.log'), program, args);
  const dkim = verifier && (await startVerifier(verifier.opendkim, layout));
  await run(dovecot, '-c', join(folder, 'dovecot.conf'));
  await run(postfix, '-c', join(folder, 'postfix'), 'start');
  const log = async () =>
    (await Promise.all(['postfix.log', 'dovecot.log'].map((name) => textOf(join(folder, name))))).join('');
  return {
    environmentOf: ({ sends, reads }) => ({
      ...serverOf('SMTP', smtp!, sends, 'starttls'),
      ...serverOf('IMAP', imaps!, reads, 'implicit'),
    }),
    authority: new URL('../send/certificates/authority.pem', import.meta.url).pathname,
    fetch: (user, count) => fetchAll(imap!, user, count, log),
    log,
    stop: async () => {
      await run(postfix, '-c', join(folder, 'postfix'), 'stop');
      await run(dovecot, '-c', join(folder, 'dovecot.conf'), 'stop');
      dkim?.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts OpenDKIM; Postfix turns mail away until it listens. */
async function startVerifier(program: string, { folder, ports }: Layout): Promise<ChildProcess> {
  const output = openSync(join(folder, 'opendkim.log'), 'a');
  const child = spawn(program, ['-f', '-x', join(folder, 'opendkim.conf')], { stdio: ['ignore', output, output] });
  closeSync(output);
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(ports.milter, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('close', () => socket.destroy()).end();
    });
  for (let asked = 0; !(await answers()); asked += 1) {
    if (asked > 100 || child.exitCode !== null) throw new Error(await textOf(join(folder, 'opendkim.log')));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return child;
}

/** Runs a program that leaves daemons behind; they hold a pipe for as long as they live, so it writes into a file. */
async function daemon(log: string, program: string, args: readonly string[]): Promise<void> {
  const output = openSync(log, 'a');
  const [code] = await once(spawn(program, args, { stdio: ['ignore', output, output] }), 'exit');
  closeSync(output);
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${await readFile(log, 'utf8')}`);
}

function serverOf(kind: 'SMTP' | 'IMAP', port: number, user: string, tls: string): Record<string, string> {
  const settings = { HOST: 'localhost', PORT: String(port), USER: `${user}@${domain}`, PASSWORD: password, TLS: tls };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${kind}_${name}`, value]));
}

/** The servers' own users have to get through the folder, and to own what they write. */
async function layOut(layout: Layout): Promise<void> {
  await chmod(layout.folder, 0o755);
  for (const [path, content] of Object.entries(filesOf(layout))) {
    await mkdir(dirname(join(layout.folder, path)), { recursive: true });
    await writeFile(join(layout.folder, path), content);
  }
  for (const name of ['queue', 'data', 'mail', 'run', 'state']) await mkdir(join(layout.folder, name));
  await chown(join(layout.folder, 'mail'), 65_534, 65_534);
  const owner = Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' }));
  await chown(join(layout.folder, 'data'), owner, 0);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function fetchAll(
  port: number,
  user: string,
  count: number | undefined,
  log: () => Promise<string>,
): Promise<Buffer[]> {
  const auth = { user: `${user}@${domain}`, pass: password };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  try {
    let size = await sizeOf(client);
    for (let asked = 0; count !== undefined && size !== count; asked += 1) {
      if (asked > 2000) throw new Error(`${user} has not got ${count} letters:\n${await log()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      size = await sizeOf(client);
    }
    const lock = await client.getMailboxLock('INBOX');
    const found = size === 0 ? [] : await client.fetchAll('1:*', { source: true });
    lock.release();
    return found.map(({ source }) => source!);
  } finally {
    await client.logout();
  }
}

async function sizeOf(client: ImapFlow): Promise<number | undefined> {
  const status = await client.status('INBOX', { messages: true });
  return status ? status.messages : undefined;
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
