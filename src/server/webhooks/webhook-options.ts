import type { WebhookKeys } from '../../config/webhooks.ts';
import type { Fetch } from './fetch-bytes.ts';

/** The part that webhooks need besides the doors. */
export interface WebhookOptions {
  readonly keys: WebhookKeys;
  /** Gets the certificates of Amazon SNS, and confirms subscriptions. */
  readonly fetch: Fetch;
  /** The authorities that are trusted, in PEM; those of this machine, where none are given. */
  readonly authorities?: readonly string[];
}
