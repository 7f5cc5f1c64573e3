interface Entry {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** How long what nobody waits for lies here at most, in milliseconds. */
const patience = 20;

/**
 * Gathers what is to be stored within one turn of the event loop into one commit, for each waits for the disk. What
 * nobody waits for goes along with the next commit. Nothing stays open from turn to turn. After a commit that failed,
 * nothing is taken any more, for nobody shall go on as if it had been stored; `goesOn`: those who come later have
 * nothing to do with it.
 */
export class GroupCommit {
  readonly #commit: (work: () => void) => void | Promise<void>;
  readonly #goesOn: boolean;
  /** Commits come to their end in the order in which they began. */
  #newest: Promise<void> = Promise.resolve();
  #entries: Entry[] = [];
  #failure: { readonly reason: unknown } | undefined;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;

  /** `commit` runs its work in a transaction, or throws the error that all who wait for it get. */
  constructor(commit: (work: () => void) => void | Promise<void>, { goesOn = false } = {}) {
    this.#commit = commit;
    this.#goesOn = goesOn;
  }

  /** Fulfilled when the work is durable, with what it returned. */
  add<Result>(work: () => Result, { hurry = true } = {}): Promise<Result> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    if (hurry) this.#soon ??= setImmediate(() => this.flush());
    else this.#later ??= setTimeout(() => this.flush(), patience);
    return new Promise<Result>((resolve, reject) => {
      this.#entries.push({ work, resolve: resolve as Entry['resolve'], reject });
    });
  }

  /** Ends when all that was added is durable or refused. */
  flush(): Promise<void> {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = this.#later = undefined;
    const entries = this.#entries;
    if (entries.length > 0) {
      this.#entries = [];
      this.#newest = this.#store(entries);
    }
    return this.#newest;
  }

  async #store(entries: readonly Entry[]): Promise<void> {
    const results: unknown[] = [];
    try {
      await this.#commit(() => {
        // An earlier commit may have failed while this one waited.
        if (this.#failure) throw this.#failure.reason;
        for (const { work } of entries) results.push(work());
      });
    } catch (reason) {
      if (!this.#goesOn) this.fail(reason);
      for (const { reject } of entries) reject(reason);
      return;
    }
    for (const [index, { resolve }] of entries.entries()) resolve(results[index]);
  }

  /** Refuses what waits and all that comes. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    const entries = this.#entries;
    this.#entries = [];
    for (const { reject } of entries) reject(reason);
  }

  /** Why nothing is taken any more. */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#failure;
  }
}
