import type { Message } from '../email/message/compose.ts';
import type { ProblemError } from '../model/problem.ts';

/** How letters leave: over SMTP, or into a folder. */
export interface Transport {
  /** As messages and the ledger name it: `smtp.example.org:587`, or a folder. */
  readonly name: string;
  /** Opens a session, logged in. Throws a `SessionFault`. */
  open(signal: AbortSignal): Promise<Session>;
}

/** A connection that takes one message after another. */
export interface Session {
  /** Whether it takes another message. */
  readonly usable: boolean;
  /** How large a message the server announced to take, in bytes (RFC 1870); absent if it has no limit that it tells. */
  readonly sizeLimit?: number | undefined;
  /**
   * Hands over one message for one recipient. `beforeEnd` is called once, when the message has begun to travel; only
   * after it is fulfilled with true, what makes the message complete (the final dot) follows. Never throws for what a
   * server or the network does.
   */
  send(message: Message, envelope: Envelope, beforeEnd: () => Promise<boolean>): Promise<Answer>;
  /** Says goodbye and lets go of it; never throws. */
  close(): Promise<void>;
}

/** The result for a message. `reply` is one line without control characters, and never contains a password. */
export type Answer =
  | { readonly result: 'accepted'; readonly reply: string }
  | Refusal
  /** The session broke. Only if it is `complete`, the message may have been accepted all the same (RFC 1047). */
  | { readonly result: 'broken'; readonly complete: boolean; readonly reply: string }
  /** `beforeEnd` refused, and nothing was accepted. */
  | { readonly result: 'withheld' };

/** The server said no, which proves that it did not take the message. */
export interface Refusal {
  readonly result: 'refused';
  /** The refused part. A refused sender would be refused for any other recipient, too. */
  readonly at: 'sender' | 'recipient' | 'message';
  /** 5yz, not 4yz. */
  readonly permanent: boolean;
  /** The basic code: 421, 450, 550 and so on. */
  readonly code: number;
  /** The enhanced status (RFC 3463), such as `5.1.1`, if the server gave one. */
  readonly status?: string;
  readonly reply: string;
}

/** Why there is no session. */
export class SessionFault extends Error {
  /** The problem in words with its remedy, as `deliver` would throw it. */
  readonly problem: ProblemError;
  /** Whether trying again later may help: a network or server that is away, 4yz; not a wrong password or TLS. */
  readonly temporary: boolean;

  constructor(problem: ProblemError, temporary: boolean) {
    super(problem.message);
    this.problem = problem;
    this.temporary = temporary;
  }
}

export interface Envelope {
  /** A bare address: where bounces go; or `nullPath`. */
  readonly from: string;
  /** A bare address: the recipient. */
  readonly to: string;
}

/** The sender in the envelope of a mail of which nothing comes back, as a bounce has it (RFC 5321, section 4.5.5). */
export const nullPath = '<>';
