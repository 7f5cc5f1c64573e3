import type { SlotKind } from '../model/slot.ts';

/** An issue compiled once: what is the same for every reader, cut where they differ. */
export interface Letter {
  readonly subject: Segments;
  readonly preheader: Segments;
  /** A complete MJML document, for a person to change by hand. */
  readonly mjml: Segments;
  readonly html: Segments;
  readonly text: Segments;
}

/** What a reader's slots hold; beside these, each field that the settings declare. */
export interface SlotValues {
  readonly email?: string | undefined;
  readonly viewUrl?: string | undefined;
  readonly unsubscribeUrl?: string | undefined;
  readonly preferencesUrl?: string | undefined;
  readonly name?: string | undefined;
  readonly [field: string]: string | undefined;
}

/** A text cut at its slots: literal pieces, and holes that know where they stand. */
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
