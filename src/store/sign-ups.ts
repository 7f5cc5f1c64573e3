import type { Address } from '../subscribers/subscriber.ts';

/**
 * What is kept of people who have asked to join and not confirmed it: counters by keyed hash, and the mails that ask
 * them to, encrypted, for a day at most. Several processes may share it. A method is durable when its promise is
 * fulfilled; a failing database rejects with a `ProblemError`, and the next call is tried anew.
 */
export interface SignUpStore {
  /**
   * Counts a mail against all budgets and puts it into the outbox, in one durable step; if a budget is used up nothing
   * goes there, and the first such budget comes back. Without a mail it counts alone. Each call, refused or not, waits
   * for a write to the disk; those of one turn of the event loop share a commit. With `to`, `SubscriberStore.forget` of
   * that address deletes the mail.
   */
  queue(mail: Uint8Array | undefined, budgets: readonly Budget[], at: Date, to?: Address): Promise<Queued>;

  /** The first of these budgets that is used up, by its name; nothing is counted. */
  usedUp(budgets: readonly Budget[], at: Date): Promise<string | undefined>;

  /**
   * Mails that are due, oldest first. They are leased to this process for ten minutes, or until it ends, so that two
   * never send one at the same time.
   */
  take(limit: number, at: Date): Promise<readonly WaitingMail[]>;

  /** Deletes a mail: accepted by the server, refused for good or given up. */
  settle(id: number): Promise<void>;

  /** Ends the lease of a mail, which waits until then; a day at most. */
  postpone(id: number, due: Date): Promise<void>;

  /** Deletes mails that are older than a day, counters whose windows are over, and moves of a month ago; how many mails. */
  expire(at: Date): Promise<number>;

  /** How many mails wait, leased ones included, and since when the oldest does. */
  outbox(): Promise<{ readonly waiting: number; readonly oldest?: Date }>;

  /** Keeps a text that is shown to visitors, once; returns its SHA-256 in hexadecimal. */
  keepText(text: string): Promise<string>;
}

/** A limit: no more than so many mails in any `window` milliseconds for one key. */
export interface Budget {
  readonly name: string;
  /** A keyed hash, never the value itself. */
  readonly key: Uint8Array;
  readonly limit: number;
  readonly window: number;
}

export type Queued = { readonly queued: true } | { readonly queued: false; readonly budget: string };

/** A mail of the outbox, sealed as it was queued. */
export interface WaitingMail {
  readonly id: number;
  readonly mail: Uint8Array;
  readonly added: Date;
  /** How often it was taken before. */
  readonly attempts: number;
}
