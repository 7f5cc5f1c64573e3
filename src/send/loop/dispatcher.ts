import type { Share } from '../../store/ledger.ts';
import { DomainQueues } from './domain-queues.ts';
import type { Records } from './records.ts';
import type { Relays } from './relays.ts';
import type { RateReservations } from './shared-rate-limit.ts';
import type { Stop } from './stop.ts';
import type { Timing } from './timing.ts';
import type { Job } from './verdict.ts';

/** How many are read from the ledger at once. */
const portion = 200;

/** How many may wait here for the sake of slow domains, while others are looked for. */
const mostWaiting = 20_000;

/** How many may be in doubt until it is tried whether their server confirms anything. */
const mostDoubts = 100;

/** How many outcomes may be on their way to the disk. */
const mostOutstanding = 1000;

/** A session that has nothing to do for so many milliseconds is closed. */
const idle = 5000;

/** The real clock may be adjusted, and monotonic time stops while a machine sleeps. */
const glance = 60_000;

/** A connection that wants a letter. */
interface Guest {
  /** Not before, in monotonic milliseconds. */
  readonly from: number;
  /** Called when no delivery is due for a while. */
  readonly rest: () => void;
  readonly serve: (job: Job | undefined) => void;
}

interface DeskOptions {
  readonly timing: Timing;
  readonly stop: Stop;
  readonly relays: Relays;
  readonly records: Records;
  readonly ratePerDomain?: number | undefined;
  /** Where other processes keep to the same rates. */
  readonly reservations?: RateReservations | undefined;
  /** Called when all remaining deliveries wait until that time. */
  readonly onRest: (until: Date) => void;
}

/** Hands letters out to connections: each one once, at the pace that is allowed, and again when its time has come. */
export class Dispatcher {
  readonly #share: Share;
  readonly #options: DeskOptions;
  readonly #queues: DomainQueues;
  readonly #guests: Guest[] = [];
  /** Those that may be accepted already, and when they are tried again. */
  #doubts: { readonly job: Job; readonly from: number }[] = [];
  #inHand = 0;
  /** When the ledger has more, as far as is known. */
  #moreAt = Number.NEGATIVE_INFINITY;
  /** The time last reported to `onRest`. */
  #announced = Number.NEGATIVE_INFINITY;
  #reading = false;
  /** Whether the ledger said that it had nothing when nothing was in hand. */
  #empty = false;
  /** Rings when somebody can be served, in monotonic milliseconds. */
  #alarm: { readonly at: number; readonly off: AbortController } | undefined;

  constructor(share: Share, options: DeskOptions) {
    this.#share = share;
    this.#options = options;
    this.#queues = new DomainQueues(options.ratePerDomain, options.reservations);
    options.stop.signal.addEventListener('abort', () => this.#serve(), { once: true });
  }

  /** The next letter; nothing when there will be none any more. */
  take(from: number, rest: () => void): Promise<Job | undefined> {
    return new Promise((serve) => {
      this.#guests.push({ from, rest, serve });
      this.#serve();
    });
  }

  /** Ends a job: its outcome is handed to the ledger. */
  done(): void {
    this.#inHand -= 1;
    this.#empty = false;
    this.#serve();
  }

  /** Takes a job back for another attempt after `delay` milliseconds. */
  giveBack(job: Job, delay = 0): void {
    if (job.doubt) this.#doubts.push({ job, from: this.#options.timing.now() + delay });
    else this.#queues.add(job, { first: true });
    this.done();
  }

  /** Something became durable: an outcome, and when that delivery is due again. */
  recorded(due?: Date): void {
    if (due) this.#moreAt = Math.min(this.#moreAt, due.getTime());
    this.#serve();
  }

  slow(job: Job): void {
    this.#queues.slow(job, this.#options.timing.now());
  }

  /** Gives nothing out for a domain any more. */
  park(domain: string): void {
    this.#queues.park(domain);
    this.#serve();
  }

  /** Deliveries in doubt that cannot be retried, because the run is over. */
  takeDoubts(): Job[] {
    const jobs = this.#doubts.map(({ job }) => job);
    this.#doubts = [];
    return jobs;
  }

  /** Serves whom it can, and else finds out when it will be able to. */
  #serve(): void {
    const { stop, timing, records } = this.#options;
    const now = timing.now();
    while (!stop.signal.aborted && this.#guests.length > 0 && records.outstanding < mostOutstanding) {
      const wait = this.#pause(now);
      const job = wait > 0 ? undefined : this.#choose(now);
      if (job) this.#hand(job, now);
      else if (wait > 0) this.#pauseUntil(wait);
      else this.#look(now);
      if (!job) return;
    }
    if (stop.signal.aborted) this.#goodbye();
  }

  /** Milliseconds until the relay accepts the next job. */
  #pause(now: number): number {
    // Where nothing is left, nobody has to wait to hear that.
    if (this.#queues.size === 0 && this.#doubts.length === 0) return 0;
    const free = Math.min(...this.#guests.map(({ from }) => from));
    return Math.max(
      this.#options.relays.current.rateLimit.delay(now, this.#guests.length),
      free - now,
      this.#quotaDelay(),
    );
  }

  #quotaDelay(): number {
    const { relays, timing } = this.#options;
    return relays.current.quota.delay(timing.clock(), this.#inHand);
  }

  /** Nobody gets a letter for so many milliseconds; where a quota is why, that may be hours. */
  #pauseUntil(wait: number): void {
    const { timing, onRest } = this.#options;
    const rest = this.#quotaDelay();
    const until = timing.clock().getTime() + rest;
    if (rest > idle && this.#inHand === 0) {
      for (const guest of this.#guests) guest.rest();
      if (Math.abs(this.#announced - until) > idle) onRest(new Date(until));
      this.#announced = until;
    }
    this.#wake(Math.min(wait, glance));
  }

  #hand(job: Job, now: number): void {
    this.#options.relays.current.rateLimit.take(now);
    this.#inHand += 1;
    const index = this.#guests.findIndex(({ from }) => from <= now);
    this.#guests.splice(index, 1)[0]!.serve(job);
  }

  #choose(now: number): Job | undefined {
    const index = this.#doubts.findIndex(({ from }) => from <= now);
    if (index >= 0) return this.#doubts.splice(index, 1)[0]!.job;
    return this.#doubts.length < mostDoubts ? this.#queues.take(now) : undefined;
  }

  /** Nothing can be handed out now: reads on, says goodbye, or waits. */
  #look(now: number): void {
    if (this.#reading) return;
    const { timing, records, onRest } = this.#options;
    const isFull = this.#queues.size >= mostWaiting || this.#doubts.length >= mostDoubts;
    const more = isFull ? Number.POSITIVE_INFINITY : this.#moreAt - timing.clock().getTime();
    const wait = Math.min(this.#queues.delay(now), ...this.#doubts.map(({ from }) => from - now));
    const isQuiet = this.#inHand === 0 && records.outstanding === 0;
    const isDry = isQuiet && wait === Number.POSITIVE_INFINITY;
    const next = Math.min(wait, more);
    if (more <= 0 || (isDry && next === Number.POSITIVE_INFINITY && !this.#empty)) void this.#read();
    else if (isDry && next === Number.POSITIVE_INFINITY) this.#goodbye();
    else {
      if (isDry && this.#announced !== this.#moreAt) onRest(new Date(this.#moreAt));
      if (isDry) this.#announced = this.#moreAt;
      if (next > idle) for (const { rest } of this.#guests) rest();
      this.#wake(Math.min(next, glance));
    }
  }

  async #read(): Promise<void> {
    this.#reading = true;
    const isQuiet = this.#inHand === 0 && this.#options.records.outstanding === 0;
    try {
      this.#moreAt = Number.POSITIVE_INFINITY;
      const deliveries = await this.#share.next(portion);
      for (const delivery of deliveries) this.#queues.add({ delivery, setbacks: 0 });
      const due = deliveries.length > 0 ? new Date(0) : await this.#share.nextDue();
      if (due) this.#moreAt = Math.min(this.#moreAt, due.getTime());
      this.#empty = isQuiet && due === undefined;
    } catch (reason) {
      this.#options.stop.fail(reason);
    } finally {
      this.#reading = false;
    }
    this.#serve();
  }

  #wake(milliseconds: number): void {
    const { timing } = this.#options;
    const at = timing.now() + milliseconds;
    if (this.#alarm && this.#alarm.at <= at) return;
    this.#alarm?.off.abort();
    const alarm = { at, off: new AbortController() };
    this.#alarm = alarm;
    void timing.wait(milliseconds, alarm.off.signal).then(() => {
      if (this.#alarm !== alarm) return;
      this.#alarm = undefined;
      this.#serve();
    });
  }

  #goodbye(): void {
    const alarm = this.#alarm;
    this.#alarm = undefined;
    alarm?.off.abort();
    for (const { serve } of this.#guests.splice(0)) serve(undefined);
  }
}
