import { onTestFinished, vi } from 'vitest';
import type { Timing } from '../../src/send/loop/timing.ts';
import type { Session, Transport } from '../../src/send/transport.ts';
import type { Share } from '../../src/store/ledger.ts';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** For how long an outcome may wait for the next commit, in milliseconds. */
const commitDelay = 20;

/** How many turns of the event loop nothing may happen before time is moved on. */
const quiet = 4;

/**
 * Time that passes only where everybody waits for it: it jumps to the next timer as soon as no server is being asked
 * anything. So a run of hours takes a moment, and nothing depends on how fast this machine is.
 */
export class VirtualTime implements Timing {
  readonly #start: number;
  readonly #timers = new Set<Timer>();
  readonly #jumps: (milliseconds: number) => boolean;
  #now = 0;
  #busy = 0;
  /** Fulfilled when nobody is busy any more. */
  #rest = Promise.withResolvers<void>();

  /** @param jumps Which timers time may jump to by itself; the others ring when the test lets time `pass`. */
  constructor(start: string, jumps: (milliseconds: number) => boolean = () => true) {
    this.#start = Date.parse(start);
    this.#jumps = jumps;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  }

  clock = (): Date => new Date(this.#start + this.#now);

  now = (): number => this.#now;

  random = (): number => 0.5;

  /** Whether a timer is still set. */
  get idle(): boolean {
    return this.#timers.size === 0;
  }

  wait = (milliseconds: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ring = () => {
      this.#timers.delete(timer);
      signal.removeEventListener('abort', ring);
      resolve();
    };
    const timer = { at: this.#now + milliseconds, ring };
    if (signal.aborted) resolve();
    else {
      this.#timers.add(timer);
      signal.addEventListener('abort', ring);
      if (this.#jumps(milliseconds)) void this.#run(timer);
    }
    return promise;
  };

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (const { at, ring } of [...this.#timers]) if (at <= this.#now) ring();
  }

  /** The same share; time stands still while anything is not on the disk yet, and nothing waits to go there. */
  watchShare(share: Share): Share {
    const record: Share['record'] = (...args) =>
      this.#while(() => {
        const recorded = share.record(...args);
        vi.advanceTimersByTime(commitDelay);
        return recorded;
      });
    return new Proxy(share, {
      get: (target, name) => {
        const member = name === 'record' ? record : Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  /** The same transport; time stands still while it works. */
  watch(transport: Transport): Transport {
    const busy = <T>(work: () => Promise<T>) => this.#while(work);
    const watched = (session: Session): Session => ({
      get usable() {
        return session.usable;
      },
      get sizeLimit() {
        return session.sizeLimit;
      },
      send: (...args) => busy(() => session.send(...args)),
      close: () => session.close(),
    });
    return { name: transport.name, open: (signal) => busy(async () => watched(await transport.open(signal))) };
  }

  async #while<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy === 0) this.#rest = Promise.withResolvers();
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#rest.resolve();
    }
  }

  /** Jumps to a timer when its time is the next one and nothing else happens. */
  async #run(timer: Timer): Promise<void> {
    let seen = this.#now;
    for (let turns = 0; this.#timers.has(timer); turns = this.#busy > 0 || seen !== this.#now ? 0 : turns + 1) {
      seen = this.#now;
      if (this.#busy > 0) await this.#rest.promise;
      await new Promise((resolve) => setImmediate(resolve));
      // Another timer has rung: what waited for it has yet to begin.
      if (turns < quiet || seen !== this.#now) continue;
      const first = Math.min(...[...this.#timers].map(({ at }) => at));
      if (timer.at === first) this.pass(Math.max(0, timer.at - this.#now));
    }
  }
}
