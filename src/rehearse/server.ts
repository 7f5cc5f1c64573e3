import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Conduct, Conversation, type Host } from './conversation.ts';
import type { RehearsedFault, Step } from './faults.ts';

/** Options of the rehearsal's server. Readers are named by `nameOf`. */
export interface ServerOptions {
  /** The reader of an envelope's recipient. */
  readonly nameOf: (recipient: string) => string;
  /** Whose first try goes wrong, and how. */
  readonly faults: ReadonlyMap<string, RehearsedFault>;
  /** Whose letters are kept to be read. */
  readonly kept: ReadonlySet<string>;
  /** Told how many letters the server has taken, before the last one is answered. */
  readonly onTaken: (count: number) => void;
}

/** A mail server that nobody but this machine reaches, and that hands nothing on. */
export interface RehearsalServer {
  readonly port: number;
  /** Accepted letters by recipient: their number. */
  readonly taken: ReadonlyMap<string, number>;
  /** When each letter was taken, in monotonic milliseconds. */
  readonly times: readonly number[];
  /** Whose fault has struck. */
  readonly struck: ReadonlySet<string>;
  readonly letters: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

/** Listens on a port of its own on loopback. To be closed. */
export async function startServer(options: ServerOptions): Promise<RehearsalServer> {
  const post = new Post(options);
  const sockets = new Set<Socket>();
  // Else each of several answers in a row waits for the one before it to be acknowledged.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    new Conversation(socket, post);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { taken, times, struck, letters } = post;
  return {
    ...{ port: (server.address() as AddressInfo).port, taken, times, struck, letters },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Post implements Host {
  readonly taken = new Map<string, number>();
  readonly times: number[] = [];
  readonly struck = new Set<string>();
  readonly letters = new Map<string, Buffer>();
  readonly #options: ServerOptions;
  /** How often it has broken off in place of an answer to the dot. */
  #silent = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  conductAt(step: Step, to: string): Conduct | undefined {
    const name = this.#options.nameOf(to);
    const fault = this.#faultOf(name);
    if (fault?.at !== step) return undefined;
    this.struck.add(name);
    if (fault.reply) return { say: fault.reply };
    return fault.delay ? { say: '250 2.0.0 Ok: taken', delay: fault.delay } : 'drop';
  }

  keeps(to: string): boolean {
    return this.#options.kept.has(this.#options.nameOf(to));
  }

  arrived(to: string, bytes: Buffer | undefined): void {
    const name = this.#options.nameOf(to);
    const fault = this.#faultOf(name);
    if (fault?.at === 'dot' && !this.#takesAllTheSame(fault)) return;
    this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
    this.times.push(performance.now());
    if (bytes) this.letters.set(name, bytes);
    this.#options.onTaken(this.times.length);
  }

  /** The fault of the next attempt for this reader. */
  #faultOf(name: string): RehearsedFault | undefined {
    const fault = this.#options.faults.get(name);
    // Who has no mailbox has none the next time, either.
    return fault && (fault.ends === 'failed' || !this.struck.has(name)) ? fault : undefined;
  }

  /** Where a server says nothing to the dot, it has the letter or it has not; nobody else can know (RFC 1047). */
  #takesAllTheSame({ reply, delay }: RehearsedFault): boolean {
    if (reply === undefined && delay === undefined) this.#silent += 1;
    return delay !== undefined || (reply === undefined && this.#silent % 2 === 0);
  }
}
