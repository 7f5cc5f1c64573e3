import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { DatabaseFault } from '../common/fault.ts';
import { begin, type Connection, conclude } from './transaction.ts';

/** Milliseconds between two attempts to begin while somebody else writes. */
const interval = 5;

interface WriterOptions {
  /** How long to wait for others who write, in milliseconds. */
  readonly patience: number;
  /** How much of it the process may stand still at once. */
  readonly hold: number;
}

/**
 * The transactions of one connection that write. Where another process writes, SQLite itself waits for a moment, in
 * which the process stands still; what remains of the patience is waited for between the turns of the event loop. They
 * are done in the order in which they were asked for.
 */
export class PatientWriter {
  readonly #connection: Connection;
  readonly #options: WriterOptions;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, options: WriterOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#wait(options.hold);
  }

  get patience(): number {
    return this.#options.patience;
  }

  /**
   * Does several things as one, or none of them.
   * @throws ProblemError if the database fails in a way that a person can mend.
   */
  async write<Result>(work: () => Result): Promise<Result> {
    const end = performance.now() + this.#options.patience;
    if (this.#waiting === 0) {
      const fault = this.#begin();
      if (!fault) return conclude(this.#connection, work);
      if (performance.now() >= end) throw fault;
    }
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#later(work, end));
    this.#last = turn.catch(() => undefined);
    return turn.finally(() => {
      this.#waiting -= 1;
    });
  }

  async #later<Result>(work: () => Result, end: number): Promise<Result> {
    // Many may have waited: between two of them others have their turn.
    await setImmediate();
    for (;;) {
      this.#wait(0);
      try {
        const fault = this.#begin();
        // At once: nothing may come between the beginning and the end.
        if (!fault) return conclude(this.#connection, work);
        if (performance.now() >= end) throw fault;
      } finally {
        this.#wait(this.#options.hold);
      }
      await pause(interval);
    }
  }

  /** The fault, if somebody else writes. */
  #begin(): DatabaseFault | undefined {
    try {
      begin(this.#connection, { writes: true });
      return undefined;
    } catch (error) {
      if (error instanceof DatabaseFault && error.isBusy) return error;
      throw error;
    }
  }

  /** How long SQLite waits by itself. */
  #wait(milliseconds: number): void {
    const { database } = this.#connection;
    // Who still waits when the server ends finds the database closed.
    if (database.isOpen) database.exec(`PRAGMA busy_timeout = ${milliseconds}`);
  }
}
