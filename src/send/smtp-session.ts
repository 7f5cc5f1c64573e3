import type { SmtpSettings } from '../config.ts';
import { asciiAddress } from '../lib/address.ts';
import { faultOf, reasonOf } from './fault.ts';
import type { Envelope } from './smtp.ts';
import { answerOf, refused } from './smtp-answer.ts';
import type { SmtpLine } from './smtp-line.ts';
import type { Timeouts } from './smtp-open.ts';
import { type Ending, Passage, type ProvenEnvelope } from './smtp-passage.ts';
import type { Message } from './splice.ts';
import type { Answer, Session } from './transport.ts';

/** A connection to an SMTP server, logged in, and one message after the other over it. */
export class SmtpSession implements Session {
  readonly #line: SmtpLine;
  readonly #smtp: SmtpSettings;
  readonly #timeouts: Timeouts;
  #isBusy = false;
  /** Whether the server may have an envelope that nothing came of. */
  #isHalfway = false;

  constructor(line: SmtpLine, smtp: SmtpSettings, timeouts: Timeouts) {
    this.#line = line;
    this.#smtp = smtp;
    this.#timeouts = timeouts;
  }

  get usable(): boolean {
    return !this.#isBusy && this.#line.isOpen;
  }

  async send({ fields, body }: Message, envelope: Envelope, beforeEnd: () => Promise<boolean>): Promise<Answer> {
    // A string that hides CR LF once became a second recipient in nodemailer, so an envelope is proven first.
    const from = plainAddress(envelope.from);
    if (from === undefined) return refused('sender', 'the sender is no address that every mail server takes');
    const to = plainAddress(envelope.to);
    if (to === undefined) return refused('recipient', 'this is no address that every mail server takes');
    const pieces = [Buffer.from(`${fields.join('')}\r\n`, 'latin1'), ...body];
    return answerOf(await this.transfer(pieces, { from, to }, beforeEnd), this.#smtp);
  }

  /**
   * Does as `send` does, and tells more of what went wrong. Rejects as `beforeEnd` does, once the connection is broken
   * off.
   * @param pieces As `MessageSource` takes them.
   */
  async transfer(
    pieces: readonly Uint8Array[],
    envelope: ProvenEnvelope,
    beforeEnd: () => Promise<boolean>,
  ): Promise<Ending> {
    if (this.#isBusy) throw new Error('a session takes one message at a time');
    this.#isBusy = true;
    try {
      const failed = await this.#clear();
      if (failed) return failed;
      const ending = await new Passage(this.#line, pieces, { timeouts: this.#timeouts, beforeEnd }).run(envelope);
      if (ending.kind !== 'failed') return ending;
      this.#isHalfway = !ending.begun;
      // Nobody knows what the next reply would be to.
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
      const reason = new Error(reasonOf(faultOf(error, this.#smtp)));
      return { kind: 'failed', error: reason, begun: false, complete: false };
    }
  }
}

function plainAddress(text: string): string | undefined {
  const address = asciiAddress(text);
  return address !== undefined && /^[\x21-\x7e]+$/.test(address) ? address : undefined;
}
