import type { SmtpSettings } from '../../config/config.ts';
import type { Message } from '../../email/message/compose.ts';
import { sizesInWords } from '../sizes.ts';
import type { Answer, Envelope, Session } from '../transport.ts';
import { answerOf, plainEnvelope, unasked } from './answer.ts';
import type { SmtpConnection } from './connection.ts';
import { faultOf, faultReason } from './fault.ts';
import type { Timeouts } from './open.ts';
import { type Ending, type ProvenEnvelope, Transfer } from './transfer.ts';

/** A connection to an SMTP server, logged in, and one message after the other over it. */
export class SmtpSession implements Session {
  readonly #line: SmtpConnection;
  readonly #smtp: SmtpSettings;
  readonly #timeouts: Timeouts;
  #memory = Buffer.alloc(0);
  #isBusy = false;
  /** Whether the server may have an envelope that nothing came of. */
  #isHalfway = false;

  constructor(line: SmtpConnection, smtp: SmtpSettings, timeouts: Timeouts) {
    this.#line = line;
    this.#smtp = smtp;
    this.#timeouts = timeouts;
  }

  get usable(): boolean {
    return !this.#isBusy && this.#line.isOpen;
  }

  get sizeLimit(): number | undefined {
    return this.#line.announced.sizeLimit;
  }

  async send({ fields, body }: Message, envelope: Envelope, beforeEnd: () => Promise<boolean>): Promise<Answer> {
    if (this.#isBusy) throw new Error('a session takes one message at a time');
    const proven = plainEnvelope(envelope);
    if ('result' in proven) return proven;
    const bytes = this.#gather([Buffer.from(`${fields.join('')}\r\n`, 'latin1'), ...body]);
    const { sizeLimit = Number.POSITIVE_INFINITY } = this;
    if (bytes.length > sizeLimit) return unasked('message', `the server ${sizesInWords(sizeLimit, bytes.length)}`);
    const ending = await this.transfer(bytes, proven, beforeEnd);
    // Who knows what of it is still on its way.
    if (ending.kind !== 'accepted') this.#memory = Buffer.alloc(0);
    return answerOf(ending, this.#smtp);
  }

  /**
   * Does as `send` does, and tells more of what went wrong. Rejects as `beforeEnd` does, once the connection is broken
   * off.
   * @param bytes As `MessageSource` takes them.
   */
  async transfer(bytes: Uint8Array, envelope: ProvenEnvelope, beforeEnd: () => Promise<boolean>): Promise<Ending> {
    this.#isBusy = true;
    try {
      const failed = await this.#clear();
      if (failed) return failed;
      const ending = await new Transfer(this.#line, bytes, { timeouts: this.#timeouts, beforeEnd }).run(envelope);
      if (ending.kind !== 'failed') return ending;
      this.#isHalfway = !ending.begun;
      // The next reply could belong to any command.
      if (answerOf(ending, this.#smtp).result === 'broken') this.#line.breakOff(new Error('it lost its thread'));
      return ending;
    } finally {
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    if (!this.usable) return this.#line.breakOff(new Error('it was broken off from here'));
    this.#isBusy = true;
    await this.#line.quit();
  }

  /** In the same memory each time: a new piece of 63 KB for every message keeps the garbage collector busy. */
  #gather(pieces: readonly Uint8Array[]): Uint8Array {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#memory.length < size) this.#memory = Buffer.allocUnsafe(size + 4096);
    let end = 0;
    for (const piece of pieces) {
      this.#memory.set(piece, end);
      end += piece.length;
    }
    return this.#memory.subarray(0, size);
  }

  /** Many servers take no second MAIL before RSET. What they said unasked comes to light here. */
  async #clear(): Promise<Ending | undefined> {
    try {
      await this.#line.step<void>((done) => setImmediate(done));
      if (this.#isHalfway) await this.#line.step<boolean>((done) => this.#line.connection.reset(done));
      this.#isHalfway = false;
      return undefined;
    } catch (error) {
      this.#line.breakOff(new Error('it lost its thread'));
      // Nothing was asked for this message, so that no reply was to it.
      const reason = new Error(faultReason(faultOf(error, this.#smtp)));
      return { kind: 'failed', error: reason, begun: false, complete: false };
    }
  }
}
