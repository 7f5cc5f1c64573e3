import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'dot';

/** What a relay says at a step, or does; `accept` keeps the message. Nothing: what a polite server says. */
export type Reply = string | ((socket: Socket, accept: () => void) => void) | undefined;

export interface Relay {
  readonly port: number;
  /** Whose messages it accepted, in their order, with their bytes. */
  readonly accepted: readonly { readonly to: string; readonly text: string }[];
  /** How many connections were made, and how many are open. */
  readonly connections: number;
  readonly open: number;
  /** Closes its door and all that is open. */
  close(): Promise<void>;
}

const politely: Record<Step, string> = {
  greeting: '220 mail.example.org ESMTP',
  EHLO: '250-mail.example.org\r\n250 PIPELINING',
  MAIL: '250 2.1.0 sender ok',
  RCPT: '250 2.1.5 recipient ok',
  DATA: '354 go ahead',
  dot: '250 2.0.0 queued',
};

/** A server that remembers what it accepted, and asks before each answer. `to` is empty before it is known. */
export async function startRelay(
  answer: (step: Step, to: string, socket: Socket) => Reply = () => undefined,
  { port = 0 }: { port?: number } = {},
): Promise<Relay> {
  const accepted: { to: string; text: string }[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    converse(socket, answer, (to, text) => accepted.push({ to, text }));
  });
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    accepted,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    close,
  };
}

function converse(
  socket: Socket,
  answer: (step: Step, to: string, socket: Socket) => Reply,
  keep: (to: string, text: string) => void,
): void {
  let rest = '';
  let to = '';
  let text: string | undefined;
  const say = (step: Step, accept: () => void = () => {}) => {
    const reply = answer(step, to, socket) ?? politely[step];
    if (typeof reply === 'function') reply(socket, accept);
    else socket.write(`${reply}\r\n`);
    const said = typeof reply === 'string' ? reply : '';
    if (step === 'dot' && said.startsWith('2')) accept();
    return said;
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') to = '';
    if (verb === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
    if (verb === 'DATA' && /^(354|$)/.test(say('DATA'))) text = '';
    else if (verb === 'QUIT') socket.end('221 2.0.0 bye\r\n');
    else if (verb === 'RSET') socket.write('250 2.0.0 ok\r\n');
    else if (verb === 'EHLO' || verb === 'MAIL' || verb === 'RCPT') say(verb);
  };
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (text === undefined) command(line);
      else if (line !== '.') text += `${line}\r\n`;
      else {
        const [whose, whole] = [to, text];
        text = undefined;
        say('dot', () => keep(whose, whole));
      }
    }
  });
  say('greeting');
}
