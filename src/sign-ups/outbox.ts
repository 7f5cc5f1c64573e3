import type { Config } from '../config/config.ts';
import { asciiAddress, domainOf, isBeyondAscii } from '../lib/address.ts';
import { isReserved } from '../lib/domain.ts';
import { ProblemError } from '../model/problem.ts';
import { findPlaceholders } from '../publish/letters/doubtful-settings.ts';
import type { ConfirmationOf, OutboxMail } from '../send/confirmation.ts';
import { retryDelay } from '../send/loop/backoff.ts';
import { Quota } from '../send/loop/quota.ts';
import { relayEnd, slowedBy } from '../send/loop/verdict.ts';
import type { OutgoingMessage } from '../send/message/message.ts';
import { returnPath } from '../send/message/return-path.ts';
import { type Answer, nullPath, type Session } from '../send/transport.ts';
import type { Store } from '../store/open.ts';
import type { WaitingMail } from '../store/sign-ups.ts';
import { MailMaker, type MailMakerParts } from './mail-maker.ts';
import { OutboxLine } from './outbox-line.ts';
import { unsealMail } from './outbox-mail.ts';

/** What became of a mail, or of the relay. Nothing in it names an address, a token or the words of a reply. */
export type OutboxEvent =
  | { readonly result: 'mailed'; readonly kind: OutboxMail['kind'] }
  /** Not to be tried again, such as for `550 5.1.1`. */
  | { readonly result: 'refused'; readonly reason: string }
  /** To be tried again. */
  | { readonly result: 'postponed'; readonly reason: string }
  /** Given up after a day. */
  | { readonly result: 'expired'; readonly count: number }
  /** No relay answers; reported ever more seldom while it lasts. */
  | { readonly result: 'unreachable'; readonly problem: ProblemError };

export interface OutboxParts extends MailMakerParts {
  readonly config: MailMakerParts['config'] & Pick<Config, 'relays'>;
  readonly store: Pick<Store, 'signUps'>;
  readonly clock: () => Date;
  readonly report?: (event: OutboxEvent) => void;
}

/** How many mails met each end, and how many milliseconds until more may go, if that is known. */
export interface OutboxCounts {
  readonly sent: number;
  readonly postponed: number;
  readonly expired: number;
  readonly refused: number;
  readonly wait?: number;
}

/** So many are leased at a time: more, and those behind a slow server would wait for the end of their lease. */
const batch = 20;

/**
 * Sends the mails of the outbox that are due, and says what became of them.
 * @throws ProblemError if the database or a setting fails; nothing is lost by it.
 */
export async function deliverOutbox({
  signal = new AbortController().signal,
  ...parts
}: OutboxParts & { readonly signal?: AbortSignal }): Promise<OutboxCounts> {
  return new Outbox(parts).deliver(signal);
}

/**
 * The outbox of one process. A mail is deleted when a server has taken it (250), has refused it for good (5yz), or
 * after a day; otherwise it waits and is tried again. A process that is killed between a server's 250 and the deletion
 * sends that one mail once more, with the same Message-ID.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #line: OutboxLine;
  readonly #quota: Quota;
  readonly #maker: MailMaker;
  #counts = { sent: 0, postponed: 0, expired: 0, refused: 0 };
  /** Whether the relay takes no mail without a return path, as some providers do. */
  #needsReturnPath = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#line = new OutboxLine(() => parts.config.relays(), parts.clock);
    this.#quota = new Quota(parts.config.settings.send);
    this.#maker = new MailMaker(parts);
  }

  async deliver(signal: AbortSignal): Promise<OutboxCounts> {
    this.#counts = { sent: 0, postponed: 0, expired: 0, refused: 0 };
    await this.expire();
    try {
      let wait = 0;
      do wait = await this.#sendBatch(signal);
      while (wait === 0);
      return { ...this.#counts, ...(Number.isFinite(wait) && { wait }) };
    } finally {
      await this.#line.close();
    }
  }

  /**
   * Makes one mail by a template of one's own, without sending it.
   * @throws ProblemError at the line of the theme, or for a key that cannot be read, before a mail meets it.
   */
  prove(): Promise<void> {
    return this.#maker.prove();
  }

  /** Gives up what has waited for a day; `deliver` begins with it. */
  async expire(): Promise<void> {
    const { store, clock } = this.#parts;
    const count = await store.signUps.expire(clock());
    if (count > 0) this.#tell({ result: 'expired', count });
  }

  /** Milliseconds until the next mail may go; 0 if there may be more that are due, infinite if there are none. */
  async #sendBatch(signal: AbortSignal): Promise<number> {
    const { store, clock } = this.#parts;
    const wait = this.#wait();
    if (wait > 0) return wait;
    if (signal.aborted || (await store.signUps.outbox()).waiting === 0) return Number.POSITIVE_INFINITY;
    // A fault in the theme or a key comes to light before a mail is taken.
    const confirmationOf = await this.#maker.open();
    const mails = await store.signUps.take(batch, clock());
    if (mails.length === 0) return Number.POSITIVE_INFINITY;
    let done = 0;
    try {
      for (const mail of mails) {
        if (signal.aborted || this.#wait() > 0 || !(await this.#send(mail, confirmationOf, signal))) break;
        done += 1;
      }
    } finally {
      await this.#giveBack(mails.slice(done));
    }
    return signal.aborted ? Number.POSITIVE_INFINITY : this.#wait();
  }

  #wait(): number {
    return Math.max(this.#line.wait, this.#quota.delay(this.#parts.clock(), 0));
  }

  /** Whether something became of the mail; if not, nothing can be sent for now. */
  async #send(waiting: WaitingMail, confirmationOf: ConfirmationOf, signal: AbortSignal): Promise<boolean> {
    const { clock, key } = this.#parts;
    const mail = unsealMail(key, waiting.mail);
    if (!mail) return this.#refuse(waiting, 'unreadable');
    const to = asciiAddress(mail.to);
    if (to === undefined || isBeyondAscii(to)) return this.#refuse(waiting, 'address');
    // The same rule as for letters: real people get nothing with the settings of a new publication.
    if (!isReserved(domainOf(to)) && (await findPlaceholders(this.#parts.config.settings)).length > 0)
      return this.#postpone(waiting, 'placeholder');
    const outgoing = await confirmationOf({ ...mail, to }, waiting, clock()).catch(ruleBroken);
    // A person can mend the theme or a setting within the day.
    if (typeof outgoing === 'string') {
      this.#maker.reopen();
      return this.#postpone(waiting, outgoing);
    }
    const { session, problem } = await this.#openLine(signal);
    if (problem) this.#tell({ result: 'unreachable', problem });
    if (!session) return false;
    const answer = await this.#handOver(session, outgoing, signal);
    return this.#settle(waiting, answer, mail.kind);
  }

  async #openLine(signal: AbortSignal): ReturnType<OutboxLine['open']> {
    try {
      return await this.#line.open(signal);
    } catch (error) {
      if (signal.aborted) return {};
      throw error;
    }
  }

  async #handOver(session: Session, { message, envelope }: OutgoingMessage, signal: AbortSignal): Promise<Answer> {
    const goesOn = async () => !signal.aborted;
    const own = returnPath(this.#parts.config.settings);
    const from = this.#needsReturnPath ? own : envelope.from;
    const answer = await session.send(message, { ...envelope, from }, goesOn);
    if (from !== nullPath || answer.result !== 'refused' || answer.at !== 'sender' || !answer.permanent) return answer;
    this.#needsReturnPath = true;
    return session.usable ? session.send(message, { ...envelope, from: own }, goesOn) : answer;
  }

  async #settle(waiting: WaitingMail, answer: Answer, kind: OutboxMail['kind']): Promise<boolean> {
    const { store, clock } = this.#parts;
    if (answer.result === 'withheld') return false;
    if (answer.result === 'broken') {
      this.#line.failed();
      return this.#postpone(waiting, 'connection');
    }
    if (answer.result === 'accepted') {
      this.#line.worked();
      await store.signUps.settle(waiting.id);
      this.#quota.add(clock());
      this.#tell({ result: 'mailed', kind });
      return true;
    }
    const reason = [answer.code, answer.status].filter(Boolean).join(' ');
    const { sent: taken } = this.#counts;
    // A sender that is refused or a quota that is used up says nothing about this mail, and passes or can be mended.
    const ofRelay = relayEnd(answer, taken) ?? slowedBy(answer, { taken, attempts: waiting.attempts });
    if (answer.permanent && ofRelay === undefined) return this.#refuse(waiting, reason);
    if (ofRelay !== undefined && ofRelay !== 'domain') this.#line.failed();
    return this.#postpone(waiting, reason);
  }

  async #refuse({ id }: WaitingMail, reason: string): Promise<true> {
    await this.#parts.store.signUps.settle(id);
    this.#tell({ result: 'refused', reason });
    return true;
  }

  /** The wait grows with the age of the mail: 1, 2, 4 … up to 60 minutes. */
  async #postpone({ id, added }: WaitingMail, reason: string): Promise<true> {
    const { store, clock } = this.#parts;
    const now = clock().getTime();
    const minutes = Math.max(1, (now - added.getTime()) / 60_000);
    const due = new Date(now + retryDelay(Math.floor(Math.log2(minutes)), Math.random));
    await store.signUps.postpone(id, due);
    this.#tell({ result: 'postponed', reason });
    return true;
  }

  /** They stay due, so that they go as soon as something can be sent again. */
  async #giveBack(mails: readonly WaitingMail[]): Promise<void> {
    const { store, clock } = this.#parts;
    for (const { id } of mails) await store.signUps.postpone(id, clock());
  }

  #tell(event: OutboxEvent): void {
    if (event.result === 'mailed') this.#counts.sent += 1;
    else if (event.result === 'expired') this.#counts.expired += event.count;
    else if (event.result !== 'unreachable') this.#counts[event.result] += 1;
    this.#parts.report?.(event);
  }
}

/** Why a mail cannot be made: the name of the rule alone, since the words may hold the address. */
function ruleBroken(error: unknown): string {
  if (error instanceof ProblemError) return error.problems[0]?.rule ?? 'problem';
  throw error;
}
