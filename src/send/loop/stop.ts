import type { ProblemError } from '../../model/problem.ts';
import type { Timing } from './timing.ts';

/** How long the answers are waited for that are still out when a run is stopped. */
const grace = 30_000;

/**
 * Whether a run is to end before its time, and how hard: at first nothing new is begun and no dot is given any more,
 * then nothing is waited for. What came first is why.
 */
export class Stop {
  readonly #begin = new AbortController();
  readonly #end = new AbortController();
  readonly #timing: Timing;
  #cause: { readonly problem?: ProblemError; readonly failure?: unknown } | undefined;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** From its abort on, nothing new is begun. */
  get signal(): AbortSignal {
    return this.#begin.signal;
  }

  /** From its abort on, nothing is waited for. */
  get hard(): AbortSignal {
    return this.#end.signal;
  }

  /** Whether it was before its time. */
  get early(): boolean {
    return this.#cause !== undefined;
  }

  /** The problem to mend, unless it was a request or a failure. */
  get problem(): ProblemError | undefined {
    return this.#cause?.problem;
  }

  /** An unforeseen error, wrapped in an object since any value can be thrown. */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#cause && 'failure' in this.#cause ? { reason: this.#cause.failure } : undefined;
  }

  /** Stops the run gracefully: on request, or with a problem to mend first. */
  softly(problem?: ProblemError): void {
    if (this.#begin.signal.aborted) return;
    this.#cause ??= problem ? { problem } : {};
    this.#begin.abort();
    void this.#timing.wait(grace, this.#end.signal).then(() => this.#end.abort());
  }

  /** Nothing is waited for any more. */
  now(): void {
    this.softly();
    this.#end.abort();
  }

  /** The run is over: no timer stays. */
  done(): void {
    this.#begin.abort();
    this.#end.abort();
  }

  /** Something went wrong after which nothing may go on. */
  fail(failure: unknown): void {
    if (!this.failure) this.#cause = { failure };
    this.now();
  }
}
