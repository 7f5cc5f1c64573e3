import type { Socket } from 'node:net';
import type { Step } from './faults.ts';

/** A server's reaction at a step in place of the normal reply. */
export type Conduct =
  | { readonly say: string; readonly delay?: number }
  /** Breaks the connection off. */
  | 'drop';

/** Decides on the letters of a conversation. `to` is the recipient of the envelope. */
export interface Host {
  /** Nothing for the polite answer. */
  conductAt(step: Step, to: string): Conduct | undefined;
  /** Whether the bytes of this letter are to be kept. */
  keeps(to: string): boolean;
  /** A whole letter has come, and is not answered yet. */
  arrived(to: string, bytes: Buffer | undefined): void;
}

const polite: Readonly<Record<Step, string>> = {
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 go ahead',
  dot: '250 2.0.0 Ok: taken',
};
const end = '\r\n.\r\n';

/**
 * The server's side of one connection: as much of SMTP as our own sender speaks, which waits for an answer after EHLO,
 * DATA and the final dot, and sends MAIL, RCPT and DATA at once (PIPELINING).
 */
export class Conversation {
  readonly #socket: Socket;
  readonly #host: Host;
  #to = '';
  /** Whether the sender, and the recipient, were taken. */
  #envelope = { from: false, to: false };
  #letter: Letter | undefined;

  constructor(socket: Socket, host: Host) {
    this.#socket = socket;
    this.#host = host;
    let rest = '';
    // A sender that is killed leaves broken connections behind; that is what this is for.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      if (this.#letter) return this.#takeLetter(this.#letter, chunk);
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop()!;
      this.#takeLines(lines);
    });
    this.#say('220 rehearsal.invalid ESMTP');
  }

  #takeLines(lines: readonly string[]): void {
    for (const line of lines) {
      // With PIPELINING the recipient is known before the sender is answered.
      if (/^MAIL /i.test(line)) this.#to = lines.map((one) => /^RCPT TO:<(.*?)>/i.exec(one)?.[1]).find(Boolean) ?? '';
      this.#take(line);
    }
  }

  #take(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') this.#say('250-rehearsal.invalid\r\n250-PIPELINING\r\n250 8BITMIME');
    else if (verb === 'MAIL') this.#envelope = { from: this.#step('MAIL'), to: false };
    else if (verb === 'RCPT') this.#takeRecipient(/<(.*?)>/.exec(line)?.[1] ?? '');
    else if (verb === 'DATA') this.#takeData();
    else if (verb === 'QUIT') this.#hangUp('221 2.0.0 Bye');
    else this.#say('250 2.0.0 Ok');
  }

  #takeRecipient(to: string): void {
    this.#to = to;
    if (this.#envelope.from) this.#envelope.to = this.#step('RCPT');
    else this.#say('503 5.5.1 no sender');
  }

  #takeData(): void {
    if (!this.#envelope.to) this.#say('503 5.5.1 no recipient');
    else if (this.#step('DATA')) this.#letter = { tail: '\r\n', ...(this.#host.keeps(this.#to) && { chunks: [] }) };
  }

  #takeLetter(letter: Letter, chunk: Buffer): void {
    letter.chunks?.push(chunk);
    letter.tail = (letter.tail + chunk.subarray(-end.length).toString('latin1')).slice(-end.length);
    // The sender says nothing more before it has an answer, so a letter ends where a chunk does.
    if (letter.tail !== end) return;
    this.#letter = undefined;
    this.#host.arrived(this.#to, letter.chunks && withoutDots(Buffer.concat(letter.chunks)));
    this.#step('dot');
  }

  /** Answers a step, and tells whether it was taken. */
  #step(step: Step): boolean {
    const conduct = this.#host.conductAt(step, this.#to);
    if (conduct === 'drop') this.#socket.resetAndDestroy();
    else if (conduct?.delay) setTimeout(() => this.#say(conduct.say), conduct.delay);
    else if (conduct?.say.startsWith('421')) this.#hangUp(conduct.say);
    else this.#say(conduct?.say ?? polite[step]);
    return conduct === undefined;
  }

  #say(words: string): void {
    if (this.#socket.writable) this.#socket.write(`${words}\r\n`, 'latin1');
  }

  #hangUp(words: string): void {
    this.#say(words);
    this.#socket.end();
  }
}

/** A message on its way in. */
interface Letter {
  /** The latest bytes, as many as the end of a message has. */
  tail: string;
  readonly chunks?: Buffer[];
}

/** The message without its final dot, and without the dots that were doubled for the way (RFC 5321, section 4.5.2). */
function withoutDots(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').slice(0, -3);
  return Buffer.from(text.replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
}
