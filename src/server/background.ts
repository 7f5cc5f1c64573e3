import { setTimeout as pause } from 'node:timers/promises';

/** Work that the server does between requests, such as sending the mails that wait. */
export interface BackgroundStep {
  /**
   * Does what is due, and comes to an end soon after the signal.
   * @returns Milliseconds until something is due again, if that is known.
   */
  run(signal: AbortSignal): Promise<number | undefined>;
}

export interface BackgroundOptions {
  /** Hears of a step that failed; it is tried again. */
  readonly failed: (error: Error) => void;
  /** Milliseconds after which each step looks again unasked: another process may have left work in the database. */
  readonly interval?: number;
}

const usualInterval = 30_000;

/**
 * Runs each step when it starts, whenever it is woken, and when the step said that something is due. No step waits for
 * another.
 */
export class Background {
  readonly #ending = new AbortController();
  readonly #loops: readonly Loop[];
  #ends: readonly Promise<void>[] = [];

  constructor(steps: readonly BackgroundStep[], { failed, interval = usualInterval }: BackgroundOptions) {
    this.#loops = steps.map((step) => new Loop(step, { failed, interval }, this.#ending.signal));
  }

  start(): void {
    this.#ends = this.#loops.map((loop) => loop.run());
  }

  /** Something may be due now, such as a mail that was queued. Asking many times costs no more than once. */
  wake(): void {
    for (const loop of this.#loops) loop.wake();
  }

  /** Ends when the work that has begun has ended. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.wake();
    await Promise.all(this.#ends);
  }
}

class Loop {
  readonly #step: BackgroundStep;
  readonly #options: Required<BackgroundOptions>;
  readonly #signal: AbortSignal;
  #isWoken = false;
  #sleep = new AbortController();

  constructor(step: BackgroundStep, options: Required<BackgroundOptions>, signal: AbortSignal) {
    this.#step = step;
    this.#options = options;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      this.#isWoken = false;
      const due = await this.#work();
      if (this.#isWoken || this.#signal.aborted) continue;
      this.#sleep = new AbortController();
      await pause(due, undefined, { signal: this.#sleep.signal }).catch(() => undefined);
    }
  }

  wake(): void {
    this.#isWoken = true;
    this.#sleep.abort();
  }

  async #work(): Promise<number> {
    const { failed, interval } = this.#options;
    try {
      return Math.min((await this.#step.run(this.#signal)) ?? interval, interval);
    } catch (error) {
      if (!this.#signal.aborted) failed(error as Error);
      return interval;
    }
  }
}
