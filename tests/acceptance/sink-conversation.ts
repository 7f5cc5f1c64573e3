import type { Socket } from 'node:net';

/** A message that the sink has taken. */
export interface Remembered {
  /** The envelope's recipient. */
  readonly to: string;
  /** Of the header Message-ID, with its angle brackets. */
  readonly messageId: string;
  /** Without the final dot's line. */
  readonly bytes: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

export type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'body' | 'dot';

/** What goes wrong at a step; the first one that applies. */
export interface Fault {
  readonly at: Step;
  /** From 0 to 1; without it always. */
  readonly chance?: number;
  /** Only for recipients that this regular expression meets. */
  readonly to?: string;
  /** In milliseconds, before the step goes on. */
  readonly delay?: number;
  /** Said in place of the polite answer; 421 ends the session. */
  readonly reply?: string;
  /** The connection is reset without a word. */
  readonly drop?: boolean;
  /** At the dot: the message is taken all the same. */
  readonly accept?: boolean;
}

/** Ends a process the hard way when a step is reached for the so-manieth time; `answered` is when a 250 has left. */
export interface Trap {
  readonly pid: number;
  readonly at: Step | 'answered';
  readonly after: number;
}

export interface Orders {
  faults: readonly Fault[];
  trap?: Trap | undefined;
  /** From which chances follow. */
  seed?: number;
}

const polite: Readonly<Record<Exclude<Step, 'body'>, string>> = {
  greeting: '220 sink.example.org ESMTP\r\n',
  EHLO: '250-sink.example.org\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250 8BITMIME\r\n',
  MAIL: '250 2.1.0 Ok\r\n',
  RCPT: '250 2.1.5 Ok\r\n',
  DATA: '354 go ahead\r\n',
  dot: '250 2.0.0 Ok: taken\r\n',
};
const steps: Readonly<Record<string, Exclude<Step, 'body' | 'dot'>>> = {
  EHLO: 'EHLO',
  HELO: 'EHLO',
  MAIL: 'MAIL',
  RCPT: 'RCPT',
  DATA: 'DATA',
};
const end = Buffer.from('\r\n.\r\n');

/** One connection of the sink: commands in, answers out in one write for all that came at once. */
export class Conversation {
  readonly #socket: Socket;
  readonly #orders: Orders;
  readonly #remembered: Remembered[];
  #out = '';
  #rest: Buffer | undefined;
  #to = '';
  #body: Body | undefined;

  constructor(socket: Socket, orders: Orders, remembered: Remembered[]) {
    this.#socket = socket;
    this.#orders = orders;
    this.#remembered = remembered;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#step('greeting', undefined);
    this.#flush();
  }

  #read(chunk: Buffer): void {
    let left: Buffer | undefined = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    while (left && left.length > 0 && !this.#socket.destroyed) {
      const next: Buffer | 'later' | undefined = this.#body ? this.#takeBody(left) : this.#takeLine(left);
      if (next === 'later') break;
      left = next;
    }
    this.#flush();
  }

  #takeLine(bytes: Buffer): Buffer | 'later' | undefined {
    const stop = bytes.indexOf(10);
    if (stop < 0) {
      this.#rest = bytes;
      return undefined;
    }
    const line = bytes.toString('latin1', 0, stop).trimEnd();
    const verb = line.slice(0, 4).toUpperCase();
    const step = steps[verb];
    const left = bytes.subarray(stop + 1);
    if (step === 'RCPT') this.#to = /<(.*)>/.exec(line)?.[1] ?? '';
    if (step) return this.#step(step, left);
    this.#out += verb === 'QUIT' ? '221 2.0.0 Bye\r\n' : '250 2.0.0 Ok\r\n';
    if (verb === 'QUIT') this.#hangUp();
    return left;
  }

  #takeBody(bytes: Buffer): Buffer | 'later' | undefined {
    const left = this.#body!.take(bytes);
    return this.#step(left ? 'dot' : 'body', left);
  }

  /** Answers a step, or lets it go wrong. Gives back what is left to read, or `later` if that has to wait. */
  #step(step: Step, left: Buffer | undefined): Buffer | 'later' | undefined {
    const fault = this.#orders.faults.length > 0 ? this.#faultAt(step) : undefined;
    if (!fault?.delay) return this.#answer(step, fault, left);
    this.#flush();
    this.#socket.pause();
    setTimeout(() => {
      this.#rest = this.#answer(step, fault, left);
      this.#flush();
      this.#socket.resume();
      if (this.#rest) this.#read(Buffer.alloc(0));
    }, fault.delay);
    return 'later';
  }

  #answer(step: Step, fault: Fault | undefined, left: Buffer | undefined): Buffer | undefined {
    if (step === 'dot' && (fault?.accept || !(fault?.drop || fault?.reply))) this.#remember();
    this.#spring(step);
    if (fault?.drop) {
      this.#socket.resetAndDestroy();
      return undefined;
    }
    if (step === 'dot') this.#body = undefined;
    if (step === 'DATA' && !fault?.reply) this.#body = new Body();
    if (step !== 'body') this.#out += fault?.reply ? `${fault.reply}\r\n` : polite[step];
    if (fault?.reply?.startsWith('421')) this.#hangUp();
    if (step === 'dot' && !fault?.reply && this.#orders.trap?.at === 'answered') {
      this.#flush();
      this.#spring('answered');
    }
    return left;
  }

  #faultAt(step: Step): Fault | undefined {
    return this.#orders.faults.find(
      ({ at, chance = 1, to }) =>
        at === step && (to === undefined || new RegExp(to).test(this.#to)) && random(this.#orders) < chance,
    );
  }

  #remember(): void {
    const { messageId, length } = this.#body!;
    this.#remembered.push({ to: this.#to, messageId, bytes: length, at: Date.now() });
  }

  #spring(at: Trap['at']): void {
    const { trap } = this.#orders;
    if (trap?.at !== at) return;
    this.#orders.trap = trap.after > 1 ? { ...trap, after: trap.after - 1 } : undefined;
    if (!this.#orders.trap) process.kill(trap.pid, 'SIGKILL');
  }

  #flush(): void {
    if (this.#out !== '' && !this.#socket.destroyed) this.#socket.write(this.#out, 'latin1');
    this.#out = '';
  }

  #hangUp(): void {
    this.#flush();
    this.#socket.end();
    this.#socket.removeAllListeners('data').resume();
  }
}

/** A message that is coming in: its length, and the Message-ID of its header. */
class Body {
  messageId = '';
  /** Of the message, without the final dot's line. */
  length = 0;
  /** The last bytes before what comes next; the line of DATA ended before the first. */
  #tail: Buffer = Buffer.from('\r\n');
  #header: string | undefined = '';

  /** What follows the final dot, or nothing if it has not come. */
  take(bytes: Buffer): Buffer | undefined {
    const seam = Buffer.concat([this.#tail, bytes.subarray(0, end.length)]);
    const across = seam.indexOf(end);
    const stop = across >= 0 ? across - this.#tail.length : bytes.indexOf(end);
    const found = across >= 0 || stop >= 0;
    if (this.#header !== undefined) this.#readHeader(found && stop >= 0 ? bytes.subarray(0, stop + 2) : bytes);
    if (found) {
      this.length += stop + 2;
      return bytes.subarray(stop + end.length);
    }
    this.length += bytes.length;
    this.#tail = bytes.length >= 4 ? bytes.subarray(-4) : Buffer.concat([this.#tail, bytes]).subarray(-4);
    return undefined;
  }

  #readHeader(bytes: Buffer): void {
    const header = this.#header + bytes.toString('latin1', 0, 8192);
    const found = /^Message-ID:\s*(<.*?>)/im.exec(header);
    if (found) this.messageId = found[1]!;
    this.#header = found || header.includes('\r\n\r\n') || header.length > 65_536 ? undefined : header;
  }
}

/** The same seed gives the same chances, in the order in which connections ask for them. */
function random(orders: Orders): number {
  const seed = ((orders.seed ?? 1) + 0x6d2b79f5) | 0;
  orders.seed = seed;
  const mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  const stirred = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((stirred ^ (stirred >>> 14)) >>> 0) / 2 ** 32;
}
