import type { Entry } from '../entry.ts';

/** A service whose exports are recognised by their column names, here in the form that `bare` gives them. */
export interface Service {
  readonly name: string;
  /** Columns that all of its exports have, and no other service's. */
  readonly marks: readonly string[];
  /** Of these, each export has at least one. */
  readonly anyOf?: readonly string[];
  /** Columns that `tell` reads. */
  readonly read: readonly string[];
  /** Columns of payments, in which Tidings has no part. */
  readonly payments: readonly string[];
  /** Columns with the service's own measurements and numbers. */
  readonly own: readonly string[];
  /** Whether its lines ever tell that their people agreed; else somebody has to say how. */
  readonly proves: boolean;
  /** A caution about its exports, as a sentence. */
  readonly caution?: string;
  /** For a service that splits its people into several files: the kind of this one. */
  kindOf?(header: readonly string[], file: string): Kind | undefined;
  /** Reads a line by its cells. */
  tell(cell: Cell, kind: Kind | undefined): Told;
}

/** Only the file name distinguishes people who subscribed from people who never did; without it the kind is `untold`. */
export type Kind = 'subscribed' | 'unsubscribed' | 'cleaned' | 'nonsubscribed' | 'untold';

/** The text of a column without spaces around it; empty if the line or the list has none. */
export type Cell = (title: string) => string;

/** A service's data about one person, in its own spelling. */
export interface Told {
  readonly name?: string;
  readonly status: Entry['status'];
  /** By their names there. */
  readonly tags?: readonly string[];
  /** The kind of consent, such as "confirmed", and its time. */
  readonly agreed?: { readonly how: string; readonly at: string };
  /** When the writer added them: no proof that they agreed. */
  readonly added?: string;
  /** When they left. */
  readonly left?: string;
  /** Why they left. */
  readonly reason?: string;
  /** A JSON object of further fields. */
  readonly attributes?: string;
}
