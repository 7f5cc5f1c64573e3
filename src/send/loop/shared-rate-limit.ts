import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import type { Timing } from './timing.ts';

/** Moments at which letters may go, of a rate that processes share: of each so many, evenly spaced. */
export interface SharedRates {
  /** Returns for each in how many milliseconds the first may go. */
  reserve(
    slices: readonly { readonly name: string; readonly rate: number; readonly count: number }[],
  ): Promise<readonly number[]>;
}

/** A moment that was missed by more, in milliseconds, is over: it is not made up for. */
const slack = 50;

/** More are asked for when the last one is so near. */
const ahead = 50;

/** While an answer is awaited, in milliseconds. */
const glance = 10;

interface Wish {
  readonly name: string;
  readonly rate: number;
  readonly count: number;
  readonly answer: (wait: number | undefined) => void;
}

/** Asks for the moments of all rates of a run together, one question at a time. */
export class RateReservations {
  readonly timing: Timing;
  readonly #rates: SharedRates;
  #wishes: Wish[] = [];
  #isAsking = false;

  constructor(rates: SharedRates, timing: Timing) {
    this.#rates = rates;
    this.timing = timing;
  }

  /** Answers with nothing where it cannot be known now. */
  ask(wish: Wish): void {
    this.#wishes.push(wish);
    if (this.#isAsking) return;
    this.#isAsking = true;
    setImmediate(() => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#wishes.length > 0) {
      const wishes = this.#wishes.splice(0);
      // A database that does not answer: the ledger meets it, too, and reports it.
      const waits = await this.#rates.reserve(wishes).catch(() => []);
      for (const [index, { answer }] of wishes.entries()) answer(waits[index]);
    }
    this.#isAsking = false;
  }
}

/** A rate limit that other processes keep to as well: each letter needs a moment that was reserved for it. */
export class SharedRateLimit extends RateLimit {
  readonly #name: string;
  readonly #rate: number;
  readonly #reservations: RateReservations;
  /** In monotonic milliseconds, in order. */
  #moments: number[] = [];
  #isAsking = false;

  constructor(name: string, options: RateLimitOptions & { readonly ceiling: number }, reservations: RateReservations) {
    super(options);
    this.#name = name;
    this.#rate = options.ceiling;
    this.#reservations = reservations;
  }

  override delay(now: number, wanted = 1): number {
    while (this.#moments.length > 0 && this.#moments[0]! < now - slack) this.#moments.shift();
    const [first] = this.#moments;
    if (first === undefined || this.#moments.at(-1)! - now < ahead) this.#ask(wanted);
    return Math.max(super.delay(now), first === undefined ? glance : first - now);
  }

  override take(now: number): void {
    super.take(now);
    this.#moments.shift();
  }

  override isNew(now: number): boolean {
    return super.isNew(now) && this.#moments.length === 0 && !this.#isAsking;
  }

  #ask(wanted: number): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const count = Math.max(1, wanted);
    const answer = (wait: number | undefined) => {
      this.#isAsking = false;
      if (wait === undefined) return;
      const first = this.#reservations.timing.now() + Math.max(0, wait);
      for (let index = 0; index < count; index += 1) this.#moments.push(first + (index * 1000) / this.#rate);
    };
    this.#reservations.ask({ name: this.#name, rate: this.#rate, count, answer });
  }
}
