import { connect, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ample, at, failure, login, nothing } from '../attempt.ts';
import { holdPatience } from '../patience.ts';
import { pem, type Script, startMailServer, startScript } from '../servers.ts';

const authorities = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...authorities, pem('authority.pem')]));
afterAll(() => setDefaultCACertificates(authorities));

describe('TLS that fails is told with what to change, and nothing is sent in the open', () => {
  test.each([
    ['expired.pem', 'has a certificate that has expired', 'Have it renewed, or set the clock right here.'],
    [
      'other.pem',
      'has a certificate for other names: mail.example.org',
      'Set SMTP_HOST to a name that the certificate holds.',
    ],
  ] as const)('with the certificate %s', async (file, message, hint) => {
    for (const tls of ['starttls', 'implicit'] as const) {
      const { port, received } = await startMailServer({ secure: tls === 'implicit', cert: pem(file) });
      expect(await failure(at(port, { tls, ...login }))).toEqual({
        rule: 'smtp-tls',
        message: `SERVER ${message}`,
        hint,
        state: nothing,
      });
      expect(received).toEqual([]);
    }
  });

  test('with a certificate that nobody vouches for', async () => {
    const { port } = await startMailServer();
    setDefaultCACertificates(authorities);
    onTestFinished(() => setDefaultCACertificates([...authorities, pem('authority.pem')]));
    expect(await failure(at(port, { tls: 'starttls' }))).toEqual({
      rule: 'smtp-tls',
      message: expect.stringMatching(/^SERVER has a certificate that no authority known here has signed \([A-Z_]+\)$/),
      hint: 'If you trust it, put the signing certificate into a PEM file and set NODE_EXTRA_CA_CERTS to it in the shell.',
      state: nothing,
    });
  });

  test('when STARTTLS is not offered, or was taken out on the way', async () => {
    const { port, heard } = await startScript({});
    expect(await failure(at(port, { tls: 'starttls', ...login }))).toEqual({
      rule: 'smtp-tls',
      message: 'SERVER offers no STARTTLS: 502 5.5.1 not here',
      hint: 'Set SMTP_TLS=implicit and its port, usually 465; SMTP_TLS=none lets everyone on the way read along.',
      state: nothing,
    });
    expect(heard.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([]);
  });

  test('when the server does not even know EHLO', async () => {
    const { port } = await startScript({ EHLO: '502 5.5.1 what' });
    expect(await failure(at(port, { tls: 'starttls' }))).toMatchObject({
      message: 'SERVER offers no STARTTLS: 502 5.5.1 what',
    });
  });

  test('when TLS is spoken to a port that begins in the open', async () => {
    const { port } = await startMailServer();
    expect(await failure(at(port, { tls: 'implicit' }))).toEqual({
      rule: 'smtp-tls',
      message: 'SERVER does not speak TLS where TLS was expected',
      hint: 'If this port speaks plain SMTP first, as 587 does, set SMTP_TLS=starttls.',
      state: nothing,
    });
  });

  test('when a port that wants TLS is waited for in the open', async () => {
    const { port } = await startMailServer({ secure: true });
    expect(await failure(at(port, { tls: 'starttls' }), { timeouts: { ...ample, greeting: 200 } })).toEqual({
      rule: 'smtp-timeout',
      message: 'SERVER took the connection but did not greet in time',
      hint: 'If this port speaks TLS from the start, as 465 does, set SMTP_TLS=implicit.',
      state: nothing,
    });
  });

  test('when the server knows only TLS that is no longer safe', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const { port } = await startMailServer({ secure: true, ...old });
    expect(await failure(at(port, { tls: 'implicit' }))).toMatchObject({
      message: 'SERVER speaks no version of TLS that is safe (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)',
    });
  });

  test('when the server hangs in the handshake', async () => {
    const patience = holdPatience();
    const { port } = await startScript({
      STARTTLS: (socket) => {
        socket.write('220 go ahead\r\n');
        socket.once('data', () => patience.runOut());
      },
    });
    expect(await failure(at(port, { tls: 'starttls' }))).toMatchObject({ rule: 'smtp-timeout', state: nothing });
  });

  test.each<[string, Script, rule: string]>([
    ['hangs up', { STARTTLS: (socket) => socket.end('220 go ahead\r\n') }, 'smtp-connection'],
    [
      'talks nonsense',
      {
        STARTTLS: (socket) => {
          socket.write('220 go ahead\r\n');
          socket.once('data', () => socket.write('nonsense\r\n'));
        },
      },
      'smtp-tls',
    ],
  ])('when the server %s in the handshake', async (_, script, rule) => {
    const { port } = await startScript(script);
    expect(await failure(at(port, { tls: 'starttls' }))).toMatchObject({ rule, state: nothing });
  });
});

describe('a connection that fails is told with what to change', () => {
  test('when nothing listens', async () => {
    expect(await failure(at(1))).toEqual({
      rule: 'smtp-connection',
      message: 'SERVER refused the connection: nothing listens there',
      hint: 'Is the server running? Check SMTP_HOST and SMTP_PORT.',
      state: nothing,
    });
  });

  test('when no machine has the name', async () => {
    // RFC 6761: no resolver may ever find a name below .invalid.
    expect(await failure(at(587, { host: 'mail.invalid' }))).toMatchObject({
      message: 'mail.invalid:587 was not found: no machine has that name',
      hint: 'Check SMTP_HOST, and that this machine is online.',
    });
  });

  test('when the machine never answers', async () => {
    const port = await startFullServer();
    expect(await failure(at(port, { host: '127.0.0.1' }), { timeouts: { ...ample, connection: 200 } })).toMatchObject({
      rule: 'smtp-timeout',
      message: `127.0.0.1:${port} did not answer in time`,
    });
  });

  test('when something else than a mail server answers', async () => {
    const { port } = await startScript({ greeting: 'HTTP/1.1 400 Bad Request' });
    expect(await failure(at(port))).toEqual({
      rule: 'smtp-connection',
      message: 'SERVER does not answer as a mail server does: HTTP/1.1 400 Bad Request',
      hint: 'Check SMTP_HOST, SMTP_PORT and SMTP_TLS.',
      state: nothing,
    });
  });

  test.each(['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const)('when it breaks at %s', async (step) => {
    const { port } = await startScript({ [step]: (socket: Socket) => socket.destroy() });
    expect(await failure(at(port, login))).toMatchObject({
      rule: 'smtp-connection',
      message: 'SERVER closed the connection before it had the whole message',
      state: nothing,
    });
  });

  test.each(['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const)('when the server falls silent at %s', async (step) => {
    const patience = holdPatience();
    const { port } = await startScript({ [step]: () => patience.runOut() });
    expect(await failure(at(port, login))).toMatchObject({
      rule: 'smtp-timeout',
      message: 'SERVER fell silent before it had the whole message',
      state: nothing,
    });
  });

  test('when it breaks in the middle of a long message', async () => {
    const { port } = await startScript({ body: (socket) => socket.destroy() });
    expect(await failure(at(port), { message: Buffer.alloc(16_000_000, 'long line\r\n') })).toMatchObject({
      rule: 'smtp-connection',
      state: nothing,
    });
  });

  test('when a reply has no end', async () => {
    const { port } = await startScript({ EHLO: '250-x\r\n'.repeat(20_000) });
    expect(await failure(at(port))).toMatchObject({ rule: 'smtp-connection', state: nothing });
  });
});

describe('a server is not even asked for what it cannot do:', () => {
  test('a login', async () => {
    const { port } = await startMailServer({ disabledCommands: ['AUTH'] });
    expect(await failure(at(port, login))).toMatchObject({ rule: 'smtp-login', message: 'SERVER offers no login' });
    expect(await failure(at(port, { ...login, tls: 'starttls' }))).toMatchObject({ hint: 'Unset SMTP_USER.' });
  });

  test('a login without a password', async () => {
    const { port, heard } = await startScript({});
    expect(await failure(at(port, { user: 'letter' }))).toMatchObject({
      message: 'SERVER wants a password for SMTP_USER',
      hint: 'Set SMTP_PASSWORD or SMTP_PASSWORD_FILE.',
    });
    expect(heard.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  });

  test('a message over the size that it announces', async () => {
    const { port } = await startMailServer({ size: 10 });
    expect(await failure(at(port))).toMatchObject({
      rule: 'smtp-refused',
      message: expect.stringMatching(/^SERVER takes no message of more than 10 bytes, and this one has \d+$/),
    });
  });
});

/** A listening port whose queue of connections is full and never emptied: one more gets no answer at all. */
async function startFullServer(): Promise<number> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(async () => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  });
  await Promise.all(fillers.slice(0, 2).map((filler) => new Promise((resolve) => filler.once('connect', resolve))));
  return port;
}
