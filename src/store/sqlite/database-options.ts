import type { KeyHandle } from '../../lib/key-handle.ts';

/** How a list is opened. */
export interface DatabaseOptions {
  /** Of the suppression list. A list that was made with another one is refused. */
  readonly key: KeyHandle;
  readonly clock: () => Date;
  /** The file in messages. */
  readonly named: string;
  /** How long to wait for other processes that write; 10 seconds by default. */
  readonly patience?: number;
  /**
   * How much of that time the process may stand still at once, in milliseconds; by default all of it. A server goes on
   * in between with what needs no database.
   */
  readonly hold?: number;
}
