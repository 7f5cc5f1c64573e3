import type { Delivery } from '../../store/ledger.ts';

/** A delivery while this process is at it. */
export interface Job {
  readonly delivery: Delivery;
  /** How often a session ended before it could take the message. */
  readonly setbacks: number;
  /** The message may have been accepted; the intent stands in the ledger, and no outcome yet. */
  readonly doubt?: Doubt;
}

/** A message that is tried again because its server knows it again, or because the user wants it so. */
export interface Doubt {
  /** The only server that may get it once more. */
  readonly relay: string;
  /** What was said when it came into doubt. */
  readonly reply: string;
  readonly tries: number;
}
