/** The content of one mail, before its subscriber is identified. */
export type MailFinding =
  | Bounce
  | Complaint
  | UnsubscribeWish
  | ProviderDeparture
  /** Somebody is away, or a program answers. */
  | { readonly kind: 'automatic' }
  /** A report that nothing failed: it is late, was handed on or delivered. */
  | { readonly kind: 'progress' }
  /** `reason` ends the sentence "It was left alone: ". */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A letter was not delivered to some recipients, while it may have been to others. */
export interface Bounce {
  readonly kind: 'bounce';
  readonly failures: readonly Failure[];
  readonly traces: Traces;
}

/** A reader's provider passes on that a letter was called spam (RFC 5965). */
export interface Complaint {
  readonly kind: 'complaint';
  /** The complaining address, if the provider names it. */
  readonly recipients: readonly string[];
  readonly traces: Traces;
}

/** A provider passes on that a reader took the way out that it offers itself. */
export interface ProviderDeparture {
  readonly kind: 'departure';
  readonly recipients: readonly string[];
  readonly traces: Traces;
}

/** Somebody asks for no more letters. */
export interface UnsubscribeWish {
  readonly kind: 'unsubscribe';
  /** A possible token, which names the subscriber. */
  readonly token?: string;
  /** The sender, where there is no token; absent if a receiver found it to be forged. */
  readonly from?: string;
  readonly to: readonly string[];
  /** The Message-IDs of the letters that it answers, with their brackets. */
  readonly answers?: readonly string[];
}

/** The result of a letter for one recipient. */
export interface Failure {
  readonly weight: Weight;
  /** RFC 3463, such as `5.1.1`; absent if nobody gave one. */
  readonly status?: string;
  /** The server's reply, in one line. */
  readonly diagnostic?: string;
  /** The addresses that the report gives this recipient: the one written to, and where it was handed on to. */
  readonly recipients: readonly string[];
}

/** From the mildest to the gravest. `none`: delivered, or late. `ours`: refused for what we or the letter are. */
export const weights = ['none', 'ours', 'soft', 'hard'] as const;
export type Weight = (typeof weights)[number];

/** The traces that say which letter, to which reader, this is about. None of it is proven yet. */
export interface Traces {
  /** To whom the mail came, and whom the letter gave as its envelope's sender: one may hold a tag. */
  readonly addresses: readonly string[];
  /** Tags that a provider gave back as a value of their own. */
  readonly tags?: readonly string[];
  /** Of the letter that came back, with their brackets; at most two. */
  readonly messageIds: readonly string[];
  /** Possible tokens in the letter's List-Unsubscribe. */
  readonly tokens: readonly string[];
}
