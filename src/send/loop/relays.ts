import { ProblemError } from '../../model/problem.ts';
import { type Session, SessionFault, type Transport } from '../transport.ts';
import { reconnectDelay } from './backoff.ts';
import { Quota, type QuotaSettings } from './quota.ts';
import { RateLimit } from './rate-limit.ts';
import { type RateReservations, SharedRateLimit } from './shared-rate-limit.ts';
import type { Stop } from './stop.ts';
import type { Timing } from './timing.ts';

/** A way out for letters. */
export interface Outlet {
  readonly transport: Transport;
  /** A header field by which its server knows a message that it has already. */
  readonly idempotencyHeader?: string | undefined;
  /** A header field whose value its provider gives back with what it tells of the letter. */
  readonly letterHeader?: string | undefined;
}

/** An outlet with its rate limit and its failures. */
export class Relay {
  readonly outlet: Outlet;
  /** A server that was too fast for us once is given a minute. */
  readonly rateLimit: RateLimit;
  readonly quota: Quota;
  /** In a row: connections that failed or broke with no answer to a letter in between. */
  failures = 0;
  /** Not before, in monotonic milliseconds. */
  retryAt = Number.NEGATIVE_INFINITY;
  sessions = 0;
  /** Letters that it has taken in this run. */
  taken = 0;
  /** Whether no letter goes over it any more in this run. */
  isOut = false;
  /** While one connection finds out whether a relay that failed is back. */
  probe: Promise<unknown> | undefined;

  constructor(
    outlet: Outlet,
    { rate, reservations, ...limits }: Pick<RelaysOptions, 'rate' | 'reservations'> & QuotaSettings,
  ) {
    this.outlet = outlet;
    this.quota = new Quota(limits);
    const recovery = 60_000;
    this.rateLimit =
      rate !== undefined && reservations
        ? new SharedRateLimit(`relay ${this.name}`, { ceiling: rate, recovery }, reservations)
        : new RateLimit({ ceiling: rate, recovery });
  }

  get name(): string {
    return this.outlet.transport.name;
  }
}

/** An open session, and whose. */
export interface Line {
  readonly session: Session;
  readonly relay: Relay;
  /** Letters that went over it, and how many of them were taken. */
  letters: number;
  taken: number;
}

interface RelaysOptions extends QuotaSettings {
  readonly timing: Timing;
  readonly stop: Stop;
  /** Letters a second. */
  readonly rate?: number | undefined;
  /** Where other processes keep to the same rate. */
  readonly reservations?: RateReservations | undefined;
  /** In milliseconds: for how long all may be away. */
  readonly retryFor: number;
  /** Called when another one takes over, or none can. */
  readonly onChange: (from: string, to: string | undefined, why: string) => void;
}

/** After so many failures in a row the next relay has its turn. */
const patience = 3;

/** Interval at which the preferred relay is tried again while another one replaces it. */
const firstAgain = 5 * 60_000;

/** Which relay has the turn: the first one that works, in the order of preference. */
export class Relays {
  readonly #all: readonly Relay[];
  readonly #options: RelaysOptions;
  #turn = 0;
  #firstAt = 0;
  #awaySince: number | undefined;

  constructor(outlets: readonly Outlet[], options: RelaysOptions) {
    this.#all = outlets.map((outlet) => new Relay(outlet, options));
    this.#options = options;
  }

  /** Counts letters that were taken before this run. */
  remember(taken: readonly { readonly relay: string; readonly at: Date }[]): void {
    for (const { relay, at } of taken) this.#all.find(({ name }) => name === relay)?.quota.add(at);
  }

  get current(): Relay {
    return this.#all[this.#turn]!;
  }

  /** Whether a session may take the next letter: it works, and no relay of higher preference is to be tried. */
  fits({ session, relay }: Line): boolean {
    return session.usable && relay === this.#choice();
  }

  /**
   * Opens a session with the relay whose turn it is, however long that takes. `crowded` if that relay keeps others
   * open and takes no more; nothing if the run is stopped.
   */
  async open(): Promise<Line | 'crowded' | undefined> {
    const { stop, timing } = this.#options;
    while (!stop.signal.aborted) {
      const relay = this.#choice();
      const delay = relay.retryAt - timing.now();
      if (delay > 0) await timing.wait(delay, stop.signal);
      else if (relay.probe) await relay.probe;
      else {
        const line = await this.#try(relay);
        if (line) return line;
      }
    }
    return undefined;
  }

  /** A relay said something about a letter. */
  answered(relay: Relay): void {
    relay.failures = 0;
    relay.retryAt = Number.NEGATIVE_INFINITY;
    this.#awaySince = undefined;
  }

  /** A session ended without an answer. */
  broke(relay: Relay, reply: string): void {
    const message = `${relay.name} broke the connection off: ${reply}`;
    this.#failed(relay, new ProblemError([{ severity: 'error', rule: 'smtp-connection', message }]));
  }

  /** A relay refuses what all letters have in common: the next one has its turn, and without one the run ends. */
  giveUp(relay: Relay, problem: ProblemError): void {
    if (relay.isOut) return;
    relay.isOut = true;
    if (relay !== this.current) return;
    const next = this.#next();
    if (next) this.#give(next, problem.problems[0]!.message);
    else this.#options.stop.softly(problem);
  }

  async close({ session, relay }: Line): Promise<void> {
    relay.sessions -= 1;
    await session.close();
  }

  #choice(): Relay {
    const first = this.#all.find(({ isOut }) => !isOut) ?? this.current;
    return first !== this.current && this.#options.timing.now() >= this.#firstAt && !first.probe ? first : this.current;
  }

  async #try(relay: Relay): Promise<Line | 'crowded' | undefined> {
    const { stop } = this.#options;
    // Of its own: a session that is open outlives the wish to stop until its letter is answered.
    const opening = new AbortController();
    const abort = () => opening.abort();
    stop.signal.addEventListener('abort', abort, { once: true });
    const attempt = relay.outlet.transport.open(opening.signal);
    if (relay.failures > 0 || relay !== this.current) relay.probe = attempt.catch(() => {});
    try {
      const session = await attempt;
      if (relay.isOut) {
        await session.close();
        return undefined;
      }
      relay.sessions += 1;
      this.#give(relay, 'it answers again');
      return { session, relay, letters: 0, taken: 0 };
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      if (!(error instanceof SessionFault)) throw error;
      if (relay.sessions > 0) return 'crowded';
      if (error.temporary || relay !== this.current) this.#failed(relay, error.problem);
      else stop.softly(error.problem);
      return undefined;
    } finally {
      relay.probe = undefined;
      stop.signal.removeEventListener('abort', abort);
    }
  }

  #failed(relay: Relay, problem: ProblemError): void {
    const { timing, stop, retryFor } = this.#options;
    const now = timing.now();
    // One outage, however many sessions it broke.
    if (now < relay.retryAt) return;
    relay.failures += 1;
    relay.retryAt = now + reconnectDelay(relay.failures, timing.random);
    this.#awaySince ??= now;
    if (now - this.#awaySince >= retryFor) {
      stop.softly(new ProblemError(problem.problems, { state: 'The rest of the list stays pending.' }));
    } else if (relay !== this.current) {
      this.#firstAt = now + firstAgain;
    } else if (relay.failures >= patience && this.#next()) {
      this.#firstAt = now + firstAgain;
      this.#give(this.#next()!, problem.problems[0]!.message);
    } else if (relay.failures === patience) {
      this.#options.onChange(relay.name, undefined, problem.problems[0]!.message);
    }
  }

  /** The one behind the current relay that may take letters, in turn. */
  #next(): Relay | undefined {
    const others = [...this.#all.slice(this.#turn + 1), ...this.#all.slice(0, this.#turn)];
    return others.find(({ isOut }) => !isOut);
  }

  #give(relay: Relay, why: string): void {
    if (relay === this.current) return;
    this.#options.onChange(this.current.name, relay.name, why);
    this.#turn = this.#all.indexOf(relay);
  }
}
