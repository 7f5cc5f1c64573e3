import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examineDatabase } from '../../../src/store/open.ts';
import { PostgresConnection } from '../../../src/store/postgres/connection.ts';
import { folderOf } from '../../folder.ts';
import { freePort } from '../../ports.ts';
import { type Certified, certify } from '../../server/webhooks/certificates.ts';
import { connectTo } from './harness.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './server.ts';

const named = 'the database';
const insecure = 'the database cannot be spoken with over TLS';

/** Whether a connection over this address is encrypted. */
async function isEncrypted(url: string): Promise<boolean> {
  const connection = await PostgresConnection.open(url, { named, patience: 10_000 });
  try {
    const row = await connection.row('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    return row!.ssl as unknown as boolean;
  } finally {
    await connection.close();
  }
}

describe.skipIf(!hasPostgres)('the address of a PostgreSQL server', () => {
  let server: PostgresServer;
  let plainServer: PostgresServer;
  let [port, plainPort] = [0, 0];
  let authority: Certified;
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);

  beforeAll(async () => {
    process.on('warning', listen);
    authority = certify({ name: 'Example Authority', isAuthority: true });
    const { pem, privateKey } = certify({ name: 'localhost', issuer: authority });
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    [port, plainPort] = [await freePort(), await freePort()];
    const access = 'host all bound 127.0.0.1/32 scram-sha-256';
    [server, plainServer] = await Promise.all([
      startPostgres({ port, tls: { certificate: pem, key }, access }),
      startPostgres({ port: plainPort }),
    ]);
    const client = await connectTo(server.url);
    await client.query("SET password_encryption = 'scram-sha-256'");
    await client.query("CREATE ROLE bound LOGIN PASSWORD 'a-word'");
    await client.end();
  });

  afterAll(() => {
    process.off('warning', listen);
    server?.stop();
    plainServer?.stop();
  });

  /** A file with the certificate of the server's authority, or of another one. */
  async function authorityFile(other = false): Promise<string> {
    const file = join(await folderOf(), 'ca.pem');
    await writeFile(file, other ? certify({ name: 'Other Authority', isAuthority: true }).pem : authority.pem);
    return encodeURIComponent(file);
  }

  const at = (host: string, query: string, user = 'tidings') =>
    `postgres://${user}@${host}:${port}/postgres${query && `?${query}`}`;

  test.each([
    ['', false],
    ['sslmode=disable', false],
    ['sslmode=allow', true],
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['sslmode=no-verify', true],
    ['sslmode=require&application_name=letters', true],
    ['sslmode=require&channel_binding=prefer', true],
  ])('with "%s" says whether to encrypt, and the library warns of nothing', async (query, encrypted) => {
    expect(await isEncrypted(at('localhost', query))).toBe(encrypted);
    expect(warnings).toEqual([]);
  });

  test('with an authority proves who answers: by verify-ca and require the certificate, by verify-full the name, too', async () => {
    const [ca, other] = [await authorityFile(), await authorityFile(true)];
    const refusal = (host: string, query: string) =>
      isEncrypted(at(host, query)).catch((error: Error) => error.message);
    expect(await isEncrypted(at('localhost', `sslmode=verify-full&sslrootcert=${ca}`))).toBe(true);
    expect(await isEncrypted(at('localhost', `sslrootcert=${ca}`))).toBe(true);
    expect(await isEncrypted(at('127.0.0.1', `sslmode=verify-ca&sslrootcert=${ca}`))).toBe(true);
    expect(await isEncrypted(at('127.0.0.1', `sslmode=require&sslrootcert=${ca}`))).toBe(true);
    expect(await isEncrypted(at('127.0.0.1', `sslmode=prefer&sslrootcert=${other}`))).toBe(true);
    expect(await refusal('127.0.0.1', `sslmode=verify-full&sslrootcert=${ca}`)).toBe(insecure);
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(await refusal('localhost', `sslmode=${mode}&sslrootcert=${other}`), mode).toBe(insecure);
    for (const query of ['sslmode=verify-full', 'sslmode=verify-full&sslrootcert=system', 'ssl=true'])
      expect(await refusal('localhost', query), query).toBe(insecure);
    expect(warnings).toEqual([]);
  });

  test('of a server without TLS is refused where TLS is required, and not where it is preferred', async () => {
    const plain = (mode: string) => `postgres://tidings@localhost:${plainPort}/postgres?sslmode=${mode}`;
    expect(await isEncrypted(plain('prefer'))).toBe(false);
    expect(await isEncrypted(plain('allow'))).toBe(false);
    await expect(isEncrypted(plain('require'))).rejects.toMatchObject({ name: 'ProblemError', message: insecure });
  });

  test('of a socket is never encrypted, whatever it says', async () => {
    expect(await isEncrypted(`${server.url}&sslmode=verify-full`)).toBe(false);
  });

  test('may require that the password is proven together with the certificate, and nobody is in between', async () => {
    const required = 'sslmode=require&channel_binding=require';
    expect(await isEncrypted(at('localhost', required, 'bound:a-word'))).toBe(true);
    const message = 'the database does not prove that nobody is in between';
    // Without TLS, and where no password is asked for, nothing can be bound.
    for (const url of [at('127.0.0.1', 'channel_binding=require', 'bound:a-word'), at('localhost', required)])
      await expect(isEncrypted(url)).rejects.toMatchObject({ name: 'ProblemError', message, exitCode: 2 });
  });

  test('is understood by doctor in the same way', async () => {
    expect(await examineDatabase(at('localhost', 'sslmode=require'), named)).toMatchObject({ isPooled: false });
    await expect(examineDatabase(at('localhost', 'sslmode=verify-full'), named)).rejects.toThrow(insecure);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['sslmode=strict', 'its sslmode is none of', 'Write verify-full.'],
    ['sslmode=verify-ca', 'no sslrootcert says whose certificates count', 'sslmode=verify-full'],
    ['sslmode=verify-full&sslrootcert=/nowhere/ca.pem', 'its sslrootcert names /nowhere/ca.pem', 'PEM'],
    ['sslmode=require&sslcert=/nowhere/me.pem', 'its sslcert names /nowhere/me.pem', 'PEM'],
    ['sslmode=require&sslkey=/nowhere/me.key', 'its sslkey names /nowhere/me.key', 'PEM'],
  ])('that says "%s" is refused before anything is connected, with a way out', async (query, fault, hint) => {
    await expect(isEncrypted(`postgres://ada:a-word@localhost:1/tidings?${query}`)).rejects.toMatchObject({
      ...{ name: 'ProblemError', exitCode: 2, message: expect.stringContaining(fault) },
      problems: [expect.objectContaining({ hint: expect.stringContaining(hint) })],
    });
  });
});
