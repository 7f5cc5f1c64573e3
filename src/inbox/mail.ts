/** A mail as it lies in a mailbox. */
export interface Mail {
  /** What the mailbox knows it by. */
  readonly key: string;
  /** The whole of it; of one larger than `largest` the first `beginning` bytes. */
  readonly bytes: Uint8Array;
}

/** A mailbox that is open for reading. Nothing is ever deleted from it, or marked as read. */
export interface MailFolder {
  /** As messages name it. */
  readonly name: string;
  /** What lies in it now, oldest first where that can be told. What somebody takes away meanwhile is passed over. */
  read(): AsyncIterable<Mail>;
  /** Moves mails to where the mailbox was opened to move them; how many were still there. */
  move(keys: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** In bytes. No report is as large; one that brings a large letter back says all that matters in its beginning. */
export const largest = 10_485_760;
export const beginning = 1_048_576;
