import type { Message } from '../../email/message/compose.ts';
import { ProblemError } from '../../model/problem.ts';
import type { MessageOf, OutgoingMessage } from '../message/message.ts';
import type { Answer } from '../transport.ts';
import { reconnectDelay } from './backoff.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Records } from './records.ts';
import { relayProblem, tooLarge } from './relay-problems.ts';
import type { Line, Relays } from './relays.ts';
import type { Stop } from './stop.ts';
import type { Timing } from './timing.ts';
import { type AnswerContext, type Job, judge, relayEnd, slowedBy } from './verdict.ts';

/** State shared by all connections of a run. */
interface Run {
  readonly dispatcher: Dispatcher;
  readonly relays: Relays;
  readonly records: Records;
  readonly stop: Stop;
  readonly timing: Timing;
  readonly messageOf: MessageOf;
  /** Letters a second over one connection. */
  readonly ratePerConnection?: number | undefined;
  readonly messagesPerConnection?: number | undefined;
  /** In milliseconds. */
  readonly retryFor: number;
  /** Whether a message may be handed once more to a server that may have accepted it. */
  readonly resends: boolean;
}

/** How far a message has come. */
interface Passage {
  /** The intent is in the ledger. */
  intended: boolean;
  /** Whether the final dot may have been sent, so that its reply has to be awaited. */
  complete: boolean;
}

/** One connection at a time, and one letter after the other over it. */
export class Worker {
  readonly #run: Run;
  #line: Line | undefined;
  #transfer: Passage | undefined;
  #closing: Promise<unknown> = Promise.resolve();
  /** When the next letter may go, in monotonic milliseconds. */
  #from = Number.NEGATIVE_INFINITY;
  /** How often in a row the relay had no room for one more connection. */
  #crowded = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Works until there is nothing left or the run is stopped. Never rejects: an unforeseen error stops the run. */
  async work(): Promise<void> {
    const { dispatcher, stop } = this.#run;
    const soft = () => !this.#transfer?.complete && this.#hangUp();
    const hard = () => this.#hangUp();
    stop.signal.addEventListener('abort', soft);
    stop.hard.addEventListener('abort', hard);
    try {
      for (;;) {
        const job = await dispatcher.take(this.#from, hard);
        if (!job) break;
        if (!(await this.#connect())) dispatcher.giveBack(job);
        else await this.#deliver(job, this.#line!);
      }
    } catch (reason) {
      stop.fail(reason);
    } finally {
      stop.signal.removeEventListener('abort', soft);
      stop.hard.removeEventListener('abort', hard);
      await this.#hangUp();
    }
  }

  /** Sees to it that there is a session for the next letter; false if there is none for now. */
  async #connect(): Promise<boolean> {
    const { relays, timing } = this.#run;
    const { messagesPerConnection = Number.POSITIVE_INFINITY } = this.#run;
    if (this.#line && relays.fits(this.#line) && this.#line.letters < messagesPerConnection) return true;
    await this.#hangUp();
    const line = await relays.open();
    if (line === undefined) return false;
    if (line === 'crowded') {
      this.#crowded += 1;
      this.#from = timing.now() + 5 * reconnectDelay(this.#crowded, timing.random);
      return false;
    }
    this.#crowded = 0;
    this.#line = line;
    return true;
  }

  async #deliver(job: Job, line: Line): Promise<void> {
    const { dispatcher, records, stop, timing, ratePerConnection, messageOf } = this.#run;
    if (job.doubt && job.doubt.relay !== line.relay.name) return this.#leaveInDoubt(job);
    if (ratePerConnection) this.#from = timing.now() + 1000 / ratePerConnection;
    const { outlet } = line.relay;
    let outgoing: OutgoingMessage;
    try {
      outgoing = await messageOf(job.delivery, timing.clock(), outlet.idempotencyHeader, outlet.letterHeader);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      records.record(job.delivery.subscriber, { kind: 'failed', reply: error.message });
      return dispatcher.done();
    }
    if (stop.signal.aborted || this.#isTooLarge(job, line, outgoing)) return dispatcher.giveBack(job);
    line.letters += 1;
    const transfer: Passage = { intended: job.doubt !== undefined, complete: false };
    this.#transfer = transfer;
    const given = await line.session.send(outgoing.message, outgoing.envelope, () => this.#beforeEnd(job, transfer));
    this.#transfer = undefined;
    // In that case we closed the connection ourselves.
    const answer: Answer = stop.signal.aborted && given.result === 'broken' && !given.complete ? withheld : given;
    const endsRelay = this.#learn(job, line, answer, outgoing.envelope.from);
    this.#settle(job, line, { answer, intended: transfer.intended, sender: outgoing.envelope.from, endsRelay });
  }

  async #beforeEnd({ delivery }: Job, transfer: Passage): Promise<boolean> {
    const { records, stop } = this.#run;
    if (stop.signal.aborted) return false;
    transfer.intended ||= await records.intend(delivery.subscriber.id);
    transfer.complete = transfer.intended && !stop.signal.aborted;
    return transfer.complete;
  }

  /** Whether a server announced that it takes no letter of this size. If it took none so far, it is given up. */
  #isTooLarge(job: Job, { session, relay }: Line, { message }: OutgoingMessage): boolean {
    const { sizeLimit = Number.POSITIVE_INFINITY } = session;
    const size = messageSize(message);
    if (size <= sizeLimit || relay.taken > 0 || job.doubt) return false;
    this.#run.relays.giveUp(relay, tooLarge(relay.name, sizeLimit, size));
    return true;
  }

  /** The consequence of an answer for other letters; whether the relay takes none of them. */
  #learn({ delivery, ...job }: Job, line: Line, answer: Answer, sender: string): boolean {
    const { dispatcher, relays, timing } = this.#run;
    const { relay } = line;
    // A session that had letters taken and ends is no sign of an outage: the next one shows whether it is one.
    if (answer.result === 'broken' && (answer.complete || line.taken === 0)) relays.broke(relay, answer.reply);
    if (answer.result === 'accepted') {
      line.taken += 1;
      relay.taken += 1;
      relay.quota.add(timing.clock());
      relays.answered(relay);
    }
    if (answer.result !== 'refused') return false;
    // Without a code, no server was asked.
    if (answer.code !== 421 && answer.code !== 0) relays.answered(relay);
    const slowed = slowedBy(answer, { taken: line.taken, attempts: delivery.attempts });
    if (slowed === 'relay') relay.rateLimit.slow(timing.now());
    if (slowed === 'domain') dispatcher.slow({ delivery, ...job });
    const end = relayEnd(answer, relay.taken);
    if (end) relays.giveUp(relay, relayProblem(end, { relay: relay.name, sender, reply: answer.reply }));
    return end !== undefined;
  }

  #settle(
    job: Job,
    { relay }: Line,
    { answer, ...context }: { answer: Answer } & Pick<AnswerContext, 'intended' | 'sender' | 'endsRelay'>,
  ): void {
    const { dispatcher, records, timing, retryFor, resends } = this.#run;
    const verdict = judge(job, answer, {
      relay: relay.name,
      repeats: resends || relay.outlet.idempotencyHeader !== undefined,
      ...context,
      now: timing.clock(),
      random: timing.random,
      retryFor,
    });
    if (verdict.kind === 'outcome') records.record(job.delivery.subscriber, verdict.outcome);
    if (verdict.kind === 'again') dispatcher.giveBack(verdict.job, verdict.delay);
    else dispatcher.done();
  }

  /** Another relay has the turn: it does not know the message, so nobody gets it from there. */
  #leaveInDoubt({ delivery, doubt }: Job): void {
    const { relay, reply } = doubt!;
    this.#run.records.record(delivery.subscriber, { kind: 'in-doubt', relay, reply });
    this.#run.dispatcher.done();
  }

  async #hangUp(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    if (line) this.#closing = Promise.all([this.#closing, this.#run.relays.close(line)]);
    await this.#closing;
  }
}

const withheld: Answer = { result: 'withheld' };

/** In bytes. */
function messageSize({ fields, body }: Message): number {
  const pieces = [...fields, ...body];
  return pieces.reduce((size, piece) => size + piece.length, 2);
}
