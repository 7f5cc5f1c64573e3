/** Milliseconds of timer delay that may be caught up, so that high rates are reached. */
const slack = 20;

/** Nobody is made slower than one letter in 30 seconds. */
const slowest = 1 / 30;

export interface RateLimitOptions {
  /** Letters a second; no limit without it. */
  readonly ceiling?: number | undefined;
  /** Milliseconds until all is as before a cut. */
  readonly recovery: number;
}

/**
 * How fast letters may go one way: evenly, not in bursts. Where a server says that it is too fast, the rate is halved
 * and then grows steadily until it is what it was. Times are monotonic milliseconds.
 */
export class RateLimit {
  readonly #ceiling: number;
  readonly #recovery: number;
  /** When the next one may go. */
  #free = Number.NEGATIVE_INFINITY;
  /** The rate was cut to `to`, and grows back to `full`. */
  #cut: { readonly at: number; readonly to: number; readonly full: number } | undefined;
  #second = { start: Number.NEGATIVE_INFINITY, count: 0, before: 0 };

  constructor({ ceiling = Number.POSITIVE_INFINITY, recovery }: RateLimitOptions) {
    this.#ceiling = ceiling;
    this.#recovery = recovery;
  }

  /** Milliseconds until one may go. `wanted`: how many would go now, if they might. */
  delay(now: number, wanted?: number): number;
  delay(now: number): number {
    return Math.max(0, this.#free - now);
  }

  /** One goes. */
  take(now: number): void {
    this.#measure(now);
    this.#second.count += 1;
    const spacing = 1000 / this.#limit(now);
    this.#free = Math.max(this.#free, now - Math.max(0, slack - spacing)) + spacing;
  }

  /** A server says that it was too fast. Several connections that hear so at the same time count once. */
  slow(now: number): void {
    const limit = this.#limit(now);
    if (this.#cut && now - this.#cut.at < Math.max(1000, 2000 / limit)) return;
    this.#measure(now);
    const rate = Math.min(limit, Math.max(this.#second.before, this.#second.count, 1));
    const to = Math.max(rate / 2, slowest);
    this.#cut = { at: now, to, full: Math.max(this.#cut?.full ?? rate, to) };
    this.#free = Math.max(this.#free, now + 1000 / to);
  }

  /** Whether one that was made now would do the same. */
  isNew(now: number): boolean {
    return this.#limit(now) === this.#ceiling && !this.#cut && this.#free <= now;
  }

  #limit(now: number): number {
    if (!this.#cut) return this.#ceiling;
    const { at, to, full } = this.#cut;
    const grown = to + (full * (now - at)) / this.#recovery;
    if (grown < full) return Math.min(grown, this.#ceiling);
    this.#cut = undefined;
    return this.#ceiling;
  }

  /** Counts what went within this second, and within the one before. */
  #measure(now: number): void {
    const { start, count } = this.#second;
    if (now - start < 1000) return;
    this.#second = { start: now, count: 0, before: now - start < 2000 ? count : 0 };
  }
}
