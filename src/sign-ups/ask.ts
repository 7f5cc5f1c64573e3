import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import type { Store } from '../store/open.ts';
import type { Address } from '../subscribers/subscriber.ts';

/** A wish to join, as it was sent by a form or by mail. */
export interface SignUpRequest {
  readonly address: Address;
  readonly name?: string;
  /** BCP 47. */
  readonly language?: string;
  readonly tags?: readonly string[];
  readonly frequency?: 'digests';
  /** The text that the person agreed to, kept once by its hash. */
  readonly shown: string;
  /** The page with the form. */
  readonly page?: string;
  readonly way: 'form' | 'mail';
  /** The Message-ID that the mail answers. */
  readonly inReplyTo?: string;
}

export interface AskParts {
  readonly store: Pick<Store, 'subscribers'>;
  readonly key: KeyHandle;
  readonly settings: Settings;
  readonly now: Date;
  /** The address of the visitor, for the budgets of networks. */
  readonly visitor?: string | undefined;
}

/** The reason is for counters and logs: nobody who asks is told. */
export type Asked = 'asked' | `refused: ${string}`;

/**
 * Asks the owner of an address to confirm, by a mail in the outbox, if all budgets allow it. It does the same work for
 * every address, so that neither words nor time tell who is on the list.
 * @throws ProblemError if the database fails; then nothing is stored.
 */
export async function askToConfirm(_request: SignUpRequest, _options: AskParts): Promise<Asked> {
  return 'refused: not yet';
}
