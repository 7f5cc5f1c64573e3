import type { Ledger } from './ledger.ts';
import type { ReturnedMailStore } from './returned-mail.ts';
import type { SharedSendings } from './shared-sendings.ts';
import type { SignUpStore } from './sign-ups.ts';
import type { SubscriberStore } from './subscriber-store.ts';
import type { Turns } from './turns.ts';

/** The four ports over one database. */
export interface Store {
  readonly subscribers: SubscriberStore;
  readonly ledger: Ledger;
  readonly returnedMail: ReturnedMailStore;
  readonly signUps: SignUpStore;
  /** How workers on several machines share sendings; only of a database that machines can share. */
  readonly shared?: SharedSendings;
  /** Where several machines may share the list. */
  readonly turns?: Turns;
  /** Closes the database; a share of a sending is released before. Closing twice is harmless. */
  close(): Promise<void>;
}
