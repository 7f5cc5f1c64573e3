import { Pace } from './rate-limit.ts';
import type { Job } from './verdict.ts';

/** How long a domain that slowed us down takes to be as before. */
const recovery = 10 * 60_000;

/** How often those that wait are looked at; finer would cost more than it gains. */
const glance = 20;

/** How many domains may have a pace before those are dropped that would begin anew just as well. */
const manyDomains = 10_000;

/** What is for one domain, in the order of the list. */
interface Lane {
  readonly domain: string;
  readonly jobs: Job[];
}

/** Letters that wait for a connection, by domain: one that has to go slowly holds up no other. */
export class Lanes {
  readonly #ratePerDomain: number | undefined;
  readonly #lanes = new Map<string, Lane>();
  readonly #paces = new Map<string, Pace>();
  /** In turn. */
  readonly #ready = new Set<Lane>();
  readonly #waiting = new Set<Lane>();
  #look = Number.POSITIVE_INFINITY;
  #size = 0;

  /** @param ratePerDomain Letters a second to one domain. */
  constructor(ratePerDomain: number | undefined) {
    this.#ratePerDomain = ratePerDomain;
  }

  get size(): number {
    return this.#size;
  }

  /** @param first Before all others of its domain. */
  add(job: Job, { first = false } = {}): void {
    const domain = domainOf(job);
    let lane = this.#lanes.get(domain);
    if (!lane) {
      lane = { domain, jobs: [] };
      this.#lanes.set(domain, lane);
      this.#ready.add(lane);
    }
    if (first) lane.jobs.unshift(job);
    else lane.jobs.push(job);
    this.#size += 1;
  }

  /** The next one that may go now. */
  take(now: number): Job | undefined {
    this.#wake(now);
    for (const lane of this.#ready) {
      this.#ready.delete(lane);
      if (this.#delay(lane, now) > 0) {
        this.#rest(lane, now);
        continue;
      }
      const job = lane.jobs.shift()!;
      this.#size -= 1;
      this.#paceOf(lane.domain, now)?.take(now);
      if (lane.jobs.length === 0) this.#lanes.delete(lane.domain);
      else if (this.#delay(lane, now) > 0) this.#rest(lane, now);
      else this.#ready.add(lane);
      return job;
    }
    return undefined;
  }

  /** Milliseconds until one may go that `take` did not give. */
  delay(now: number): number {
    return this.#ready.size > 0 ? 0 : Math.max(0, this.#look - now);
  }

  /** A server says that a job's domain gets its letters too fast. */
  slow(job: Job, now: number): void {
    const domain = domainOf(job);
    const pace = this.#paces.get(domain) ?? new Pace({ ceiling: this.#ratePerDomain, recovery });
    this.#paces.set(domain, pace);
    pace.slow(now);
  }

  #wake(now: number): void {
    if (now < this.#look) return;
    this.#look = Number.POSITIVE_INFINITY;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const lane of waiting) {
      if (this.#delay(lane, now) > 0) this.#rest(lane, now);
      else this.#ready.add(lane);
    }
  }

  #rest(lane: Lane, now: number): void {
    this.#waiting.add(lane);
    this.#look = Math.min(this.#look, now + Math.max(glance, this.#delay(lane, now)));
  }

  #delay(lane: Lane, now: number): number {
    return this.#paces.get(lane.domain)?.delay(now) ?? 0;
  }

  #paceOf(domain: string, now: number): Pace | undefined {
    const known = this.#paces.get(domain);
    if (known || this.#ratePerDomain === undefined) return known;
    if (this.#paces.size >= manyDomains) {
      for (const [name, pace] of this.#paces) if (pace.isNew(now)) this.#paces.delete(name);
    }
    const pace = new Pace({ ceiling: this.#ratePerDomain, recovery });
    this.#paces.set(domain, pace);
    return pace;
  }
}

function domainOf({ delivery }: Job): string {
  const { normal } = delivery.subscriber.address;
  return normal.slice(normal.lastIndexOf('@') + 1);
}
