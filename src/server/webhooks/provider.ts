import type { WebhookKeys } from '../../config/webhooks.ts';
import type { MailFinding } from '../../returns/finding.ts';
import type { SpentToken } from '../../store/returned-mail.ts';

/** A provider that calls: its name is the last part of the address. */
export type ProviderName = keyof WebhookKeys;

/** Something that became of a letter, as a provider tells it. */
export interface ProviderEvent {
  /** The same each time that the provider sends this event, and of no other event of it. */
  readonly id: string;
  readonly finding: MailFinding;
  readonly at?: Date;
  /** The event as it came, for a person to read if nobody can be held to it. */
  readonly content: unknown;
}

/** A request, of which the body is read only once its sender is known to have a reason to send one. */
export interface ProviderRequest {
  header(name: string): string | undefined;
  body(): Promise<Uint8Array>;
}

/**
 * The answer to a request: events that are proven to be the provider's, or a refusal. `reason` goes to the log, and holds
 * nothing of what came.
 */
export type Reception =
  | { readonly events: readonly ProviderEvent[]; readonly token?: SpentToken }
  | { readonly refused: RefusedStatus; readonly reason: string };

/** 401 and 403: not proven; 406: providers do not come again; 503: they do. */
export type RefusedStatus = 400 | 401 | 403 | 406 | 415 | 503;

/** Reads and proves a request of one provider. */
export type Receive = (request: ProviderRequest) => Promise<Reception>;

export function refused(status: RefusedStatus, reason: string): Reception {
  return { refused: status, reason };
}
