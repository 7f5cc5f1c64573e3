import type { RelaySettings } from '../config/config.ts';
import type { ProblemError } from '../model/problem.ts';
import { reconnectDelay } from '../send/loop/backoff.ts';
import { smtpTransport } from '../send/smtp/smtp.ts';
import { type Session, SessionFault } from '../send/transport.ts';

/** In milliseconds. A mail is leased for ten minutes, and nobody waits longer for its reply. */
const timeouts = { connection: 15_000, greeting: 30_000, socket: 300_000 };

/** One connection at a time, to the first relay that answers; after a failure it waits before it calls again. */
export class OutboxLine {
  readonly #relays: () => Promise<readonly RelaySettings[]>;
  readonly #clock: () => Date;
  #session: Session | undefined;
  /** In a row. */
  #failures = 0;
  #notBefore = 0;

  constructor(relays: () => Promise<readonly RelaySettings[]>, clock: () => Date) {
    this.#relays = relays;
    this.#clock = clock;
  }

  /** Milliseconds until a relay may be called again. */
  get wait(): number {
    // A clock that was put back must not stop the mails for longer than a failure does.
    return Math.min(Math.max(0, this.#notBefore - this.#clock().getTime()), 2 * 60_000);
  }

  /**
   * An open session, or why no relay answers. A failure that is worth telling comes with its problem: the first, the
   * second, the fourth and so on in a row.
   */
  async open(signal: AbortSignal): Promise<{ readonly session?: Session; readonly problem?: ProblemError }> {
    if (this.#session?.usable) return { session: this.#session };
    await this.close();
    let problem: ProblemError | undefined;
    for (const { smtp } of await this.#relays()) {
      try {
        this.#session = await smtpTransport(smtp, { timeouts }).open(signal);
        return { session: this.#session };
      } catch (error) {
        if (!(error instanceof SessionFault)) throw error;
        problem ??= error.problem;
      }
    }
    return this.failed() ? { ...(problem && { problem }) } : {};
  }

  /** A message was taken or refused by somebody who is there. */
  worked(): void {
    this.#failures = 0;
  }

  /** The relay is away, or takes nothing; whether that is worth telling. */
  failed(): boolean {
    this.#failures += 1;
    this.#notBefore = this.#clock().getTime() + reconnectDelay(this.#failures, Math.random);
    return Number.isInteger(Math.log2(this.#failures));
  }

  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
  }
}
