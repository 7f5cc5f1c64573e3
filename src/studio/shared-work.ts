interface Running<Result, Progress> {
  readonly result: Promise<Result>;
  readonly ends: AbortController;
  readonly listeners: Set<(progress: Progress) => void>;
  waiting: number;
}

/**
 * Work that several requests wait for, as after a double click: begun once by its key, and ended when all that waited
 * for it have left. Nothing of it is kept after its end.
 */
export class SharedWork<Result, Progress = never> {
  readonly #running = new Map<string, Running<Result, Progress>>();

  /** Begins the work of a key, or waits for what is under way. Rejects as the work does. */
  async join(
    key: string,
    begin: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<Result>,
    { signal, onProgress }: { signal: AbortSignal; onProgress?: ((progress: Progress) => void) | undefined },
  ): Promise<Result> {
    signal.throwIfAborted();
    const known = this.#running.get(key);
    // What everybody has left is about to end, so that it is begun anew.
    const running = known && !known.ends.signal.aborted ? known : this.#begin(key, begin);
    const leave = () => {
      running.waiting -= 1;
      if (running.waiting === 0) running.ends.abort(signal.reason);
    };
    running.waiting += 1;
    if (onProgress) running.listeners.add(onProgress);
    signal.addEventListener('abort', leave);
    try {
      return await running.result;
    } finally {
      signal.removeEventListener('abort', leave);
      if (onProgress) running.listeners.delete(onProgress);
    }
  }

  #begin(
    key: string,
    begin: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<Result>,
  ): Running<Result, Progress> {
    const ends = new AbortController();
    const listeners = new Set<(progress: Progress) => void>();
    const tell = (progress: Progress) => {
      for (const listener of listeners) listener(progress);
    };
    const result = begin(ends.signal, tell).finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    const running: Running<Result, Progress> = { result, ends, listeners, waiting: 0 };
    this.#running.set(key, running);
    return running;
  }
}
