import type { SlotKind } from '../model/slot.ts';

/** An issue compiled once for all readers, split where their letters differ. */
export interface Letter {
  readonly subject: Segments;
  readonly preheader: Segments;
  /** A complete MJML document, for editing by hand. */
  readonly mjml: Segments;
  readonly html: Segments;
  readonly text: Segments;
}

/** The values of a reader's slots, in addition to the fields that the settings declare. */
export interface SlotValues {
  readonly email?: string | undefined;
  readonly viewUrl?: string | undefined;
  readonly unsubscribeUrl?: string | undefined;
  readonly preferencesUrl?: string | undefined;
  readonly name?: string | undefined;
  readonly [field: string]: string | undefined;
}

/** A text split at its slots: literal pieces, and holes with their place in the markup. */
export type Segments = readonly (string | Hole)[];

export interface Hole extends Pick<SlotKind, 'type' | 'always' | 'maxLength'> {
  readonly slot: string;
  readonly place: SlotPlace;
  readonly fallback?: string;
}

/**
 * HTML text or a quoted attribute; the beginning of a URL in an attribute; a later part of one; plain text, a header
 * too; a URL in plain text.
 */
export type SlotPlace = 'html' | 'url' | 'urlPart' | 'text' | 'textUrlPart';

/** A letter to one person. */
export interface Email {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
}
