import type { Entry } from '../entry.ts';

/** A service or program whose exports are known by the names of their columns, which stand here as `bare` writes them. */
export interface Service {
  readonly name: string;
  /** Columns that all of its exports have, and those of nobody else. */
  readonly marks: readonly string[];
  /** Of these, each export has at least one. */
  readonly anyOf?: readonly string[];
  /** Columns that `tell` reads. */
  readonly read: readonly string[];
  /** Columns of payments, in which Tidings has no part. */
  readonly payments: readonly string[];
  /** Columns of what the service measures or numbers for itself. */
  readonly own: readonly string[];
  /** Whether its lines ever tell that their people agreed; else somebody has to say how. */
  readonly proves: boolean;
  /** What a person has to know of its exports, as a sentence. */
  readonly caution?: string;
  /** Of a service that parts its people into several files: who is in this one. */
  kindOf?(header: readonly string[], file: string): Kind | undefined;
  /** What a line says, by its cells. */
  tell(cell: Cell, kind: Kind | undefined): Told;
}

/** Only the name of a file tells those who subscribed from those who never did: else it is `untold`. */
export type Kind = 'subscribed' | 'unsubscribed' | 'cleaned' | 'nonsubscribed' | 'untold';

/** The text of a column without spaces around it; empty if the line or the list has none. */
export type Cell = (title: string) => string;

/** What a service tells of one person, in its own spelling. */
export interface Told {
  readonly name?: string;
  readonly status: Entry['status'];
  /** By their names there. */
  readonly tags?: readonly string[];
  /** What happened when they agreed, such as "confirmed", and when. */
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
