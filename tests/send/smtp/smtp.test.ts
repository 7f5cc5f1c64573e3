import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver } from '../../../src/send/smtp/smtp.ts';
import { runs } from '../../runs.ts';
import { at, envelope, failure, letter, login, nothing, unknown } from '../attempt.ts';
import { holdPatience } from '../patience.ts';
import { pem, type Script, startMailServer, startScript } from '../servers.ts';

const authorities = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...authorities, pem('authority.pem')]));
afterAll(() => setDefaultCACertificates(authorities));

describe('a letter arrives', () => {
  test('byte for byte, in the envelope that was given', async () => {
    const { port, received } = await startMailServer();
    const message = Buffer.from('Subject: Dots\r\n\r\n.\r\n..\r\n.hidden\r\nend.\r\n.\r\nQUIT\r\n..\r\n');
    const { reply } = await deliver(message, envelope, at(port));
    expect(reply).toBe('250 OK: message queued');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ from: envelope.from, to: [envelope.to], secure: false });
    expect(received[0]!.bytes).toEqual(message);
  });

  test('byte for byte whatever its lines hold', async () => {
    const { port, received } = await startMailServer();
    const line = fc.oneof(
      fc.constantFrom('', '.', '..', '.\t', 'MAIL FROM:<x@example.org>', 'ä'),
      fc.string({ unit: fc.constantFrom('.', ' ', 'a', 'é', '\0') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 20, maxLength: 200 }), async (lines) => {
        const message = Buffer.from(lines.map((text) => `${text}\r\n`).join(''));
        await deliver(message, envelope, at(port));
        expect(received.at(-1)!.bytes).toEqual(message);
      }),
      { numRuns: runs(12) },
    );
  });

  test('byte for byte when it is three megabytes long', async () => {
    const { port, received } = await startMailServer();
    const message = Buffer.from(`${'.'.repeat(76)}\r\n`.repeat(40_000));
    await deliver(message, envelope, at(port));
    expect(received[0]!.bytes.equals(message)).toBe(true);
  });

  test.each([
    ['STARTTLS', 'starttls', false],
    ['TLS from the start', 'implicit', true],
  ] as const)('over %s, after a login', async (_, tls, secure) => {
    const { port, received } = await startMailServer({ secure });
    await deliver(letter, envelope, at(port, { tls, ...login }));
    expect(received[0]).toMatchObject({ secure: true, user: 'letter' });
  });

  test('at a server that is named by its IP address, if its certificate holds it', async () => {
    const { port, received } = await startMailServer();
    await deliver(letter, envelope, at(port, { host: '127.0.0.1', tls: 'starttls' }));
    expect(received[0]).toMatchObject({ secure: true });
  });

  test('at a server that takes LOGIN or CRAM-MD5 only', async () => {
    for (const method of ['LOGIN', 'CRAM-MD5']) {
      const { port, received } = await startMailServer({
        authMethods: [method],
        onAuth: (auth, _, done) =>
          auth.password === login.password || auth.validatePassword(login.password)
            ? done(null, { user: auth.username })
            : done(new Error('no')),
      });
      await deliver(letter, envelope, at(port, login));
      expect(received[0]).toMatchObject({ user: 'letter' });
    }
  });

  test('at an address whose domain is written in another script', async () => {
    const { port, heard } = await startScript({});
    await deliver(letter, { ...envelope, to: 'leser@bücher.example' }, at(port));
    expect(heard).toContain('RCPT TO:<leser@xn--bcher-kva.example>');
  });

  test('at an address with a local part in UTF-8, if the server takes such', async () => {
    const { port, heard } = await startScript({ EHLO: '250-mail.example.org\r\n250 SMTPUTF8' });
    await deliver(letter, { ...envelope, to: 'jürgen@example.org' }, at(port));
    expect(heard).toContain('MAIL FROM:<letter@example.org> SMTPUTF8');
  });

  test('although the server never answers the farewell', async () => {
    const { port } = await startScript({ QUIT: () => {} });
    await expect(deliver(letter, envelope, at(port))).resolves.toEqual({ reply: '250 2.0.0 queued' });
  });

  test('and a long reply with control characters comes back as one short harmless line', async () => {
    const { port } = await startScript({ dot: `250-2.0.0 first\r\n250-\x1b[31mred\u202e\r\n250 ${'x'.repeat(500)}` });
    const { reply } = await deliver(letter, envelope, at(port));
    expect(reply).toMatch(/^250 2\.0\.0 first \[31mred x+…$/);
    expect(reply).toHaveLength(300);
  });
});

describe('an envelope is refused before anything is connected', () => {
  test.each([
    'reader@example.org\r\nRCPT TO:<other@example.org>',
    'reader@example.org>\r\nDATA',
    'reader@example.org, other@example.org',
    'Reader <reader@example.org>',
    'reader@example.org> SIZE=1',
    '',
  ])('for %j', async (text) => {
    const { port, heard } = await startScript({});
    for (const wrong of [
      { ...envelope, to: text },
      { ...envelope, from: text },
    ]) {
      await expect(deliver(letter, wrong, at(port))).rejects.toMatchObject({
        problems: [{ rule: 'address' }],
        state: nothing,
      });
    }
    expect(heard).toEqual([]);
  });
});

describe('after the last byte, silence does not count as a refusal', () => {
  const unconfirmed = (message: string) => ({
    rule: 'smtp-unconfirmed',
    message: `SERVER did not confirm the message it was given: ${message}`,
    hint: "Look into the mailbox of reader@example.org or the server's log before you send it again.",
    state: unknown,
  });

  test.each<[string, Script, message: string]>([
    ['the connection breaks', { dot: (socket) => socket.destroy() }, 'the connection was closed'],
    ['the server hangs up', { dot: (socket) => socket.end() }, 'the connection was closed'],
    ['the reply is cut off', { dot: (socket) => socket.end('25') }, 'the connection was closed'],
    ['the reply is nonsense', { dot: 'thank you' }, 'thank you'],
  ])('when %s', async (_, script, message) => {
    const { port } = await startScript(script);
    expect(await failure(at(port))).toEqual(unconfirmed(message));
  });

  test('when no reply comes', async () => {
    const patience = holdPatience();
    const { port } = await startScript({ dot: () => patience.runOut() });
    expect(await failure(at(port))).toEqual(unconfirmed('no reply came in time'));
  });

  test('nor does a yes that came before it', async () => {
    const { port } = await startScript({ body: (socket) => socket.write('250 2.0.0 queued\r\n') });
    expect(await failure(at(port), { message: Buffer.alloc(16_000_000, 'long line\r\n') })).toMatchObject({
      message: 'SERVER did not confirm the message it was given: it answered too early: 250 2.0.0 queued',
      state: unknown,
    });
  });
});

describe('an interruption', () => {
  test.each(['greeting', 'EHLO', 'RCPT', 'DATA'] as const)('ends a delivery that hangs at %s', async (step) => {
    const control = new AbortController();
    const { port } = await startScript({ [step]: () => control.abort(new Error('stopped')) });
    await expect(deliver(letter, envelope, at(port), { signal: control.signal })).rejects.toThrow('stopped');
  });

  test('before the first word opens no connection', async () => {
    const { port, heard } = await startScript({});
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(deliver(letter, envelope, at(port), { signal })).rejects.toThrow('stopped');
    expect(heard).toEqual([]);
  });

  test('after the last byte tells that the outcome is not known', async () => {
    const control = new AbortController();
    const { port } = await startScript({ dot: () => control.abort(new Error('stopped')) });
    expect(await failure(at(port), { signal: control.signal })).toMatchObject({
      rule: 'smtp-unconfirmed',
      state: unknown,
    });
  });
});
