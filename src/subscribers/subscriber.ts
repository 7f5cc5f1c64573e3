import { asciiAddress, domainOf, localPartOf } from '../lib/address.ts';

/** An e-mail address as its owner writes it, and the form by which two spellings of it are known as one. */
export interface Address {
  readonly typed: string;
  /** NFC and lower case, the domain in ASCII. No two subscribers share it. */
  readonly normal: string;
}

/** A person on the list. Of a person whose status is `erased` only the number is left. */
export const statuses = ['pending', 'active', 'unsubscribed', 'bounced', 'complained', 'erased'] as const;
export type Status = (typeof statuses)[number];

/** How somebody leaves, for good until they ask to come back. */
export type Departure = Exclude<Status, 'pending' | 'active'>;

export interface Subscriber {
  /** Never given again, so that sendings and links can name a person by it. */
  readonly id: number;
  readonly address: Address;
  readonly name?: string;
  /** BCP 47, canonical. */
  readonly language?: string;
  /** Sorted. */
  readonly tags: readonly string[];
  /** By the names that the settings declare; no empty ones. */
  readonly fields: Readonly<Record<string, string>>;
  /** Which issues the person gets; absent: each one. */
  readonly frequency?: 'digests';
  readonly status: Exclude<Status, 'erased'>;
  readonly added: Date;
  readonly changed: Date;
}

/** How often somebody wants letters: each issue, or digests only. */
export const frequencies = ['each', 'digests'] as const;
export type Frequency = (typeof frequencies)[number];

/** A consent or a departure: the proof that the law requires. */
export interface Consent {
  /** In words, such as "sign-up sheet, autumn fair". */
  readonly how: string;
  /** When, if it was not now. */
  readonly at?: Date;
  /** The text next to the button or on the sheet. */
  readonly shown?: string;
  /** SHA-256 of that text in hexadecimal, where it was shown by a server. */
  readonly textHash?: string;
  /** The address of the page that had the button. */
  readonly page?: string;
  /** When the person asked; `at` is when they confirmed it. */
  readonly asked?: Date;
  /** The language of the page, BCP 47. */
  readonly language?: string;
  /** Only where the publication is set to keep it. */
  readonly ip?: string;
}

/** A line of the log that is only ever added to. */
export interface ConsentRecord extends Consent {
  readonly at: Date;
  readonly event: ConsentEvent;
}
export type ConsentEvent = 'subscribed' | 'confirmed' | 'changed' | 'returned' | Departure;

/** An address that must not be written to, and the reason. It outlives the subscriber. */
export interface Suppression {
  readonly reason: Departure;
  readonly at: Date;
}

/**
 * Reads a bare e-mail address; nothing if it is none. Two spellings are one address if they differ in case, in
 * Unicode composition or in how the domain is written (`bücher.example`, `xn--bcher-kva.example`). Dots and `+` stay
 * as typed: only the receiver knows their meaning.
 */
export function addressOf(text: string): Address | undefined {
  const typed = text.trim().normalize('NFC');
  const ascii = asciiAddress(typed);
  if (ascii === undefined) return undefined;
  // Upper case may have no composed form where lower case has one, so compose again.
  return { typed, normal: `${localPartOf(ascii).toLowerCase().normalize('NFC')}@${domainOf(ascii)}` };
}

export function isDeparture(status: Status): status is Departure {
  return status !== 'pending' && status !== 'active';
}
