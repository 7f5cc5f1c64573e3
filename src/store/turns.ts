/** Work that one machine does at a time, by its name in the database that the machines share. */
export interface Turns {
  /**
   * Takes the turn, or nothing if another process has it. A process that holds it and is not heard of for `life`
   * milliseconds has it no more.
   */
  take(name: string, life: number): Promise<Turn | undefined>;
}

export interface Turn {
  /** Shows that the holder lives; false if another one has taken the turn meanwhile. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}
