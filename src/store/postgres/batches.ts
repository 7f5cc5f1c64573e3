interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** How long what nobody waits for lies here at most, in milliseconds. */
const patience = 20;

/** So many at most share a transaction. */
const most = 500;

/**
 * Gathers what is to be stored into transactions: one at a time, and what comes while it is on its way goes with the
 * next. After one that failed nothing is taken any more, for nobody shall go on as if it had been stored; `goesOn`: those
 * who come later have nothing to do with it.
 */
export class Batches<Entry, Result> {
  readonly #store: (entries: readonly Entry[]) => Promise<readonly Result[]>;
  readonly #goesOn: boolean;
  #waiting: Waiting<Entry, Result>[] = [];
  #running: Promise<void> | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;

  /** `store` runs in one transaction and returns a result for each entry, or throws the error that all of them get. */
  constructor(store: (entries: readonly Entry[]) => Promise<readonly Result[]>, { goesOn = false } = {}) {
    this.#store = store;
    this.#goesOn = goesOn;
  }

  /** Fulfilled when it is durable. `hurry`: false where nobody waits for it. */
  add(entry: Entry, { hurry = true } = {}): Promise<Result> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    if (hurry) this.#soon ??= setImmediate(() => this.flush());
    else this.#later ??= setTimeout(() => this.flush(), patience);
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
    });
  }

  /** Ends when all that was added is durable or refused. */
  flush(): Promise<void> {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = this.#later = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.splice(0, most);
      try {
        const results = await this.#store(entries.map(({ entry }) => entry));
        for (const [index, { resolve }] of entries.entries()) resolve(results[index]!);
      } catch (reason) {
        for (const { reject } of entries) reject(reason);
        if (!this.#goesOn) this.fail(reason);
      }
    }
  }

  /** Refuses what waits and all that comes. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure.reason);
  }

  /** Why nothing is taken any more. */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#failure;
  }
}
