/** Whom a run is about, and how it treats letters that may have arrived. */
export interface SendingOptions {
  /** Only subscribers with this tag; everybody without it. Fixed when the audience is frozen. */
  readonly tag?: string | undefined;
  /** Adds subscribers who joined after the audience was frozen. */
  readonly new?: boolean | undefined;
  /** Once more to those whose letter failed or is in doubt, and to those who wait, as by any run. */
  readonly only?: 'failed' | 'in-doubt' | undefined;
  /** Takes back what was frozen and reached nobody, and freezes letters and audience as they are now. */
  readonly refreeze?: boolean | undefined;
  /** Sends an issue that the lock says was sent, by a list that knows nothing of it. */
  readonly alreadySent?: boolean | undefined;
  /** Goes on with a list that knows less than its last run did. */
  readonly olderList?: boolean | undefined;
  /** Letters that may have arrived: kept by name (the default), or sent again. */
  readonly inDoubt?: 'hold' | 'resend' | undefined;
}

/** The part of the list that a tag chooses; everybody without one. */
export function selectionOf({ tag }: Pick<SendingOptions, 'tag'>) {
  return tag === undefined ? {} : { tag };
}
