import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ProblemError } from '../../src/model/problem.ts';
import { type Answer, type Refusal, type Session, SessionFault, type Transport } from '../../src/send/transport.ts';

/** The barest client that keeps the contract of a transport: what is tested with it is who uses one. */
export function transportTo(port: number): Transport {
  const name = `localhost:${port}`;
  return {
    name,
    open: async (signal) => {
      const wire = new Wire(port);
      const abort = () => wire.destroy();
      signal.addEventListener('abort', abort);
      try {
        for (const line of [undefined, 'EHLO localhost']) {
          const { code, reply } = await wire.ask(line);
          if (code >= 400) throw fault(`${name} does not take mail from here: ${reply}`, code < 500);
        }
      } catch (error) {
        wire.destroy();
        throw error instanceof SessionFault ? error : fault(`${name}: ${(error as Error).message}`, true);
      } finally {
        signal.removeEventListener('abort', abort);
      }
      return sessionOver(wire);
    },
  };
}

function sessionOver(wire: Wire): Session {
  return {
    get usable() {
      return !wire.ended;
    },
    async send({ fields, body }, { from, to }, beforeEnd): Promise<Answer> {
      let complete = false;
      const refused = (at: Refusal['at'], { code, reply }: Said): Answer => {
        if (code === 421) wire.destroy();
        const status = /^\d{3} (\d\.\d+\.\d+)/.exec(reply)?.[1];
        return { result: 'refused', at, permanent: code >= 500, code, reply, ...(status && { status }) };
      };
      try {
        const sender = await wire.ask(`MAIL FROM:<${from}>`);
        if (sender.code !== 250) return refused('sender', sender);
        const recipient = await wire.ask(`RCPT TO:<${to}>`);
        if (recipient.code !== 250) return refused('recipient', recipient);
        const start = await wire.ask('DATA');
        if (start.code !== 354) return refused('message', start);
        wire.write(`${fields.join('')}\r\n${Buffer.concat(body).toString('latin1')}`);
        if (!(await beforeEnd())) {
          wire.destroy();
          return { result: 'withheld' };
        }
        if (wire.ended) return { result: 'broken', complete, reply: 'the connection was closed' };
        complete = true;
        const end = await wire.ask('.');
        return end.code === 250 ? { result: 'accepted', reply: end.reply } : refused('message', end);
      } catch (error) {
        wire.destroy();
        return { result: 'broken', complete, reply: (error as Error).message };
      }
    },
    close: () => wire.close(),
  };
}

interface Said {
  readonly code: number;
  readonly reply: string;
}

/** A connection that speaks in lines. */
class Wire {
  readonly #socket: Socket;
  #heard = '';
  #wake = () => {};
  ended = false;

  constructor(port: number) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true }).setEncoding('latin1');
    this.#socket.on('data', (text: string) => {
      this.#heard += text;
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.ended = true;
      this.#wake();
    });
  }

  write(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Says a line, if there is one, and reads the reply. Rejects when the connection ends or says what is none. */
  async ask(line?: string): Promise<Said> {
    if (line !== undefined) this.write(`${line}\r\n`);
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*((\d{3})(?: .*)?)\r\n/.exec(this.#heard);
      if (match) {
        this.#heard = this.#heard.slice(match[0].length);
        return { code: Number(match[2]), reply: match[1]! };
      }
      if (/^(?!\d{3}).*\r\n/.test(this.#heard)) throw new Error('it does not answer as a mail server does');
      if (this.ended) throw new Error('the connection was closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  destroy(): void {
    this.ended = true;
    this.#socket.destroy();
    this.#wake();
  }

  async close(): Promise<void> {
    if (this.#socket.closed) return;
    this.#socket.end('QUIT\r\n');
    this.#socket.destroySoon();
    // A server that is gone by then resets the connection, which is as good.
    await once(this.#socket, 'close').catch(() => {});
  }
}

function fault(message: string, temporary: boolean): SessionFault {
  return new SessionFault(new ProblemError([{ severity: 'error', rule: 'smtp', message }]), temporary);
}
