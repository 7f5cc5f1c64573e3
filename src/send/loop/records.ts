import { domainOf } from '../../lib/address.ts';
import type { ProblemError } from '../../model/problem.ts';
import type { Outcome, Share } from '../../store/ledger.ts';
import type { Subscriber } from '../../subscribers/subscriber.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Stop } from './stop.ts';

/** The outcomes of a run so far; all of them are durable. */
export interface Tally {
  readonly sent: number;
  readonly failed: number;
  /** Not taken yet; they wait for another try. */
  readonly later: number;
  readonly inDoubt: number;
  /** Had left when their turn came. */
  readonly suppressed: number;
}

interface RecordsOptions {
  readonly stop: Stop;
  readonly breaker: CircuitBreaker;
  /** Nothing goes to this domain any more. */
  readonly onPark: (domain: string, problem: ProblemError) => void;
  /** After an outcome is durable. */
  readonly onDurable: (outcome?: Outcome) => void;
}

/** Hands outcomes to the ledger without waiting for it, and counts them when they are durable. */
export class Records {
  readonly #share: Share;
  readonly #options: RecordsOptions;
  /** Subscribers and the domains of their addresses. */
  readonly #waiting = new Map<number, string>();
  readonly #counts = { sent: 0, failed: 0, 'in-doubt': 0, suppressed: 0 };
  readonly #outstanding = new Set<Promise<void>>();
  readonly #first = Promise.withResolvers<void>();
  #why: string | undefined;

  constructor(share: Share, options: RecordsOptions) {
    this.#share = share;
    this.#options = options;
  }

  /** Number of outcomes not yet durable. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** Fulfilled when the first outcome is durable. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  /** The last answer by which a server put a letter off. */
  get why(): string | undefined {
    return this.#why;
  }

  get tally(): Tally {
    const { sent, failed, suppressed } = this.#counts;
    return { sent, failed, later: this.#waiting.size, inDoubt: this.#counts['in-doubt'], suppressed };
  }

  /** The domains of those who wait for another try, each once. */
  get waitingDomains(): string[] {
    return [...new Set(this.#waiting.values())];
  }

  record({ id: subscriber, address }: Pick<Subscriber, 'id' | 'address'>, outcome: Outcome): void {
    const { stop, breaker, onDurable, onPark } = this.#options;
    const trip = breaker.add(outcome, domainOf(address.normal));
    if (trip?.kind === 'stop') stop.softly(trip.problem);
    if (trip?.kind === 'park') onPark(trip.domain, trip.problem);
    const recorded = this.#share
      .record(subscriber, outcome)
      .finally(() => this.#outstanding.delete(recorded))
      .then(() => {
        this.#first.resolve();
        if (outcome.kind === 'later' && outcome.relay !== undefined) this.#why = outcome.reply;
        if (outcome.kind === 'later') this.#waiting.set(subscriber, domainOf(address.normal));
        else this.#count(subscriber, outcome.kind);
        onDurable(outcome);
      })
      .catch((reason) => stop.fail(reason));
    this.#outstanding.add(recorded);
  }

  /** Whether the final dot may be sent; false also if the ledger fails. */
  async intend(subscriber: number): Promise<boolean> {
    try {
      const goes = await this.#share.intend(subscriber);
      if (!goes) {
        this.#count(subscriber, 'suppressed');
        this.#options.onDurable();
      }
      return goes;
    } catch (reason) {
      this.#options.stop.fail(reason);
      return false;
    }
  }

  /** Resolves when every outcome is durable. */
  async settled(): Promise<void> {
    await Promise.all(this.#outstanding);
  }

  #count(subscriber: number, kind: 'sent' | 'failed' | 'in-doubt' | 'suppressed'): void {
    this.#waiting.delete(subscriber);
    this.#counts[kind] += 1;
  }
}
