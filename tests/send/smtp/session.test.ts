import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SmtpSettings } from '../../../src/config/config.ts';
import { smtpTransport } from '../../../src/send/smtp/smtp.ts';
import { type Session, SessionFault } from '../../../src/send/transport.ts';
import { runs } from '../../runs.ts';
import { ample, at, envelope, login } from '../attempt.ts';
import { type Script, startMailServer, startScript } from '../servers.ts';
import { subjectOf, to, yes } from '../transport-contract.ts';

const never = new AbortController().signal;
const pipelining = '250-mail.example.org\r\n250-PIPELINING\r\n250 AUTH PLAIN';
const message = subjectOf('green');
const untouched = () => expect.unreachable('the message began to travel');

function open(port: number, settings: Partial<SmtpSettings> = {}): Promise<Session> {
  return smtpTransport(at(port, settings), { timeouts: ample }).open(never);
}

/** Fulfilled when the session has noticed that it is over. */
async function over(session: Session): Promise<void> {
  while (session.usable) await nextTurn();
}

describe('one connection', () => {
  test('greets once and says goodbye once, whatever lies between', async () => {
    const { port, heard } = await startScript({});
    const session = await open(port, login);
    for (const name of ['first', 'second']) await session.send(message, to(name), yes);
    await session.close();
    expect(heard.map((line) => line.replace(/^(EHLO|AUTH).*/, '$1'))).toEqual([
      'EHLO',
      'AUTH',
      ...['first', 'second'].flatMap((name) => [
        'MAIL FROM:<letter@example.org>',
        `RCPT TO:<${name}@example.org>`,
        'DATA',
      ]),
      'QUIT',
    ]);
  });

  test.each([
    ['one command at a time', {}],
    ['all of an envelope at once', { EHLO: pipelining, DATA: '554 5.5.1 no valid recipients' }],
  ] satisfies [string, Script][])('takes the next message after a refused recipient: %s', async (_, script) => {
    let isFirst = true;
    const twice = (first: string, then: string) => (socket: Socket) => {
      const said = isFirst ? first : then;
      socket.write(`${said}\r\n`);
      return said;
    };
    const { port, heard, messages } = await startScript({
      ...script,
      RCPT: twice('550 5.1.1 no such user', '250 ok'),
      ...('DATA' in script && { DATA: twice(String(script.DATA), '354 go ahead') }),
    });
    const session = await open(port);
    expect(await session.send(message, to('nobody'), untouched)).toMatchObject({ at: 'recipient', status: '5.1.1' });
    expect(session.usable).toBe(true);
    isFirst = false;
    expect(await session.send(message, to('reader'), yes)).toMatchObject({ result: 'accepted' });
    expect(heard).toContain('RSET');
    expect(messages).toHaveLength(1);
  });

  test('takes one message at a time', async () => {
    const { port } = await startScript({});
    const session = await open(port);
    const first = session.send(message, envelope, yes);
    await expect(session.send(message, envelope, yes)).rejects.toThrow('one message at a time');
    expect(await first).toMatchObject({ result: 'accepted' });
  });

  test('takes no message that is larger than the server announced, and goes on', async () => {
    const { port } = await startMailServer({ size: 200 });
    const session = await open(port);
    const large = { ...message, body: [Buffer.alloc(300, 'long line\r\n')] };
    expect(await session.send(large, envelope, untouched)).toEqual({
      result: 'refused',
      at: 'message',
      permanent: true,
      code: 0,
      reply: 'the server takes no message of more than 200 bytes, and this one has 344',
    });
    expect(await session.send(message, envelope, yes)).toMatchObject({ result: 'accepted' });
  });
});

describe('the bytes of a message', () => {
  test('are all that travels, and one dot on a line of its own', async () => {
    const { port, messages } = await startScript({});
    const session = await open(port);
    for (const end of ['\r\n', '\r\n\r\n', '']) {
      await session.send({ fields: ['A: b\r\n'], body: [Buffer.from(`text${end}`)] }, envelope, yes);
    }
    expect(messages).toEqual([
      'A: b\r\n\r\ntext\r\n.\r\n',
      'A: b\r\n\r\ntext\r\n\r\n.\r\n',
      'A: b\r\n\r\ntext\r\n.\r\n',
    ]);
  });

  test('are the same whatever pieces they come in, in the memory of those before them', async () => {
    const { port, messages } = await startScript({ EHLO: pipelining });
    const session = await open(port);
    const piece = fc.string({ unit: fc.constantFrom('a', '=', ' ', '\t', '.'), maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const body = pieces.map((text) => Buffer.from(`x${text}\r\n`));
        expect(await session.send({ fields: ['A: b\r\n'], body }, envelope, yes)).toMatchObject({ result: 'accepted' });
        expect(messages.at(-1)).toBe(`A: b\r\n\r\n${Buffer.concat(body)}.\r\n`);
      }),
      { numRuns: runs(30) },
    );
  });

  test('arrive at a server that reads slowly', async () => {
    const body = Buffer.from('A long line.\r\n'.repeat(500_000));
    const { port, messages } = await startScript({
      body: (socket) => {
        socket.pause();
        setImmediate(() => socket.resume());
      },
    });
    const session = await open(port);
    expect(await session.send({ fields: [], body: [body] }, envelope, yes)).toMatchObject({ result: 'accepted' });
    expect(messages[0] === `\r\n${body}.\r\n`).toBe(true);
  });
});

describe('a yes that answers nothing is none', () => {
  test.each<[string, Script, complete: boolean]>([
    ['stands behind the 354', { DATA: '354 go ahead\r\n250 2.0.0 queued' }, true],
    ['stands in place of the 354', { DATA: '250 2.0.0 queued' }, false],
    ['has lines that contradict each other', { dot: '250-2.0.0 queued\r\n550 5.0.0 or not' }, true],
    ['is no whole reply', { dot: '2' }, true],
    ['is another code', { dot: '354 go on' }, true],
  ])('when it %s', async (_, script, complete) => {
    for (const EHLO of ['250 mail.example.org', pipelining]) {
      const { port } = await startScript({ ...script, EHLO });
      const session = await open(port);
      expect(await session.send(message, envelope, yes)).toMatchObject({ result: 'broken', complete });
      expect(session.usable).toBe(false);
    }
  });

  test('when the server is one reply ahead', async () => {
    const { port } = await startScript({ MAIL: '250 ok\r\n250 ok' });
    const session = await open(port);
    expect(await session.send(message, envelope, untouched)).toMatchObject({ result: 'broken', complete: false });
  });

  test('when it came unasked, after another message', async () => {
    const { port } = await startScript({ dot: '250 queued\r\n250 queued' });
    const session = await open(port);
    expect(await session.send(message, envelope, yes)).toMatchObject({ result: 'accepted' });
    expect(await session.send(message, envelope, untouched)).toMatchObject({ result: 'broken', complete: false });
  });
});

test.each([
  '550 5.1.1 no such user',
  'what?',
])('a server that answers RCPT by "%s" and takes DATA all the same gets no empty message', async (RCPT) => {
  const { port, messages, heard } = await startScript({ EHLO: pipelining, RCPT });
  const session = await open(port);
  const answer = await session.send(message, envelope, untouched);
  expect(answer).toMatchObject(
    RCPT.startsWith('550') ? { result: 'refused', at: 'recipient', code: 550 } : { result: 'broken', complete: false },
  );
  expect(heard).toContain('DATA');
  await over(session);
  expect(messages).toEqual([]);
});

describe('a session that the server ends while nothing is under way', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['by hanging up', (socket) => socket.end()],
    ['by a reset', (socket) => socket.resetAndDestroy()],
    ['by 421', (socket) => socket.end('421 4.4.2 idle for too long\r\n')],
    ['by nonsense', (socket) => socket.write('hello?\r\n')],
  ])('%s is over, and no message has begun', async (_, end) => {
    const { port, sockets } = await startScript({});
    const session = await open(port);
    await session.send(message, envelope, yes);
    for (const socket of sockets) end(socket);
    await over(session);
    expect(await session.send(message, envelope, untouched)).toMatchObject({ result: 'broken', complete: false });
    await session.close();
  });

  test('by 421 to the next message has refused it for now', async () => {
    let isFirst = true;
    const { port } = await startScript({
      MAIL: (socket) => {
        socket.write(isFirst ? '250 ok\r\n' : '421 4.7.0 enough for one connection\r\n');
        isFirst = false;
      },
    });
    const session = await open(port);
    await session.send(message, envelope, yes);
    expect(await session.send(message, envelope, untouched)).toEqual({
      result: 'refused',
      at: 'sender',
      permanent: false,
      code: 421,
      status: '4.7.0',
      reply: '421 4.7.0 enough for one connection',
    });
    expect(session.usable).toBe(false);
  });
});

describe('a session that is closed from here', () => {
  test('while it waits for the answer to the dot leaves the message in doubt', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { port } = await startScript({ dot: () => resolve() });
    const session = await open(port);
    const answer = session.send(message, envelope, yes);
    await promise;
    await session.close();
    expect(await answer).toEqual({ result: 'broken', complete: true, reply: 'it was broken off from here' });
  });

  test('while it waits for the answer to an envelope gives it up', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { port } = await startScript({ RCPT: () => resolve() });
    const session = await open(port);
    const answer = session.send(message, envelope, untouched);
    await promise;
    await session.close();
    expect(await answer).toMatchObject({ result: 'broken', complete: false });
  });
});

describe('why there is no session', () => {
  const faultAt = async (port: number, settings: Partial<SmtpSettings> = {}) => {
    const fault = await open(port, settings).catch((error) => error);
    expect(fault).toBeInstanceOf(SessionFault);
    return { temporary: fault.temporary, ...fault.problem.problems[0] };
  };

  test('may pass where nothing listens', async () => {
    expect(await faultAt(1)).toMatchObject({ temporary: true, rule: 'smtp-connection' });
  });

  test('stays where the password is wrong, and does not show it', async () => {
    const { port } = await startMailServer();
    const fault = await faultAt(port, { user: 'letter', password: 'hush hush' });
    expect(fault).toMatchObject({ temporary: false, rule: 'smtp-login' });
    expect(JSON.stringify(fault)).not.toContain('hush');
  });

  test('stays where the certificate is not trusted', async () => {
    const { port } = await startMailServer();
    expect(await faultAt(port, { tls: 'starttls' })).toMatchObject({ temporary: false, rule: 'smtp-tls' });
  });

  test('is the reason of a stop that came while it was opened', async () => {
    const control = new AbortController();
    const { port } = await startScript({ EHLO: () => control.abort(new Error('stopped')) });
    await expect(smtpTransport(at(port)).open(control.signal)).rejects.toThrow('stopped');
  });

  test('is not a stop that comes once it is open', async () => {
    const control = new AbortController();
    const { port } = await startScript({});
    const session = await smtpTransport(at(port)).open(control.signal);
    control.abort();
    expect(await session.send(message, envelope, yes)).toMatchObject({ result: 'accepted' });
  });
});

test('a server that repeats the password does not get it into a reply', async () => {
  const { port } = await startScript({ dot: `550 5.0.0 no, ${login.password}` });
  const session = await open(port, login);
  expect(await session.send(message, envelope, yes)).toMatchObject({ reply: '550 5.0.0 no, [password]' });
});
