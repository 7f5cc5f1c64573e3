import type { Context } from 'hono';
import type { KeyHandle } from '../lib/key-handle.ts';
import type { Settings } from '../model/publication.ts';
import type { Store } from '../store/open.ts';
import type { Address } from '../subscribers/subscriber.ts';
import type { AccessLog } from './access-log.ts';
import type { Metrics } from './metrics.ts';
import type { ReaderPages } from './reader-pages.ts';
import type { WebhookOptions } from './webhooks/webhook-options.ts';

/**
 * Everything that the actions of readers need. Each feature adds its routes by a function of its own, such as
 * `addLeaving(app, doors)`.
 */
export interface Doors {
  /** The path under which readers act, ending in `/`: that of `url`. */
  readonly base: string;
  /** Where readers reach the server, ending in `/`: `server.url` of the settings. */
  readonly url: string;
  readonly settings: Settings;
  readonly key: KeyHandle;
  readonly store: Store;
  readonly pages: ReaderPages;
  /** The languages that a reader may choose, BCP 47: the publication's first, then others that articles are in. */
  readonly languages: () => readonly string[];
  readonly log: AccessLog;
  readonly metrics: Metrics;
  readonly clock: () => Date;
  /** To be called after something was queued or confirmed: the work between requests begins at once. */
  readonly wake: () => void;
  /** Whether no mail can be sent that asks the owner of an address to confirm; without an address, whether none can at all. */
  readonly closed: (address?: Address) => boolean;
  /** Fields of every answer that does not have its own. */
  readonly everywhere: Readonly<Record<string, string>>;
  /** The address of the visitor, as far as the proxies that are trusted know it. */
  readonly visitor: (context: Context) => string | undefined;
  /** The mail providers that may tell of bounces; absent where none may. */
  readonly webhooks?: WebhookOptions;
}
