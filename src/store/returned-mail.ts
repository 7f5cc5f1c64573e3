/**
 * Mail that came back to a list. Each mail is taken in once, known by its fingerprint, in one step with what it does to
 * the list. A method is durable when its promise is fulfilled; a failing database rejects with a `ProblemError`.
 */
export interface ReturnedMailStore {
  /** Whether a mail was taken in before. */
  has(fingerprint: Uint8Array): Promise<boolean>;

  /**
   * Takes mails in, one after the other, all or none of them; the effects are in their order. Nobody is marked as
   * bounced before all are read, so that a flood is known before it does anything. A mail that was taken in
   * before does nothing. One that nobody understood is not remembered: a later version may understand it. Without
   * `apply` nothing is stored, and the effects are the same.
   */
  take(mails: readonly ReturnedMail[], options: { apply: boolean }): Promise<MailEffect[]>;

  /** Whether a person was told of a mail that nobody understood. */
  isTold(fingerprint: Uint8Array): Promise<boolean>;

  /** Notes that a person was told of these mails; forgotten once they were not read for so many days (`toldFor`). */
  tell(fingerprints: readonly Uint8Array[]): Promise<void>;

  /**
   * Keeps events that providers sent and that nobody could be held to, for a person to read: each once, by its
   * fingerprint, for 30 days, and the newest 1,000 of them; what an erased person's address stands in goes with the
   * person. How many are new.
   */
  keep(events: readonly KeptEvent[]): Promise<number>;

  /** The events that are kept, newest first. */
  kept(): Promise<KeptEvent[]>;

  /** Notes that a token which is good for one request was used for this one, and whether it was used before. */
  spend(token: SpentToken): Promise<'first' | 'again' | 'elsewhere'>;

  /** How many letters of a sending came back or were called spam after a server had taken them. */
  counts(sending: number): Promise<ReturnCounts>;

  /** Returned mail about letters, oldest first: of one sending, to one subscriber, or both. */
  read(about: { readonly sending?: number; readonly subscriber?: number }): Promise<ReturnedLetter[]>;
}

/** An event of a provider, such as a bounce, that is about no letter of ours as far as anybody can prove. */
export interface KeptEvent {
  /** SHA-256 of its provider and identifier. */
  readonly fingerprint: Uint8Array;
  readonly provider: string;
  readonly at: Date;
  /** Why nobody was held to it; ends the sentence "It was left alone: ". */
  readonly reason: string;
  /** The event as JSON, cut off, without the tokens of readers. */
  readonly content: string;
}

/** A token of a provider's signature: one that comes again with another request is replayed by somebody else. */
export interface SpentToken {
  /** SHA-256. */
  readonly token: Uint8Array;
  /** SHA-256 of the request's content. */
  readonly request: Uint8Array;
  /** When the signature is too old anyhow. */
  readonly until: Date;
}

/** For how many days it is known that a person was told of a mail, since it was read last. */
export const toldFor = 90;

/** How many events of providers are kept, and for how many days. */
export const keptEventsLimit = { events: 1_000, days: 30 } as const;

/** The fates of a letter after a server took it. The gravest way to come back is first. */
export const returnKinds = ['hard', 'soft', 'refused', 'complaint'] as const;
export type ReturnKind = (typeof returnKinds)[number];

/** A letter that came back in several ways counts once, by the gravest; that it was called spam is counted besides. */
export type ReturnCounts = Readonly<Record<ReturnKind, number>>;

/** One mail about one letter. */
export interface ReturnedLetter {
  readonly kind: ReturnKind;
  /** Absent where the mail does not say which letter it is about. */
  readonly sending?: number;
  readonly subscriber: number;
  /** Absent for who was erased since, and so is the reply. */
  readonly address?: string;
  /** When the mail was written. */
  readonly at: Date;
  /** The server's words. */
  readonly reply?: string;
}

/** A mail and its meaning for the list. */
export interface ReturnedMail {
  /** SHA-256 of its bytes. */
  readonly fingerprint: Uint8Array;
  readonly verdict: MailVerdict;
  /** By its own Date field; absent if that cannot be read. One in the future counts as now. */
  readonly written?: Date;
}

/**
 * The consequence of a mail for the list. `subscriber` and `sending` are numbers, `how` is the reason in words for
 * the consent log, `reply` the server's own words.
 */
export type MailVerdict =
  | { readonly kind: 'unsubscribe'; readonly subscriber: number; readonly how: string }
  | (AboutLetter & { readonly kind: 'complaint' })
  /** There is no such mailbox. Without a sending it is held to the last issue that went there. */
  | (AboutLetter & { readonly kind: 'hard' })
  /** The mailbox may work again: given up when `isGivenUp` says so. */
  | (AboutLetter & { readonly kind: 'soft'; readonly sending: number })
  /** Refused because of the sender or the letter: the reader stays. */
  | (AboutLetter & { readonly kind: 'refused' })
  | { readonly kind: 'automatic' | 'progress' }
  /** Somebody wants to join, and was asked to confirm it; what was queued for that is stored before. */
  | { readonly kind: 'asked' }
  /** Somebody has confirmed to join, which is stored before. */
  | { readonly kind: 'joined'; readonly subscriber: number }
  /** Somebody wants to join and will not be asked, however often the mail is read. */
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface AboutLetter {
  readonly subscriber: number;
  readonly sending?: number;
  readonly how: string;
  readonly reply?: string;
}

/** The change that a mail made to the list. */
export interface MailEffect {
  /**
   * `counted`: came back, and not often enough yet; `held`: so much of one issue came back that a person has to decide;
   * `none`: nothing is to be done, or everything was done before.
   */
  readonly result: 'left' | 'left-before' | 'held' | 'counted' | 'none';
  /** The sending whose bounces are held. */
  readonly sending?: number;
  /** Of the subscriber; absent if the mail is about nobody, or the subscriber was erased. */
  readonly address?: string;
  /** How often letters came back one after the other, for a soft bounce. */
  readonly times?: number;
}

/** If so many letters of one issue come back, and more than this share of it, a person has to decide. */
export const floodLimit = { letters: 10, share: 0.1 } as const;

/** So many issues in a row have to come back, and so many days apart, until an address is given up. */
export const softBounceLimit = { issues: 5, days: 7 } as const;

/** Whether an address is given up for soft bounces. `times`: when each of the last issues in a row came back, in milliseconds. */
export function isGivenUp(times: readonly number[]): boolean {
  const span = Math.max(...times) - Math.min(...times);
  return times.length >= softBounceLimit.issues && span >= softBounceLimit.days * 86_400_000;
}
