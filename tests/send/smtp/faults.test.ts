import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { smtpTransport } from '../../../src/send/smtp/smtp.ts';
import { type Answer, SessionFault } from '../../../src/send/transport.ts';
import { ample, at, envelope, login } from '../attempt.ts';
import { holdPatience } from '../patience.ts';
import { type Step, startScript } from '../servers.ts';

/**
 * What a server does instead of its polite answer, and what follows. `open`: there is a session. `later`, `never`:
 * there is none, and trying again may help or not. `sender`, `recipient`, `message`: a refusal of that, with its code.
 * `broken`: surely not accepted, and nobody said no. `doubt`: it may have been accepted.
 */
const table = `
             4yz            5yz            421            hangs-up  resets  is-silent  garbage  half-a-line  no-end  late      in-bytes
  greeting   later          never          later          later     later   later      never    later        never   open      open
  EHLO       open           open           later          later     later   later      open     later        never   open      open
  STARTTLS   later          never          later          later     later   later      never    later        never   -         -
  AUTH       later          never          later          later     later   later      never    later        never   open      open
  MAIL       sender-451     sender-554     sender-421     broken    broken  broken     broken   broken       broken  accepted  accepted
  RCPT       recipient-451  recipient-554  recipient-421  broken    broken  broken     broken   broken       broken  accepted  accepted
  DATA       message-451    message-554    message-421    broken    broken  broken     broken   broken       broken  accepted  accepted
  body       message-451    message-554    message-421    broken    broken  broken     broken   broken       broken  -         -
  dot        message-451    message-554    message-421    doubt     doubt   doubt      doubt    doubt        doubt   accepted  accepted
  QUIT       accepted       accepted       accepted       accepted  accepted  accepted accepted accepted     accepted accepted accepted
`;

type Act = (socket: Socket, polite: string) => unknown;

const say =
  (words: string): Act =>
  (socket) =>
    socket.write(words) && words;
const acts: Readonly<Record<string, Act>> = {
  '4yz': say('451 4.3.0 not now\r\n'),
  '5yz': say('554 5.3.0 no\r\n'),
  '421': say('421 4.3.2 closing down\r\n'),
  'hangs-up': (socket) => socket.end(),
  resets: (socket) => socket.resetAndDestroy(),
  garbage: say('thank you\r\n'),
  'half-a-line': (socket) => socket.end('25'),
  'no-end': say('2'.repeat(200_000)),
  late: (socket, polite) => setTimeout(() => socket.write(`${polite}\r\n`), 50) && polite,
  'in-bytes': (socket, polite) => {
    for (const byte of `${polite}\r\n`) socket.write(byte);
    return polite;
  },
};

const [head, ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));
const cells = rows
  .flatMap(([step, ...expected]) => head!.map((fault, index) => [step as Step, fault, expected[index]!] as const))
  .filter(([, , expected]) => expected !== '-');

/** These end only the server's side: a client that is still writing does not notice. */
const halfClosed = ['hangs-up', 'half-a-line'];

const message = { fields: ['Subject: Spring\r\n'], body: [Buffer.from('The meadow is green.\r\n')] };
/** More than what lies between two sockets, so that the dot cannot have left when a server does something. */
const long = { fields: [], body: [Buffer.alloc(16_000_000, 'A long line.\r\n')] };

describe.each([
  ['one command at a time', '250-mail.example.org\r\n250 AUTH PLAIN', cells],
  [
    'all of an envelope at once',
    '250-mail.example.org\r\n250-PIPELINING\r\n250 AUTH PLAIN',
    // Here the script would answer the next command first, which is no late answer.
    cells.filter(([step, fault]) => !(fault === 'late' && (step === 'MAIL' || step === 'RCPT'))),
  ],
])('to a server that takes %s', (_, offer, chosen) => {
  test.each(chosen)('at %s, one that does this: %s, makes it %s', async (step, fault, expected) => {
    // A server that reads no more keeps even its goodbye from being answered.
    const waits = step === 'body' || (fault === 'is-silent' && step !== 'greeting');
    const patience = waits ? holdPatience() : undefined;
    const act: Act = (socket, polite) => {
      // The rest of the message waits, so that its dot cannot have left.
      if (step === 'body') socket.pause();
      if (fault === 'is-silent') return patience?.runOut();
      if (step === 'body' && halfClosed.includes(fault)) setImmediate(() => patience?.runOut());
      return acts[fault]!(socket, step === 'EHLO' ? offer : polite);
    };
    const { port } = await startScript({ EHLO: offer, [step]: act });
    const settings = { ...(step === 'AUTH' && login), tls: step === 'STARTTLS' ? 'starttls' : 'none' } as const;
    const timeouts = { ...ample, ...(fault === 'is-silent' && step === 'greeting' && { greeting: 50 }) };
    const transport = smtpTransport(at(port, settings), { timeouts });
    expect(await outcome(transport, { step, patience })).toBe(expected);
  });
});

async function outcome(
  transport: ReturnType<typeof smtpTransport>,
  { step, patience }: { step: Step; patience: ReturnType<typeof holdPatience> | undefined },
): Promise<string> {
  const session = await transport.open(new AbortController().signal).catch((error) => error);
  if (session instanceof SessionFault) return session.temporary ? 'later' : 'never';
  if (['greeting', 'EHLO', 'STARTTLS', 'AUTH'].includes(step)) {
    expect(await session.send(message, envelope, async () => true)).toMatchObject({ result: 'accepted' });
    await session.close();
    return 'open';
  }
  let asked = 0;
  const answer: Answer = await session.send(step === 'body' ? long : message, envelope, async () => {
    asked += 1;
    return true;
  });
  expect(asked).toBe(['MAIL', 'RCPT', 'DATA'].includes(step) && answer.result !== 'accepted' ? 0 : 1);
  if (answer.result === 'broken') expect(session.usable).toBe(false);
  const closed = session.close();
  if (step === 'body') patience?.runOut();
  await closed;
  expect(session.usable).toBe(false);
  return wordFor(answer);
}

function wordFor(answer: Answer): string {
  if (answer.result === 'refused') {
    expect(answer.permanent).toBe(answer.code >= 500);
    expect(answer.status).toMatch(/^[45]\.3\.[02]$/);
    return `${answer.at}-${answer.code}`;
  }
  if (answer.result === 'broken') return answer.complete ? 'doubt' : 'broken';
  return answer.result;
}
