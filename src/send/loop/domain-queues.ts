import { domainOf } from '../../lib/address.ts';
import { RateLimit } from './rate-limit.ts';
import { type RateReservations, SharedRateLimit } from './shared-rate-limit.ts';
import type { Job } from './verdict.ts';

/** How long a domain that slowed us down takes to be as before. */
const recovery = 10 * 60_000;

/** How often those that wait are looked at; finer would cost more than it gains. */
const glance = 20;

/** How many domains may have a rate limit before those are dropped that would begin anew just as well. */
const manyDomains = 10_000;

/** So many moments of a domain's rate are reserved at a time. */
const mostReserved = 5;

/** The jobs of one domain, in the order of the list. */
interface DomainQueue {
  readonly domain: string;
  readonly jobs: Job[];
}

/** Letters that wait for a connection, by domain: one that has to go slowly holds up no other. */
export class DomainQueues {
  readonly #ratePerDomain: number | undefined;
  readonly #reservations: RateReservations | undefined;
  readonly #queues = new Map<string, DomainQueue>();
  readonly #rateLimits = new Map<string, RateLimit>();
  /** In turn. */
  readonly #ready = new Set<DomainQueue>();
  readonly #waiting = new Set<DomainQueue>();
  /** What comes for them is dropped: it stays in the ledger. */
  readonly #parked = new Set<string>();
  #look = Number.POSITIVE_INFINITY;
  #size = 0;

  /**
   * @param ratePerDomain Letters a second to one domain.
   * @param reservations Where other processes keep to the same rate.
   */
  constructor(ratePerDomain: number | undefined, reservations?: RateReservations) {
    this.#ratePerDomain = ratePerDomain;
    this.#reservations = reservations;
  }

  get size(): number {
    return this.#size;
  }

  /** @param first Before all others of its domain. */
  add(job: Job, { first = false } = {}): void {
    const domain = domainOf(job.delivery.subscriber.address.normal);
    if (this.#parked.has(domain)) return;
    let queue = this.#queues.get(domain);
    if (!queue) {
      queue = { domain, jobs: [] };
      this.#queues.set(domain, queue);
      this.#ready.add(queue);
    }
    if (first) queue.jobs.unshift(job);
    else queue.jobs.push(job);
    this.#size += 1;
  }

  /** The next one that may go now. */
  take(now: number): Job | undefined {
    this.#wake(now);
    for (const queue of this.#ready) {
      this.#ready.delete(queue);
      if (this.#delay(queue, now) > 0) {
        this.#rest(queue, now);
        continue;
      }
      const job = queue.jobs.shift()!;
      this.#size -= 1;
      this.#rateLimitOf(queue.domain, now)?.take(now);
      if (queue.jobs.length === 0) this.#queues.delete(queue.domain);
      else if (this.#delay(queue, now) > 0) this.#rest(queue, now);
      else this.#ready.add(queue);
      return job;
    }
    return undefined;
  }

  /** Milliseconds until one may go that `take` did not give. */
  delay(now: number): number {
    return this.#ready.size > 0 ? 0 : Math.max(0, this.#look - now);
  }

  /** Drops what waits for a domain, and what comes for it from now on. */
  park(domain: string): void {
    this.#parked.add(domain);
    const queue = this.#queues.get(domain);
    if (!queue) return;
    this.#queues.delete(domain);
    this.#ready.delete(queue);
    this.#waiting.delete(queue);
    this.#size -= queue.jobs.length;
  }

  /** A server says that a job's domain gets its letters too fast. */
  slow(job: Job, now: number): void {
    const domain = domainOf(job.delivery.subscriber.address.normal);
    const rateLimit = this.#rateLimits.get(domain) ?? this.#limitFor(domain);
    this.#rateLimits.set(domain, rateLimit);
    rateLimit.slow(now);
  }

  #wake(now: number): void {
    if (now < this.#look) return;
    this.#look = Number.POSITIVE_INFINITY;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const queue of waiting) {
      if (this.#delay(queue, now) > 0) this.#rest(queue, now);
      else this.#ready.add(queue);
    }
  }

  #rest(queue: DomainQueue, now: number): void {
    this.#waiting.add(queue);
    this.#look = Math.min(this.#look, now + Math.max(glance, this.#delay(queue, now)));
  }

  #delay(queue: DomainQueue, now: number): number {
    // The first letter of a domain may have to wait as well, for one that another process sends.
    const known = this.#reservations ? this.#rateLimitOf(queue.domain, now) : this.#rateLimits.get(queue.domain);
    return known?.delay(now, Math.min(queue.jobs.length, mostReserved)) ?? 0;
  }

  #limitFor(domain: string): RateLimit {
    const ceiling = this.#ratePerDomain;
    return ceiling !== undefined && this.#reservations
      ? new SharedRateLimit(`domain ${domain}`, { ceiling, recovery }, this.#reservations)
      : new RateLimit({ ceiling, recovery });
  }

  #rateLimitOf(domain: string, now: number): RateLimit | undefined {
    const known = this.#rateLimits.get(domain);
    if (known || this.#ratePerDomain === undefined) return known;
    if (this.#rateLimits.size >= manyDomains) {
      for (const [name, rateLimit] of this.#rateLimits) if (rateLimit.isNew(now)) this.#rateLimits.delete(name);
    }
    const rateLimit = this.#limitFor(domain);
    this.#rateLimits.set(domain, rateLimit);
    return rateLimit;
  }
}
