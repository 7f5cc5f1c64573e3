import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Envelope } from '../transport.ts';
import { type SmtpConnection, silence } from './connection.ts';
import { isReply } from './fault.ts';
import { commandLimit, type Timeouts } from './open.ts';
import { MessageSource } from './source.ts';

/** An envelope that is known to hold nothing but two addresses. */
export interface ProvenEnvelope extends Envelope {
  readonly use8BitMime?: boolean;
}

/** How the way of one message over a connection ended. */
export type Ending =
  | { readonly kind: 'accepted'; readonly response: string }
  | { readonly kind: 'withheld' }
  | {
      readonly kind: 'failed';
      /** Of nodemailer, of the network or of TLS. */
      readonly error: unknown;
      /** Whether the message had begun to travel: the server had said 354. */
      readonly begun: boolean;
      /** Whether it may have been accepted all the same. */
      readonly complete: boolean;
    };

/** To MAIL, RCPT and DATA. */
const envelopeReplies = 3;

/** The way of one message over a connection. */
export class Transfer {
  readonly #line: SmtpConnection;
  readonly #timeouts: Timeouts;
  readonly #source: MessageSource;
  readonly #beforeEnd: () => Promise<boolean>;
  #timer: NodeJS.Timeout | undefined;
  /** Whether the message may end; there once it has begun to travel. */
  #permission: Promise<boolean> | undefined;
  #saidYesTooEarly = false;
  #replies = 0;
  /** The server's no to the envelope. */
  #refusal: Error | undefined;

  /** @param bytes As `MessageSource` takes them. */
  constructor(
    line: SmtpConnection,
    bytes: Uint8Array,
    { timeouts, beforeEnd }: { timeouts: Timeouts; beforeEnd: () => Promise<boolean> },
  ) {
    this.#line = line;
    this.#timeouts = timeouts;
    this.#beforeEnd = beforeEnd;
    this.#source = new MessageSource(bytes, () => this.#begin());
  }

  /** Rejects as `beforeEnd` does, once the connection is broken off. */
  async run({ from, to, use8BitMime }: ProvenEnvelope): Promise<Ending> {
    this.#timer = setTimeout(() => this.#line.breakOff(silence()), commandLimit(this.#timeouts));
    const { size } = this.#source;
    const envelope = { from, to, size, ...(use8BitMime && { use8BitMime }) };
    const { response, error } = await this.#line
      .step<{ response: string }>(
        (done) =>
          this.#line.connection.send(envelope, this.#source, (error, info) => {
            if (this.#permission && !this.#source.isComplete) this.#answeredEarly(error, info?.response);
            else done(error, info);
          }),
        (reply) => this.#hear(reply),
      )
      .then(({ response }) => ({ response, error: undefined }))
      .catch((error: unknown) => ({ response: '', error }));
    clearTimeout(this.#timer);
    // Whoever asked for it has recorded what it said by then.
    if (this.#permission && !(await this.#permission)) return { kind: 'withheld' };
    if (error === undefined && saysYes(response)) return { kind: 'accepted', response };
    return {
      kind: 'failed',
      error: error ?? new Error(response),
      begun: this.#permission !== undefined,
      complete: this.#source.isComplete || this.#saidYesTooEarly,
    };
  }

  /** The server has answered DATA. */
  #begin(): void {
    // How long a body takes depends on the line; if nothing of it goes through for long, nodemailer gives up.
    clearTimeout(this.#timer);
    if (!this.#line.isOpen) return;
    this.#source.begin();
    this.#permission = this.#end();
    this.#permission.catch(() => {});
  }

  /**
   * With PIPELINING, DATA is on its way before RCPT is answered. If the server takes it although it refused the
   * recipient, nodemailer ends an empty message there; and after 250 it goes on as after 354, so that a server one
   * reply ahead would never be found out.
   */
  #hear(reply: string): void {
    this.#replies += 1;
    if (this.#replies === envelopeReplies && /^[23]/.test(reply)) {
      if (this.#refusal) this.#line.breakOff(this.#refusal);
      else if (!reply.startsWith('354')) this.#line.breakOff(new Error(`it answered DATA by: ${reply}`));
    } else if (this.#replies < envelopeReplies) {
      if (!isReply(reply) || reply.startsWith('3')) this.#line.breakOff(new Error(reply));
      else if (/^[45]/.test(reply)) this.#refusal ??= refusalOf(reply, this.#replies === 1 ? 'MAIL FROM' : 'RCPT TO');
    }
  }

  async #end(): Promise<boolean> {
    try {
      const isPermitted = await this.#beforeEnd();
      // What stood behind the 354 in the same packet comes to light in the next two turns; it answers no dot.
      await nextTurn();
      await nextTurn();
      if (!isPermitted) this.#line.breakOff(new Error('it was withheld'));
      else if (this.#line.isOpen) {
        this.#source.end();
        this.#awaitReply();
      }
      return isPermitted;
    } catch (reason) {
      this.#line.breakOff(new Error('it was withheld'));
      throw reason;
    }
  }

  #awaitReply(): void {
    const check = () => (this.#source.isComplete ? this.#line.breakOff(silence()) : this.#awaitReply());
    this.#timer = setTimeout(check, this.#timeouts.socket);
  }

  /** A refusal counts. An early acceptance proves nothing, since it may belong to another command. */
  #answeredEarly(error: Error | null, response: string | undefined): void {
    this.#saidYesTooEarly = error === null;
    this.#line.breakOff(error ?? new Error(`it answered too early: ${response}`));
  }
}

/** nodemailer takes all that begins with a 2. */
function saysYes(response: string): boolean {
  return response.startsWith('2') && isReply(response);
}

/** As nodemailer reports it. */
function refusalOf(response: string, command: string): Error {
  return Object.assign(new Error(response), { response, responseCode: Number(response.slice(0, 3)), command });
}
