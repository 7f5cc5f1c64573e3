import type { Share } from './ledger.ts';

/**
 * Sendings that workers on any number of machines have in common. Each is divided into batches of neighbours on the
 * list, and each batch has a lease of its own, under an epoch that no other one ever had. Only PostgreSQL has them.
 */
export interface SharedSendings {
  /**
   * Divides what is pending into batches, next to those that there are, and lets go those that rest; how many there are
   * then. Nothing comes back if a process is sending it as a whole.
   */
  handOver(sending: number, size?: number): Promise<number | undefined>;

  /** The batches that a worker could take now, oldest first: nobody living has them, they are due, and no pause is in the way. */
  waiting(limit: number): Promise<readonly BatchName[]>;

  /**
   * Takes a batch. Of a worker that died, what was under way is in doubt from then on. Nothing comes back if the batch is
   * done, or could not be taken now; with `alone` also while a worker has any other.
   */
  claim(batch: BatchName, options?: { readonly alone?: boolean }): Promise<BatchShare | undefined>;

  /** The batches of a sending that are not done. */
  batches(sending: number): Promise<BatchCounts>;

  /**
   * Reserves the next moments at which letters may go, for all machines together: of each rate so many, evenly spaced.
   * @returns For each, in how many milliseconds the first may go; the others follow at the pace of the rate.
   */
  reserve(slices: readonly RateSlice[]): Promise<readonly number[]>;
}

export interface BatchName {
  readonly sending: number;
  readonly number: number;
}

/** One worker's share: a batch. */
export interface BatchShare extends Share {
  /** Keeps the rest of it back until then, or until a person hands the sending over again. Call it before the release. */
  rest(until?: Date): void;
}

export interface BatchCounts {
  /** A living worker has them. */
  readonly held: number;
  /** A worker can take them now. */
  readonly waiting: number;
  /** They wait for a time. */
  readonly later: number;
  /** They wait for a person. */
  readonly resting: number;
}

/** `count` letters by one rate, in letters a second. */
export interface RateSlice {
  /** Of the relay or the domain. */
  readonly name: string;
  readonly rate: number;
  readonly count: number;
}
