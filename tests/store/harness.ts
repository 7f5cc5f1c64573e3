import type { Store } from '../../src/store/open.ts';

/** What one process has of a database. */
export interface StoreProcess extends Store {
  /** Ends it with all that it has under way, as `kill -9` does. */
  kill(): Promise<void>;
}

/** A database of one implementation, which the contracts are run against. */
export interface Harness {
  /** Another process with the same database; it is closed when the test ends. */
  process(): Promise<StoreProcess>;
  /** What all clocks say next; noon of 2026-11-23 at first. */
  setClock(instant: string): void;
}

export const noon = '2026-11-23T12:00:00Z';
