import type { FrozenLetter, Way } from '../email/frozen.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';

/**
 * Who was sent what. Every subscriber of a frozen audience has one row in one state, so that pending + under way + sent
 * + failed + suppressed + in doubt is the audience, always; the answers of servers are only ever added to. Several
 * processes may share one database, each with its part of an audience. A failing database rejects with a `ProblemError`.
 */
export interface Ledger {
  /** The number of the list, as `SubscriberStore` has it. */
  readonly list: number;

  /** The sending of an issue, by its id or slug; nothing if its audience was never frozen. */
  find(issue: string): Promise<Sending | undefined>;

  /** Whether the freeze of an issue, by its id, ever began here, ended or not. */
  isBegun(issue: string): Promise<boolean>;

  /** All sendings, the newest first. */
  sendings(): Promise<Sending[]>;

  /** Counts who an issue would go to now, and stores nothing. Who is in the audience of a `sending` counts as prepared. */
  survey(selection: AudienceFilter, sending?: number): Promise<Audience>;

  /** The addresses that an issue would go to now, in the order of the list; by status, tag and frequency alone. */
  addresses(selection: AudienceFilter): AsyncIterable<string>;

  /**
   * Freezes letters and audience, in portions, so that nobody who unsubscribes meanwhile has to wait. One that was
   * broken off is continued. A sending that is frozen already gets those who have joined since. Throws if those
   * chosen and those left out do not add up to all.
   */
  freeze(plan: Plan, options?: FreezeOptions): Promise<Sending>;

  /**
   * Opens a sending that grows by a delivery with each confirmation (`SubscriberStore.confirm`), or gives one other
   * letters for the confirmations to come. One at a time is open: any other is closed. One that is opened begins with
   * those who have confirmed while it was expected.
   * @throws ProblemError if the issue was frozen for an audience.
   */
  open(plan: OpenPlan): Promise<Sending>;

  /** No confirmation adds to it any more; who waits for a letter still gets it. */
  close(sending: number): Promise<void>;

  /**
   * Says whether there is a letter to those who confirm that cannot be opened yet: who confirms from now on gets it once it
   * is open, if that is within a week. Nothing changes where one is open, or where it was said before.
   */
  expect(isWritten: boolean): Promise<void>;

  /** How many readers have confirmed while a letter to them is expected, and would get it if it opened now. */
  expectant(): Promise<number>;

  letters(sending: number): Promise<readonly FrozenLetter[]>;

  counts(sending: number): Promise<Counts>;

  /** When the first of those is due that wait; nothing if nobody does. Of an open sending, everybody who is pending waits. */
  nextDue(sending: number): Promise<Date | undefined>;

  /** How many lines the log of a sending has, all in all; it only grows. 0 if there is no such sending. */
  outcomes(sending: number): Promise<number>;

  /** When servers answered, and who sends now. */
  activity(sending: number): Promise<Activity>;

  /** The deliveries of a sending in the order of the list; only those in one state, if it is named. */
  read(sending: number, state?: State): AsyncIterable<DeliveryRecord>;

  /** The delivery of one subscriber; undefined outside of the audience. */
  who(sending: number, subscriber: number): Promise<DeliveryRecord | undefined>;

  /** All that was sent to one subscriber, oldest first. */
  historyOf(subscriber: number): Promise<DeliveryRecord[]>;

  /** Makes what failed or is in doubt pending once more; how many. */
  retry(sending: number, state: 'failed' | 'in-doubt'): Promise<number>;

  /**
   * Suppresses what is pending, also what waits, because a person says so; how many. Each gets an event with
   * `cancelledByHand`. Nothing comes back if another process is sending it.
   */
  cancel(sending: number): Promise<number | undefined>;

  /** Bounces whose readers are still on the list, and those whose readers were taken off. */
  bounces(sending: number): Promise<BounceCounts>;

  /** Marks what is held of a sending, because a person says so; how many readers are off the list by it. */
  acceptBounces(sending: number): Promise<number>;

  /**
   * Begins to send: nobody else can until the share is released, or its holder is dead. Of one that died, what was
   * under way is in doubt from now on. Nothing comes back if another process is at it.
   */
  take(sending: number): Promise<Share | undefined>;

  /**
   * Keeps a sending, or all of them, from being sent until `resume`; a sender at work stops after the letters that are
   * under way. False if it was paused before: the first reason stays.
   */
  pause(sending: number | 'all', why?: string): Promise<boolean>;

  /** Ends a pause; false if there was none. That of all sendings and that of one are two. */
  resume(sending: number | 'all'): Promise<boolean>;

  /** Whether a sending is paused, by itself or with all others; `all`: whether all are. */
  pauseOf(sending: number | 'all'): Promise<Pause | undefined>;
}

/** A sending that a person keeps from going on, or what went wrong with it. */
export interface Pause {
  readonly at: Date;
  readonly isOfAll: boolean;
  /** Absent where a person wanted it. */
  readonly why?: string;
}

/** One process's share of a sending. */
export interface Share {
  /** Aborted when another process has taken over; nothing that this one does is recorded any more. */
  readonly lost: AbortSignal;

  /** Up to so many deliveries that are pending and due, in the order of the list; none twice until an outcome made it due again. */
  next(limit: number): Promise<readonly Delivery[]>;

  /** When the next one is due that waits; nothing if none waits. */
  nextDue(): Promise<Date | undefined>;

  /**
   * To be called before the final dot: when it is fulfilled with true, the intent is durable and the dot may follow.
   * False if the subscriber has left in the meantime; that is recorded as suppressed.
   */
  intend(subscriber: number): Promise<boolean>;

  /** Fulfilled when it is durable. Those of one turn of the event loop share a commit. */
  record(subscriber: number, outcome: Outcome): Promise<void>;

  /**
   * The run has ended: marks the readers whose mailboxes are gone, and counts those that may work again. What is held
   * waits until a person accepts it, or a letter to the reader is taken.
   * @param held All of it, or what servers said of these domains.
   */
  settleBounces(held: 'all' | ReadonlySet<string>): Promise<void>;

  /** Which server took letters since then, and when, in order; of this issue and all others. */
  takenSince(since: Date): Promise<readonly { readonly relay: string; readonly at: Date }[]>;

  /** Commits what is left and lets others send. */
  release(): Promise<void>;
}

/** One issue to one audience. */
export interface Sending {
  readonly id: number;
  /** Of the issue, a URI. */
  readonly issue: string;
  readonly slug: string;
  readonly subject: string;
  readonly frozen: Date;
  /** By which it is known whether the letter would be another one today. */
  readonly source: string;
  /** How its Message-IDs are made, to its end. Those without the key are of version 0.1.0, and anybody can compute them. */
  readonly messageIds: 'keyed' | 'unkeyed';
  readonly selection: AudienceFilter;
  /** Of one that was opened: all who have confirmed since, so it grows. */
  readonly audience: Audience;
  /** Whether a confirmation adds a delivery to it. Absent of a sending to an audience that was frozen. */
  readonly open?: 'open' | 'closed';
}

/** A selection of the active subscribers; all of them, if it is empty. */
export interface AudienceFilter {
  readonly tag?: string;
  /** Whether the issue is a digest: who wants digests only gets it, too. */
  readonly digest?: true;
}

/** `candidates` are all on the list at that time; they are `prepared` plus all that are `excluded`. */
export interface Audience {
  readonly candidates: number;
  readonly prepared: number;
  readonly excluded: Readonly<Record<Exclusion, number>>;
}

/** `not-selected` by tag; `digests-only`: wants no other issues; `beyond-ascii`: the address has such letters before its @, which few servers carry. */
export const exclusions = [
  'pending',
  'unsubscribed',
  'bounced',
  'complained',
  'erased',
  'suppressed',
  'not-selected',
  'digests-only',
  'beyond-ascii',
] as const;
export type Exclusion = (typeof exclusions)[number];

export interface FreezeOptions {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Done when the issue is known to be begun here, before its audience is: what is noted elsewhere never comes first. */
  readonly onBegun?: (() => Promise<unknown>) | undefined;
}

export interface Plan extends Pick<Sending, 'issue' | 'slug' | 'subject' | 'source' | 'selection'> {
  readonly letters: readonly FrozenLetter[];
  readonly ways: readonly Way[];
  /** A sending of the same issue that reached nobody and is taken back in the same step. */
  readonly replaces?: number | undefined;
}

/** The letters of everybody who confirms from now on. */
export type OpenPlan = Pick<Plan, 'issue' | 'slug' | 'subject' | 'source' | 'letters' | 'ways'>;

/** One delivery in the ledger. Under way: the intent is recorded, and its sender lives. */
export const states = ['pending', 'under-way', 'sent', 'failed', 'suppressed', 'in-doubt'] as const;
export type State = (typeof states)[number];
export type Counts = Readonly<Record<State, number>>;

/** The reply of a suppressed delivery that a person has cancelled. */
export const cancelledByHand = 'cancelled by hand';

/** How many have a row: the audience. */
export function sizeOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

/** The audience at the time of the counts: that of an open sending may have grown since it was read. */
export function audienceNow({ open, audience }: Pick<Sending, 'open' | 'audience'>, counts: Counts): Audience {
  return open ? { ...audience, candidates: sizeOf(counts), prepared: sizeOf(counts) } : audience;
}

/** How many readers of a sending servers said something of, by what came of it. */
export interface BounceCounts {
  /** Waits for the end of the run. */
  readonly open: number;
  /** Waits for a person. */
  readonly held: number;
  readonly marked: number;
}

export interface Activity {
  /** Of the first and the last outcome; absent if there is none. */
  readonly first?: Date;
  readonly last?: Date;
  /** How many were sent in the minute that the last outcome ends. */
  readonly lastMinute: number;
  /** The process that sends; absent if there is none, or it surely is dead. */
  readonly sender?: { readonly host: string; readonly pid: number };
}

/** A letter to send, and its recipient. */
export interface Delivery {
  readonly subscriber: Subscriber;
  /** The index of the letter. */
  readonly letter: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was tried for the first time. */
  readonly first?: Date;
}

/** How a try ended. `relay` is the server as messages name it. */
export type Outcome =
  | { readonly kind: 'sent'; readonly relay: string; readonly reply: string }
  /**
   * `bounce`: the mailbox is gone (`hard`) or may work again (`soft`), for the list to learn when the run has ended.
   * Without a relay nobody was asked.
   */
  | { readonly kind: 'failed'; readonly relay?: string; readonly reply: string; readonly bounce?: 'soft' | 'hard' }
  /** Surely not accepted; pending again, and due then. */
  | { readonly kind: 'later'; readonly relay?: string; readonly reply: string; readonly due: Date }
  | { readonly kind: 'in-doubt'; readonly relay: string; readonly reply: string };

export interface DeliveryRecord {
  readonly sending: number;
  /** The issue's. */
  readonly slug: string;
  readonly subscriber: number;
  /** Absent for who was erased since. */
  readonly address?: string;
  readonly state: State;
  readonly attempts: number;
  /** When it was tried for the first time since it was made pending. */
  readonly first?: Date;
  /** Of a pending one that waits. */
  readonly due?: Date;
  /** The events, oldest first. */
  readonly events: readonly DeliveryEvent[];
}

export interface DeliveryEvent {
  readonly at: Date;
  /** `suppressed`: no longer subscribed, or cancelled, when the turn came; `retried`: made pending once more by hand. */
  readonly kind: Outcome['kind'] | 'suppressed' | 'retried';
  readonly relay?: string;
  readonly reply?: string;
}
