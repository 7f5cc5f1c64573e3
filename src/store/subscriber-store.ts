import type { Row, Stranger } from '../subscribers/entry.ts';
import type {
  Address,
  Consent,
  ConsentRecord,
  Departure,
  Frequency,
  Status,
  Subscriber,
  Suppression,
} from '../subscribers/subscriber.ts';

/**
 * The subscribers and the suppression list. Several processes may write at the same time. A method is durable when its
 * promise is fulfilled; a failing database rejects with a `ProblemError`.
 */
export interface SubscriberStore {
  /** The number of this list, made by chance with it: a link that was made for another list names nobody here. */
  readonly list: number;

  /**
   * Takes rows in and tells what became of each, in their order. A batch is stored as a whole or not at all. An address
   * that an earlier row had is refused, unless the later one says that somebody left. Without `apply` nothing is stored, and the outcomes are the same. One merge at
   * a time.
   */
  merge(
    batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
    options: { apply: boolean },
  ): AsyncIterable<readonly MergeOutcome[]>;

  find(address: Address): Promise<Subscriber | undefined>;

  /** By number; nothing for one who is erased. */
  get(id: number): Promise<Subscriber | undefined>;

  /** In the order in which they came, without those who are erased. */
  read(filter?: Filter): AsyncIterable<Subscriber>;

  /** The log of one subscriber, oldest first. */
  consentOf(id: number): Promise<ConsentRecord[]>;

  /** How many there are of each status, and how many addresses are suppressed. */
  count(): Promise<SubscriberCounts>;

  /** The names of all fields that anybody has a value for, sorted. */
  fieldNames(): Promise<string[]>;

  /** Adds and takes away tags; false if nothing changed by it. */
  tag(id: number, change: { add: readonly string[]; remove: readonly string[] }): Promise<boolean>;

  /**
   * Ends writing to an address or subscriber at once, for every process. An address that is not on the list is
   * suppressed all the same. Who left before keeps the first reason.
   */
  leave(who: Address | number, reason: Exclude<Departure, 'erased'>, note: Consent): Promise<Leaving>;

  /**
   * Takes in a person who has confirmed a wish to join, in one step with all that follows from it. A departure before
   * that wish is lifted. One after it holds, and so does a move away from the address: the result is `spent`, and
   * nothing changes.
   */
  confirm(joining: Joining, at: Date): Promise<Joined>;

  /** Tells what `confirm` would make of a wish, and stores nothing. */
  standingOf(wish: Pick<Joining, 'address' | 'asked'>): Promise<WishStanding>;

  /** Changes what somebody has chosen or says of themselves, whatever their status; nothing comes back for the erased. */
  change(id: number, change: SubscriberChange, note: Consent): Promise<Subscriber | undefined>;

  /**
   * Gives a person on the list another address, which they have proven to be theirs. `gone`: they have left.
   * `taken`: somebody has that address, or left with it or moved away from it after `note.asked`.
   */
  move(id: number, to: Address, note: Consent): Promise<'moved' | 'taken' | 'gone'>;

  /** Everything that is kept of a person, for JSON; nothing for the erased. */
  dataOf(id: number): Promise<PersonalData | undefined>;

  /** Takes back who was marked as bounced and had letters before; how many. Without `apply` nothing is stored. */
  restoreBounced(which: BouncedSince, options: { apply: boolean }): Promise<number>;

  /**
   * Erases all that is known of a person but the suppression of the address; nothing comes back if nobody has it. Of
   * one who is erased already it clears what the database could not let go of then.
   */
  forget(address: Address): Promise<Erasure | undefined>;

  suppressionOf(address: Address): Promise<Suppression | undefined>;

  /** The suppressed of whom the list has no address: the erased, and those who never were on it. */
  strangers(): AsyncIterable<Stranger>;
}

export interface MergeOutcome {
  readonly file?: string;
  readonly line: number;
  readonly address: string;
  readonly result: 'new' | 'changed' | 'unchanged' | 'refused';
  /** Why it was refused, or what was changed. */
  readonly reason?: string;
}

export interface BouncedSince {
  readonly since: Date;
  /** Only by bounces of this one. */
  readonly sending?: number;
  /** For the log. */
  readonly how: string;
}

/** All that is given has to be met. */
export interface Filter {
  readonly status?: Status;
  readonly tag?: string;
  /** `de` finds `de-AT`, too. */
  readonly language?: string;
}

export interface SubscriberCounts {
  readonly statuses: Readonly<Record<Status, number>>;
  readonly suppressed: number;
}

export interface Erasure {
  /** False while another process reads the database as it was: until that ends, the person's data stay in its files. */
  readonly isComplete: boolean;
}

export interface Leaving {
  /** Whether the address was suppressed before. */
  readonly before: boolean;
  /** The person who left; absent if the list has none with that address or number. */
  readonly subscriber?: Subscriber;
}

/** A confirmed wish to get the letters. */
export interface Joining {
  readonly address: Address;
  readonly name?: string | undefined;
  readonly language?: string | undefined;
  /** These are added to the tags that the person has. */
  readonly tags: readonly string[];
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly frequency?: Frequency | undefined;
  readonly asked: Date;
  /** By `SignUpStore.keepText`, of the text that was shown. */
  readonly textHash: string;
  readonly page?: string | undefined;
  readonly ip?: string | undefined;
  readonly how: 'by the form' | 'by mail';
}

/**
 * `known`: on the list already; new choices are taken in once. `returned`: had left before they asked. `spent`: left,
 * erased or at another address since they asked.
 */
export interface Joined {
  readonly result: 'new' | 'known' | 'returned' | 'spent';
  /** Absent for one who is erased. */
  readonly subscriber?: Subscriber;
}

/** `open`: can be confirmed. `fulfilled`: was confirmed, and the person is on the list by that address. `spent`: as of `Joined`. */
export type WishStanding = 'open' | 'fulfilled' | 'spent';

/** Keys that are absent change nothing. An empty text takes a value away; `tags` are all that the person has from now on. */
export interface SubscriberChange {
  readonly name?: string | undefined;
  readonly language?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly frequency?: Frequency | undefined;
}

/** For the person themselves, in JSON: the subscriber, the log of consent, letters and what came back of them. */
export type PersonalData = Readonly<Record<string, unknown>>;
