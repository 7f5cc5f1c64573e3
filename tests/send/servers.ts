import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A file of `certificates/`: test keys that protect nothing, good from 2020 to 2120 but for `expired.pem`. */
export function pem(name: 'authority.pem' | 'localhost.pem' | 'expired.pem' | 'other.pem' | 'server.key'): string {
  return readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8');
}

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly user: string | undefined;
  readonly secure: boolean;
}

/** A whole SMTP server that keeps what it gets; it takes the login `letter` with the password `open sesame`. */
export async function startMailServer(
  options: SMTPServerOptions = {},
): Promise<{ port: number; received: readonly Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    key: pem('server.key'),
    cert: pem('localhost.pem'),
    onAuth: ({ username, password }, _, done) =>
      username === 'letter' && password === 'open sesame' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((recipient) => recipient.address),
          bytes: Buffer.concat(chunks),
          user: session.user,
          secure: session.secure,
        });
        done(null);
      });
    },
    ...options,
    closeTimeout: 1,
    logger: false,
  });
  // Clients that give up in the middle are what these tests are about.
  server.on('error', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received };
}

/** What a scripted server says at a step, or does. */
type Answer = string | ((socket: Socket, polite: string) => unknown);
export type Step =
  | 'greeting'
  | 'EHLO'
  | 'HELO'
  | 'AUTH'
  | 'STARTTLS'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'body'
  | 'dot'
  | 'RSET'
  | 'QUIT';

/** What to say instead of polite answers. */
export type Script = Partial<Record<Step, Answer>>;

const politely: Record<Step, string> = {
  greeting: '220 mail.example.org ESMTP',
  EHLO: '250-mail.example.org\r\n250-AUTH PLAIN\r\n250 8BITMIME',
  HELO: '250 mail.example.org',
  AUTH: '235 2.7.0 accepted',
  STARTTLS: '502 5.5.1 not here',
  MAIL: '250 2.1.0 sender ok',
  RCPT: '250 2.1.5 recipient ok',
  DATA: '354 go ahead',
  body: '',
  dot: '250 2.0.0 queued',
  RSET: '250 2.0.0 forgotten',
  QUIT: '221 2.0.0 bye',
};

/**
 * A server that keeps to a script: what is not in it is answered politely. Returns its port, what it was told, and the
 * bytes of each message with its dot. A function of the script that returns "354" is one that has the message come.
 */
export async function startScript(
  script: Script,
): Promise<{ port: number; heard: readonly string[]; messages: readonly string[]; sockets: ReadonlySet<Socket> }> {
  const heard: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const answer = (socket: Socket, step: Step): unknown => {
    const polite = politely[step] ?? '502 5.5.1 unknown command';
    const chosen = script[step] ?? polite;
    if (typeof chosen === 'function') return chosen(socket, polite);
    if (chosen !== '') socket.write(`${chosen}\r\n`);
    return chosen;
  };
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let rest = '';
    let inData = false;
    let message = '';
    answer(socket, 'greeting');
    const read = (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop()!;
      if (inData) answer(socket, 'body');
      for (const line of lines) {
        if (inData) {
          message += `${line}\r\n`;
          if (line !== '.') continue;
          messages.push(message);
          message = '';
          inData = false;
          answer(socket, 'dot');
          continue;
        }
        heard.push(line);
        const step = line.split(' ')[0] as Step;
        const said = answer(socket, step);
        // What follows is a TLS handshake, not lines.
        if (step === 'STARTTLS' && script.STARTTLS) socket.removeListener('data', read);
        inData = step === 'DATA' && String(said).startsWith('354');
      }
    };
    socket.on('data', read);
  };
  const server = createServer(serve);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, heard, messages, sockets };
}
