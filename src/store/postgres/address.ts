import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type pg from 'pg';
import { ProblemError } from '../../model/problem.ts';
import { loadDriver } from './driver.ts';

/** How to connect with the database of an address. */
export interface DatabaseClients {
  readonly Client: typeof pg.Client;
  readonly options: pg.ClientConfig;
}

/** The words of an address that are about TLS, which the library would understand in its own way, with a warning. */
const secured = ['sslmode', 'ssl', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'channel_binding'] as const;
type Wishes = Readonly<Partial<Record<(typeof secured)[number], string>>>;

/**
 * Understands an address as libpq does (postgresql.org/docs/current/libpq-ssl.html): `require` encrypts, `verify-ca` and
 * `verify-full` also prove who answers. Without sslmode nothing is encrypted, as in the library.
 * @throws ProblemError with exit code 2 if it is wrong.
 */
export async function clientsOf(url: string): Promise<DatabaseClients> {
  const { Client } = await loadDriver();
  const [place, query = ''] = url.split('?') as [string, string?];
  const others = new URLSearchParams(query);
  const wishes: Wishes = Object.fromEntries(
    secured.flatMap((name) => (others.has(name) ? [[name, others.get(name)!]] : [])),
  );
  for (const name of secured) others.delete(name);
  const connectionString = others.size > 0 ? `${place}?${others}` : place;
  const host = new Client({ connectionString }).host;
  // A socket of this machine is never encrypted.
  const ssl = host.startsWith('/') ? false : await tlsOf(wishes);
  const options = {
    ...{ connectionString, ssl },
    // Not unless it is asked for: the library knows no way for certificates of Ed25519.
    enableChannelBinding: ['prefer', 'require'].includes(wishes.channel_binding ?? '') && ssl !== false,
    ...(wishes.sslnegotiation === 'direct' && ssl && { sslnegotiation: 'direct' as const }),
  };
  if (wishes.channel_binding === 'require') return { Client: bound(Client), options };
  const mayBePlain = ['prefer', 'allow'].includes(wishes.sslmode ?? '') && ssl !== false;
  return { Client, options: mayBePlain && !(await hasTls(Client, options)) ? { ...options, ssl: false } : options };
}

async function tlsOf({ sslmode, ssl, sslrootcert, sslcert, sslkey }: Wishes): Promise<pg.ClientConfig['ssl']> {
  const mode = sslmode ?? (ssl === 'true' || ssl === '1' || sslrootcert !== undefined ? 'verify-full' : 'disable');
  if (mode === 'disable') return false;
  if (!modes.includes(mode)) throw refusal(`its sslmode is none of ${modes.join(', ')}`, 'Write verify-full.');
  if (mode === 'verify-ca' && sslrootcert === undefined)
    throw refusal(
      'its sslmode is verify-ca, and no sslrootcert says whose certificates count',
      'Add &sslrootcert=/path/to/ca.pem, or write sslmode=verify-full.',
    );
  return {
    ...(sslcert !== undefined && { cert: await contentOf('sslcert', sslcert) }),
    ...(sslkey !== undefined && { key: await contentOf('sslkey', sslkey) }),
    ...(sslrootcert === 'system' && { ca: getCACertificates('system') }),
    ...(sslrootcert !== undefined && sslrootcert !== 'system' && { ca: await contentOf('sslrootcert', sslrootcert) }),
    // With an authority, libpq proves the certificate for all modes but the weakest.
    ...((sslrootcert === undefined ? mode !== 'verify-full' : weak.includes(mode)) && { rejectUnauthorized: false }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

const weak = ['allow', 'prefer', 'no-verify'];
/** `no-verify` is the library's own word for `require`. */
const modes = ['disable', ...weak, 'require', 'verify-ca', 'verify-full'];

async function contentOf(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw refusal(`its ${name} names ${file}, which cannot be read`, 'Write the path of a file in PEM.');
  }
}

/** Whether the server encrypts. One that cannot be reached is told of by what needs it. */
async function hasTls(Client: typeof pg.Client, options: pg.ClientConfig): Promise<boolean> {
  const client = new Client({ ...options, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    return !/does not support SSL/.test((error as Error).message);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Clients that go on only where the password is proven together with the certificate, so that nobody is in between. */
function bound(Client: typeof pg.Client): typeof pg.Client {
  return class extends Client {
    constructor(options?: string | pg.ClientConfig) {
      super(options);
      const { connection } = this as unknown as { connection: NodeJS.EventEmitter };
      let isBound = false;
      connection.prependListener('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
        isBound = mechanisms.includes('SCRAM-SHA-256-PLUS');
      });
      connection.prependListener('authenticationOk', () => {
        if (!isBound) connection.emit('error', new Error(unbound));
      });
    }
  };
}

const unbound = 'channel binding is required, and the server does not offer it';

function refusal(fault: string, hint: string): ProblemError {
  const message = `DATABASE_URL cannot be used: ${fault}`;
  return new ProblemError([{ severity: 'error', rule: 'database', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
