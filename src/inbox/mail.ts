/** A mail as it lies in a mailbox. */
export interface Mail {
  /** Its identifier in the mailbox. */
  readonly key: string;
  /** The whole of it; of one larger than `largest` the first `beginning` bytes. */
  readonly bytes: Uint8Array;
}

/** A mailbox that is open for reading. Nothing is ever deleted from it, or marked as read. */
export interface MailFolder {
  /** As messages name it. */
  readonly name: string;
  /** The mails in it, oldest first where known. Mails removed meanwhile are skipped. */
  read(): AsyncIterable<Mail>;
  /** Moves mails to where the mailbox was opened to move them; how many were still there. */
  move(keys: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** In bytes. No report is as large; one that brings a large letter back says all that matters in its beginning. */
export const largest = 10_485_760;
export const beginning = 1_048_576;
